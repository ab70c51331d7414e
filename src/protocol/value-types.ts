/**
 * Whether what was decoded is what the schema says. AWS's codecs were made for clients, which trust
 * the server: they pass a list on where a string belongs. A server must not.
 */
import { isDate, isStringObject } from 'node:util/types';
import type { NormalizedSchema } from '@smithy/core/schema';

/** Why the value is not of the schema's type, in AWS's words; `undefined`: it is. */
export function whyWrongType(schema: NormalizedSchema, value: unknown): string | undefined {
  if (value === undefined || value === null || isUnchecked(schema)) return undefined;
  if (schema.isStructSchema()) return whyNoStructure(schema, value);
  if (schema.isListSchema()) return whyNoList(schema, value);
  if (schema.isMapSchema()) return whyNoMap(schema, value);
  return isScalar(schema, value) ? undefined : misplaced(value, scalarName(schema));
}

/** Their decoders have made of them what they are, or have refused them. */
const isUnchecked = (schema: NormalizedSchema): boolean =>
  schema.isUnitSchema() || schema.isDocumentSchema() || schema.isBigDecimalSchema();

function whyNoStructure(schema: NormalizedSchema, value: unknown): string | undefined {
  if (!isRecord(value)) return misplaced(value, 'structure');
  for (const [name, member] of schema.structIterator()) {
    const problem = Object.hasOwn(value, name) ? whyWrongType(member, value[name]) : undefined;
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function whyNoList(schema: NormalizedSchema, value: unknown): string | undefined {
  if (!Array.isArray(value)) return isRecord(value) ? misplaced(value, 'list') : 'Expected list or null';
  const items: readonly unknown[] = value;
  const itemSchema = schema.getValueSchema();
  for (const item of items) {
    const problem = whyWrongType(itemSchema, item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function whyNoMap(schema: NormalizedSchema, value: unknown): string | undefined {
  if (!isRecord(value)) return Array.isArray(value) ? misplaced(value, 'map') : 'Expected map or null';
  const valueSchema = schema.getValueSchema();
  for (const item of Object.values(value)) {
    const problem = whyWrongType(valueSchema, item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isScalar(schema: NormalizedSchema, value: unknown): boolean {
  // A string of a media type comes as an object that reads itself when it is asked to.
  if (schema.isStringSchema()) return typeof value === 'string' || isStringObject(value);
  if (schema.isBooleanSchema()) return typeof value === 'boolean';
  if (schema.isNumericSchema() || schema.isBigIntegerSchema())
    return typeof value === 'number' || typeof value === 'bigint';
  if (schema.isTimestampSchema()) return isDate(value) && !Number.isNaN(value.getTime());
  if (schema.isBlobSchema()) return value instanceof Uint8Array;
  return true;
}

function scalarName(schema: NormalizedSchema): string {
  if (schema.isStringSchema()) return 'String';
  if (schema.isBooleanSchema()) return 'Boolean';
  if (schema.isTimestampSchema()) return 'Timestamp';
  return schema.isBlobSchema() ? 'Blob' : 'Number';
}

function misplaced(value: unknown, wanted: string): string {
  if (Array.isArray(value)) return 'Start of list found where not expected';
  if (typeof value === 'boolean') return `${value ? 'TRUE' : 'FALSE'}_VALUE can not be converted to a ${wanted}`;
  if (typeof value === 'string') return `STRING_VALUE can not be converted to a ${wanted}`;
  if (typeof value === 'number' || typeof value === 'bigint') return `NUMBER_VALUE can not be converted to a ${wanted}`;
  return 'Start of structure or map found where not expected.';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
