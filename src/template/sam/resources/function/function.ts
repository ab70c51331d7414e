import { copyJson, isAbsent, isFilled, isObject, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { expandEvents, listEvents, type FunctionEvents } from '../../events/function-events.ts';
import { expectString, propertyOf } from '../../expect.ts';
import { propagateTags, type GeneratedResource } from '../../generated-resource.ts';
import {
  getAtt,
  isIf,
  isNoValue,
  makeConditional,
  makeNotCondition,
  readIf,
  ref,
} from '../../intrinsics/intrinsic-values.ts';
import { apiIdOf } from '../../open-api/implicit-apis.ts';
import { createRole, trust } from '../../policies/execution-role.ts';
import { deadLetterQueuePolicy } from '../../policies/inline-policies.ts';
import { expandPolicyTemplates } from '../../policies/resource-policies.ts';
import { pythonText } from '../../python-text.ts';
import { blameResource, refuseResource } from '../../refusal.ts';
import { passedAttributes, type SamResource } from '../../sam-resource.ts';
import { listCreatedTags } from '../../tags.ts';
import { awsPolicyArn } from '../../policies/managed-policy-arn.ts';
import { resolveIn, type SamResourceTransform, type TransformScope } from '../../transform-scope.ts';
import { addDeploymentPreference } from './add-deployment-preference.ts';
import { createEventInvokeConfig } from './event-invoke-config.ts';
import { functionProperties } from './function-properties.ts';
import { createFunctionUrl } from './function-url.ts';
import { createLambdaFunction, isTraced } from './lambda-function.ts';
import { requireFunctionRules } from './function-rules.ts';
import { createVersionAndAlias } from './version-and-alias.ts';

/** A function: with its role, its version and alias, its URL, and all that its events need. */
export const functionTransform: SamResourceTransform = {
  type: 'AWS::Serverless::Function',
  turn: 'function',
  properties: functionProperties,
  referables: {
    Alias: 'AWS::Lambda::Alias',
    Version: 'AWS::Lambda::Version',
    DestinationTopic: 'AWS::SNS::Topic',
    DestinationQueue: 'AWS::SQS::Queue',
  },
  prepare: (id, properties) => expandPolicyTemplates(id, properties),
  expand(resource, scope) {
    const { id, properties } = resource;
    const events = blameResource(id, () => listEvents(resource, scope));
    recordFunctionName(resource, events, scope);
    requireFunctionRules(resource);
    const lambda = createLambdaFunction(resource, scope);
    if (isFilled(properties['ProvisionedConcurrencyConfig']) && !isFilled(properties['AutoPublishAlias']))
      throw refuseResource(id, 'To set ProvisionedConcurrencyConfig AutoPublishALias must be defined on the function');
    const published = createVersionAndAlias(resource, lambda, scope);
    const url = createFunctionUrl(resource, ref(published?.alias.id ?? id));
    addDeploymentPreference(resource, published?.alias, scope);
    const invocation = createEventInvokeConfig(
      resource,
      published && { name: published.aliasName, id: published.alias.id },
      scope,
    );
    const role = createExecutionRole(resource, invocation.policies, scope);
    const target = {
      id: published?.alias.id ?? id,
      name: ref(published?.alias.id ?? id),
      arn: published === undefined ? getAtt(id, 'Arn') : ref(published.alias.id),
      attributes: passedAttributes(resource),
    };
    const ownRole = takeRole(lambda, role, scope);
    const resources = [
      lambda,
      ...(published === undefined ? [] : [published.version, published.alias]),
      ...url,
      ...invocation.resources,
      ...ownRole,
      ...blameResource(id, () => expandEvents(events, { target, role, scope })),
    ];
    propagateTags(resources, properties['Tags'], properties['PropagateTags']);
    return resources;
  },
};

/** Keeps the name of the function for the APIs that its events name: a new name deploys them again. */
function recordFunctionName({ properties }: SamResource, events: FunctionEvents, scope: TransformScope): void {
  const name = resolveIn(scope, copyJson(properties['FunctionName']));
  if (!isFilled(name)) return;
  for (const { event, kind } of events) {
    const apiId = apiIdOf(event.properties['RestApiId']);
    if (kind.type !== 'Api' || typeof apiId !== 'string') continue;
    scope.functionNames.set(apiId, (scope.functionNames.get(apiId) ?? '') + pythonText(name));
  }
}

function createExecutionRole(
  resource: SamResource,
  eventPolicies: readonly JsonObject[],
  scope: TransformScope,
): GeneratedResource {
  const { id, properties } = resource;
  const basic = isFilled(properties['DurableConfig']) ? 'BasicDurableExecutionRolePolicy' : 'BasicExecutionRole';
  const managed = [awsPolicyArn(scope, `service-role/AWSLambda${basic}`)];
  if (isTraced(resource, scope))
    managed.push(
      awsPolicyArn(scope, scope.partition === 'aws' ? 'AWSXrayWriteOnlyAccess' : 'AWSXRayDaemonWriteAccess'),
    );
  if (isFilled(properties['VpcConfig']))
    managed.push(awsPolicyArn(scope, 'service-role/AWSLambdaVPCAccessExecutionRole'));
  return createRole(
    {
      resourceId: id,
      attributes: passedAttributes(resource),
      assumeRolePolicy: isAbsent(properties['AssumeRolePolicyDocument'])
        ? trust('lambda.amazonaws.com')
        : properties['AssumeRolePolicyDocument'],
      policies: properties['Policies'],
      managedPolicyArns: managed,
      policyDocuments: [...deadLetterPolicies(resource), ...eventPolicies],
      path: properties['RolePath'],
      permissionsBoundary: properties['PermissionsBoundary'],
      tags: listCreatedTags(id, properties['Tags']),
    },
    scope,
  );
}

const deadLetterActions: Readonly<Record<string, string>> = { SQS: 'sqs:SendMessage', SNS: 'sns:Publish' };

function deadLetterPolicies({ id, properties }: SamResource): JsonObject[] {
  const queue = properties['DeadLetterQueue'];
  if (!isFilled(queue) || !isObject(queue)) return [];
  const type = expectString(queue['Type'], propertyOf(id, 'DeadLetterQueue.Type'));
  return [deadLetterQueuePolicy(deadLetterActions[type] ?? '', queue['TargetArn'] ?? null)];
}

/** Gives the function its role, and tells what of it stands in the template. */
function takeRole(lambda: GeneratedResource, role: GeneratedResource, scope: TransformScope): GeneratedResource[] {
  const given = lambda.properties['Role'];
  const arn = getAtt(role.id, 'Arn');
  if (isAbsent(given)) {
    lambda.properties['Role'] = arn;
    return [role];
  }
  const resolved: JsonValue | undefined = isIf(given) ? resolveIn(scope, given) : undefined;
  if (!isIf(resolved)) return [];
  const read = readIf(resolved);
  if (read.kind === 'fault') throw refuseResource(lambda.id, `Malformed 'Role' property: ${read.reason}.`);
  const [condition, whenTrue, whenFalse] = read.items;
  if (isNoValue(whenTrue) && isNoValue(whenFalse)) lambda.properties['Role'] = arn;
  else if (isNoValue(whenTrue)) {
    lambda.properties['Role'] = makeConditional(condition, arn, whenFalse);
    role.attributes['Condition'] = condition;
  } else if (isNoValue(whenFalse)) {
    lambda.properties['Role'] = makeConditional(condition, whenTrue, arn);
    const negated = `NOT${String(condition)}`;
    role.attributes['Condition'] = negated;
    scope.conditions[negated] = makeNotCondition(condition);
  } else return [];
  return [role];
}
