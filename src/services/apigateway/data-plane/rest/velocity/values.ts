/** The values of templates: those of JSON, and objects that have methods alone. */
export type Value = undefined | null | string | number | boolean | readonly Value[] | ValueMap | Callable;

export interface ValueMap {
  [name: string]: Value;
}

/** As `$input` and `$util`: each method by its name. */
export class Callable {
  readonly methods: Readonly<Record<string, (...given: readonly Value[]) => Value>>;
  readonly members: Readonly<Record<string, Value>>;

  constructor(
    methods: Readonly<Record<string, (...given: readonly Value[]) => Value>>,
    members: Readonly<Record<string, Value>> = {},
  ) {
    this.methods = methods;
    this.members = members;
  }
}

export const isMap = (value: Value): value is ValueMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Callable);

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** Nothing becomes no text; maps and lists look as Java writes them. */
export function textOf(value: Value): string {
  if (value === undefined || value === null || value instanceof Callable) return '';
  if (isList(value)) return `[${value.map(innerText).join(', ')}]`;
  if (isMap(value))
    return `{${Object.entries(value)
      .map(([name, one]) => `${name}=${innerText(one)}`)
      .join(', ')}}`;
  return String(value);
}

const innerText = (value: Value): string => (value === null || value === undefined ? 'null' : textOf(value));

/** What is not nothing and not `false` holds, an empty text too. */
export const isTrue = (value: Value): boolean => value !== undefined && value !== null && value !== false;

export function isEqual(one: Value, other: Value): boolean {
  if (one === other) return true;
  if ((one === null || one === undefined) && (other === null || other === undefined)) return true;
  if (typeof one === 'object' || typeof other === 'object') return JSON.stringify(one) === JSON.stringify(other);
  return typeof one !== typeof other && textOf(one) === textOf(other);
}
