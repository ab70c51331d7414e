/** What differs in a definition of OpenAPI 3 from one of Swagger 2. */
import { isFilled, isObject, setMember, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { isOpenApi3, refuseDefinition, requireMap, requirePathItem, walk } from '../../open-api/definition.ts';
import type { TransformScope } from '../../transform-scope.ts';

/**
 * The definition, with what the transform added moved to where OpenAPI 3 has it, if that is what
 * the definition is. In place.
 */
export function moveToOpenApi3(definition: JsonObject, properties: JsonObject, scope: TransformScope): JsonObject {
  if (definition['swagger'] !== undefined && definition['swagger'] !== null) return definition;
  const version = versionOf(definition, properties['OpenApiVersion'], scope);
  if (!isFilled(version) || !isOpenApi3(version)) return definition;
  moveToComponents(definition, 'securityDefinitions', 'securitySchemes');
  moveToComponents(definition, 'definitions', 'schemas');
  const paths = definition['paths'];
  if (!isFilled(paths)) return definition;
  const items = requireMap(paths, 'Value of paths must be a dictionary according to Swagger spec.');
  for (const [path, item] of Object.entries(items)) moveOptions(path, requirePathItem(item, path));
  return definition;
}

function versionOf(
  definition: JsonObject,
  wanted: JsonValue | undefined,
  scope: TransformScope,
): JsonValue | undefined {
  const own = definition['openapi'] ?? undefined;
  if (scope.featureToggles.has('normalized_open_api_version')) return own ?? wanted;
  return wanted ?? own;
}

function moveToComponents(definition: JsonObject, from: string, to: string): void {
  const moved = definition[from];
  if (!isFilled(moved)) return;
  const components = definition['components'];
  const target: JsonObject = isFilled(components) && isObject(components) ? components : {};
  target[to] = moved;
  definition['components'] = target;
  delete definition[from];
}

/** Answers to `OPTIONS` name no media types, and their headers have a schema. */
function moveOptions(path: string, item: JsonObject): void {
  const given = item['options'];
  if (!isFilled(given)) return;
  const options = requireMap(
    given,
    `Value of options method for path ${path} must be a dictionary according to Swagger spec.`,
  );
  delete options['produces'];
  delete options['consumes'];
  const found = walk(options['responses'], ['200', 'headers']);
  if (found.kind === 'fault')
    throw refuseDefinition(`Invalid responses in options method for path ${path}: ${found.reason}.`);
  if (!isFilled(found.value)) return;
  const headers = requireMap(
    found.value,
    `Value of response's headers in options method for path ${path} must be a dictionary according to Swagger spec.`,
  );
  for (const [name, header] of Object.entries(headers)) setMember(headers, name, { schema: header });
}
