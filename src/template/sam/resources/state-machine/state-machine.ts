import { isFilled, isList, isObject, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { generate, propagateTags, type GeneratedResource } from '../../generated-resource.ts';
import { getAtt } from '../../intrinsics/intrinsic-values.ts';
import { createRole, trust } from '../../policies/execution-role.ts';
import { expandPolicyTemplates } from '../../policies/resource-policies.ts';
import {
  isAnything,
  isBoolean,
  isMap,
  isString,
  listOf,
  mapOf,
  oneOf,
  optional,
  passed,
  plain,
} from '../../property-table.ts';
import { blameResource, refuseResource } from '../../refusal.ts';
import { passedAttributes, type SamResource } from '../../sam-resource.ts';
import { listTags } from '../../tags.ts';
import type { SamResourceTransform, TransformScope } from '../../transform-scope.ts';
import { describeDefinition } from './state-machine-definition.ts';
import { expandStateMachineEvents, listStateMachineEvents } from './state-machine-events.ts';
import { publishStateMachine } from './state-machine-version.ts';

/** A state machine: with its role, its version and alias, and all that its events need. */
export const stateMachineTransform: SamResourceTransform = {
  type: 'AWS::Serverless::StateMachine',
  turn: 'state-machine',
  properties: {
    Definition: optional(isMap),
    DefinitionUri: optional(oneOf(isString, isMap)),
    Logging: optional(isMap),
    Role: optional(isString),
    RolePath: passed,
    DefinitionSubstitutions: optional(isMap),
    Events: optional(mapOf(isMap)),
    Name: optional(isString),
    Type: optional(isString),
    Tags: optional(isMap),
    PropagateTags: optional(isBoolean),
    Policies: optional({ isValid: oneOf(isString, listOf(oneOf(isString, isMap))).isValid }),
    Tracing: optional(isMap),
    PermissionsBoundary: optional(isString),
    AutoPublishAlias: plain(isAnything),
    DeploymentPreference: plain(isAnything),
    UseAliasAsEventTarget: plain(isBoolean),
  },
  prepare: (id, properties) => expandPolicyTemplates(id, properties),
  expand(resource, scope) {
    const { id, properties, attributes, dependsOn } = resource;
    const events = blameResource(id, () => listStateMachineEvents(resource, scope));
    const definition = describeDefinition(id, properties);
    const role = createExecutionRole(resource, scope);
    const machine = generate(
      'AWS::StepFunctions::StateMachine',
      id,
      {
        ...definition,
        RoleArn: role === undefined ? properties['Role'] : getAtt(role.id, 'Arn'),
        StateMachineName: properties['Name'],
        StateMachineType: properties['Type'],
        LoggingConfiguration: properties['Logging'],
        TracingConfiguration: properties['Tracing'],
        Tags: tagsOf(resource),
      },
      { attributes, dependsOn },
    );
    const { resources: publication, targetId } = publishStateMachine(resource);
    const target = {
      id: targetId,
      attributes: passedAttributes(resource),
      permissionsBoundary: properties['PermissionsBoundary'],
    };
    const generated = [
      machine,
      ...(role === undefined ? [] : [role]),
      ...publication,
      ...expandStateMachineEvents(events, target, scope),
    ];
    propagateTags(generated, properties['Tags'], properties['PropagateTags']);
    return generated;
  },
};

function tagsOf({ properties }: SamResource): JsonValue[] {
  return [...listTags({ 'stateMachine:createdBy': 'SAM' }), ...listTags(properties['Tags'])];
}

/** The role under which executions run, unless the template names one. */
function createExecutionRole(resource: SamResource, scope: TransformScope): GeneratedResource | undefined {
  const { id, properties } = resource;
  const { Role: given, Policies: policies, Tracing: tracing } = properties;
  if (isFilled(given) && isFilled(policies))
    throw refuseResource(id, "Specify either 'Role' or 'Policies' (but not both at the same time) or neither of them");
  if (isFilled(given)) return undefined;
  return createRole(
    {
      resourceId: id,
      attributes: passedAttributes(resource),
      assumeRolePolicy: trust('states.amazonaws.com'),
      policies: [...listOfPolicies(policies), ...tracingPolicies(tracing, scope)],
      managedPolicyArns: [],
      policyDocuments: [],
      path: properties['RolePath'],
      permissionsBoundary: properties['PermissionsBoundary'],
      tags: tagsOf(resource),
    },
    scope,
  );
}

function listOfPolicies(policies: JsonValue | undefined): JsonValue[] {
  if (!isFilled(policies)) return [];
  return isList(policies) ? policies : [policies];
}

function tracingPolicies(tracing: JsonValue | undefined, scope: TransformScope): string[] {
  const isTraced = isObject(tracing) && (tracing satisfies JsonObject)['Enabled'] === true;
  if (!isTraced) return [];
  return [scope.partition === 'aws' ? 'AWSXrayWriteOnlyAccess' : 'AWSXRayDaemonWriteAccess'];
}
