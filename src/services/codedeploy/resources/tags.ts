import { invalidTags } from '../errors.ts';
import type { Tag } from './application.ts';

interface WireTag {
  Key?: string | undefined;
  Value?: string | undefined;
}

const tagsMax = 50;
const keyMax = 128;
const valueMax = 256;

export function parseTags(tags: readonly WireTag[] | undefined): readonly Tag[] {
  const parsed = (tags ?? []).map(parseTag);
  if (new Set(parsed.map(({ key }) => key)).size < parsed.length) throw invalidTags('Two tags have the same key');
  return requireFew(parsed);
}

function parseTag({ Key: key, Value: value = '' }: WireTag): Tag {
  if (key === undefined || key === '' || key.length > keyMax)
    throw invalidTags(`A tag's key must have 1 to ${keyMax} characters`);
  if (value.length > valueMax) throw invalidTags(`The value of the tag ${key} is longer than ${valueMax} characters`);
  if (key.startsWith('aws:')) throw invalidTags(`Tags that begin with aws: are AWS's own: ${key}`);
  return { key, value };
}

/** The tags with the given ones in place of those of the same key. */
export function withTags(tags: readonly Tag[], given: readonly Tag[]): readonly Tag[] {
  const byKey = new Map([...tags, ...given].map((tag) => [tag.key, tag]));
  return requireFew([...byKey.values()]);
}

export const withoutTags = (tags: readonly Tag[], keys: readonly string[]): readonly Tag[] =>
  tags.filter(({ key }) => !keys.includes(key));

export const describeTags = (tags: readonly Tag[]): { Key: string; Value: string }[] =>
  tags.map(({ key, value }) => ({ Key: key, Value: value }));

function requireFew(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length <= tagsMax) return tags;
  throw invalidTags(`A resource can have ${tagsMax} tags at most`);
}
