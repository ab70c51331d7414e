/**
 * What the transform expects of a value that a template gave. Each function gives the value with its
 * type, or throws AWS's refusal, which names the resource or the event and the path of the property.
 */
import { isAbsent, isList, isObject, type JsonObject, type JsonValue } from './mutable-json.ts';
import { refuseEvent, refuseResource, type SamRefusal } from './refusal.ts';

/** Where a value stands: in the properties of a resource, among its attributes, or in an event. */
export interface Place {
  readonly of: 'resource' | 'attribute' | 'event';
  readonly id: string;
  readonly path: string;
}

export type ExpectedType = 'map' | 'list' | 'string' | 'boolean';

export const propertyOf = (id: string, path: string): Place => ({ of: 'resource', id, path });
export const attributeOf = (id: string, path: string): Place => ({ of: 'attribute', id, path });
export const eventProperty = (id: string, path: string): Place => ({ of: 'event', id, path });

export function refuseAt(place: Place, message: string): SamRefusal {
  return place.of === 'event' ? refuseEvent(place.id, message) : refuseResource(place.id, message);
}

export function expectMap(value: JsonValue | undefined, place: Place, message?: string): JsonObject {
  if (isObject(value)) return value;
  throw refuseType(place, 'map', message);
}

export function expectList(value: JsonValue | undefined, place: Place, message?: string): JsonValue[] {
  if (isList(value)) return value;
  throw refuseType(place, 'list', message);
}

export function expectListOfStrings(value: JsonValue | undefined, place: Place, message?: string): string[] {
  return expectList(value, place, message).map((item, index) =>
    expectString(item, { ...place, path: `${place.path}[${index}]` }, message),
  );
}

export function expectString(value: JsonValue | undefined, place: Place, message?: string): string {
  if (typeof value === 'string') return value;
  throw refuseType(place, 'string', message);
}

export function expectBoolean(value: JsonValue | undefined, place: Place, message?: string): boolean {
  if (typeof value === 'boolean') return value;
  throw refuseType(place, 'boolean', message);
}

export function expectPresent(value: JsonValue | undefined, place: Place, message?: string): JsonValue {
  if (!isAbsent(value)) return value;
  throw refuseAt(place, message ?? `Property '${place.path}' is required.`);
}

function refuseType(place: Place, type: ExpectedType, message?: string): SamRefusal {
  const kind = place.of === 'attribute' ? 'Attribute' : 'Property';
  return refuseAt(place, message ?? `${kind} '${place.path}' should be a ${type}.`);
}
