/**
 * Connectors: what lets one resource use another, as the policy or permission that their types call
 * for. They come last, when all other resources are plain CloudFormation.
 */
import { isAbsent, isFilled, isList, isObject, member, type JsonObject, type JsonValue } from '../mutable-json.ts';
import {
  connectableTypes,
  findConnectorProfile,
  type ConnectableType,
  type ConnectorProfile,
} from '../data/connector-profiles.ts';
import { generate, type GeneratedResource } from '../generated-resource.ts';
import { getAtt, logicalIdOf, ref } from '../intrinsics/intrinsic-values.ts';
import { isAnything, isString, listOf, mapOf, oneOf, required } from '../property-table.ts';
import { refuseResource } from '../refusal.ts';
import type { SamResourceTransform } from '../transform-scope.ts';
import { fillConnectorProfile } from './connector-placeholders.ts';

/** A connector that stands in the template as a resource of its own. */
export const connectorTransform: SamResourceTransform = {
  type: 'AWS::Serverless::Connector',
  turn: 'connector',
  properties: {
    Source: required(mapOf(isAnything)),
    Destination: required(oneOf(mapOf(isAnything), listOf(mapOf(isAnything)))),
    Permissions: required(listOf(isString)),
  },
  expand({ id, properties, attributes, dependsOn }, scope) {
    const { Source: source, Destination: destination, Permissions: permissions } = properties;
    const connector: Connector = {
      id,
      source: isObject(source) ? source : {},
      destination: isList(destination) ? destination.filter(isObject) : isObject(destination) ? destination : {},
      permissions: isList(permissions)
        ? permissions.filter((permission) => typeof permission === 'string')
        : Object.keys(permissions ?? {}),
      attributes,
      dependsOn,
    };
    return expandConnector(connector, { generated: scope.outputResources, original: scope.sourceResources });
  },
};

/** A connector of the template, or one that another resource needs. */
export interface Connector {
  readonly id: string;
  readonly source: JsonObject;
  readonly destination: JsonObject | JsonObject[];
  readonly permissions: readonly string[];
  readonly attributes?: JsonObject;
  readonly dependsOn?: JsonValue | undefined;
}

/** The resources as they are by now, which get their dependencies in place, and as the template had them. */
export interface ConnectedResources {
  readonly generated: JsonObject;
  readonly original: JsonObject;
}

/** One end of a connector: all that a profile may ask of it. */
interface End {
  readonly id: string | undefined;
  readonly type: string;
  readonly arn: JsonValue | undefined;
  readonly roleName: JsonValue | undefined;
  readonly queueUrl: JsonValue | undefined;
  readonly resourceId: JsonValue | undefined;
  readonly name: JsonValue | undefined;
  readonly qualifier: JsonValue | undefined;
}

interface Connection {
  readonly connector: Connector;
  readonly source: End;
  readonly destination: End;
  /** Tells the resources of one destination from those of the next, where there is a list of them. */
  readonly suffix: string;
}

/** What a connector expands to; in place, others come to depend on it. */
export function expandConnector(connector: Connector, resources: ConnectedResources): GeneratedResource[] {
  const isMany = Array.isArray(connector.destination);
  const destinations = Array.isArray(connector.destination) ? connector.destination : [connector.destination];
  const generated = destinations.flatMap((reference, index) => {
    const destination = readEnd(connector.id, reference, connector.source, resources.generated);
    const source = readEnd(connector.id, connector.source, reference, resources.generated);
    const suffix = isMany ? `Destination${index}` : '';
    return connect({ connector, source, destination, suffix }, resources);
  });
  dependOnGenerated(
    connector.id,
    generated.map(({ id }) => id),
    resources.generated,
  );
  if (generated.length === 0) throw refuseResource(connector.id, "'Destination' is an empty list");
  return generated;
}

const cloudFormationTypes: ReadonlyMap<string, string> = new Map([
  ['AWS::Serverless::Function', 'AWS::Lambda::Function'],
  ['AWS::Serverless::StateMachine', 'AWS::StepFunctions::StateMachine'],
  ['AWS::Serverless::Api', 'AWS::ApiGateway::RestApi'],
  ['AWS::Serverless::HttpApi', 'AWS::ApiGatewayV2::Api'],
  ['AWS::Serverless::SimpleTable', 'AWS::DynamoDB::Table'],
]);

