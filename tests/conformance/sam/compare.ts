/** Whether two templates are one, as AWS's own tests of the transform ask: the order of lists does not count. */
import type { JsonObject as Template } from '../../../src/template/json.ts';
import {
  copyJson,
  isList,
  isObject,
  setMember,
  type JsonObject,
  type JsonValue,
} from '../../../src/template/sam/mutable-json.ts';

/** Where the two differ, or `undefined`. */
export function findDifference(expected: Template, actual: Template): string | undefined {
  return differ(normalise(copyJson(expected)), normalise(copyJson(actual)), '');
}

function normalise(template: JsonObject): JsonValue {
  return sortLists(withoutDeploymentHashes(template));
}

/** Deployments of REST APIs are named after Python's `repr` of their definition, which is not asked for here. */
function withoutDeploymentHashes(template: JsonObject): JsonValue {
  const resources = template['Resources'];
  const names = new Map<string, string>();
  if (isObject(resources))
    for (const [id, resource] of Object.entries(resources)) {
      const short = /^(.*Deployment)[0-9a-f]{10}$/.exec(id)?.[1];
      if (isObject(resource) && resource['Type'] === 'AWS::ApiGateway::Deployment' && short !== undefined)
        names.set(id, short);
    }
  if (names.size === 0) return template;
  const rename = (text: string): string =>
    names.get(text) ?? text.replace(/(RestApi deployment id: )[0-9a-f]{40}/, '$1');
  const visit = (value: JsonValue): JsonValue => {
    if (typeof value === 'string') return rename(value);
    if (isList(value)) return value.map(visit);
    if (!isObject(value)) return value;
    const renamed: JsonObject = {};
    for (const [name, item] of Object.entries(value)) setMember(renamed, rename(name), visit(item));
    return renamed;
  };
  return visit(template);
}

function sortLists(value: JsonValue): JsonValue {
  if (isList(value)) {
    const keyed = value.map((item) => {
      const sorted = sortLists(item);
      return [canonical(sorted), sorted] as const;
    });
    return keyed.toSorted(([one], [other]) => (one < other ? -1 : Number(one > other))).map(([, item]) => item);
  }
  if (!isObject(value)) return value;
  const sorted: JsonObject = {};
  for (const [name, item] of Object.entries(value)) setMember(sorted, name, sortLists(item));
  return sorted;
}

function canonical(value: JsonValue): string {
  if (isList(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const names = Object.keys(value).toSorted();
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name] ?? null)}`).join(',')}}`;
}

function differ(expected: JsonValue | undefined, actual: JsonValue | undefined, path: string): string | undefined {
  if (isObject(expected) && isObject(actual)) {
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const difference = differ(expected[name], actual[name], `${path}/${name}`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (isList(expected) && isList(actual) && expected.length === actual.length) {
    for (const [index, item] of expected.entries()) {
      const difference = differ(item, actual[index], `${path}[${index}]`);
      if (difference !== undefined) return difference;
    }
    return undefined;
  }
  if (expected === actual) return undefined;
  const show = (value: JsonValue | undefined): string => (value === undefined ? 'absent' : JSON.stringify(value));
  return `${path}: expected ${show(expected)}, found ${show(actual)}`;
}
