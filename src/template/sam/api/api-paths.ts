/**
 * The paths and methods of an API's definition, Swagger or OpenAPI. A condition may stand at each
 * level: every function looks at both of its branches. All changes are made in place.
 */
import { isFilled, isList, isObject, member, setMember, type JsonObject, type JsonValue } from '../../json.ts';
import { isNoValue, makeConditional } from '../intrinsics/intrinsic-values.ts';
import { pythonText } from '../python-text.ts';
import { refuseStructure, TemplateRefusal } from '../refusal.ts';

export const integrationName = 'x-amazon-apigateway-integration';
export const anyMethodName = 'x-amazon-apigateway-any-method';

/** Ends the transform: AWS looks for no other cause once a definition is broken. */
export function refuseDefinition(message: string): TemplateRefusal {
  return new TemplateRefusal([refuseStructure(message)]);
}

/** Whether the version is 3, of OpenAPI; a number counts by its text. */
export function isOpenApi3(version: JsonValue | undefined): boolean {
  return /^3(\.\d)(\.\d)?$/.test(pythonText(version));
}

/** A definition that a REST API can have: Swagger, or OpenAPI 3. */
export function isRestDefinition(value: JsonValue | undefined): value is JsonObject {
  if (!isObject(value) || !isObject(value['paths'])) return false;
  return isFilled(value['swagger']) || (isFilled(value['openapi']) && isOpenApi3(value['openapi']));
}

/** A definition that an HTTP API can have: OpenAPI 3. */
export function isHttpDefinition(value: JsonValue | undefined): value is JsonObject {
  return isObject(value) && isObject(value['paths']) && isFilled(value['openapi']) && isOpenApi3(value['openapi']);
}

export function pathsOf(definition: JsonObject): JsonObject {
  const { paths } = definition;
  return isObject(paths) ? paths : {};
}

/** `GET` as `get`, and `ANY` under the name that API Gateway has for it. */
export function methodName(method: string): string {
  const lower = method.toLowerCase();
  return lower === 'any' ? anyMethodName : lower;
}

/** The branches of an `Fn::If` without those of no value, or the value itself. */
export function contentsOf(value: JsonValue | undefined): (JsonValue | undefined)[] {
  if (!isObject(value) || !('Fn::If' in value)) return [value];
  const { 'Fn::If': items } = value;
  if (!isList(items)) throw refuseDefinition('Value of Fn::If must be a list.');
  return items.slice(1).filter((content) => !isNoValue(content));
}

/** What stands at a path; both, where a condition chooses between two. */
export function pathItemsOf(definition: JsonObject, path: string): JsonObject[] {
  return contentsOf(member(pathsOf(definition), path)).map((item) => {
    if (isObject(item)) return item;
    throw refuseDefinition(`Value of '${path}' path must be a dictionary according to Swagger spec.`);
  });
}

/** Refuses a definition in which something else than a map stands at a path. */
export function requirePathItems(definition: JsonObject): void {
  for (const path of Object.keys(pathsOf(definition))) pathItemsOf(definition, path);
}

function requireDefinition(value: JsonValue | undefined, path: string, method: string): JsonObject {
  if (isObject(value)) return value;
  throw refuseDefinition(`Definition of method '${method}' for path '${path}' should be a map.`);
}

function isIntegrated(definition: JsonObject): boolean {
  return isFilled(definition[integrationName]);
}

/** The definitions of one method of a path, as far as they are integrated with something. */
export function methodsAt(definition: JsonObject, path: string, method: string): JsonObject[] {
  const name = methodName(method);
  return pathItemsOf(definition, path)
    .flatMap((item) => contentsOf(member(item, name)).map((content) => requireDefinition(content, path, method)))
    .filter(isIntegrated);
}

/** Names in a path item that are no methods. */
const otherNames = new Set(['summary', 'description', 'parameters']);

export interface ApiMethod {
  readonly name: string;
  readonly definition: JsonObject;
}

/** All methods of a path that are integrated with something. */
export function allMethodsOf(definition: JsonObject, path: string): ApiMethod[] {
  return pathItemsOf(definition, path).flatMap((item) =>
    Object.entries(item)
      .filter(([name]) => !otherNames.has(name))
      .flatMap(([name, value]) =>
        contentsOf(value).map((content) => ({
          name: methodName(name),
          definition: requireDefinition(content, path, name),
        })),
      )
      .filter((method) => isIntegrated(method.definition)),
  );
}

/** Whether the method is integrated already; with conditions, in each of their branches. */
export function hasIntegration(definition: JsonObject, path: string, method: string): boolean {
  const name = methodName(method);
  const paths = pathsOf(definition);
  if (member(paths, path) === undefined) return false;
  const contents = contentsOf(member(paths, path));
  if (!contents.every((item) => isObject(item) && name in item)) return false;
  return pathItemsOf(definition, path).every((item) => {
    const body = item[name];
    return isObject(body) && contentsOf(body).some((content) => isIntegrated(requireDefinition(content, path, name)));
  });
}

/** Makes room for a method of a path, and gives the path items in which it then stands. */
export function addMethod(definition: JsonObject, path: string, method: string): JsonObject[] {
  const name = methodName(method);
  const paths = pathsOf(definition);
  if (member(paths, path) === undefined) setMember(paths, path, {});
  const items = pathItemsOf(definition, path);
  for (const item of items) if (!(name in item)) item[name] = {};
  return items;
}

/** Puts a method as it stands under the condition of what it is integrated with. */
export function makeMethodConditional(item: JsonObject, method: string, condition: string | undefined): void {
  const name = methodName(method);
  if (condition !== undefined) item[name] = makeConditional(condition, item[name] ?? {});
}

/** `{name}` and `{name+}` of a path as `*`, as ARNs have it. */
export function pathPattern(path: string): string {
  return path.replaceAll(/\{([a-zA-Z0-9._-]+|[a-zA-Z0-9._-]+\+|proxy\+)\}/g, '*');
}
