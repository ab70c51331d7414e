/** The methods of Java's texts, maps, lists and numbers, as far as templates use them. */
import { TemplateError } from './syntax.ts';
import { Callable, isEqual, isList, isMap, textOf, type Value, type ValueMap } from './values.ts';

type Method<Self> = (self: Self, ...given: readonly Value[]) => Value;

export function callMethod(self: Value, name: string, given: readonly Value[]): Value {
  if (self === undefined || self === null) return undefined;
  if (self instanceof Callable) return find(self.methods, name)(...given);
  if (isList(self)) return find(listMethods, name)(self, ...given);
  if (isMap(self)) return find(mapMethods, name)(self, ...given);
  if (typeof self === 'string') return find(textMethods, name)(self, ...given);
  return find(simpleMethods, name)(self, ...given);
}

function find<Found>(table: Readonly<Record<string, Found>>, name: string): Found {
  const method = Object.hasOwn(table, name) ? table[name] : undefined;
  if (method === undefined) throw new TemplateError(`Serin's templates have no method ${name} here`);
  return method;
}

export function propertyOf(self: Value, name: string): Value {
  if (isMap(self)) return Object.hasOwn(self, name) ? self[name] : undefined;
  if (self instanceof Callable) return Object.hasOwn(self.members, name) ? self.members[name] : undefined;
  if (isList(self)) return name === 'size' ? self.length : name === 'empty' ? self.length === 0 : undefined;
  if (typeof self === 'string') return name === 'empty' ? self.length === 0 : undefined;
  return undefined;
}

export function indexOf(self: Value, index: Value): Value {
  if (isList(self)) return typeof index === 'number' ? self.at(index) : undefined;
  return propertyOf(self, textOf(index));
}

/** Java's patterns are near enough to those of JavaScript; a replacement refers to groups alike. */
function pattern(source: Value, flags = ''): RegExp {
  try {
    return new RegExp(textOf(source), flags);
  } catch {
    throw new TemplateError(`The pattern cannot be read: ${textOf(source)}`);
  }
}

const number = (value: Value): number => (typeof value === 'number' ? value : Number(textOf(value)));

const javaReplacement = (text: Value): string => textOf(text).replaceAll(/\\(.)/g, '$1');

const textMethods: Readonly<Record<string, Method<string>>> = {
  length: (self) => self.length,
  isEmpty: (self) => self.length === 0,
  equals: (self, other) => self === other,
  equalsIgnoreCase: (self, other) => self.toLowerCase() === textOf(other).toLowerCase(),
  compareTo: (self, other) => Number(self > textOf(other)) - Number(self < textOf(other)),
  contains: (self, part) => self.includes(textOf(part)),
  startsWith: (self, part) => self.startsWith(textOf(part)),
  endsWith: (self, part) => self.endsWith(textOf(part)),
  indexOf: (self, part, from) => self.indexOf(textOf(part), from === undefined ? 0 : number(from)),
  lastIndexOf: (self, part) => self.lastIndexOf(textOf(part)),
  charAt: (self, index) => self.charAt(number(index)),
  concat: (self, other) => self + textOf(other),
  substring: (self, start, end) => self.slice(number(start), end === undefined ? undefined : number(end)),
  replace: (self, part, by) => self.replaceAll(textOf(part), () => textOf(by)),
  replaceAll: (self, source, by) => self.replace(pattern(source, 'g'), javaReplacement(by)),
  replaceFirst: (self, source, by) => self.replace(pattern(source), javaReplacement(by)),
  matches: (self, source) => pattern(`^(?:${textOf(source)})$`).test(self),
  split: (self, source) => dropEmptyEnd(self.split(pattern(source))),
  toLowerCase: (self) => self.toLowerCase(),
  toUpperCase: (self) => self.toUpperCase(),
  trim: (self) => self.trim(),
  toString: (self: string) => self,
};

/** Java leaves out empty parts at the end. */
function dropEmptyEnd(parts: readonly (string | undefined)[]): readonly string[] {
  const texts = parts.map((part) => part ?? '');
  const last = texts.findLastIndex((part) => part !== '');
  return texts.slice(0, last + 1);
}

const entryOf = ([key, value]: readonly [string, Value]): Value =>
  new Callable({ getKey: () => key, getValue: () => value }, { key, value });

const mapMethods: Readonly<Record<string, Method<ValueMap>>> = {
  get: (self, name) => propertyOf(self, textOf(name)),
  getOrDefault: (self, name, other) => propertyOf(self, textOf(name)) ?? other,
  put(self: ValueMap, name: Value, value: Value): Value {
    const before = propertyOf(self, textOf(name));
    setOwn(self, textOf(name), value);
    return before;
  },
  putAll(self: ValueMap, others: Value): Value {
    if (isMap(others)) for (const [name, value] of Object.entries(others)) setOwn(self, name, value);
    return undefined;
  },
  remove(self: ValueMap, name: Value): Value {
    const before = propertyOf(self, textOf(name));
    delete self[textOf(name)];
    return before;
  },
  containsKey: (self, name) => Object.hasOwn(self, textOf(name)),
  containsValue: (self, value) => Object.values(self).some((one) => isEqual(one, value)),
  keySet: (self) => Object.keys(self),
  values: (self) => Object.values(self),
  entrySet: (self) => Object.entries(self).map(entryOf),
  size: (self) => Object.keys(self).length,
  isEmpty: (self) => Object.keys(self).length === 0,
  toString: (self: ValueMap) => textOf(self),
};

/** Also a name that JavaScript's objects have by themselves. */
export function setOwn(map: ValueMap, name: string, value: Value): void {
  Object.defineProperty(map, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Lists are changed in place, as Java's are: the evaluator hands out lists of its own alone. */
const changeable = (list: readonly Value[]): Value[] => list as Value[];

const listMethods: Readonly<Record<string, Method<readonly Value[]>>> = {
  get: (self, index) => self[number(index)],
  size: (self) => self.length,
  isEmpty: (self) => self.length === 0,
  contains: (self, value) => self.some((one) => isEqual(one, value)),
  indexOf: (self, value) => self.findIndex((one) => isEqual(one, value)),
  subList: (self, start, end) => self.slice(number(start), number(end)),
  add(self: readonly Value[], ...given: readonly Value[]): Value {
    if (given.length > 1) changeable(self).splice(number(given[0]), 0, given[1]);
    else changeable(self).push(given[0]);
    return true;
  },
  addAll(self: readonly Value[], others: Value): Value {
    if (isList(others)) changeable(self).push(...others);
    return true;
  },
  set(self: readonly Value[], index: Value, value: Value): Value {
    const before = self[number(index)];
    changeable(self)[number(index)] = value;
    return before;
  },
  remove: (self, index) => changeable(self).splice(number(index), 1)[0],
  iterator: (self) => self,
  toString: (self: readonly Value[]) => textOf(self),
};

const simpleMethods: Readonly<Record<string, Method<number | boolean>>> = {
  toString: (self: number | boolean) => String(self),
  equals: (self, other) => self === other,
  intValue: (self) => Math.trunc(Number(self)),
  longValue: (self) => Math.trunc(Number(self)),
  doubleValue: (self) => Number(self),
};
