import { isObject, setMember, type JsonObject } from '../mutable-json.ts';
import { expectMap, propertyOf } from '../expect.ts';
import { refuseResource } from '../refusal.ts';
import { methodName, pathsOf, walk } from './definition.ts';

/** Merges what was generated for one method into the definition that the template gives, in place. */
export function mergeDefinition(
  apiId: string,
  definition: JsonObject,
  generated: JsonObject,
  { method, path }: { readonly method: string; readonly path: string },
): void {
  const given = definition['paths'];
  const paths: JsonObject = isObject(given) ? given : {};
  const found = walk(paths, [path, method]);
  if (found.kind === 'fault') throw refuseResource(apiId, `Property 'DefinitionBody' is invalid: ${found.reason}`);
  const existing = expectMap(found.value || {}, propertyOf(apiId, `DefinitionBody.paths.${path}.${method}`));
  const item = pathsOf(generated)[path];
  const addition = isObject(item) ? item[methodName(method)] : undefined;
  const merged = { ...existing, ...(isObject(addition) ? addition : {}) };
  const target = paths[path];
  if (isObject(target)) target[method] = merged;
  else setMember(paths, path, { [method]: merged });
}
