/**
 * A template as a tree that the transform works on. It is mutable on purpose: events add paths to
 * APIs, and what is resolved once stays resolved. What comes in from outside is copied first
 * ({@link copyJson}).
 */
import type { JsonObject as FinishedObject, JsonValue as FinishedValue } from '../json.ts';

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

export interface JsonObject {
  [name: string]: JsonValue;
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: JsonValue | undefined): value is JsonValue[] {
  return Array.isArray(value);
}

function isFinishedList(value: FinishedValue): value is readonly FinishedValue[] {
  return Array.isArray(value);
}

/** Neither there nor null: templates do not tell the two apart. */
export function isAbsent(value: JsonValue | undefined): value is null | undefined {
  return value === null || value === undefined;
}

/** False for what is absent, empty, zero or false, as SAM asks in most places. */
export function isFilled(value: JsonValue | undefined): value is JsonValue {
  if (isList(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** The member of that very name, never one that every object inherits. */
export function member(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

export function copyJson<Value extends JsonValue | undefined>(value: Value): Value;
export function copyJson(value: FinishedObject): JsonObject;
export function copyJson(value: FinishedValue | undefined): JsonValue | undefined {
  return value === undefined ? undefined : copyValue(value);
}

function copyValue(value: FinishedValue): JsonValue {
  if (isFinishedList(value)) return value.map(copyValue);
  if (typeof value !== 'object' || value === null) return value;
  const copy: JsonObject = {};
  for (const [name, item] of Object.entries(value)) setMember(copy, name, copyValue(item));
  return copy;
}

/** Sets a member under any name a template may hold, `__proto__` too. */
export function setMember(object: JsonObject, name: string, value: JsonValue): void {
  if (name === '__proto__')
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  else object[name] = value;
}

export function isEqualJson(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((item, index) => isEqualJson(item, other[index]));
  if (!isObject(one) || !isObject(other)) return one === other;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && isEqualJson(one[name], other[name]))
  );
}

/** An object of the members that have a value. */
export function withoutAbsent(members: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const kept: JsonObject = {};
  for (const [name, value] of Object.entries(members)) if (!isAbsent(value)) setMember(kept, name, value);
  return kept;
}
