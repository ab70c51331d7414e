import type { RequestContext } from '../../../aws/caller.ts';
import { ApiError } from '../../../aws/api-error.ts';
import type { SnsContext, SnsOperation } from '../context.ts';
import { resourceNotFound } from '../errors.ts';
import { changeTopic, requireTopic } from '../records.ts';
import { describeTags, parseTags, type Tag, withoutTags, withTags } from '../resources/tags.ts';
import { parseTopicArn } from '../resources/topic.ts';

export const tagResource: SnsOperation<'TagResource'> = async (input, context, request) => {
  const given = parseTags(input.Tags);
  await changeTags(input.ResourceArn, context, request, (tags) => withTags(tags, given));
  return {};
};

export const untagResource: SnsOperation<'UntagResource'> = async (input, context, request) => {
  await changeTags(input.ResourceArn, context, request, (tags) => withoutTags(tags, input.TagKeys));
  return {};
};

export const listTagsForResource: SnsOperation<'ListTagsForResource'> = async (input, context, { caller }) => {
  const reference = parseTopicArn(input.ResourceArn, caller);
  const { value: topic } = await asResource(() => requireTopic(context, reference));
  return { Tags: describeTags(topic.tags) };
};

async function changeTags(
  arn: string | undefined,
  context: SnsContext,
  { caller }: RequestContext,
  change: (tags: readonly Tag[]) => readonly Tag[],
): Promise<void> {
  const reference = parseTopicArn(arn, caller);
  await asResource(() =>
    changeTopic(context, reference, async (topic) => ({
      topic: { ...topic, tags: change(topic.tags) },
      result: undefined,
    })),
  );
}

/** The operations on tags have words of their own for a missing topic. */
async function asResource<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ApiError && error.type === 'NotFoundException') throw resourceNotFound();
    throw error;
  }
}
