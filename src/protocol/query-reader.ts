/**
 * Reads the query protocol's flat parameters (`Tags.member.1.Key=team`) into a structure. No AWS
 * client needs this direction, so no AWS package has it.
 */
import type { NormalizedSchema } from '@smithy/core/schema';
import { ApiError } from '../aws/api-error.ts';
import { readQueryValue } from './codecs.ts';

/** The parameters as a tree, split at the dots. */
interface Tree {
  value?: string;
  readonly children: Map<string, Tree>;
}

/** Deeper than any AWS shape, and shallow enough for the stack. */
const depthMax = 64;

export function readQueryStructure(schema: NormalizedSchema, text: string): Record<string, unknown> {
  const root: Tree = { children: new Map() };
  for (const [name, value] of new URLSearchParams(text)) insert(root, name, value);
  return readStructure(schema, root);
}

function insert(root: Tree, name: string, value: string): void {
  const parts = name.split('.');
  if (parts.length > depthMax)
    throw new ApiError('MalformedInput', `Parameter is nested too deeply: ${name.slice(0, 80)}`);
  let node = root;
  for (const part of parts) {
    let child = node.children.get(part);
    if (child === undefined) {
      child = { children: new Map() };
      node.children.set(part, child);
    }
    node = child;
  }
  node.value = value;
}

function readStructure(schema: NormalizedSchema, tree: Tree): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  if (schema.isUnitSchema()) return result;
  for (const [name, member] of schema.structIterator()) {
    const child = tree.children.get(member.getMergedTraits().xmlName ?? name);
    if (child !== undefined) result[name] = readMember(member, child);
  }
  return result;
}

function readMember(schema: NormalizedSchema, tree: Tree): unknown {
  if (schema.isStructSchema()) return readStructure(schema, tree);
  if (schema.isListSchema()) return readList(schema, tree);
  if (schema.isMapSchema()) return readMap(schema, tree);
  const text = tree.value ?? '';
  if (text === '' && (schema.isNumericSchema() || schema.isBooleanSchema() || schema.isTimestampSchema()))
    return undefined;
  return readQueryValue(schema, text);
}

/** Items are numbered from 1; AWS takes them in the order of their numbers and does not mind gaps. */
function numbered(tree: Tree): Tree[] {
  return [...tree.children]
    .filter(([name]) => /^\d+$/.test(name))
    .toSorted(([left], [right]) => Number(left) - Number(right))
    .map(([, child]) => child);
}

function readList(schema: NormalizedSchema, tree: Tree): unknown[] {
  const value = schema.getValueSchema();
  // Clients write `member` whatever the schema calls it, and flattened lists have no name between.
  const named = tree.children.get(value.getMergedTraits().xmlName ?? 'member') ?? tree.children.get('member');
  return numbered(named ?? tree).map((item) => readMember(value, item));
}

function readMap(schema: NormalizedSchema, tree: Tree): Record<string, unknown> {
  const keySchema = schema.getKeySchema();
  const valueSchema = schema.getValueSchema();
  const result: Record<string, unknown> = {};
  for (const entry of numbered(tree.children.get('entry') ?? tree)) {
    const key = entry.children.get(keySchema.getMergedTraits().xmlName ?? 'key')?.value;
    const value = entry.children.get(valueSchema.getMergedTraits().xmlName ?? 'value');
    if (key !== undefined && value !== undefined)
      Object.defineProperty(result, key, {
        value: readMember(valueSchema, value),
        enumerable: true,
        configurable: true,
        writable: true,
      });
  }
  return result;
}
