/** Ways through a template's tree. */
import type { JsonObject, JsonValue } from '../../../src/template/json.ts';

export interface TemplateResource {
  readonly id: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly resource: JsonObject;
}

export const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function resourcesOf(template: JsonObject): readonly TemplateResource[] {
  const resources = template['Resources'];
  return Object.entries(isObject(resources) ? resources : {}).flatMap(([id, resource]) => {
    if (!isObject(resource)) return [];
    const { Type: type, Properties: properties } = resource;
    return [{ id, type: String(type), properties: isObject(properties) ? properties : {}, resource }];
  });
}

/** A copy with every value, the leaves first, replaced by what `change` makes of it. */
export function mapTree(tree: JsonObject, change: (value: JsonValue, key: string) => JsonValue): JsonObject {
  const mapped = mapValue(tree, '', change);
  return isObject(mapped) ? mapped : {};
}

function mapValue(value: JsonValue, key: string, change: (value: JsonValue, key: string) => JsonValue): JsonValue {
  if (Array.isArray(value))
    return change(
      value.map((item: JsonValue) => mapValue(item, key, change)),
      key,
    );
  if (!isObject(value)) return change(value, key);
  const entries = Object.entries(value).map(([name, item]): [string, JsonValue] => [
    name,
    mapValue(item, name, change),
  ]);
  return change(Object.fromEntries(entries), key);
}
