import { copyJson, isFilled, isList, isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { eventProperty, expectMap } from '../expect.ts';
import { refuseEvent } from '../refusal.ts';
import { resolveIn, type TransformScope } from '../transform-scope.ts';
import { allow } from './broker-events.ts';
import type { OwnedEvent } from './event-source.ts';

/** What the role needs to read the schemas of a Kafka topic, where the event names their registry. */
export function schemaRegistryStatements(event: OwnedEvent, scope: TransformScope): JsonObject[] {
  const given = event.properties['SchemaRegistryConfig'];
  if (!isFilled(given)) return [];
  const config = expectMap(given, eventProperty(event.eventId, 'SchemaRegistryConfig'));
  const access = requireRegistryConfig(event.eventId, config);
  const secrets = access.flatMap((item) =>
    isObject(item) && item['URI'] !== undefined ? [allow(['secretsmanager:GetSecretValue'], item['URI'])] : [],
  );
  const uri = config['SchemaRegistryURI'] ?? null;
  const name = registryName(uri, scope);
  if (name === undefined) return secrets;
  const schemas = `arn:\${AWS::Partition}:glue:\${AWS::Region}:\${AWS::AccountId}:schema/${name}/*`;
  return [...secrets, allow(['glue:GetRegistry'], uri), allow(['glue:GetSchemaVersion'], [{ 'Fn::Sub': schemas }])];
}

function requireRegistryConfig(eventId: string, config: JsonObject): JsonValue[] {
  for (const name of ['SchemaRegistryURI', 'EventRecordFormat', 'SchemaValidationConfigs'])
    if (config[name] === undefined)
      throw refuseEvent(eventId, `Missing required field ${name} in SchemaRegistryConfig`);
  const { EventRecordFormat: format, SchemaValidationConfigs: validations, AccessConfigs: access } = config;
  if (format !== 'JSON' && format !== 'SOURCE')
    throw refuseEvent(eventId, "EventRecordFormat in SchemaRegistryConfig must be either 'JSON' or 'SOURCE'");
  if (!isList(validations)) throw refuseEvent(eventId, 'SchemaValidationConfigs must be a list');
  if (!isFilled(access)) return [];
  if (!isList(access)) throw refuseEvent(eventId, 'AccessConfigs in SchemaRegistryConfig must be a list');
  for (const item of access)
    if (!isObject(item) || item['Type'] === undefined || item['URI'] === undefined)
      throw refuseEvent(eventId, "Each AccessConfig must be a dict with 'Type' and 'URI' fields");
  return access;
}

/** The name in the ARN of a registry of AWS Glue; other registries need no rights of AWS. */
function registryName(uri: JsonValue, scope: TransformScope): string | undefined {
  const resolved = isObject(uri) ? resolveIn(scope, copyJson(uri)) : uri;
  const arn = isObject(resolved) ? resolved['Fn::Sub'] : resolved;
  if (typeof arn !== 'string' || !arn.startsWith('arn')) return undefined;
  const resource = arn.split(':')[5];
  return resource?.startsWith('registry/') === true ? resource.slice('registry/'.length) : undefined;
}
