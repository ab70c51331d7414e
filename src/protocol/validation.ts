/**
 * Holds an input against the constraints of the public service models, and words what violates them
 * as AWS does: `1 validation error detected: Value '…' at '…' failed to satisfy constraint: …`.
 */
import type { Constraint, ServiceApi, StructureConstraints } from '../api/service-api.ts';
import type { Violation, Violations } from '../aws/violation.ts';

type SimpleConstraint = Exclude<Constraint, { structure: string }>;

/** `undefined`: nothing is violated. `labels`: members of the path, reported last. */
export function findViolations(
  api: ServiceApi,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  labels: ReadonlySet<string>,
): Violations | undefined {
  const constraints = api.constraintsOf(operation);
  if (constraints === undefined) return undefined;
  const violations = structureViolations(api, constraints, input, '', labels);
  const [first] = violations;
  if (first === undefined) return undefined;
  const plural = violations.length === 1 ? 'error' : 'errors';
  const texts = violations.map(({ text }) => text).join('; ');
  return { message: `${violations.length} validation ${plural} detected: ${texts}`, first };
}

const noLabels: ReadonlySet<string> = new Set();

function structureViolations(
  api: ServiceApi,
  constraints: StructureConstraints,
  value: Readonly<Record<string, unknown>>,
  path: string,
  labels: ReadonlySet<string>,
): readonly Violation[] {
  let found: Violation[] | undefined;
  for (const member of constrainedMembers(constraints, labels)) {
    const violations = violationsOf(api, member, value[member.name], path);
    if (violations.length > 0) (found ??= []).push(...violations);
  }
  return found ?? noViolations;
}

const noViolations: readonly Violation[] = [];

interface ConstrainedMember {
  readonly name: string;
  /** As refusals spell it. */
  readonly spelled: string;
  readonly isRequired: boolean;
  readonly constraint: Constraint | undefined;
  /** The text that was last found to satisfy the constraint: clients send the same ones again and again. */
  lastHeld: string | undefined;
}

const heldLengthMax = 256;

interface ConstrainedMembers {
  readonly labels: ReadonlySet<string>;
  /** Labels come last. */
  readonly members: readonly ConstrainedMember[];
}

const membersByConstraints = new WeakMap<StructureConstraints, ConstrainedMembers>();

function constrainedMembers(
  constraints: StructureConstraints,
  labels: ReadonlySet<string>,
): readonly ConstrainedMember[] {
  const known = membersByConstraints.get(constraints);
  if (known?.labels === labels) return known.members;
  const members = orderMembers(constraints, labels);
  membersByConstraints.set(constraints, { labels, members });
  return members;
}

function orderMembers(
  { required, members }: StructureConstraints,
  labels: ReadonlySet<string>,
): readonly ConstrainedMember[] {
  const names = [...new Set([...required, ...Object.keys(members)])];
  return [...names.filter((name) => !labels.has(name)), ...names.filter((name) => labels.has(name))].map((name) => ({
    name,
    spelled: lowerFirst(name),
    isRequired: required.includes(name),
    constraint: members[name],
    lastHeld: undefined,
  }));
}

function violationsOf(api: ServiceApi, member: ConstrainedMember, value: unknown, path: string): readonly Violation[] {
  const { spelled, isRequired, constraint } = member;
  if (value === undefined || value === null) {
    if (!isRequired) return noViolations;
    const at = path + spelled;
    return [{ path: at, kind: 'missing', text: failure('null', at, 'Member must not be null') }];
  }
  if (constraint === undefined || value === member.lastHeld) return noViolations;
  const violations = memberViolations(api, constraint, value, path + spelled);
  if (violations.length === 0 && typeof value === 'string' && value.length <= heldLengthMax) member.lastHeld = value;
  return violations;
}

function memberViolations(api: ServiceApi, constraint: Constraint, value: unknown, at: string): readonly Violation[] {
  if ('structure' in constraint) {
    const inner = api.constraintsOfStructure(constraint.structure);
    return inner === undefined || !isRecord(value) ? [] : structureViolations(api, inner, value, `${at}.`, noLabels);
  }
  const rules = brokenRules(constraint, value);
  if (rules.length > 0) return rules.map((rule) => broken(value, at, rule));
  if (Array.isArray(value)) return listViolations(api, constraint, value, at);
  if (constraint.type === 'map' && isRecord(value)) return mapViolations(api, constraint, value, at);
  return noViolations;
}

function listViolations(
  api: ServiceApi,
  constraint: SimpleConstraint,
  values: readonly unknown[],
  at: string,
): readonly Violation[] {
  const member = constraint.member;
  if (member === undefined) return [];
  // AWS counts the items of a list of structures from 1.
  if ('structure' in member)
    return values.flatMap((item, index) => memberViolations(api, member, item, `${at}.${index + 1}.member`));
  const isBroken = values.some((item) => brokenRules(member, item).length > 0);
  return isBroken ? [broken(values, at, `Member must satisfy constraint: [${allRules(member).join(', ')}]`)] : [];
}

function mapViolations(
  api: ServiceApi,
  constraint: SimpleConstraint,
  map: Readonly<Record<string, unknown>>,
  at: string,
): readonly Violation[] {
  const { key, value } = constraint;
  if (
    key !== undefined &&
    !('structure' in key) &&
    Object.keys(map).some((name) => brokenRules(key, name).length > 0)
  ) {
    return [broken(map, at, `Map keys must satisfy constraint: [${allRules(key).join(', ')}]`)];
  }
  if (value === undefined) return [];
  if ('structure' in value)
    return Object.entries(map).flatMap(([name, item]) => memberViolations(api, value, item, `${at}.${name}.member`));
  const isBroken = Object.values(map).some((item) => brokenRules(value, item).length > 0);
  return isBroken ? [broken(map, at, `Map value must satisfy constraint: [${allRules(value).join(', ')}]`)] : [];
}

