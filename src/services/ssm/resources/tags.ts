import { ApiError } from '../../../aws/api-error.ts';
import { invalid } from '../errors.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

interface WireTag {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

const tagsMax = 50;

/** The tags with the given ones in place of those of the same key. */
export function withTags(tags: readonly Tag[], given: readonly WireTag[] | undefined): readonly Tag[] {
  const added = (given ?? []).map(({ Key: key = '', Value: value = '' }) => ({ key, value }));
  // AWS's text is not known.
  if (new Set(added.map(({ key }) => key)).size < added.length) throw invalid('Duplicate tag keys are not allowed.');
  const merged = [...new Map([...tags, ...added].map((tag) => [tag.key, tag])).values()];
  if (merged.length > tagsMax)
    throw new ApiError(
      'TooManyTagsError',
      'The Targets parameter includes too many tags. Remove one or more tags and try the command again.',
    );
  return merged;
}

export const withoutTags = (tags: readonly Tag[], keys: readonly string[] | undefined): readonly Tag[] =>
  tags.filter(({ key }) => !(keys ?? []).includes(key));

export const describeTags = (tags: readonly Tag[]): { Key: string; Value: string }[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }));
