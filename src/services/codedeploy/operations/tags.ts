import type { RequestContext } from '../../../aws/caller.ts';
import type { CodedeployContext, CodedeployOperation } from '../context.ts';
import { missing } from '../errors.ts';
import { requireNoToken } from '../pages.ts';
import { retryConflicts } from '../records.ts';
import type { Tag } from '../resources/application.ts';
import { describeTags, parseTags, withoutTags, withTags } from '../resources/tags.ts';
import { requireTagged } from '../tagged-resource.ts';

export const tagResource: CodedeployOperation<'TagResource'> = async (input, context, request) => {
  if (input.ResourceArn === undefined) throw missing('resourceArn');
  if (input.Tags === undefined || input.Tags.length === 0) throw missing('tags');
  const given = parseTags(input.Tags);
  await changeTags(input.ResourceArn, context, request, (tags) => withTags(tags, given));
  return {};
};

export const untagResource: CodedeployOperation<'UntagResource'> = async (input, context, request) => {
  if (input.ResourceArn === undefined) throw missing('resourceArn');
  const { TagKeys: keys = [] } = input;
  if (keys.length === 0) throw missing('tags');
  await changeTags(input.ResourceArn, context, request, (tags) => withoutTags(tags, keys));
  return {};
};

export const listTagsForResource: CodedeployOperation<'ListTagsForResource'> = async (input, context, request) => {
  const { value } = await requireTagged(context, input.ResourceArn, request);
  requireNoToken(input.NextToken);
  return { Tags: describeTags(value.tags) };
};

async function changeTags(
  arn: string,
  context: CodedeployContext,
  request: RequestContext,
  change: (tags: readonly Tag[]) => readonly Tag[],
): Promise<void> {
  await retryConflicts(async () => {
    const { key, value, revision } = await requireTagged(context, arn, request);
    const changed = { ...value, tags: change(value.tags) };
    await context.store.documents.write([{ kind: 'put', key, value: changed, ifRevision: revision }]);
  });
}
