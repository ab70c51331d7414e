import type { EventsOperation } from '../context.ts';
import { changeRule, requireRule } from '../records.ts';
import { parseRuleArn } from '../resources/rule.ts';
import { describeTags, parseTags, withoutTags, withTags } from '../resources/tags.ts';

export const tagResource: EventsOperation<'TagResource'> = async (input, context, { caller }) => {
  const given = parseTags(input.Tags);
  await changeRule(context, parseRuleArn(input.ResourceARN, caller), (rule) => ({
    ...rule,
    tags: withTags(rule.tags, given),
  }));
  return {};
};

export const untagResource: EventsOperation<'UntagResource'> = async (input, context, { caller }) => {
  await changeRule(context, parseRuleArn(input.ResourceARN, caller), (rule) => ({
    ...rule,
    tags: withoutTags(rule.tags, input.TagKeys),
  }));
  return {};
};

export const listTagsForResource: EventsOperation<'ListTagsForResource'> = async (input, context, { caller }) => {
  const { value: rule } = await requireRule(context, parseRuleArn(input.ResourceARN, caller));
  return { Tags: describeTags(rule.tags) };
};
