/** A resource that the template has itself, and to which an event adds something. */
import { isObject, member, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { pythonText } from '../python-text.ts';
import { refuseResource } from '../refusal.ts';
import { readSamResource } from '../sam-resource.ts';
import type { PropertyTable } from '../property-table.ts';

/** The logical ID that a `Ref` names, if that is what the value is. */
export function referredId(value: JsonValue | undefined): JsonValue | undefined {
  return isObject(value) ? member(value, 'Ref') : undefined;
}

/** The properties of the resource, which are made where there are none. */
export function propertiesOf(resource: JsonObject): JsonValue {
  const properties = resource['Properties'];
  if (properties !== undefined && properties !== null) return properties;
  const made: JsonObject = {};
  resource['Properties'] = made;
  return made;
}

/** The resource as it now stands in the template; it must be of the type. */
export function retake(id: string, body: JsonObject, type: string, properties: PropertyTable): GeneratedResource {
  const found = body['Type'];
  if (found === undefined) throw refuseResource(id, "Resource dict missing key 'Type'.");
  if (found !== type)
    throw refuseResource(id, `Resource has incorrect Type; expected '${type}', got '${pythonText(found)}'`);
  const resource = readSamResource(id, body, { type, properties });
  return generate(type, id, resource.properties, { attributes: resource.attributes, dependsOn: resource.dependsOn });
}
