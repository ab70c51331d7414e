/**
 * What becomes of asynchronous invocations: `EventInvokeConfig`, with the queues and topics that it
 * has made where it names no destination, and the rights to send there.
 */
import { isAbsent, isFilled, isObject, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { expectMap, propertyOf } from '../../expect.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import {
  getAtt,
  isIf,
  isNoValue,
  makeConditional,
  makeNotCondition,
  readIf,
  ref,
} from '../../intrinsics/intrinsic-values.ts';
import { hashData } from '../../logical-id.ts';
import {
  invokeFunctionPolicy,
  publishPolicy,
  putEventsPolicy,
  putObjectPolicy,
  sendMessagePolicy,
} from '../../policies/inline-policies.ts';
import { pythonText } from '../../python-text.ts';
import { refuseResource } from '../../refusal.ts';
import { conditionOf, passedAttributes, type SamResource } from '../../sam-resource.ts';
import { resolveIn, type TransformScope } from '../../transform-scope.ts';

export interface EventInvocation {
  readonly resources: readonly GeneratedResource[];
  /** Policies that the function's role needs to reach the destinations. */
  readonly policies: readonly JsonObject[];
}

type PolicyOf = (arn: JsonValue, id: string) => JsonObject;

const policyByType: Readonly<Record<string, PolicyOf>> = {
  SQS: sendMessagePolicy,
  SNS: publishPolicy,
  EventBridge: putEventsPolicy,
  Lambda: invokeFunctionPolicy,
  S3Bucket: putObjectPolicy,
};

/** Types of destinations that are made where none is named. */
const made: Readonly<Record<string, { readonly suffix: string; readonly type: string; arn(id: string): JsonObject }>> =
  {
    SQS: { suffix: 'Queue', type: 'AWS::SQS::Queue', arn: (id) => getAtt(id, 'Arn') },
    SNS: { suffix: 'Topic', type: 'AWS::SNS::Topic', arn: ref },
  };

export function createEventInvokeConfig(
  resource: SamResource,
  alias: { readonly name: string; readonly id: string } | undefined,
  scope: TransformScope,
): EventInvocation {
  const given = resource.properties['EventInvokeConfig'];
  if (!isFilled(given) || !isObject(given)) return { resources: [], policies: [] };
  const resolved = resolveIn(scope, given);
  const config = isObject(resolved) ? resolved : {};
  const id = `${resource.id}EventInvokeConfig`;
  const destinations = createDestinations(resource, id, config['DestinationConfig'], scope);
  const invokeConfig = generate(
    'AWS::Lambda::EventInvokeConfig',
    id,
    {
      FunctionName: ref(resource.id),
      Qualifier: alias?.name ?? '$LATEST',
      DestinationConfig: destinations.config,
      MaximumEventAgeInSeconds: config['MaximumEventAgeInSeconds'],
      MaximumRetryAttempts: config['MaximumRetryAttempts'],
    },
    { attributes: resource.attributes, dependsOn: alias && [alias.id] },
  );
  return { resources: [...destinations.resources, invokeConfig], policies: destinations.policies };
}

function createDestinations(
  resource: SamResource,
  id: string,
  given: JsonValue | undefined,
  scope: TransformScope,
): EventInvocation & { readonly config: JsonObject } {
  const config: JsonObject = {};
  const resources: GeneratedResource[] = [];
  const policies: JsonObject[] = [];
  if (!isFilled(given)) return { config, resources, policies };
  const path = 'EventInvokeConfig.DestinationConfig';
  const wanted = expectMap(given, propertyOf(resource.id, path));
  for (const name of ['OnSuccess', 'OnFailure']) {
    if (isAbsent(wanted[name])) continue;
    const destination = expectMap(wanted[name], propertyOf(resource.id, `${path}.${name}`));
    const created = createDestination(resource, { id, name, destination }, scope);
    config[name] = { Destination: created.arn };
    resources.push(...created.resources);
    policies.push(created.policy);
  }
  return { config, resources, policies };
}

interface Destination {
  readonly arn: JsonValue;
  readonly resources: readonly GeneratedResource[];
  readonly policy: JsonObject;
}

interface WantedDestination {
  readonly id: string;
  readonly name: string;
  readonly destination: JsonObject;
}

function createDestination(resource: SamResource, wanted: WantedDestination, scope: TransformScope): Destination {
  const { Type: type, Destination: given } = wanted.destination;
  const policyOf = typeof type === 'string' && Object.hasOwn(policyByType, type) ? policyByType[type] : undefined;
  if (typeof type !== 'string' || policyOf === undefined)
    throw refuseResource(
      resource.id,
      `'Type: ${pythonText(type)}' must be one of ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket']`,
    );
  const id = `${wanted.id}${wanted.name}`;
  const choice = readChoice(given, wanted.id, scope);
  if (!isAbsent(given) && choice === undefined) return { arn: given, resources: [], policy: policyOf(given, id) };
  const kind = made[type];
  if (kind === undefined) throw refuseResource(resource.id, "Destination is required if Type is not ['SQS', 'SNS']");
  const condition = joinConditions(resource, choice?.condition, scope);
  const attributes = passedAttributes(resource);
  if (condition !== undefined) attributes['Condition'] = condition;
  const madeId = `${id}${kind.suffix}`;
  const madeArn = kind.arn(madeId);
  const arn = choice === undefined ? madeArn : makeConditional(choice.condition, madeArn, choice.otherwise);
  return { arn, resources: [generate(kind.type, madeId, {}, { attributes })], policy: policyOf(arn, id) };
}

/** A destination that is named under a condition only, and the condition under which one is made instead. */
interface Choice {
  readonly condition: string;
  readonly otherwise: JsonValue;
}

function readChoice(given: JsonValue | undefined, id: string, scope: TransformScope): Choice | undefined {
  if (!isIf(given)) return undefined;
  const read = readIf(given);
  if (read.kind === 'fault') throw refuseResource(id, `Malformed 'Destination' property: ${read.reason}.`);
  const [condition, whenTrue, whenFalse] = read.items;
  if (isNoValue(whenTrue) === isNoValue(whenFalse)) return undefined;
  if (isNoValue(whenTrue)) return { condition: String(condition), otherwise: whenFalse };
  const negated = nameCondition(`NOT${String(condition)}`, id);
  scope.conditions[negated] = makeNotCondition(condition);
  return { condition: negated, otherwise: whenTrue };
}

function joinConditions(
  resource: SamResource,
  condition: string | undefined,
  scope: TransformScope,
): string | undefined {
  const own = conditionOf(resource);
  if (own === undefined || condition === undefined) return own ?? condition;
  const name = nameCondition(`${own}AND${condition}`, resource.id);
  scope.conditions[name] = { 'Fn::And': [{ Condition: { Condition: own } }, { Condition: { Condition: condition } }] };
  return name;
}

/** As long as CloudFormation lets the name of a condition be. */
const conditionNameMax = 255;

function nameCondition(name: string, id: string): string {
  return `${name}${hashData(id)}`.slice(0, conditionNameMax);
}
