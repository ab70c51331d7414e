/** Reads properties as CloudFormation does: it takes numbers and truth values as texts too. */
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from '../../template/json.ts';
import type { Properties, Tag } from './resource-type.ts';

export function readText(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw invalidProperty(name, 'String');
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
  if (typeof number !== 'number' || Number.isNaN(number)) throw invalidProperty(name, 'Number');
  return number;
}

export function readBoolean(properties: Properties, name: string): boolean | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (value === true || value === 'true') return true;
  if (value === false || value === 'false') return false;
  throw invalidProperty(name, 'Boolean');
}

export function readObject(properties: Properties, name: string): JsonObject | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  if (!isJsonObject(value)) throw invalidProperty(name, 'Object');
  return value;
}

export function readList(properties: Properties, name: string): readonly JsonValue[] {
  const value = properties[name];
  if (value === undefined || value === null) return [];
  if (!isJsonList(value)) throw invalidProperty(name, 'Array');
  return value;
}

export const readTexts = (properties: Properties, name: string): readonly string[] =>
  readList(properties, name).map((item) => {
    if (typeof item === 'object') throw invalidProperty(name, 'String');
    return String(item);
  });

/** The resource's own tags over those of its stack. */
export function readTags(properties: Properties, stackTags: readonly Tag[]): readonly Tag[] {
  const own = readList(properties, 'Tags').map((item): Tag => {
    if (!isJsonObject(item)) throw invalidProperty('Tags', 'Object');
    return { key: requireText(item, 'Key'), value: readText(item, 'Value') ?? '' };
  });
  const byKey = new Map([...stackTags, ...own].map((tag) => [tag.key, tag]));
  return [...byKey.values()];
}

/** A property is not as its type wants it. The message is the reason of a stack event, as AWS gives it. */
export class InvalidProperty extends Error {
  override readonly name = 'InvalidProperty';
}

/** `name` may be a path, as `Code/S3Key`. */
export const invalidProperty = (name: string, expected: string): InvalidProperty =>
  new InvalidProperty(
    `Property validation failure: [Value of property {/${name.replace(/^\//, '')}} does not match type {${expected}}]`,
  );

export const unsupportedProperty = (name: string, path = ''): InvalidProperty =>
  new InvalidProperty(`Property validation failure: [Encountered unsupported properties in {${path}/}: [${name}]]`);

/** Refuses a property that the type does not have: nothing that a template asks for is passed over. */
export function requireKnown(properties: Properties, names: readonly string[]): void {
  const unknown = Object.keys(properties).find((name) => !names.includes(name));
  if (unknown !== undefined) throw unsupportedProperty(unknown);
}

/** Those of the named properties that are there. */
export function pick(properties: Properties, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).filter(([name, value]) => names.includes(name) && value !== null),
  );
}

/** A policy or the like, which a template may write as an object or as a text. */
export function readDocument(properties: Properties, name: string): string | undefined {
  const value = properties[name];
  if (value === undefined || value === null) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const missingProperty = (name: string): InvalidProperty =>
  new InvalidProperty(`Property validation failure: [The property {/${name}} is required]`);
