/**
 * The definition of an API, Swagger 2 or OpenAPI 3, as the transform reads and edits it: paths,
 * methods and their integrations, each of which may stand inside an `Fn::If`.
 *
 * All edits are made in place. What is no definition by the rules ends the transform.
 */
import {
  copyJson,
  isFilled,
  isList,
  isObject,
  member,
  setMember,
  type JsonObject,
  type JsonValue,
} from '../mutable-json.ts';
import { isNoValue, makeConditional } from '../intrinsics/intrinsic-values.ts';
import { pythonText } from '../python-text.ts';
import { refuseStructure, TemplateRefusal } from '../refusal.ts';

export const integrationName = 'x-amazon-apigateway-integration';
export const anyMethod = 'x-amazon-apigateway-any-method';

export function refuseDefinition(message: string): TemplateRefusal {
  return new TemplateRefusal([refuseStructure(message)]);
}

export function requireMap(value: JsonValue | undefined, message: string): JsonObject {
  if (isObject(value)) return value;
  throw refuseDefinition(message);
}

/** Whether the version is one of OpenAPI 3. */
export function isOpenApi3(version: JsonValue | undefined): boolean {
  return /^3(?:\.\d)(?:\.\d)?$/.test(versionText(version));
}

/** The version as a text. A template that has 3.0 as a number means just that, and not 3. */
export function versionText(version: JsonValue | undefined): string {
  return typeof version === 'number' && Number.isInteger(version) ? `${version}.0` : pythonText(version);
}

/** A method as it stands in a definition: `ANY` has a name of its own there. */
export function methodName(method: string): string {
  const lower = method.toLowerCase();
  return lower === 'any' ? anyMethod : lower;
}

export function pathsOf(definition: JsonObject): JsonObject {
  return requireMap(definition['paths'], 'Value of paths must be a dictionary according to Swagger spec.');
}

/** The value itself, or what stands in the branches of its `Fn::If`. */
export function branchesOf(value: JsonValue | undefined): (JsonValue | undefined)[] {
  if (!isObject(value) || value['Fn::If'] === undefined) return [value];
  const items = value['Fn::If'];
  if (!isList(items)) throw refuseDefinition('Value of Fn::If must be a list.');
  return items.slice(1).filter((item) => !isNoValue(item));
}

export function requirePathItem(item: JsonValue | undefined, path: string): JsonObject {
  return requireMap(item, `Value of '${path}' path must be a dictionary according to Swagger spec.`);
}

export function requireMethodDefinition(value: JsonValue | undefined, path: string, method: string): JsonObject {
  return requireMap(value, `Definition of method '${method}' for path '${path}' should be a map.`);
}

/** The items of a path, one for each branch. */
export function pathItems(definition: JsonObject, path: string): JsonObject[] {
  return branchesOf(member(pathsOf(definition), path)).map((item) => requirePathItem(item, path));
}

/** Definitions whose paths were looked at: each event asks, and what the transform adds is a map. */
const checked = new WeakSet<JsonObject>();

/** Refuses a definition with a path that is no map. */
export function requirePaths(definition: JsonObject): void {
  if (checked.has(definition)) return;
  for (const path of Object.keys(pathsOf(definition))) pathItems(definition, path);
  checked.add(definition);
}

function hasIntegration(definition: JsonObject): boolean {
  return isFilled(definition[integrationName]);
}

/** Whether the method of the path has an integration in every branch. */
export function isIntegrated(definition: JsonObject, path: string, method: string): boolean {
  const name = methodName(method);
  const paths = pathsOf(definition);
  if (!Object.hasOwn(paths, path)) return false;
  const branches = branchesOf(paths[path]);
  if (!branches.every((item) => isObject(item) && Object.hasOwn(item, name))) return false;
  return branches.every((item) => {
    const given = requirePathItem(item, path)[name];
    return (
      isObject(given) && branchesOf(given).some((branch) => hasIntegration(requireMethodDefinition(branch, path, name)))
    );
  });
}

