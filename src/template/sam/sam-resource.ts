/** A SAM resource as the template gives it, checked against what its type takes. */
import { isObject, member, type JsonObject, type JsonValue } from './mutable-json.ts';
import { checkProperties, type PropertyTable } from './property-table.ts';
import { refuseResource } from './refusal.ts';

export interface SamResource {
  readonly id: string;
  readonly type: string;
  /** The very map that stands in the template: what is resolved in it stays resolved. */
  readonly properties: JsonObject;
  /** Attributes that the main generated resource takes over: `Condition`, `Metadata` and the like. */
  readonly attributes: JsonObject;
  readonly dependsOn: JsonValue | undefined;
}

const attributeNames = ['DeletionPolicy', 'UpdatePolicy', 'Condition', 'UpdateReplacePolicy', 'Metadata'];
const passedNames = new Set(['Condition', 'DeletionPolicy', 'UpdateReplacePolicy']);

export interface SamResourceKind {
  readonly type: string;
  readonly properties: PropertyTable;
  /** Attributes that the type takes beside those that all take. */
  readonly attributes?: readonly string[];
  /** Whether a property that the type does not know is passed over instead of refused. */
  readonly isLenient?: boolean;
  prepare?(id: string, properties: JsonObject): void;
}

/** Reads the resource, or throws the refusal of the first thing that is wrong with it. */
export function readSamResource(id: string, body: JsonObject, kind: SamResourceKind): SamResource {
  requireLogicalId(id);
  const { Properties: given = {} } = body;
  if (!isObject(given)) throw refuseResource(id, 'Properties of a resource must be an object.');
  const properties = kind.isLenient === true ? knownProperties(given, kind) : given;
  kind.prepare?.(id, properties);
  checkProperties(kind.properties, properties, { id, type: kind.type });
  const attributes: JsonObject = {};
  for (const name of [...attributeNames, ...(kind.attributes ?? [])]) {
    const value = member(body, name);
    if (value !== undefined) attributes[name] = value;
  }
  return { id, type: kind.type, properties, attributes, dependsOn: body['DependsOn'] };
}

function knownProperties(properties: JsonObject, kind: SamResourceKind): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => Object.hasOwn(kind.properties, name)));
}

/** YAML reads a key of digits as a number, which is no text and so no logical ID. */
const numberKey = /^(?:0|[1-9][0-9]*)$/;

export function requireLogicalId(id: string): void {
  if (!/^[A-Za-z0-9]+$/.test(id) || numberKey.test(id)) throw refuseResource(id, 'Logical ids must be alphanumeric.');
}

/** The attributes that all resources take over that are generated from a SAM resource. */
export function passedAttributes(resource: SamResource): JsonObject {
  return Object.fromEntries(Object.entries(resource.attributes).filter(([name]) => passedNames.has(name)));
}

/** The condition under which the resource exists at all. */
export function conditionOf(resource: SamResource): string | undefined {
  const condition = resource.attributes['Condition'];
  return typeof condition === 'string' ? condition : undefined;
}
