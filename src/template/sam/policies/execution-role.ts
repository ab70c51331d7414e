/** The role under which a function or state machine runs, where the template names none. */
import { isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { canonicalJson } from '../logical-id.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { isIf, isNoValue, readIf } from '../intrinsics/intrinsic-values.ts';
import { refuseResource } from '../refusal.ts';
import { managedPolicyArn } from './managed-policy-arn.ts';
import type { TransformScope } from '../transform-scope.ts';
import { listPolicies } from './resource-policies.ts';

export interface RoleWish {
  readonly resourceId: string;
  readonly attributes: JsonObject;
  readonly assumeRolePolicy: JsonValue;
  /** `Policies` of the template. */
  readonly policies: JsonValue | undefined;
  readonly managedPolicyArns: readonly JsonValue[];
  readonly policyDocuments: readonly JsonValue[];
  readonly path: JsonValue | undefined;
  readonly permissionsBoundary: JsonValue | undefined;
  readonly tags: JsonValue | undefined;
}

export function createRole(wish: RoleWish, scope: TransformScope): GeneratedResource {
  const id = `${wish.resourceId}Role`;
  const managed = new Map(wish.managedPolicyArns.map((arn) => [canonicalJson(arn), arn]));
  const documents = [...wish.policyDocuments];
  for (const [index, { kind, policy }] of listPolicies(wish.policies).entries()) {
    if (kind === 'statement') documents.push(nameDocument(`${id}Policy${index}`, policy));
    else if (kind === 'managed') {
      const arn = toArn(policy, scope);
      managed.set(canonicalJson(arn), arn);
    } else throw refuseResource(wish.resourceId, `Policy at index ${index} in the 'Policies' property is not valid`);
  }
  return generate(
    'AWS::IAM::Role',
    id,
    {
      AssumeRolePolicyDocument: wish.assumeRolePolicy,
      ManagedPolicyArns: [...managed.values()],
      Policies: documents.length > 0 ? documents : undefined,
      Path: wish.path,
      PermissionsBoundary: wish.permissionsBoundary,
      Tags: wish.tags,
    },
    { attributes: wish.attributes },
  );
}

/** The trust policy that lets a service take the role. */
export function trust(service: string): JsonObject {
  return {
    Version: '2012-10-17',
    Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: [service] } }],
  };
}

function nameDocument(name: string, policy: JsonValue): JsonValue {
  const named = (document: JsonValue): JsonValue =>
    isNoValue(document) ? document : { PolicyName: name, PolicyDocument: document };
  const read = isIf(policy) ? readIf(policy) : undefined;
  if (read?.kind !== 'if') return { PolicyName: name, PolicyDocument: policy };
  const [condition, whenTrue, whenFalse] = read.items;
  return { 'Fn::If': [condition, named(whenTrue), named(whenFalse)] };
}

function toArn(policy: JsonValue, scope: TransformScope): JsonValue {
  if (typeof policy === 'string') return managedPolicyArn(scope, policy);
  const read = isObject(policy) && isIf(policy) ? readIf(policy) : undefined;
  if (read?.kind !== 'if') return policy;
  const [condition, ...branches] = read.items;
  return {
    'Fn::If': [
      condition,
      ...branches.map((branch) => (typeof branch === 'string' ? managedPolicyArn(scope, branch) : branch)),
    ],
  };
}
