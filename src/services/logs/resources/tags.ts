import { ApiError } from '../../../aws/api-error.ts';

const tagsMax = 50;

type Tags = Readonly<Record<string, string>>;

export function withTags(tags: Tags, given: Tags): Tags {
  const together = { ...tags, ...given };
  if (Object.keys(together).length > tagsMax) {
    throw new ApiError('TooManyTagsException', `The resource can have no more than ${tagsMax} tags.`);
  }
  return together;
}

export const withoutTags = (tags: Tags, names: readonly string[]): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([name]) => !names.includes(name)));
