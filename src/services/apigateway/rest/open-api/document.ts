/** Reads an API's description: OpenAPI 2.0 or 3.0, in JSON or YAML. */
import { parse } from 'yaml';
import { badRequest } from '../errors.ts';

export type Node = Readonly<Record<string, unknown>>;

export function readDocument(body: Uint8Array | undefined): Node {
  const text = Buffer.from(body ?? []).toString();
  const document = parseText(text);
  if (!isNode(document) || (!('swagger' in document) && !('openapi' in document)))
    throw badRequest('Invalid OpenAPI input.');
  return document;
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // YAML holds all of JSON, but is slower to read.
  }
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch {
    return undefined;
  }
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const nodeOf = (value: unknown): Node => (isNode(value) ? value : {});

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : undefined;

/** Texts by name; what is no text is given as JSON. */
export function textsOf(value: unknown): Readonly<Record<string, string>> | undefined {
  if (!isNode(value)) return undefined;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, textOf(item) ?? JSON.stringify(item)]));
}

/** Follows `#/…` as often as one points to another. */
export function resolve(document: Node, value: unknown): Node {
  let node = nodeOf(value);
  for (let steps = 0; steps < 20; steps += 1) {
    const reference = node['$ref'];
    if (typeof reference !== 'string' || !reference.startsWith('#/')) return node;
    const parts = reference
      .slice(2)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
    node = nodeOf(parts.reduce<unknown>((one, part) => nodeOf(one)[part], document));
  }
  return node;
}