const broken = (value: unknown, path: string, rule: string): Violation => ({
  path,
  kind: 'broken',
  text: failure(quoted(value), path, rule),
});

const failure = (value: string, path: string, rule: string): string =>
  `Value ${value} at '${path}' failed to satisfy constraint: ${rule}`;

/** Every rule of a constraint, in the order in which AWS lists them. */
function allRules(constraint: SimpleConstraint): string[] {
  const rules: string[] = [];
  if (constraint.enum !== undefined) rules.push(enumRule(constraint.enum));
  if (constraint.max !== undefined) rules.push(boundRule(constraint.type, 'less', constraint.max));
  if (constraint.min !== undefined) rules.push(boundRule(constraint.type, 'greater', constraint.min));
  if (constraint.pattern !== undefined) rules.push(patternRule(constraint.pattern));
  if (constraint.notNull === true) rules.push('Member must not be null');
  return rules;
}

const wholeTypes: ReadonlySet<string> = new Set(['integer', 'long', 'short', 'byte']);

function brokenRules(constraint: Constraint, value: unknown): string[] {
  if ('structure' in constraint) return [];
  // No schema tells whole numbers from others, so this is the first place that can.
  if (wholeTypes.has(constraint.type) && typeof value === 'number' && !Number.isInteger(value))
    return ['Member must be a whole number'];
  const rules: string[] = [];
  const size = sizeOf(value);
  if (constraint.enum !== undefined && !isInEnum(constraint.enum, constraint.unnamed ?? [], value))
    rules.push(enumRule(constraint.enum));
  if (size !== undefined && constraint.max !== undefined && size > constraint.max)
    rules.push(boundRule(constraint.type, 'less', constraint.max));
  if (size !== undefined && constraint.min !== undefined && size < constraint.min)
    rules.push(boundRule(constraint.type, 'greater', constraint.min));
  if (constraint.pattern !== undefined && typeof value === 'string' && !matches(constraint.pattern, value))
    rules.push(patternRule(constraint.pattern));
  return rules;
}

function isInEnum(named: readonly string[], unnamed: readonly string[], value: unknown): boolean {
  const isIn = (item: string): boolean => named.includes(item) || unnamed.includes(item);
  if (Array.isArray(value)) return value.every((item) => isIn(String(item)));
  return typeof value !== 'string' || isIn(value);
}

function sizeOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  // AWS counts characters, not UTF-16 units.
  if (typeof value === 'string') return /[\uD800-\uDBFF]/.test(value) ? [...value].length : value.length;
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length;
  return isRecord(value) && !('toISOString' in value) ? Object.keys(value).length : undefined;
}

const compiledPatterns = new Map<string, RegExp | undefined>();

/** A pattern that JavaScript cannot read holds nothing back. */
function matches(pattern: string, value: string): boolean {
  const compiled = compiledPatterns.get(pattern);
  if (compiled !== undefined) return compiled.test(value);
  if (!compiledPatterns.has(pattern)) compiledPatterns.set(pattern, compilePattern(pattern));
  return compiledPatterns.get(pattern)?.test(value) ?? true;
}

function compilePattern(pattern: string): RegExp | undefined {
  // Java's flags and classes that JavaScript spells differently. Java matches the whole value.
  const source = pattern
    .replace(/^\(\?s\)/, '')
    .replaceAll(
      /\\p\{(Alpha|Alnum|Digit|Punct|Graph|Print|Space|Upper|Lower)\}/g,
      (_, name: string) => posixClasses[name] ?? '',
    );
  const flags = pattern.startsWith('(?s)') ? 's' : '';
  for (const mode of [flags, `${flags}u`]) {
    try {
      if (mode.includes('u') !== /\\[pPx]\{/.test(source)) continue;
      return new RegExp(`^(?:${source})$`, mode);
    } catch {
      // The other mode may read it.
    }
  }
  return undefined;
}

const posixClasses: Readonly<Record<string, string>> = {
  Alpha: 'a-zA-Z',
  Alnum: 'a-zA-Z0-9',
  Digit: '0-9',
  Punct: '!-\\/:-@\\[-`{-~',
  Graph: '!-~',
  Print: ' -~',
  Space: '\\s',
  Upper: 'A-Z',
  Lower: 'a-z',
};

const enumRule = (values: readonly string[]): string => `Member must satisfy enum value set: [${values.join(', ')}]`;
const patternRule = (pattern: string): string => `Member must satisfy regular expression pattern: ${pattern}`;

function boundRule(type: string, side: 'less' | 'greater', bound: number): string {
  const isNumber = ['integer', 'long', 'double', 'float', 'short', 'byte'].includes(type);
  const printed = type === 'double' || type === 'float' ? javaDouble(bound) : String(bound);
  return `Member must have ${isNumber ? 'value' : 'length'} ${side} than or equal to ${printed}`;
}

/** A value as Java prints it inside the message, in quotes. */
function quoted(value: unknown): string {
  return `'${printed(value)}'`;
}

function printed(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => printed(item)).join(', ')}]`;
  if (value instanceof Uint8Array) return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  if (isRecord(value))
    return `{${Object.entries(value)
      .map(([key, item]) => `${key}=${typeof item === 'number' ? javaDouble(item) : printed(item)}`)
      .join(', ')}}`;
  return String(value);
}

function javaDouble(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}
