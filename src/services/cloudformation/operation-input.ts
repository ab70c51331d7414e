/**
 * Makes an operation's input of properties. CloudFormation names nearly all members as the service
 * does, and takes numbers and truth values as texts too; the schemas tell what is meant.
 */
import type { NormalizedSchema } from '@smithy/core/schema';
import type { Service } from '../../api/service.ts';
import { invariant } from '../../invariant.ts';
import { isJsonList, isJsonObject, type JsonObject, type JsonValue } from '../../template/json.ts';
import { invalidProperty, unsupportedProperty } from './property-readers.ts';

export type InputOf<Ops, Name extends keyof Ops> = Ops[Name] extends { readonly input: infer In } ? In : never;

/** Throws `InvalidProperty` where a member is of another kind, or is none that the operation knows. */
export async function operationInput<Ops, Name extends keyof Ops & string>(
  service: Service<Ops>,
  name: Name,
  members: JsonObject,
): Promise<InputOf<Ops, Name>> {
  const operation = (await service.load()).findOperation(name);
  invariant(operation !== undefined, `${service.name} has an operation ${name}`);
  const input = readStructure(operation.input, members, '');
  // The schema that it was read by is that of the operation's input type.
  return input as InputOf<Ops, Name>;
}

function readStructure(schema: NormalizedSchema, value: JsonValue, path: string): Record<string, unknown> {
  if (!isJsonObject(value)) throw invalidProperty(path, 'Object');
  const byName = new Map<string, readonly [name: string, member: NormalizedSchema]>();
  for (const [name, member] of schema.structIterator()) byName.set(name.toLowerCase(), [name, member]);
  const read: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    // Some services begin their members' names with a small letter, and a few write acronyms otherwise.
    const known = byName.get(key.toLowerCase());
    if (known === undefined) throw unsupportedProperty(key, path);
    if (item !== null) read[known[0]] = readMember(known[1], item, `${path}/${key}`);
  }
  return read;
}

function readMember(schema: NormalizedSchema, value: JsonValue, path: string): unknown {
  if (schema.isStructSchema()) return readStructure(schema, value, path);
  if (schema.isListSchema()) {
    if (!isJsonList(value)) throw invalidProperty(path, 'Array');
    return value.map((item, index) => readMember(schema.getValueSchema(), item, `${path}/${index}`));
  }
  if (schema.isMapSchema()) {
    if (!isJsonObject(value)) throw invalidProperty(path, 'Object');
    const entries = Object.entries(value);
    return Object.fromEntries(
      entries.map(([key, item]) => [key, readMember(schema.getValueSchema(), item, `${path}/${key}`)]),
    );
  }
  return readSimple(schema, value, path);
}

function readSimple(schema: NormalizedSchema, value: JsonValue, path: string): unknown {
  if (schema.isNumericSchema()) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number !== 'number' || Number.isNaN(number)) throw invalidProperty(path, 'Number');
    return number;
  }
  if (schema.isBooleanSchema()) {
    if (value === true || value === 'true') return true;
    if (value === false || value === 'false') return false;
    throw invalidProperty(path, 'Boolean');
  }
  if (typeof value === 'object') throw invalidProperty(path, 'String');
  return String(value);
}
