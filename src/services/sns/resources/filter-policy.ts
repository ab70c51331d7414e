/** Filter policies of subscriptions: which messages a subscriber gets. */
import { type EventPattern, matchesPattern } from '../../../aws/event-pattern.ts';
import { parsePattern } from '../../../aws/event-pattern-parser.ts';
import { type AttributeSource, invalidAttribute, invalidParameter } from '../errors.ts';
import type { MessageAttributes } from './message-attributes.ts';

export const filterPolicyScopes = ['MessageAttributes', 'MessageBody'] as const;
export type FilterPolicyScope = (typeof filterPolicyScopes)[number];

const keysMax = 5;
const combinationsMax = 150;

export function parseFilterPolicy(text: string, scope: FilterPolicyScope, source: AttributeSource): EventPattern {
  const parsed = parsePattern(text);
  if (parsed.kind === 'refused') throw invalidAttribute(source, `FilterPolicy: ${parsed.reason}`);
  const { pattern } = parsed;
  if (scope === 'MessageAttributes' && isNested(pattern))
    throw invalidParameter('Filter policy scope MessageAttributes does not support nested filter policy');
  if (pattern.fields.length + pattern.alternatives.length > keysMax)
    throw invalidAttribute(source, `FilterPolicy: Filter policy can not have more than ${keysMax} keys`);
  if (combinations(pattern, 1) > combinationsMax)
    throw invalidAttribute(source, 'FilterPolicy: Filter policy is too complex');
  return pattern;
}

export function parseFilterPolicyScope(text: string): FilterPolicyScope {
  const scope = filterPolicyScopes.find((known) => known === text);
  if (scope !== undefined) return scope;
  throw invalidParameter(
    `FilterPolicyScope: Invalid value [${text}]. Please use either MessageBody or MessageAttributes`,
  );
}

export interface FilteredMessage {
  readonly message: string;
  readonly attributes: MessageAttributes;
}

export function passesFilter(
  text: string,
  scope: FilterPolicyScope,
  { message, attributes }: FilteredMessage,
): boolean {
  const parsed = parsePattern(text);
  if (parsed.kind === 'refused') return false;
  return matchesPattern(parsed.pattern, scope === 'MessageBody' ? readBody(message) : readAttributes(attributes));
}

/** A body that is no JSON object has no fields that a policy could fit. */
function readBody(message: string): unknown {
  try {
    return JSON.parse(message) as unknown;
  } catch {
    return undefined;
  }
}

function readAttributes(attributes: MessageAttributes): unknown {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { type, value }]) => [name, readAttribute(type, value)]),
  );
}

function readAttribute(type: string, value: string): unknown {
  if (type.startsWith('Number')) return Number(value);
  return type === 'String.Array' ? readBody(value) : value;
}

function isNested({ fields, alternatives }: EventPattern): boolean {
  return fields.some(({ wanted }) => wanted.kind === 'nested') || alternatives.flat().some(isNested);
}

/** As AWS counts: the values of a key times its depth, multiplied over all keys; alternatives add up. */
function combinations({ fields, alternatives }: EventPattern, depth: number): number {
  const ofFields = fields.map(({ wanted }) =>
    wanted.kind === 'values' ? wanted.matchers.length * depth : combinations(wanted.pattern, depth + 1),
  );
  const ofGroups = alternatives.map((group) =>
    group.reduce((sum, alternative) => sum + combinations(alternative, depth), 0),
  );
  return [...ofFields, ...ofGroups].reduce((product, count) => product * count, 1);
}
