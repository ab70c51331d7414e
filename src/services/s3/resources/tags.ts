import { ApiError } from '../../../aws/api-error.ts';
import { invalidArgument } from '../errors.ts';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

interface WireTag {
  Key: string | undefined;
  Value: string | undefined;
}

export const objectTagsMax = 10;
export const bucketTagsMax = 50;

export function parseTags(tags: readonly WireTag[] | undefined, countMax: number): readonly Tag[] {
  const parsed = (tags ?? []).map(({ Key: key, Value: value }) => ({ key: key ?? '', value: value ?? '' }));
  checkTags(parsed, countMax);
  return parsed;
}

/** The tags of the header `x-amz-tagging`, which is written as a query is. */
export function parseTaggingHeader(header: string | undefined): readonly Tag[] {
  if (header === undefined || header === '') return [];
  const tags: Tag[] = [];
  for (const pair of header.split('&')) {
    const [key, value, ...rest] = pair.split('=');
    if (key === undefined || rest.length > 0 || !isEncoded(pair)) {
      throw invalidArgument(
        "The header 'x-amz-tagging' shall be encoded as UTF-8 then URLEncoded URL query parameters without tag name duplicates.",
        'x-amz-tagging',
        header,
      );
    }
    tags.push({ key: decodeForm(key), value: decodeForm(value ?? '') });
  }
  checkTags(tags, objectTagsMax);
  return tags;
}

function checkTags(tags: readonly Tag[], countMax: number): void {
  if (tags.length > countMax) {
    throw new ApiError(
      countMax === objectTagsMax ? 'BadRequest' : 'MalformedXML',
      countMax === objectTagsMax
        ? 'Object tags cannot be greater than 10'
        : 'The XML you provided was not well-formed or did not validate against our published schema',
    );
  }
  const seen = new Set<string>();
  for (const { key, value } of tags) {
    if (seen.has(key))
      throw new ApiError('InvalidTag', 'Cannot provide multiple Tags with the same key', { TagKey: key });
    seen.add(key);
    if (key === '' || key.length > 128)
      throw new ApiError('InvalidTag', 'The TagKey you have provided is invalid', { TagKey: key });
    if (value.length > 256)
      throw new ApiError('InvalidTag', 'The TagValue you have provided is invalid', { TagKey: key, TagValue: value });
    if (key.startsWith('aws:'))
      throw new ApiError('InvalidTag', 'System tags cannot be added/updated by requester', { TagKey: key });
  }
}

const isEncoded = (text: string): boolean => !/%(?![0-9A-Fa-f]{2})/.test(text);
const decodeForm = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

export const describeTags = (tags: readonly Tag[]): { Key: string; Value: string }[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }));
