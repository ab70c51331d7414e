/** Sources that Lambda polls: the event source mapping, and what the function's role needs for it. */
import { isAbsent, isEqualJson, isFilled, isList, isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { eventProperty, expectMap } from '../expect.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { isIntrinsic } from '../intrinsics/intrinsic-values.ts';
import { publishPolicy, putObjectPolicy, sendMessagePolicy } from '../policies/inline-policies.ts';
import {
  isArray,
  isBoolean,
  isInteger,
  isMap,
  isString,
  optional,
  passed,
  type PropertyTable,
} from '../property-table.ts';
import { refuseEvent } from '../refusal.ts';
import { awsPolicyArn } from '../policies/managed-policy-arn.ts';
import type { TransformScope } from '../transform-scope.ts';
import type { EventSource, EventSurroundings, OwnedEvent } from './event-source.ts';

const polledProperties: PropertyTable = {
  BatchSize: optional(isInteger),
  StartingPosition: passed,
  StartingPositionTimestamp: passed,
  Enabled: optional(isBoolean),
  MaximumBatchingWindowInSeconds: optional(isInteger),
  MaximumRetryAttempts: optional(isInteger),
  BisectBatchOnFunctionError: optional(isBoolean),
  MaximumRecordAgeInSeconds: optional(isInteger),
  DestinationConfig: optional(isMap),
  ParallelizationFactor: optional(isInteger),
  Topics: optional(isArray),
  Queues: optional(isArray),
  SourceAccessConfigurations: optional(isArray),
  SecretsManagerKmsKeyId: optional(isString),
  TumblingWindowInSeconds: optional(isInteger),
  FunctionResponseTypes: optional(isArray),
  KafkaBootstrapServers: optional(isArray),
  FilterCriteria: optional(isMap),
  KmsKeyArn: passed,
  ConsumerGroupId: optional(isString),
  ScalingConfig: optional(isMap),
  ProvisionedPollerConfig: optional(isMap),
  SchemaRegistryConfig: optional(isMap),
  MetricsConfig: optional(isMap),
  LoggingConfig: optional(isMap),
};

/** Properties that the event source mapping takes as they are. */
const passedOn = [
  'StartingPosition',
  'StartingPositionTimestamp',
  'BatchSize',
  'Enabled',
  'MaximumBatchingWindowInSeconds',
  'MaximumRetryAttempts',
  'BisectBatchOnFunctionError',
  'MaximumRecordAgeInSeconds',
  'ParallelizationFactor',
  'Topics',
  'Queues',
  'SourceAccessConfigurations',
  'TumblingWindowInSeconds',
  'FunctionResponseTypes',
  'FilterCriteria',
  'KmsKeyArn',
  'ScalingConfig',
  'ProvisionedPollerConfig',
  'MetricsConfig',
  'LoggingConfig',
];

/** What tells the kinds of polled sources apart. */
export interface PolledKind {
  readonly type: string;
  /** The property that holds the ARN of the source. */
  readonly arnProperty?: string;
  readonly properties: PropertyTable;
  /** The managed policy that lets the role poll, by path and name. */
  readonly managedPolicy?: string;
  /** Under which name the mapping takes the settings of Kafka. */
  readonly kafkaConfig?: string;
  /** Further properties of the mapping. */
  extend?(event: OwnedEvent): Record<string, JsonValue | undefined>;
  /** Inline policies that the role needs; refuses settings that do not fit. */
  policies?(event: OwnedEvent, scope: TransformScope): JsonObject[];
}

export function polledSource(kind: PolledKind): EventSource {
  return {
    type: kind.type,
    properties: { ...polledProperties, ...kind.properties },
    expand(event, { role, scope, target }) {
      const mapping = createMapping(kind, event, target);
      const destination = readDestination(event);
      mapping.properties['DestinationConfig'] = destination.config;
      if (kind.managedPolicy !== undefined)
        addManagedPolicy(listIn(role, 'ManagedPolicyArns'), awsPolicyArn(scope, kind.managedPolicy));
      for (const policy of [...(kind.policies?.(event, scope) ?? []), ...destination.policies]) addPolicy(role, policy);
      return [mapping];
    },
  };
}

function createMapping(kind: PolledKind, event: OwnedEvent, target: EventSurroundings['target']): GeneratedResource {
  const { id, properties } = event;
  requireFilterCriteria(event, properties['FilterCriteria']);
  const servers = properties['KafkaBootstrapServers'];
  return generate(
    'AWS::Lambda::EventSourceMapping',
    id,
    {
      FunctionName: target.name,
      EventSourceArn: kind.arnProperty === undefined ? undefined : properties[kind.arnProperty],
      ...Object.fromEntries(passedOn.map((name) => [name, properties[name]])),
      SelfManagedEventSource: isFilled(servers) ? { Endpoints: { KafkaBootstrapServers: servers } } : undefined,
      ...kafkaConfig(kind, event),
      ...kind.extend?.(event),
    },
    { attributes: target.attributes },
  );
}

function kafkaConfig(kind: PolledKind, { id, properties }: OwnedEvent): Record<string, JsonObject> {
  const { ConsumerGroupId: group, SchemaRegistryConfig: registry } = properties;
  if (kind.kafkaConfig === undefined) {
    if (isFilled(group))
      throw refuseEvent(id, `Property ConsumerGroupId not defined for resource of type ${kind.type}.`);
    return {};
  }
  const config: JsonObject = {};
  if (isFilled(group)) config['ConsumerGroupId'] = group;
  if (isFilled(registry)) config['SchemaRegistryConfig'] = registry;
  return isFilled(config) ? { [kind.kafkaConfig]: config } : {};
}

function requireFilterCriteria({ eventId }: OwnedEvent, criteria: JsonValue | undefined): void {
  if (!isFilled(criteria) || isIntrinsic(criteria) || !isObject(criteria)) return;
  const names = Object.keys(criteria);
  if (names.length > 1 || names[0] !== 'Filters') throw refuseEvent(eventId, 'FilterCriteria field has a wrong format');
}

const policyByDestination: Readonly<Record<string, ((arn: JsonValue, id: string) => JsonObject) | undefined>> = {
  SQS: sendMessagePolicy,
  SNS: publishPolicy,
  S3: putObjectPolicy,
  Kafka: undefined,
};

interface FailureDestination {
  readonly config: JsonValue | undefined;
  readonly policies: readonly JsonObject[];
}

/** Where records go that failed, with the right to send there; its `Type` is SAM's alone. */
function readDestination({ id, properties }: OwnedEvent): FailureDestination {
  const config = properties['DestinationConfig'];
  if (!isFilled(config) || !isObject(config)) return { config: undefined, policies: [] };
  const onFailure = expectMap(config['OnFailure'], eventProperty(id, 'DestinationConfig.OnFailure'));
  const { Type: type, ...rest } = onFailure;
  if (!isFilled(type)) return { config, policies: [] };
  if (typeof type !== 'string' || !Object.hasOwn(policyByDestination, type))
    throw refuseEvent(id, "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'");
  const policy = policyByDestination[type]?.(rest['Destination'] ?? null, id);
  return { config: { ...config, OnFailure: rest }, policies: policy === undefined ? [] : [policy] };
}

function addManagedPolicy(arns: JsonValue[], arn: string): void {
  if (!arns.includes(arn)) arns.push(arn);
}

/** Adds the policy unless the role has its document already, under whatever name. */
function addPolicy(role: GeneratedResource, policy: JsonObject): void {
  const policies = listIn(role, 'Policies');
  const isThere = policies.some(
    (item) => isObject(item) && isEqualJson(item['PolicyDocument'], policy['PolicyDocument']),
  );
  if (!isThere) policies.push(policy);
}

function listIn(role: GeneratedResource, name: string): JsonValue[] {
  const list = role.properties[name];
  if (isList(list)) return list;
  const made: JsonValue[] = [];
  role.properties[name] = made;
  return made;
}

/** A list of maps with `Type` and `URI`: how Lambda authenticates itself to the source. */
export function requireBasicAuth(
  { eventId, properties }: OwnedEvent,
  type: string,
  supported: readonly string[],
): JsonValue {
  const given = properties['SourceAccessConfigurations'];
  if (!isFilled(given)) throw refuseEvent(eventId, `No SourceAccessConfigurations for Amazon ${type} event provided.`);
  if (!isList(given)) throw refuseEvent(eventId, 'Provided SourceAccessConfigurations cannot be parsed into a list.');
  let found: JsonValue | undefined;
  for (const [index, item] of given.entries()) {
    const path = `SourceAccessConfigurations[${index}]`;
    const { Type: kind, URI: uri } = expectMap(item, eventProperty(eventId, path));
    if (typeof kind !== 'string') throw refuseEvent(eventId, `Property '${path}.Type' should be a string.`);
    if (!supported.includes(kind))
      throw refuseEvent(
        eventId,
        `Invalid property Type specified in SourceAccessConfigurations. The supported values are: [${supported.map((name) => `'${name}'`).join(', ')}].`,
      );
    if (kind !== 'BASIC_AUTH') continue;
    if (!isAbsent(found))
      throw refuseEvent(eventId, 'Multiple BASIC_AUTH properties specified in SourceAccessConfigurations.');
    if (!isFilled(uri))
      throw refuseEvent(eventId, 'No BASIC_AUTH URI property specified in SourceAccessConfigurations.');
    found = uri;
  }
  if (found === undefined)
    throw refuseEvent(eventId, 'No BASIC_AUTH property specified in SourceAccessConfigurations.');
  return found;
}
