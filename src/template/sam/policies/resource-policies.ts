/**
 * The property `Policies` of a function or state machine: names or ARNs of managed policies,
 * statements, and SAM's policy templates, each perhaps inside an `Fn::If`.
 */
import { isFilled, isList, isObject, setMember, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { isIf, isIntrinsic, isNoValue, onlyName, readIf } from '../intrinsics/intrinsic-values.ts';
import { expandPolicyTemplate, isPolicyTemplate } from '../policy-template.ts';
import { refuseResource, refuseStructure } from '../refusal.ts';

export type PolicyKind = 'managed' | 'statement' | 'template' | 'unknown';

export interface PolicyEntry {
  readonly kind: PolicyKind;
  readonly policy: JsonValue;
}

/** The policies one by one, each with its kind. */
export function listPolicies(policies: JsonValue | undefined): PolicyEntry[] {
  if (!isFilled(policies)) return [];
  return (isList(policies) ? policies : [policies]).map((policy) => ({ policy, kind: kindOf(policy) }));
}

/** Puts statements in the place of each policy template, in place. */
export function expandPolicyTemplates(id: string, properties: JsonObject): void {
  const entries = listPolicies(properties['Policies']);
  if (entries.length === 0) return;
  properties['Policies'] = entries.map(({ kind, policy }) => {
    if (kind !== 'template' || !isObject(policy)) return policy;
    const read = isIf(policy) ? readIf(policy) : undefined;
    if (read?.kind !== 'if') return expandTemplate(id, policy);
    const [condition, whenTrue, whenFalse] = read.items;
    return { 'Fn::If': [condition, expandBranch(id, whenTrue), expandBranch(id, whenFalse)] };
  });
}

function expandBranch(id: string, branch: JsonValue): JsonValue {
  return isObject(branch) && !isNoValue(branch) ? expandTemplate(id, branch) : branch;
}

function expandTemplate(id: string, policy: JsonObject): JsonObject {
  const name = onlyName(policy) ?? '';
  const result = expandPolicyTemplate(name, policy[name]);
  if (result.kind === 'expanded') return toJsonObject(result.document);
  if (result.kind === 'missing-parameters') throw refuseResource(id, result.message);
  throw refuseResource(id, `Must specify valid parameter values for policy template '${name}'`);
}

/** The policy template is made of texts, and of values that the template gave. */
function toJsonObject(document: object): JsonObject {
  const object: JsonObject = {};
  for (const [name, value] of Object.entries(structuredClone(document))) setMember(object, name, value);
  return object;
}

function kindOf(policy: JsonValue): PolicyKind {
  if (typeof policy === 'string') return 'managed';
  if (isIf(policy)) return kindOfIf(policy);
  if (isIntrinsic(policy)) return 'managed';
  if (isObject(policy) && 'Statement' in policy) return 'statement';
  const name = onlyName(policy);
  return name !== undefined && isPolicyTemplate(name) ? 'template' : 'unknown';
}

function kindOfIf(policy: JsonObject): PolicyKind {
  const read = readIf(policy);
  if (read.kind === 'fault') throw refuseStructure(read.reason);
  const [, whenTrue, whenFalse] = read.items;
  const kinds = [kindOf(whenTrue), kindOf(whenFalse)] as const;
  if (kinds[0] === kinds[1] || isNoValue(whenFalse)) return kinds[0];
  if (isNoValue(whenTrue)) return kinds[1];
  throw refuseStructure(
    'Different policy types within the same Fn::If statement is unsupported. Separate different policy types into different Fn::If statements',
  );
}
