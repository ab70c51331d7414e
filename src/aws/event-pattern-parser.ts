/**
 * Reads event patterns. What is no pattern is refused with AWS's sentence and the place in the text;
 * the services put their own prefix before it.
 */
import type { EventPattern, Matcher, PatternField } from './event-pattern.ts';
import { numericRange } from './event-pattern-range.ts';
import { PatternRefusal } from './event-pattern-refusal.ts';
import { anythingBut, textMatcher } from './event-pattern-text.ts';
import { parseNetwork } from './ip-network.ts';
import { describePlace, type JsonEntry, type JsonNode, readJsonTree } from './json-tree.ts';

export type ParsedPattern =
  | { readonly kind: 'pattern'; readonly pattern: EventPattern }
  /** AWS's sentence, with the place where it names one. */
  | { readonly kind: 'refused'; readonly reason: string };

export function parsePattern(text: string): ParsedPattern {
  const tree = readJsonTree(text);
  if (tree.kind === 'fault') return refused(text, tree.fault.reason, tree.fault.offset);
  try {
    return { kind: 'pattern', pattern: readPattern(tree.root) };
  } catch (error) {
    if (!(error instanceof PatternRefusal)) throw error;
    return refused(text, error.reason, error.offset, error.times);
  }
}

function refused(text: string, reason: string, offset: number | undefined, times = 1): ParsedPattern {
  if (offset === undefined) return { kind: 'refused', reason };
  const place = `\n at [Source: (String)"${text}"; ${describePlace(text, offset)}]`;
  return { kind: 'refused', reason: reason + place.repeat(times) };
}

const operators = new Set([
  'prefix',
  'suffix',
  'equals-ignore-case',
  'wildcard',
  'anything-but',
  'numeric',
  'exists',
  'cidr',
]);

function readPattern(node: JsonNode): EventPattern {
  if (node.kind !== 'object') throw PatternRefusal.at('Filter is not an object', node);
  if (node.entries.length === 0) throw new PatternRefusal('Empty objects are not allowed', node.end);
  // As for every JSON parser that keeps the last of two fields of one name.
  const entries = [...new Map(node.entries.map((entry) => [entry.name, entry])).values()];
  return {
    fields: entries.filter((entry) => !isAlternatives(entry)).map(readField),
    alternatives: entries.filter(isAlternatives).map(({ value }) => readAlternatives(value)),
  };
}

/** `$or` is a field like others unless it lists objects, two or more, that are patterns and no matchers. */
function isAlternatives({ name, value }: JsonEntry): boolean {
  if (name !== '$or' || value.kind !== 'array' || value.items.length < 2) return false;
  return value.items.every(
    (item) =>
      item.kind === 'object' && item.entries.length > 0 && !item.entries.some((entry) => operators.has(entry.name)),
  );
}

function readAlternatives(node: JsonNode): readonly EventPattern[] {
  return node.kind === 'array' ? node.items.map(readPattern) : [];
}

function readField({ name, value }: JsonEntry): PatternField {
  switch (value.kind) {
    case 'object':
      return { name, wanted: { kind: 'nested', pattern: readPattern(value) } };
    case 'array':
      if (value.items.length === 0) throw new PatternRefusal('Empty arrays are not allowed', value.end);
      return { name, wanted: { kind: 'values', matchers: value.items.map(readMatcher) } };
    case 'string':
    case 'number':
    case 'literal':
      throw PatternRefusal.at(`"${name}" must be an object or an array`, value);
  }
}

function readMatcher(node: JsonNode): Matcher {
  switch (node.kind) {
    case 'string':
    case 'number':
    case 'literal':
      return { kind: 'equals', value: node.value };
    case 'array':
      throw PatternRefusal.at('Match value must be String, number, true, false, or null', node);
    case 'object': {
      const [entry, second] = node.entries;
      if (entry === undefined) throw new PatternRefusal('Match expression name not found', node.end);
      const matcher = readExpression(entry);
      if (second !== undefined) throw PatternRefusal.at('Only one key allowed in match expression', second.value);
      return matcher;
    }
  }
}

function readExpression({ name, value }: JsonEntry): Matcher {
  switch (name) {
    case 'prefix':
    case 'suffix':
    case 'equals-ignore-case':
    case 'wildcard':
      return { kind: 'text', test: textMatcher(name, value) };
    case 'anything-but':
      return anythingBut(value);
    case 'numeric':
      return { kind: 'numeric', range: numericRange(value) };
    case 'exists':
      if (value.kind !== 'literal' || value.value === null)
        throw PatternRefusal.at('exists match pattern must be either true or false.', value);
      return { kind: 'exists', isWanted: value.value };
    case 'cidr':
      return readCidr(value);
    default:
      throw PatternRefusal.at(`Unrecognized match type ${name}`, value);
  }
}

function readCidr(value: JsonNode): Matcher {
  if (value.kind !== 'string') throw PatternRefusal.at('cidr match pattern must be a string', value);
  const network = parseNetwork(value.value);
  if (typeof network === 'string') throw new PatternRefusal(network);
  return { kind: 'cidr', network };
}