function readEnd(connectorId: string, reference: JsonObject, other: JsonObject, resources: JsonObject): End {
  const others = Object.keys(reference).filter((name) => name !== 'Id' && name !== 'Qualifier');
  if ('Id' in reference === others.length > 0)
    throw refuseResource(
      connectorId,
      "Must provide 'Id' (with optional 'Qualifier') or a supported combination of other properties.",
    );
  const { Id: id } = reference;
  if (!isFilled(id)) return readDescribedEnd(connectorId, reference);
  if (typeof id !== 'string') throw refuseResource(connectorId, "'Id' is missing or not a string.");
  const resource = member(resources, id);
  if (!isFilled(resource) || !isObject(resource))
    throw refuseResource(connectorId, `Unable to find resource with logical ID '${id}'.`);
  const type = requireType(connectorId, resource['Type']);
  const kind: Partial<ConnectableType> = Object.hasOwn(connectableTypes, type) ? (connectableTypes[type] ?? {}) : {};
  const properties = isObject(resource['Properties']) ? resource['Properties'] : {};
  const valueOf = (attribute: string | undefined) =>
    attribute === undefined ? undefined : attribute === 'Ref' ? ref(id) : getAtt(id, attribute);
  const roleId = logicalIdOf(findRole(kind, properties, other));
  return {
    id,
    type,
    arn: valueOf(kind.arn),
    roleName: roleId === undefined ? undefined : ref(roleId),
    queueUrl: valueOf(kind.queueUrl),
    resourceId: valueOf(kind.resourceId),
    name: valueOf(kind.name),
    qualifier: 'Qualifier' in reference ? reference['Qualifier'] : kind.qualifier,
  };
}

function readDescribedEnd(connectorId: string, reference: JsonObject): End {
  const type = requireType(connectorId, reference['Type']);
  return {
    id: undefined,
    type: cloudFormationTypes.get(type) ?? type,
    arn: reference['Arn'],
    roleName: reference['RoleName'],
    queueUrl: reference['QueueUrl'],
    resourceId: reference['ResourceId'],
    name: reference['Name'],
    qualifier: reference['Qualifier'],
  };
}

function requireType(connectorId: string, type: JsonValue | undefined): string {
  if (typeof type === 'string' && type !== '') return type;
  throw refuseResource(connectorId, "'Type' is missing or not a string.");
}

/** The role of a resource; that of a rule is the role for its target, which the other end is. */
function findRole(kind: Partial<ConnectableType>, properties: JsonObject, other: JsonObject): JsonValue | undefined {
  if (kind.role === undefined) return undefined;
  const value = properties[kind.role];
  if (kind.role !== 'Targets') return value;
  const targets = isList(value) ? value.filter(isObject) : [];
  const { Id: otherId, Arn: otherArn } = other;
  const target = targets.find(({ Arn: arn }) => {
    const targetId = logicalIdOf(arn);
    return (
      (targetId !== undefined && targetId === otherId) ||
      (isFilled(otherArn) && JSON.stringify(arn) === JSON.stringify(otherArn))
    );
  });
  return target?.['RoleArn'];
}

function connect(connection: Connection, resources: ConnectedResources): GeneratedResource[] {
  const { connector, source, destination } = connection;
  const pair = `${source.type} to ${destination.type}`;
  const profile = findConnectorProfile(source.type, destination.type);
  if (profile === undefined)
    throw refuseResource(
      connector.id,
      `Unable to create connector from ${pair}; it's not supported or the template is invalid.`,
    );
  checkPermissions(connector, profile, pair);
  const filled = fillConnectorProfile(connector.id, profile, {
    'Source.Arn': source.arn,
    'Destination.Arn': destination.arn,
    'Source.ResourceId': source.resourceId,
    'Destination.ResourceId': destination.resourceId,
    'Source.Name': source.name,
    'Destination.Name': destination.name,
    'Source.Qualifier': source.qualifier,
    'Destination.Qualifier': destination.qualifier,
  });
  const originalType = (end: End) => {
    const resource = end.id === undefined ? undefined : member(resources.original, end.id);
    return (isObject(resource) && isFilled(resource['Type']) && resource['Type']) || end.type;
  };
  const link = { Source: { Type: originalType(source) }, Destination: { Type: originalType(destination) } };
  const generated = generateFor(connection, profile, filled, resources);
  for (const { attributes } of generated) {
    const metadata = isObject(attributes['Metadata']) ? attributes['Metadata'] : {};
    attributes['Metadata'] = { ...metadata, 'aws:sam:connectors': { [connector.id]: link } };
  }
  return generated;
}

function checkPermissions(connector: Connector, profile: ConnectorProfile, pair: string): void {
  const offered = Object.keys(profile.accesses);
  const wanted = [...new Set(connector.permissions)].sort();
  const unsupported = `Unsupported 'Permissions' provided for connector from ${pair}; valid`;
  if (wanted.length === 0)
    throw refuseResource(connector.id, `'Permissions' cannot be empty; valid values are: ${offered.join(', ')}.`);
  if (wanted.some((permission) => !offered.includes(permission)))
    throw refuseResource(connector.id, `${unsupported} values are: ${offered.join(', ')}.`);
  const combinations = profile.kind === 'managed-policy' ? profile.combinations : undefined;
  if (combinations === undefined) return;
  const sorted = combinations.map((combination) => combination.toSorted().join(' + '));
  if (!sorted.includes(wanted.join(' + ')))
    throw refuseResource(connector.id, `${unsupported} combinations are: ${sorted.join(', ')}.`);
}

