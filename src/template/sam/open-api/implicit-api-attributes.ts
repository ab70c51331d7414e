/**
 * Conditions and policies of an implicit API: what all functions behind it have in common, it has
 * too, and a path stands under the conditions of its methods.
 */
import { isFilled, isObject, member, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { combineConditions } from '../intrinsics/combined-condition.ts';
import { eachSamResource } from '../template-structure.ts';
import type { ApiKind } from './api-kinds.ts';
import { makePathConditional, pathsOf } from './definition.ts';

export interface RouteOfEvent {
  readonly apiId: string;
  readonly path: string;
  readonly method: string;
}

type Condition = string | undefined;

export class ImplicitApiAttributes {
  /** Conditions by API, path and method. */
  readonly #conditions = new Map<string, Map<string, Map<string, Condition>>>();
  readonly #policies: { readonly apiId: string; readonly owner: JsonObject }[] = [];

  /** Takes up the attributes of the function that an event of the route belongs to. */
  record({ apiId, method, path }: RouteOfEvent, owner: JsonObject): void {
    const condition = owner['Condition'];
    const byPath = this.#conditions.get(apiId) ?? new Map<string, Map<string, Condition>>();
    this.#conditions.set(apiId, byPath);
    const byMethod = byPath.get(path) ?? new Map<string, Condition>();
    byPath.set(path, byMethod);
    byMethod.set(method, typeof condition === 'string' ? condition : undefined);
    this.#policies.push({ apiId, owner });
  }

  apply(template: JsonObject, kind: ApiKind, implicit: JsonObject): void {
    this.#applyCondition(template, kind, implicit);
    for (const [name, order] of policyOrders) {
      const policy = this.#strongestPolicy(kind.implicitId, name, order);
      if (policy !== undefined) implicit[name] = policy;
    }
    for (const [id, api] of eachSamResource(template, kind.type)) this.#applyToPaths(template, id, api);
  }

  #applyCondition(template: JsonObject, kind: ApiKind, implicit: JsonObject): void {
    const byPath = this.#conditions.get(kind.implicitId);
    if (byPath === undefined) return;
    const condition = commonCondition(
      template,
      [...byPath.values()].flatMap((byMethod) => [...byMethod.values()]),
      kind.implicitCondition,
    );
    if (condition !== undefined) implicit['Condition'] = condition;
  }

  #strongestPolicy(apiId: string, name: string, order: readonly string[]): JsonValue | undefined {
    const ofApi = this.#policies.filter((policy) => policy.apiId === apiId);
    const given = new Set(ofApi.map(({ owner }) => owner[name]));
    return order.find((policy) => given.has(policy));
  }

  #applyToPaths(template: JsonObject, id: string, api: JsonObject): void {
    const { Properties: properties } = api;
    const definition = isObject(properties) ? properties['DefinitionBody'] : undefined;
    if (!isObject(properties) || !isFilled(properties['__MANAGE_SWAGGER']) || !isObject(definition)) return;
    for (const path of Object.keys(pathsOf(definition))) {
      const conditions = [...(this.#conditions.get(id)?.get(path)?.values() ?? [])];
      const condition = commonCondition(template, conditions, pathConditionName(id, path));
      if (condition !== undefined) makePathConditional(definition, path, condition);
    }
  }
}

/** Of several policies, the one that keeps the most counts. */
const policyOrders = [
  ['DeletionPolicy', ['Retain', 'Delete']],
  ['UpdateReplacePolicy', ['Retain', 'Snapshot', 'Delete']],
] as const;

/** The condition under which any of them holds, or `undefined` where one holds always. */
function commonCondition(template: JsonObject, conditions: readonly Condition[], name: string): string | undefined {
  const unique = [...new Set(conditions)].filter((condition) => condition !== undefined);
  if (unique.length === 0 || conditions.includes(undefined)) return undefined;
  if (unique.length === 1) return unique[0];
  const existing = member(template, 'Conditions');
  const section: JsonObject = isObject(existing) ? existing : {};
  template['Conditions'] = section;
  Object.assign(section, combineConditions(unique.toSorted(), name));
  return name;
}

function pathConditionName(apiId: string, path: string): string {
  const text = path.replaceAll('/', 'SLASH').replaceAll('{', 'OB').replaceAll('}', 'CB');
  return `${apiId}${text}PathCondition`;
}
