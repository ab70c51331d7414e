/** Topics of Kafka: Amazon's managed one, and one that somebody runs. */
import { isFilled, isList, isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { expectMap, propertyOf } from '../expect.ts';
import { isIntrinsic } from '../intrinsics/intrinsic-values.ts';
import { requiredPassed } from '../property-table.ts';
import { refuseEvent } from '../refusal.ts';
import { allow, decryptStatements, networkStatement } from './broker-events.ts';
import type { OwnedEvent } from './event-source.ts';
import { polledSource } from './polled-source.ts';
import { schemaRegistryStatements } from './schema-registry.ts';

const readSecret = (uri: JsonValue): JsonObject => allow(['secretsmanager:GetSecretValue'], uri);

export const managedKafkaEvent = polledSource({
  type: 'MSK',
  arnProperty: 'Stream',
  properties: { Stream: requiredPassed, StartingPosition: requiredPassed },
  managedPolicy: 'service-role/AWSLambdaMSKExecutionRole',
  kafkaConfig: 'AmazonManagedKafkaEventSourceConfig',
  policies(event, scope) {
    const access = event.properties['SourceAccessConfigurations'];
    const certificates = (isList(access) ? access : []).flatMap((item) =>
      isObject(item) && item['Type'] === 'CLIENT_CERTIFICATE_TLS_AUTH' && isFilled(item['URI']) ? [item['URI']] : [],
    );
    const statements = [...schemaRegistryStatements(event, scope), ...certificates.map(readSecret)];
    if (statements.length === 0) return [];
    return [{ PolicyName: 'MSKExecutionRolePolicy', PolicyDocument: { Statement: statements } }];
  },
});

export const ownKafkaEvent = polledSource({
  type: 'SelfManagedKafka',
  properties: {},
  kafkaConfig: 'SelfManagedKafkaEventSourceConfig',
  policies(event, scope) {
    requireKafkaSettings(event);
    const statements = [
      ...accessStatements(event),
      ...decryptStatements(event, ['kms:Decrypt']),
      ...schemaRegistryStatements(event, scope),
    ];
    return [
      {
        PolicyName: 'SelfManagedKafkaExecutionRolePolicy',
        PolicyDocument: { Statement: statements, Version: '2012-10-17' },
      },
    ];
  },
});

function requireKafkaSettings({ eventId, properties }: OwnedEvent): void {
  const { KafkaBootstrapServers: servers, Topics: topics, SourceAccessConfigurations: access } = properties;
  const source = 'for self managed kafka as an event source';
  if (!isFilled(servers)) throw refuseEvent(eventId, `No KafkaBootstrapServers provided ${source}`);
  if (!isFilled(topics)) throw refuseEvent(eventId, `No Topics provided ${source}`);
  const count = isList(topics) ? topics.length : 1;
  if (count !== 1)
    throw refuseEvent(eventId, 'Topics for self managed kafka only supports single configuration entry.');
  if (!isFilled(access))
    throw refuseEvent(eventId, 'No SourceAccessConfigurations for self managed kafka event provided.');
}

const authMechanisms = new Set<JsonValue | undefined>([
  'SASL_SCRAM_256_AUTH',
  'SASL_SCRAM_512_AUTH',
  'BASIC_AUTH',
  'CLIENT_CERTIFICATE_TLS_AUTH',
]);

function accessStatements({ eventId, properties }: OwnedEvent): JsonObject[] {
  const access = properties['SourceAccessConfigurations'];
  if (!isList(access))
    throw refuseEvent(eventId, 'SourceAccessConfigurations for self managed kafka event should be a list.');
  const found = new Map<string, JsonValue>();
  for (const item of access) {
    const { Type: type, URI: uri } = expectMap(item, propertyOf(eventId, 'SourceAccessConfigurations'));
    const isAuth = authMechanisms.has(type);
    const isOther = type === 'VPC_SUBNET' || type === 'VPC_SECURITY_GROUP' || type === 'SERVER_ROOT_CA_CERTIFICATE';
    if (!isAuth && !isOther)
      throw refuseEvent(eventId, 'Invalid SourceAccessConfigurations Type provided for self managed kafka event.');
    const kind = isOther ? type : 'auth mechanism';
    if (isAuth && found.has(kind))
      throw refuseEvent(
        eventId,
        'Multiple auth mechanism properties specified in SourceAccessConfigurations for self managed kafka event.',
      );
    found.set(kind, requireUri(eventId, uri, kind));
  }
  if (found.has('VPC_SUBNET') !== found.has('VPC_SECURITY_GROUP'))
    throw refuseEvent(
      eventId,
      'VPC_SUBNET and VPC_SECURITY_GROUP in SourceAccessConfigurations for SelfManagedKafka must be both provided.',
    );
  return statementsOf(found);
}

function statementsOf(found: ReadonlyMap<string, JsonValue>): JsonObject[] {
  const auth = found.get('auth mechanism');
  return [
    ...(auth === undefined ? [] : [readSecret(auth)]),
    // For the certificate AWS names the secret of the authentication once more.
    ...(found.has('SERVER_ROOT_CA_CERTIFICATE') ? [readSecret(auth ?? null)] : []),
    ...(found.has('VPC_SUBNET') ? [networkStatement()] : []),
  ];
}

function requireUri(eventId: string, uri: JsonValue | undefined, kind: string): JsonValue {
  const place = `${kind} URI property specified in SourceAccessConfigurations for self managed kafka event.`;
  if (!isFilled(uri)) throw refuseEvent(eventId, `No ${place}`);
  if (typeof uri !== 'string' && !isIntrinsic(uri)) throw refuseEvent(eventId, `Wrong Type for ${place}`);
  return uri;
}
