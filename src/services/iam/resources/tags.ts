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

export function parseTags(tags: readonly WireTag[] | undefined): readonly Tag[] {
  const parsed = (tags ?? []).map(({ Key: key = '', Value: value = '' }) => ({ key, value }));
  const names = new Set(parsed.map(({ key }) => key.toLowerCase()));
  if (names.size < parsed.length) {
    throw new ApiError(
      'InvalidInputException',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  return checkCount(parsed);
}

/** Tags with the given ones in place of those of the same key. */
export function withTags(tags: readonly Tag[], given: readonly Tag[]): readonly Tag[] {
  const names = new Set(given.map(({ key }) => key.toLowerCase()));
  return checkCount([...tags.filter(({ key }) => !names.has(key.toLowerCase())), ...given]);
}

export function withoutTags(tags: readonly Tag[], keys: readonly string[] | undefined): readonly Tag[] {
  const names = new Set((keys ?? []).map((key) => key.toLowerCase()));
  return tags.filter(({ key }) => !names.has(key.toLowerCase()));
}

function checkCount(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > tagsMax) {
    throw new ApiError('LimitExceededException', 'The number of tags has reached the maximum limit.');
  }
  return tags;
}

export const describeTags = (tags: readonly Tag[]): { Key: string; Value: string }[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }));
