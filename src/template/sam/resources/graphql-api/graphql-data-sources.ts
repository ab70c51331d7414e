import { isFilled, isList, isObject, withoutAbsent, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { getAtt, ref, sub } from '../../intrinsics/intrinsic-values.ts';
import type { SamResource } from '../../sam-resource.ts';
import type { TransformScope } from '../../transform-scope.ts';
import { expandConnector, type Connector } from '../connector.ts';

export interface GraphqlDataSources {
  readonly resources: readonly GeneratedResource[];
  /** The name of each data source, by the ID that the API gives it. */
  readonly names: ReadonlyMap<string, JsonValue>;
}

export function generateDataSources(api: SamResource, scope: TransformScope): GraphqlDataSources {
  const sources = objectOf(api.properties['DataSources']);
  const names = new Map<string, JsonValue>();
  const resources = [
    ...eachObject(sources['DynamoDb']).flatMap(([key, source]) => {
      const id = `${api.id}${key}DynamoDBDataSource`;
      names.set(key, getAtt(id, 'Name'));
      const properties = { Type: 'AMAZON_DYNAMODB', DynamoDBConfig: describeTable(source) };
      return generateSource({ api, id, key, source, connect: () => tableConnector(id, source) }, properties, scope);
    }),
    ...eachObject(sources['Lambda']).flatMap(([key, source]) => {
      const id = `${api.id}${key}LambdaDataSource`;
      names.set(key, getAtt(id, 'Name'));
      const properties = { Type: 'AWS_LAMBDA', LambdaConfig: { LambdaFunctionArn: source['FunctionArn'] ?? null } };
      return generateSource({ api, id, key, source, connect: () => functionConnector(id, source) }, properties, scope);
    }),
  ];
  return { resources, names };
}

interface DataSource {
  readonly api: SamResource;
  readonly id: string;
  readonly key: string;
  readonly source: JsonObject;
  readonly connect: () => Connector;
}

/** The data source, and where the template names no role for it, a role and what it may do. */
function generateSource(
  { api, id, key, source, connect }: DataSource,
  properties: JsonObject,
  scope: TransformScope,
): GeneratedResource[] {
  const rest = { attributes: api.attributes, dependsOn: api.dependsOn };
  const { Name: name, ServiceRoleArn: givenRole } = source;
  const roleId = `${id}Role`;
  const whole = {
    ...properties,
    ApiId: getAtt(api.id, 'ApiId'),
    Name: isFilled(name) ? name : key,
    Description: source['Description'],
    ServiceRoleArn: isFilled(givenRole) ? givenRole : getAtt(roleId, 'Arn'),
  };
  const dataSource = generate('AWS::AppSync::DataSource', id, whole, rest);
  if (isFilled(givenRole)) return [dataSource];
  const role = generate('AWS::IAM::Role', roleId, { AssumeRolePolicyDocument: appSyncAssumesRole }, rest);
  const connected = { generated: scope.outputResources, original: scope.sourceResources };
  return [dataSource, role, ...expandConnector(connect(), connected)];
}

/** The trust policy of a role for AppSync. */
export const appSyncAssumesRole: JsonObject = {
  Version: '2012-10-17',
  Statement: [{ Action: ['sts:AssumeRole'], Effect: 'Allow', Principal: { Service: ['appsync.amazonaws.com'] } }],
};

function describeTable(source: JsonObject): JsonObject {
  const filled = (name: string) => (isFilled(source[name]) ? source[name] : undefined);
  return withoutAbsent({
    AwsRegion: filled('Region') ?? ref('AWS::Region'),
    TableName: source['TableName'],
    UseCallerCredentials: filled('UseCallerCredentials'),
    Versioned: filled('Versioned'),
    DeltaSyncConfig: filled('DeltaSync'),
  });
}

function sourceEnd(id: string): JsonObject {
  return { Type: 'AWS::AppSync::DataSource', Arn: getAtt(id, 'DataSourceArn'), RoleName: ref(`${id}Role`) };
}

function tableConnector(id: string, source: JsonObject): Connector {
  const { TableArn: arn, TableName: table, Region: region, Permissions: permissions } = source;
  const composed = sub('arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/${__TableName__}', {
    __TableName__: table ?? null,
    __Region__: isFilled(region) ? region : ref('AWS::Region'),
  });
  return {
    id: `${id}ToTableConnector`,
    source: sourceEnd(id),
    destination: { Type: 'AWS::DynamoDB::Table', Arn: isFilled(arn) ? arn : composed },
    permissions:
      isList(permissions) && permissions.length > 0
        ? permissions.filter((permission) => typeof permission === 'string')
        : ['Read', 'Write'],
  };
}

function functionConnector(id: string, source: JsonObject): Connector {
  return {
    id: `${id}ToLambdaConnector`,
    source: sourceEnd(id),
    destination: { Type: 'AWS::Lambda::Function', Arn: source['FunctionArn'] ?? null },
    permissions: ['Write'],
  };
}

/** The maps in a map, by name. */
export function eachObject(value: JsonValue | undefined): [string, JsonObject][] {
  return Object.entries(objectOf(value)).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
}

export function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}