function generateFor(
  connection: Connection,
  profile: ConnectorProfile,
  accesses: JsonObject,
  resources: ConnectedResources,
): GeneratedResource[] {
  const { connector, suffix, destination } = connection;
  const rest = { attributes: connector.attributes ?? {}, dependsOn: connector.dependsOn };
  const granted = Object.entries(accesses).filter(([access]) => connector.permissions.includes(access));
  const document = { Version: '2012-10-17', Statement: granted.flatMap(([, statements]) => statements) };
  const require = (value: JsonValue | undefined, what: string, end = 'Destination'): JsonValue => {
    if (isFilled(value)) return value;
    throw refuseResource(connector.id, `Unable to get ${what} from '${end}' resource.`);
  };
  switch (profile.kind) {
    case 'managed-policy': {
      const end = profile.roleOf === 'Source' ? connection.source : destination;
      const role = require(end.roleName, 'IAM role name', profile.roleOf);
      const id = `${connector.id}Policy${suffix}`;
      addDependency(connection, profile.dependedBy, id, resources.generated);
      return [generate('AWS::IAM::ManagedPolicy', id, { PolicyDocument: document, Roles: [role] }, rest)];
    }
    case 'permission': {
      const arn = require(destination.arn, 'Lambda function ARN');
      return granted.map(([access, permission]) =>
        generate(
          'AWS::Lambda::Permission',
          `${connector.id}${access}LambdaPermission${suffix}`,
          { FunctionName: arn, ...(isObject(permission) ? permission : {}) },
          rest,
        ),
      );
    }
    case 'topic-policy': {
      const topic = require(destination.arn, 'SNS topic ARN');
      const properties = { Topics: [topic], PolicyDocument: document };
      return [generate('AWS::SNS::TopicPolicy', `${connector.id}TopicPolicy${suffix}`, properties, rest)];
    }
    case 'queue-policy': {
      const queue = require(destination.queueUrl, 'SQS queue URL');
      const properties = { PolicyDocument: document, Queues: [queue] };
      return [generate('AWS::SQS::QueuePolicy', `${connector.id}QueuePolicy${suffix}`, properties, rest)];
    }
  }
}

/** Makes wait for the policy what cannot work without it. */
function addDependency(
  { source, destination }: Connection,
  dependedBy: 'SOURCE' | 'DESTINATION_EVENT_SOURCE_MAPPING' | undefined,
  policyId: string,
  resources: JsonObject,
): void {
  if (dependedBy === undefined || source.id === undefined) return;
  if (dependedBy === 'SOURCE') {
    dependOn(resources[source.id], policyId);
    return;
  }
  const mappings = Object.values(resources).filter(
    (resource) =>
      isObject(resource) &&
      resource['Type'] === 'AWS::Lambda::EventSourceMapping' &&
      isObject(resource['Properties']) &&
      destination.id !== undefined &&
      logicalIdOf(resource['Properties']['FunctionName']) === destination.id &&
      logicalIdOf(resource['Properties']['EventSourceArn']) === source.id,
  );
  // With two mappings between the same resources a deployment fails anyway.
  if (mappings.length === 1) dependOn(mappings[0], policyId);
}

function dependOn(resource: JsonValue | undefined, id: string): void {
  if (!isObject(resource)) return;
  resource['DependsOn'] = withoutDuplicates([...dependenciesOf(resource), id]);
}

/** What depended on the connector depends on what it became. */
function dependOnGenerated(connectorId: string, generatedIds: readonly string[], resources: JsonObject): void {
  for (const resource of Object.values(resources)) {
    if (!isObject(resource)) continue;
    const dependencies = dependenciesOf(resource);
    if (!dependencies.includes(connectorId)) continue;
    const others = dependencies.filter((dependency) => dependency !== connectorId);
    resource['DependsOn'] = withoutDuplicates([...others, ...generatedIds]);
  }
}

function dependenciesOf(resource: JsonObject): JsonValue[] {
  const { DependsOn: dependsOn } = resource;
  if (isAbsent(dependsOn)) return [];
  return isList(dependsOn) ? dependsOn : [dependsOn];
}

function withoutDuplicates(values: readonly JsonValue[]): JsonValue[] {
  return [...new Set(values)];
}
