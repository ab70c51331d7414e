/** Tags of log groups, by ARN and, as it was before, by name. */
import type { LogsOperation } from '../context.ts';
import { changeGroup } from '../group-change.ts';
import { parseGroupIdentifier } from '../resources/log-group.ts';
import { withTags, withoutTags } from '../resources/tags.ts';

export const tagResource: LogsOperation<'TagResource'> = async (input, context, { caller }) => {
  const name = parseGroupIdentifier(input.resourceArn ?? '', caller);
  const tags = { ...input.tags };
  await changeGroup(context, caller, name, (group) => ({ ...group, tags: withTags(group.tags, tags) }));
  return {};
};

export const untagResource: LogsOperation<'UntagResource'> = async (input, context, { caller }) => {
  const name = parseGroupIdentifier(input.resourceArn ?? '', caller);
  const keys = input.tagKeys ?? [];
  await changeGroup(context, caller, name, (group) => ({ ...group, tags: withoutTags(group.tags, keys) }));
  return {};
};

export const listTagsForResource: LogsOperation<'ListTagsForResource'> = async (input, { groups }, { caller }) => {
  const { group } = await groups.require(caller, parseGroupIdentifier(input.resourceArn ?? '', caller));
  return { tags: { ...group.tags } };
};

export const tagLogGroup: LogsOperation<'TagLogGroup'> = async (input, context, { caller }) => {
  const tags = { ...input.tags };
  await changeGroup(context, caller, input.logGroupName ?? '', (group) => ({
    ...group,
    tags: withTags(group.tags, tags),
  }));
  return {};
};

export const untagLogGroup: LogsOperation<'UntagLogGroup'> = async (input, context, { caller }) => {
  const keys = input.tags ?? [];
  await changeGroup(context, caller, input.logGroupName ?? '', (group) => ({
    ...group,
    tags: withoutTags(group.tags, keys),
  }));
  return {};
};

export const listTagsLogGroup: LogsOperation<'ListTagsLogGroup'> = async (input, { groups }, { caller }) => {
  const { group } = await groups.require(caller, input.logGroupName ?? '');
  return { tags: { ...group.tags } };
};
