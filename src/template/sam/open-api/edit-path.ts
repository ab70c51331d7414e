import { copyJson, isObject, member, setMember, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { pathsOf } from './definition.ts';

/** What an event changes beside its path. Their members are replaced, never changed themselves. */
const changedNames = [
  'securityDefinitions',
  'x-amazon-apigateway-policy',
  'x-amazon-apigateway-request-validators',
] as const;

/**
 * Runs what an event does to its path of the definition. If it is refused half-way, the definition
 * is what it was: the next event must not fall over what the refused one left.
 */
export function editPath(definition: JsonObject, path: string, edit: () => void): void {
  const paths = pathsOf(definition);
  const item = copyJson(member(paths, path));
  const others = changedNames.map((name) => [name, shallowCopy(definition[name])] as const);
  try {
    edit();
  } catch (error) {
    restore(paths, path, item);
    for (const [name, value] of others) restore(definition, name, value);
    throw error;
  }
}

function shallowCopy(value: JsonValue | undefined): JsonValue | undefined {
  return isObject(value) ? { ...value } : value;
}

function restore(object: JsonObject, name: string, value: JsonValue | undefined): void {
  if (value === undefined) delete object[name];
  else setMember(object, name, value);
}
