/** Reads properties as CloudFormation does: it takes numbers and truth values as texts too. */
import { ApiError } from '../../aws/api-error.ts';
import type { JsonObject, JsonValue, Properties, Tag } from './resource-type.ts';

export function readText(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalidProperty(name, 'String', value);
}

export function requireText(properties: Properties, name: string): string {
  const text = readText(properties, name);
  if (text === undefined) throw missingProperty(name);
  return text;
}

export function readNumber(properties: Properties, name: string): number | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || Number.isNaN(number)) throw invalidProperty(name, 'Number', value);
  return number;
}

export function readBoolean(properties: Properties, name: string): boolean | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalidProperty(name, 'Boolean', value);
}

export function readObject(properties: Properties, name: string): JsonObject | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw invalidProperty(name, 'JSONObject', value);
  return value;
}

export function readList(properties: Properties, name: string): readonly JsonValue[] {
  const value = properties[name];
  if (value === undefined || value === null) return [];
  if (!isJsonList(value)) throw invalidProperty(name, 'JSONArray', value);
  return value;
}

export const readTexts = (properties: Properties, name: string): readonly string[] =>
  readList(properties, name).map((item) => {
    if (typeof item === 'object') throw invalidProperty(name, 'String', item);
    return String(item);
  });

/** The resource's own tags over those of its stack. */
export function readTags(properties: Properties, stackTags: readonly Tag[]): readonly Tag[] {
  const own = readList(properties, 'Tags').map((item): Tag => {
    if (!isJsonObject(item)) throw invalidProperty('Tags', 'JSONObject', item);
    return { key: requireText(item, 'Key'), value: readText(item, 'Value') ?? '' };
  });
  const byKey = new Map([...stackTags, ...own].map((tag) => [tag.key, tag]));
  return [...byKey.values()];
}

export const isJsonObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isJsonList(value);

/** `Array.isArray` does not narrow a read-only list. */
export const isJsonList = (value: JsonValue | undefined): value is readonly JsonValue[] => Array.isArray(value);

const invalidProperty = (name: string, expected: string, found: JsonValue): ApiError =>
  new ApiError(
    'ValidationException',
    `Properties validation failed: #/${name}: expected type: ${expected}, found: ${describeType(found)}`,
  );

const missingProperty = (name: string): ApiError =>
  new ApiError('ValidationException', `Properties validation failed: #: required key [${name}] not found`);

function describeType(value: JsonValue): string {
  if (value === null) return 'Null';
  if (isJsonList(value)) return 'JSONArray';
  const names: Readonly<Record<string, string>> = { string: 'String', number: 'Number', boolean: 'Boolean' };
  return names[typeof value] ?? 'JSONObject';
}
