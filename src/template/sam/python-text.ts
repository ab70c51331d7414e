/**
 * How AWS's transform, a Python program, writes values into its messages: lists and maps of a
 * template stand there as Python's `str()` shows them.
 */
import { isList, isObject, type JsonValue } from './mutable-json.ts';

/** A value inside a list or map, or after `{value!r}`. */
export function pythonRepr(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return quote(value);
  if (isList(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([name, item]) => `${quote(name)}: ${pythonRepr(item)}`)
    .join(', ')}}`;
}

/** A value as the whole of a place in a message: texts stand without quotes. */
export function pythonText(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

/** `a`, `a and b`, `a, b and c`. */
export function joinWithAnd(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} and ${last}` : last;
}

/** What Python calls the type of a value. */
export function pythonTypeName(value: JsonValue | undefined): string {
  if (value === null || value === undefined) return 'NoneType';
  if (isList(value)) return 'list';
  if (isObject(value)) return 'dict';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
  return 'str';
}

function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\r', String.raw`\r`)
    .replaceAll('\t', String.raw`\t`);
  return `${mark}${mark === "'" ? escaped.replaceAll("'", String.raw`\'`) : escaped}${mark}`;
}
