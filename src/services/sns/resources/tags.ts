import { ApiError } from '../../../aws/api-error.ts';
import { invalidParameter } from '../errors.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

interface WireTag {
  Key: string | undefined;
  Value: string | undefined;
}

const tagsMax = 50;

export function parseTags(tags: readonly WireTag[] | undefined): readonly Tag[] {
  const parsed = (tags ?? []).map(({ Key: key = '', Value: value = '' }) => ({ key, value }));
  if (new Set(parsed.map(({ key }) => key)).size < parsed.length)
    throw invalidParameter('Duplicated keys are not allowed.');
  return requireFew(parsed);
}

/** The tags with the given ones in place of those of the same key. */
export function withTags(tags: readonly Tag[], given: readonly Tag[]): readonly Tag[] {
  const byKey = new Map([...tags, ...given].map((tag) => [tag.key, tag]));
  return requireFew([...byKey.values()]);
}

export function withoutTags(tags: readonly Tag[], keys: readonly string[] | undefined): readonly Tag[] {
  return tags.filter(({ key }) => !(keys ?? []).includes(key));
}

/** Whether each of the given tags is there with its value. */
export function hasTags(tags: readonly Tag[], given: readonly Tag[]): boolean {
  return given.every(({ key, value }) => tags.some((tag) => tag.key === key && tag.value === value));
}

export const describeTags = (tags: readonly Tag[]): { Key: string; Value: string }[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }));

function requireFew(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > tagsMax)
    throw new ApiError('TagLimitExceededException', 'Could not complete request: tag quota of per resource exceeded');
  return tags;
}
