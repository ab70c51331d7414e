import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { Stored } from '../../../storage/documents.ts';
import type { SsmContext, SsmOperation } from '../context.ts';
import { invalidResource } from '../errors.ts';
import { requireParameter, retryConflicts } from '../records.ts';
import type { ParameterRecord } from '../resources/parameter.ts';
import { describeTags, type Tag, withoutTags, withTags } from '../resources/tags.ts';

interface Target {
  readonly ResourceType: string | undefined;
  readonly ResourceId: string | undefined;
}

export const addTagsToResource: SsmOperation<'AddTagsToResource'> = async (input, context, request) => {
  await changeTags(input, context, request, (tags) => withTags(tags, input.Tags));
  return {};
};

export const removeTagsFromResource: SsmOperation<'RemoveTagsFromResource'> = async (input, context, request) => {
  await changeTags(input, context, request, (tags) => withoutTags(tags, input.TagKeys));
  return {};
};

export const listTagsForResource: SsmOperation<'ListTagsForResource'> = async (input, context, request) => ({
  TagList: describeTags((await requireResource(input, context, request)).value.tags),
});

const changeTags = (
  target: Target,
  context: SsmContext,
  request: RequestContext,
  change: (tags: readonly Tag[]) => readonly Tag[],
): Promise<void> =>
  retryConflicts(async () => {
    const { key, revision, value } = await requireResource(target, context, request);
    const next: ParameterRecord = { ...value, tags: change(value.tags) };
    await context.store.documents.write([{ kind: 'put', key, value: next, ifRevision: revision }]);
  });

async function requireResource(
  { ResourceType: type, ResourceId: id = '' }: Target,
  context: SsmContext,
  { caller }: RequestContext,
): Promise<Stored<ParameterRecord>> {
  if (type !== 'Parameter')
    throw new ApiError('InvalidResourceType', `Serin has parameters alone, and nothing of the type ${type}.`);
  try {
    return await requireParameter(context, caller, id);
  } catch (error) {
    if (error instanceof ApiError && error.type === 'ParameterNotFound') throw invalidResource();
    throw error;
  }
}
