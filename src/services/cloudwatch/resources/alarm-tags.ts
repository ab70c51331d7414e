import { invalidAlarm } from '../alarm-errors.ts';
import type { Tag } from './alarm.ts';

interface WireTag {
  readonly Key: string | undefined;
  readonly Value: string | undefined;
}

const tagsMax = 50;

export function parseTags(tags: readonly WireTag[] | undefined): readonly Tag[] {
  const parsed = (tags ?? []).map(({ Key: key = '', Value: value = '' }) => ({ key, value }));
  const system = parsed.find(({ key }) => key.toLowerCase().startsWith('aws:'));
  if (system !== undefined) throw invalidAlarm(`aws: prefixed tag key names are not allowed for external use.`);
  if (new Set(parsed.map(({ key }) => key)).size < parsed.length)
    throw invalidAlarm('Duplicate tag keys are not allowed.');
  return checkCount(parsed);
}

/** Tags with the given ones: in their place where the key is known, at the end where it is new. */
export function withTags(tags: readonly Tag[], given: readonly Tag[]): readonly Tag[] {
  const values = new Map([...tags, ...given].map(({ key, value }) => [key, value]));
  return checkCount([...values].map(([key, value]) => ({ key, value })));
}

function checkCount(tags: readonly Tag[]): readonly Tag[] {
  if (tags.length > tagsMax) throw invalidAlarm(`A resource may have at most ${tagsMax} tags.`);
  return tags;
}