/** Adds the method to the path, in every branch, unless it is there. */
export function addMethod(definition: JsonObject, path: string, method: string): void {
  const name = methodName(method);
  const paths = pathsOf(definition);
  if (!Object.hasOwn(paths, path)) setMember(paths, path, {});
  requirePathItem(paths[path], path);
  for (const item of branchesOf(paths[path])) if (isObject(item) && !Object.hasOwn(item, name)) item[name] = {};
}

/**
 * Runs an edit of one method. Where it is refused, the method is what it was before: what was done
 * half-way must leave nothing that the next event could fall over.
 */
export function editMethod(
  definition: JsonObject,
  { method, path }: { method: string; path: string },
  edit: () => void,
): void {
  const name = methodName(method);
  const paths = pathsOf(definition);
  const items = Object.hasOwn(paths, path) ? branchesOf(paths[path]).filter((item) => isObject(item)) : undefined;
  const before = items?.map((item) => copyJson(member(item, name)));
  try {
    edit();
  } catch (error) {
    if (items === undefined) delete paths[path];
    for (const [index, item] of (items ?? []).entries()) {
      const value = before?.[index];
      if (value === undefined) delete item[name];
      else setMember(item, name, value);
    }
    throw error;
  }
}

/** Puts the path under the condition. */
export function makePathConditional(definition: JsonObject, path: string, condition: JsonValue): void {
  const paths = pathsOf(definition);
  setMember(paths, path, makeConditional(condition, paths[path] ?? null));
}

/** The definitions of one method, one for each branch, of those that have an integration. */
export function methodDefinitions(definition: JsonObject, path: string, method: string): JsonObject[] {
  const name = methodName(method);
  return pathItems(definition, path).flatMap((item) =>
    branchesOf(item[name])
      .map((branch) => requireMethodDefinition(branch, path, method))
      .filter(hasIntegration),
  );
}

/** Fields of a path that stand among its methods. */
const pathFields = new Set(['summary', 'description', 'parameters']);

/** All methods of a path with their definitions, of those that have an integration. */
export function eachMethod(
  definition: JsonObject,
  path: string,
): { readonly method: string; readonly definition: JsonObject }[] {
  return pathItems(definition, path).flatMap((item) =>
    Object.entries(item)
      .filter(([name]) => !pathFields.has(name))
      .flatMap(([name, value]) =>
        branchesOf(value)
          .map((branch) => requireMethodDefinition(branch, path, name))
          .filter(hasIntegration)
          .map((found) => ({ method: methodName(name), definition: found })),
      ),
  );
}

/** The integration of a method definition that has one. */
export function integrationOf(definition: JsonObject): JsonObject {
  const integration = definition[integrationName];
  return isObject(integration) ? integration : {};
}

/** What goes wrong where a path of names leads through something that is no map. */
export type Walk =
  | { readonly kind: 'found'; readonly value: JsonValue | undefined }
  | { readonly kind: 'fault'; readonly reason: string };

/** Follows names down; what is absent on the way is absent. */
export function walk(value: JsonValue | undefined, names: readonly string[]): Walk {
  let current = value;
  for (const [depth, name] of names.entries()) {
    if (current === undefined || current === null) return { kind: 'found', value: undefined };
    if (!isObject(current)) return { kind: 'fault', reason: describeFault(names.slice(0, depth)) };
    current = member(current, name);
  }
  return { kind: 'found', value: current ?? undefined };
}

/** Sets the value under the names, making maps on the way; gives the reason why it cannot be. */
export function setDeep(root: JsonValue, names: readonly string[], value: JsonValue): string | undefined {
  let current: JsonValue = root;
  for (const [depth, name] of names.entries()) {
    if (!isObject(current)) return describeFault(names.slice(0, depth));
    const isLast = depth === names.length - 1;
    if (isLast || !Object.hasOwn(current, name)) setMember(current, name, isLast ? value : {});
    current = current[name] ?? null;
  }
  return undefined;
}

function describeFault(names: readonly string[]): string {
  return names.length === 0 ? 'It should be a map' : `The value of '${names.join('.')}' should be a map`;
}
