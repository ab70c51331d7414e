import type { IamOperation } from '../context.ts';
import { requirePolicy, updatePolicy } from '../policies.ts';
import { pageOf, sortedBy } from '../resources/page.ts';
import { describeTags, parseTags, withoutTags, withTags } from '../resources/tags.ts';

export const tagPolicy: IamOperation<'TagPolicy'> = async (input, context) => {
  const given = parseTags(input.Tags);
  await updatePolicy(context, input.PolicyArn, (policy) => ({ ...policy, tags: withTags(policy.tags, given) }));
  return {};
};

export const untagPolicy: IamOperation<'UntagPolicy'> = async (input, context) => {
  await updatePolicy(context, input.PolicyArn, (policy) => ({
    ...policy,
    tags: withoutTags(policy.tags, input.TagKeys),
  }));
  return {};
};

export const listPolicyTags: IamOperation<'ListPolicyTags'> = async (input, context) => {
  const { policy } = await requirePolicy(context, input.PolicyArn);
  const page = pageOf(
    sortedBy(policy.tags, ({ key }) => key),
    input,
    ({ key }) => key,
  );
  return { Tags: describeTags(page.items), ...page.rest };
};
