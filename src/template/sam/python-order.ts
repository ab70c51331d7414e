/**
 * The order in which AWS's transform, a program that keeps to Python 2's dictionaries, goes through a
 * template with a REST API. It decides what comes first where only one can: which of several faults
 * of a function is named, and whose attributes a resource has that several APIs share.
 */
import { isFilled, isList, isObject, member, setMember, type JsonObject, type JsonValue } from './mutable-json.ts';

const sizeMin = 8;
const perturbShift = 5n;
const uint64 = (value: bigint): bigint => BigInt.asUintN(64, value);

const hashes = new Map<string, bigint>();
const hashesMax = 10_000;

/** Python 2.7's hash of a text, on a machine of 64 bits. */
export function pythonHash(text: string): bigint {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  const points = [...text].map((character) => BigInt(character.codePointAt(0) ?? 0));
  let hash = (points[0] ?? 0n) << 7n;
  for (const point of points) hash = uint64((hash * 1_000_003n) ^ point);
  hash ^= BigInt(points.length);
  if (hashes.size >= hashesMax) hashes.clear();
  hashes.set(text, hash);
  return hash;
}

/** The keys of a Python 2.7 dictionary: their order hangs on all that was ever put in and taken out. */
export class PythonKeys {
  /** By slot; a slot that was freed still stands in the way, and is `null`. */
  #slots = new Map<number, string | null>();
  #mask = sizeMin - 1;
  #used = 0;
  #filled = 0;

  constructor(keys: Iterable<string> = []) {
    for (const key of keys) this.add(key);
  }

  add(key: string): void {
    const slot = this.#find(key);
    const occupant = this.#slots.get(slot);
    if (occupant === key) return;
    if (occupant === undefined) this.#filled += 1;
    this.#used += 1;
    this.#slots.set(slot, key);
    if (this.#filled * 3 >= (this.#mask + 1) * 2) this.#resize(this.#used * (this.#used > 50_000 ? 2 : 4));
  }

  remove(key: string): void {
    const slot = this.#find(key);
    if (this.#slots.get(slot) !== key) return;
    this.#slots.set(slot, null);
    this.#used -= 1;
  }

  list(): string[] {
    return [...this.#slots]
      .toSorted(([one], [other]) => one - other)
      .map(([, key]) => key)
      .filter((key) => key !== null);
  }

  /** The slot of the key, or the one that it would take. */
  #find(key: string): number {
    const mask = BigInt(this.#mask);
    let perturb = pythonHash(key);
    let walker = perturb & mask;
    let free: number | undefined;
    for (;;) {
      const slot = Number(walker & mask);
      const occupant = this.#slots.get(slot);
      if (occupant === undefined) return free ?? slot;
      if (occupant === key) return slot;
      if (occupant === null) free ??= slot;
      walker = uint64(walker * 5n + perturb + 1n);
      perturb >>= perturbShift;
    }
  }

  #resize(wanted: number): void {
    const keys = this.list();
    let size = sizeMin;
    while (size <= wanted) size *= 2;
    this.#mask = size - 1;
    this.#slots = new Map();
    this.#used = 0;
    this.#filled = 0;
    for (const key of keys) this.add(key);
  }
}

/** Puts the resources, and what decides over APIs, into the order in which AWS goes through them. In place. */
export function orderAsPython(template: JsonObject): void {
  const { Globals: globals, Resources: resources } = template;
  if (!isObject(resources) || !isOrdered(template, resources)) return;
  if (isObject(globals)) orderDeep(globals['Api']);
  for (const resource of Object.values(resources)) {
    if (!isObject(resource)) continue;
    const { Type: type, Properties: properties } = resource;
    if (type === 'AWS::Serverless::Api' || type === 'AWS::Serverless::HttpApi') orderDeep(properties);
    if (isEventOwner(resource) && isObject(properties)) orderDeep(properties['Events']);
  }
  orderKeys(resources, new PythonKeys([...Object.keys(resources), restApiId]));
}

const restApiId = 'ServerlessRestApi';
const httpApiId = 'ServerlessHttpApi';

/**
 * Orders the resources anew once the implicit APIs are there, or not: AWS tries each of them, and
 * takes away what nobody needs, which leaves its trace in the order. `before` are the first resources.
 */
export function orderAfterImplicitApis(template: JsonObject, before: readonly string[]): void {
  const { Resources: resources } = template;
  if (!isObject(resources) || !isOrdered(template, resources)) return;
  const keys = new PythonKeys(before);
  for (const id of [restApiId, httpApiId]) {
    keys.add(id);
    if (member(resources, id) === undefined) keys.remove(id);
  }
  orderKeys(resources, keys);
}

/** AWS keeps to the old order only where the name of a deployment could hang on it. */
function isOrdered(template: JsonObject, resources: JsonObject): boolean {
  const all = Object.values(resources).filter(isObject);
  const { Globals: globals } = template;
  const section = isObject(globals) && isObject(globals['HttpApi']) ? globals['HttpApi'] : {};
  const isGuarded = hasDefaultAuthorizer(section);
  return all.some((resource) => {
    const { Type: type, Properties: properties } = resource;
    if (type === 'AWS::Serverless::Api' || hasEvent(resource, 'Api')) return true;
    if (type === 'AWS::Serverless::HttpApi') return isGuarded || hasDefaultAuthorizer(properties);
    return isGuarded && type === 'AWS::Serverless::Function' && hasEvent(resource, 'HttpApi');
  });
}

function hasDefaultAuthorizer(properties: JsonValue | undefined): boolean {
  const auth = isObject(properties) ? properties['Auth'] : undefined;
  return isObject(auth) && isFilled(auth['DefaultAuthorizer']);
}

function isEventOwner({ Type: type }: JsonObject): boolean {
  return type === 'AWS::Serverless::Function' || type === 'AWS::Serverless::StateMachine';
}

function hasEvent(resource: JsonObject, type: string): boolean {
  const { Properties: properties } = resource;
  const events = isObject(properties) ? properties['Events'] : undefined;
  if (!isEventOwner(resource) || !isObject(events)) return false;
  return Object.values(events).some((event) => isObject(event) && event['Type'] === type);
}

function orderDeep(value: JsonValue | undefined): void {
  if (isList(value)) for (const item of value) orderDeep(item);
  if (!isObject(value)) return;
  for (const item of Object.values(value)) orderDeep(item);
  orderKeys(value, new PythonKeys(Object.keys(value)));
}

function orderKeys(object: JsonObject, keys: PythonKeys): void {
  for (const key of keys.list()) {
    const value = member(object, key);
    if (value === undefined) continue;
    delete object[key];
    setMember(object, key, value);
  }
}
