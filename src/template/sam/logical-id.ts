/**
 * Logical IDs that change when, and only when, what stands behind them changes: a prefix and ten
 * digits of the SHA-1 of the data. They are AWS's to the letter, so that a template deployed again
 * makes no new version of anything.
 */
import { createHash } from 'node:crypto';
import { isFilled, isList, isObject, type JsonValue } from './mutable-json.ts';
import { compareText } from './refusal.ts';

const hashLength = 10;

/** Where `data` is empty, the prefix stands alone. */
export function createLogicalId(prefix: string, data: JsonValue | undefined): string {
  return `${prefix}${hashData(data)}`;
}

/** The digits that {@link createLogicalId} appends; `length` up to 40. */
export function hashData(data: JsonValue | undefined, length = hashLength): string {
  if (!isFilled(data)) return '';
  const text = typeof data === 'string' ? data : canonicalJson(data);
  return createHash('sha1').update(text, 'utf8').digest('hex').slice(0, length);
}

/** A hash that the caller knows already, cut to its place in a logical ID. */
export function cutHash(hash: string): string {
  return hash.slice(0, hashLength);
}

/** Compact JSON with sorted names, in ASCII, as Python's `json.dumps` writes it. */
export function canonicalJson(value: JsonValue): string {
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (isObject(value)) {
    const entries = Object.entries(value).toSorted(([one], [other]) => compareText(one, other));
    return `{${entries.map(([name, item]) => `${asciiJson(name)}:${canonicalJson(item)}`).join(',')}}`;
  }
  return typeof value === 'string' ? asciiJson(value) : JSON.stringify(value);
}

/** JSON text of a string, everything beyond ASCII escaped. */
export function asciiJson(text: string): string {
  return JSON.stringify(text).replaceAll(/[\u007F-\uFFFF]/g, (unit) =>
    unit === '\u007F' ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
