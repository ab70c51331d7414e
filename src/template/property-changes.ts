import { isJsonList, isJsonObject, member, type JsonObject, type JsonValue } from './json.ts';

/** Whether a change of a property makes a new physical resource. */
export type Recreation = 'Never' | 'Conditionally' | 'Always';

/** Asked with the way to a property, as `['Environment', 'Variables', 'STAGE']`. */
export type RecreationOf = (resourceType: string, path: readonly string[]) => Recreation;

export interface PropertyChange {
  readonly path: readonly string[];
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

/**
 * What differs between the properties that a resource has and those that it is to have. Maps are gone
 * into, lists count as a whole. A number and its text are one: templates write both for the same thing.
 */
export function comparePropertiesOf(before: JsonObject, after: JsonObject): readonly PropertyChange[] {
  return [...changesBetween(before, after, [])];
}

function* changesBetween(before: JsonObject, after: JsonObject, path: readonly string[]): Generator<PropertyChange> {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [member(before, name), member(after, name)];
    const here = [...path, name];
    if (isJsonObject(was) && isJsonObject(is)) yield* changesBetween(was, is, here);
    else if (!isSameValue(was, is)) yield { path: here, before: was, after: is };
  }
}

function isSameValue(one: JsonValue | undefined, other: JsonValue | undefined): boolean {
  if (isJsonList(one) && isJsonList(other))
    return one.length === other.length && one.every((item, index) => isSameValue(item, other[index]));
  if (isJsonObject(one) && isJsonObject(other)) return comparePropertiesOf(one, other).length === 0;
  const isScalar = typeof one !== 'object' && typeof other !== 'object' && one !== undefined && other !== undefined;
  return isScalar ? String(one) === String(other) : one === other;
}

/** What a set of changes does to the resource: `Always` beats `Conditionally` beats `Never`. */
export function strongestRecreation(recreations: readonly Recreation[]): Recreation {
  if (recreations.includes('Always')) return 'Always';
  return recreations.includes('Conditionally') ? 'Conditionally' : 'Never';
}
