import { ApiError } from '../../../aws/api-error.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

interface WireTag {
  Key: string | undefined;
  Value: string | undefined;
}

const tagsMax = 50;

export const parseTags = (tags: readonly WireTag[] | undefined): readonly Tag[] =>
  withTags(
    [],
    (tags ?? []).map(({ Key: key = '', Value: value = '' }) => ({ key, value })),
  );

/** The tags with the given ones in place of those of the same key. */
export function withTags(tags: readonly Tag[], given: readonly Tag[]): readonly Tag[] {
  const all = [...new Map([...tags, ...given].map((tag) => [tag.key, tag])).values()];
  if (all.length > tagsMax)
    throw new ApiError('LimitExceededException', `A resource can have at most ${tagsMax} tags.`);
  return all;
}

export const withoutTags = (tags: readonly Tag[], keys: readonly string[] | undefined): readonly Tag[] =>
  tags.filter(({ key }) => !(keys ?? []).includes(key));

export const describeTags = (tags: readonly Tag[]): { Key: string; Value: string }[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }));
