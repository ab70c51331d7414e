/**
 * Event patterns: what EventBridge's rules and the filter policies of SNS hold events against. Pure.
 *
 * A pattern has the form of the events that it fits: fields that it does not name do not matter, all
 * that it names must fit, and a field fits if any of its listed matchers does. Of an array in the
 * event, any element may fit; fields named together must fit in one element.
 */
import { isInNetwork, type Network } from './ip-network.ts';

export type Matcher =
  | { readonly kind: 'equals'; readonly value: string | number | boolean | null }
  | { readonly kind: 'exists'; readonly isWanted: boolean }
  | { readonly kind: 'numeric'; readonly range: NumericRange }
  | { readonly kind: 'cidr'; readonly network: Network }
  | { readonly kind: 'text'; readonly test: TextTest }
  | { readonly kind: 'anything-but'; readonly values: readonly (string | number)[] }
  | { readonly kind: 'anything-but-text'; readonly tests: readonly TextTest[] };

export interface TextTest {
  readonly how: 'prefix' | 'suffix' | 'equals' | 'wildcard';
  readonly text: string;
  readonly ignoresCase: boolean;
}

export interface NumericRange {
  readonly bottom: number;
  readonly isBottomOpen: boolean;
  readonly top: number;
  readonly isTopOpen: boolean;
}

/** What must hold of one object of the event. */
export interface EventPattern {
  /** By name, as the pattern spells it: a name with dots reaches into nested objects. */
  readonly fields: readonly PatternField[];
  /** Of each group, one alternative must hold as well. */
  readonly alternatives: readonly (readonly EventPattern[])[];
}

export interface PatternField {
  readonly name: string;
  readonly wanted:
    | { readonly kind: 'values'; readonly matchers: readonly Matcher[] }
    | { readonly kind: 'nested'; readonly pattern: EventPattern };
}

type Value = unknown;

export function matchesPattern(pattern: EventPattern, event: Value): boolean {
  return fits(pattern, [event], { path: '', present: presentPaths(event) });
}

interface Place {
  /** From the event's root, with dots. */
  readonly path: string;
  /** The paths of all values of the event. */
  readonly present: ReadonlySet<string>;
}

/** Whether one of the candidates, which all stand at the place, fits the whole pattern. */
function fits(pattern: EventPattern, candidates: readonly Value[], place: Place): boolean {
  return (candidates.length === 0 ? [undefined] : candidates).some(
    (candidate) =>
      pattern.fields.every((field) => fitsField(field, candidate, place)) &&
      pattern.alternatives.every((group) => group.some((alternative) => fits(alternative, [candidate], place))),
  );
}

function fitsField({ name, wanted }: PatternField, parent: Value, place: Place): boolean {
  const found = flatten(valuesAt(parent, name.split('.')));
  const path = place.path === '' ? name : `${place.path}.${name}`;
  if (wanted.kind === 'nested') return fits(wanted.pattern, found.filter(isObject), { ...place, path });
  if (found.some((value) => !isObject(value) && wanted.matchers.some((matcher) => matches(matcher, value))))
    return true;
  return !place.present.has(path) && wanted.matchers.some(isAbsence);
}

const isAbsence = (matcher: Matcher): boolean => matcher.kind === 'exists' && !matcher.isWanted;

/** What the segments lead to; a name in the event may itself hold dots. */
function valuesAt(parent: Value, segments: readonly string[]): readonly Value[] {
  if (segments.length === 0) return [parent];
  if (Array.isArray(parent)) return parent.flatMap((item: unknown) => valuesAt(item, segments));
  if (!isObject(parent)) return [];
  return segments.flatMap((_, index) => {
    const name = segments.slice(0, index + 1).join('.');
    return Object.hasOwn(parent, name) ? valuesAt(parent[name], segments.slice(index + 1)) : [];
  });
}

function flatten(values: readonly Value[]): readonly Value[] {
  return values.flatMap((value) => (Array.isArray(value) ? flatten(value) : [value]));
}

function presentPaths(event: Value): ReadonlySet<string> {
  const paths = new Set<string>();
  const visit = (value: Value, path: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, path);
    else if (isObject(value))
      for (const [name, nested] of Object.entries(value)) visit(nested, path === '' ? name : `${path}.${name}`);
    else paths.add(path);
  };
  visit(event, '');
  return paths;
}

function matches(matcher: Matcher, value: Value): boolean {
  switch (matcher.kind) {
    case 'equals':
      return value === matcher.value;
    case 'exists':
      return matcher.isWanted;
    case 'numeric':
      return typeof value === 'number' && isInRange(matcher.range, value);
    case 'cidr':
      return typeof value === 'string' && isInNetwork(value, matcher.network);
    case 'text':
      return typeof value === 'string' && passes(matcher.test, value);
    case 'anything-but':
      return !matcher.values.some((excluded) => excluded === value);
    case 'anything-but-text':
      return !(typeof value === 'string' && matcher.tests.some((test) => passes(test, value)));
  }
}

function isInRange({ bottom, isBottomOpen, top, isTopOpen }: NumericRange, value: number): boolean {
  return (isBottomOpen ? value > bottom : value >= bottom) && (isTopOpen ? value < top : value <= top);
}

function passes({ how, text, ignoresCase }: TextTest, value: string): boolean {
  const wanted = ignoresCase ? text.toLowerCase() : text;
  const given = ignoresCase ? value.toLowerCase() : value;
  switch (how) {
    case 'equals':
      return given === wanted;
    case 'prefix':
      return given.startsWith(wanted);
    case 'suffix':
      return given.endsWith(wanted);
    case 'wildcard':
      return passesWildcard(wanted, given);
  }
}

/** Each part between two stars is taken at its first place: if any place fits, that one does. */
function passesWildcard(wildcard: string, value: string): boolean {
  const [first = '', ...rest] = splitWildcard(wildcard);
  const last = rest.pop();
  if (last === undefined) return value === first;
  if (!value.startsWith(first) || value.length < first.length + last.length || !value.endsWith(last)) return false;
  const until = value.length - last.length;
  let at = first.length;
  for (const part of rest) {
    const found = value.indexOf(part, at);
    if (found === -1 || found + part.length > until) return false;
    at = found + part.length;
  }
  return true;
}

/** The text between the stars; `\*` and `\\` stand for themselves. */
function splitWildcard(wildcard: string): string[] {
  const parts = [''];
  for (const [token] of wildcard.matchAll(/\\.|[^]/gs)) {
    if (token === '*') parts.push('');
    else parts.push(`${parts.pop() ?? ''}${token.length === 2 && token.startsWith('\\') ? token.slice(1) : token}`);
  }
  return parts;
}

function isObject(value: Value): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
