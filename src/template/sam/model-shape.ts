/**
 * Nested properties that the transform reads whole, as data: which names a map takes and of what kind
 * their values are. Newer SAM resources are checked so, beside their table of properties.
 */
import { isAbsent, isList, isObject, type JsonValue } from './mutable-json.ts';

export type Shape =
  | { readonly kind: 'anything' | 'text' | 'integer' | 'number' | 'boolean' | 'map' }
  | { readonly kind: 'word'; readonly words: readonly string[] }
  | { readonly kind: 'list' | 'map-of'; readonly of: Shape }
  | { readonly kind: 'one-of'; readonly shapes: readonly Shape[] }
  | { readonly kind: 'fields'; readonly fields: Fields };

export type Fields = Readonly<Record<string, { readonly shape: Shape; readonly isRequired: boolean }>>;

export interface ShapeProblem {
  readonly path: string;
  readonly kind: 'missing' | 'unknown' | 'wrong';
  readonly message: string;
  /** What the value should have been, in the word that stands in messages. */
  readonly expected?: string;
}

export const anything: Shape = { kind: 'anything' };
export const textShape: Shape = { kind: 'text' };
export const booleanShape: Shape = { kind: 'boolean' };
export const listShape = (of: Shape): Shape => ({ kind: 'list', of });
export const mapShape = (of: Shape): Shape => ({ kind: 'map-of', of });
export const wordShape = (...words: readonly string[]): Shape => ({ kind: 'word', words });
export const oneOfShapes = (...shapes: readonly Shape[]): Shape => ({ kind: 'one-of', shapes });
/** A value for which an intrinsic function, or any map, may stand. */
export const orIntrinsic = (shape: Shape): Shape => oneOfShapes({ kind: 'map' }, shape);

/** A map of fields; a name that ends in `!` must be there. */
export function fieldsShape(fields: Readonly<Record<string, Shape>>): Shape {
  return {
    kind: 'fields',
    fields: Object.fromEntries(
      Object.entries(fields).map(([name, shape]) => [name.replace('!', ''), { shape, isRequired: name.endsWith('!') }]),
    ),
  };
}

/** All that is wrong with a value: fields in the order of the shape, then names that it does not know. */
export function findProblems(value: JsonValue, shape: Shape, path = ''): ShapeProblem[] {
  switch (shape.kind) {
    case 'anything':
      return [];
    case 'text':
      return typeof value === 'object' ? [wrong(path, 'str type expected')] : [];
    case 'integer':
      return isNumeric(value, true) ? [] : [wrong(path, 'value is not a valid integer', 'integer')];
    case 'number':
      return isNumeric(value, false) ? [] : [wrong(path, 'value is not a valid float', 'number')];
    case 'boolean':
      return readBoolean(value) === undefined ? [wrong(path, 'value could not be parsed to a boolean')] : [];
    case 'map':
      return isObject(value) ? [] : [wrong(path, 'value is not a valid dict', 'dictionary')];
    case 'word':
      return typeof value === 'string' && shape.words.includes(value)
        ? []
        : [wrong(path, `unexpected value; permitted: ${shape.words.map((word) => `'${word}'`).join(', ')}`)];
    case 'one-of': {
      const all = shape.shapes.map((one) => findProblems(value, one, path));
      return all.some((problems) => problems.length === 0) ? [] : all.flat();
    }
    case 'list':
      if (!isList(value)) return [wrong(path, 'value is not a valid list', 'list')];
      return value.flatMap((item, index) => findProblems(item, shape.of, joinPath(path, String(index))));
    case 'map-of':
      if (!isObject(value)) return [wrong(path, 'value is not a valid dict', 'dictionary')];
      return Object.entries(value).flatMap(([name, item]) => findProblems(item, shape.of, joinPath(path, name)));
    case 'fields':
      return findFieldProblems(value, shape.fields, path);
  }
}

function findFieldProblems(value: JsonValue, fields: Fields, path: string): ShapeProblem[] {
  if (!isObject(value)) return [wrong(path, 'value is not a valid dict', 'dictionary')];
  const known = Object.entries(fields).flatMap(([name, { shape, isRequired }]): ShapeProblem[] => {
    const item = Object.hasOwn(value, name) ? value[name] : undefined;
    const place = joinPath(path, name);
    if (!isAbsent(item)) return findProblems(item, shape, place);
    if (!isRequired) return [];
    return item === null
      ? [wrong(place, 'none is not an allowed value')]
      : [{ path: place, kind: 'missing', message: 'field required' }];
  });
  const unknown = Object.keys(value)
    .filter((name) => !Object.hasOwn(fields, name))
    .sort()
    .map((name): ShapeProblem => ({
      path: joinPath(path, name),
      kind: 'unknown',
      message: 'extra fields not permitted',
    }));
  return [...known, ...unknown];
}

function wrong(path: string, message: string, expected?: string): ShapeProblem {
  return { path, kind: 'wrong', message, ...(expected !== undefined && { expected }) };
}

function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function isNumeric(value: JsonValue, isWhole: boolean): boolean {
  if (typeof value === 'number') return !isWhole || Number.isInteger(value);
  if (typeof value === 'string')
    return (isWhole ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i).test(value.trim());
  return typeof value === 'boolean';
}

const spelledBooleans: ReadonlyMap<JsonValue, boolean> = new Map([
  ...([1, '1', 'on', 't', 'true', 'y', 'yes'] as const).map((word) => [word, true] as const),
  ...([0, '0', 'off', 'f', 'false', 'n', 'no'] as const).map((word) => [word, false] as const),
]);

/** A boolean, or one of the words for it. */
export function readBoolean(value: JsonValue | undefined): boolean | undefined {
  if (typeof value === 'boolean') return value;
  if (isAbsent(value)) return undefined;
  return spelledBooleans.get(typeof value === 'string' ? value.toLowerCase() : value);
}

/** Each problem as a sentence; what is wrong in several ways at one place is said once. */
export function describeProblems(problems: readonly ShapeProblem[]): string {
  const byPath = new Map<string, ShapeProblem[]>();
  for (const problem of problems) byPath.set(problem.path, [...(byPath.get(problem.path) ?? []), problem]);
  return [...byPath].map(([path, atPath]) => describeAtPath(path, atPath)).join(' ');
}

function describeAtPath(path: string, problems: readonly ShapeProblem[]): string {
  const expected = [...new Set(problems.flatMap((problem) => problem.expected ?? []))];
  if (expected.length > 1) return `Property '${path}' value must be ${expected.join(' or ')}.`;
  const [first] = problems;
  if (first?.kind === 'missing') return `Property '${path}' is required.`;
  if (first?.kind === 'unknown') return `Property '${path}' is an invalid property.`;
  return `Property '${path}' ${first?.message.toLowerCase() ?? ''}.`;
}
