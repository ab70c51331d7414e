import { isFilled, isObject, withoutAbsent, type JsonValue } from '../../mutable-json.ts';
import { generate, type GeneratedResource } from '../../generated-resource.ts';
import { getAtt, ref } from '../../intrinsics/intrinsic-values.ts';
import { findProblems, readBoolean } from '../../model-shape.ts';
import { refuseResource } from '../../refusal.ts';
import type { SamResource } from '../../sam-resource.ts';
import { listTags } from '../../tags.ts';
import type { SamResourceTransform, TransformScope } from '../../transform-scope.ts';
import { expandConnector } from '../connector.ts';
import { graphqlApiProperties, graphqlApiShape } from './graphql-api-shape.ts';
import { readGraphqlAuth } from './graphql-auth.ts';
import { appSyncAssumesRole, eachObject, generateDataSources, objectOf } from './graphql-data-sources.ts';
import { generateGraphqlFunctions } from './graphql-functions.ts';

/** A GraphQL API of AppSync with its schema, data sources, functions and resolvers. */
export const graphqlApiTransform: SamResourceTransform = {
  type: 'AWS::Serverless::GraphQLApi',
  turn: 'other',
  isLenient: true,
  properties: graphqlApiProperties,
  expand(resource, scope) {
    const [problem] = findProblems(resource.properties, graphqlApiShape);
    if (problem !== undefined) throw refuseResource(resource.id, `Property '${problem.path}' is invalid.`);
    const { api, authorizerArns, logRole } = generateApi(resource);
    const schema = generateSchema(resource);
    const authorizers = authorizerArns.flatMap((arn, index) => allowAuthorizer(resource, arn, index + 1, scope));
    const keys = eachObject(resource.properties['ApiKeys']).map(([key, body]) => {
      const { ApiKeyId, Description, ExpiresOn: Expires } = body;
      return part(resource, 'AWS::AppSync::ApiKey', key, { ApiKeyId, Description, Expires });
    });
    const { Cache: cache } = resource.properties;
    const caches = isFilled(cache) ? [part(resource, 'AWS::AppSync::ApiCache', 'ApiCache', objectOf(cache))] : [];
    const sources = generateDataSources(resource, scope);
    const domain = generateDomain(resource);
    const functions = generateGraphqlFunctions(resource, sources.names);
    return [api, schema, ...authorizers, ...logRole, ...keys, ...caches, ...sources.resources, ...domain, ...functions];
  },
};

/** A resource that belongs to the API, and names it. */
function part(
  api: SamResource,
  type: string,
  suffix: string,
  properties: Record<string, JsonValue | undefined>,
): GeneratedResource {
  const { id, attributes, dependsOn } = api;
  return generate(type, id + suffix, { ApiId: getAtt(id, 'ApiId'), ...properties }, { attributes, dependsOn });
}

function generateApi(resource: SamResource): {
  readonly api: GeneratedResource;
  readonly authorizerArns: readonly JsonValue[];
  readonly logRole: readonly GeneratedResource[];
} {
  const { id, properties, attributes, dependsOn } = resource;
  const { properties: auth, authorizerArns } = readGraphqlAuth(id, objectOf(properties['Auth']));
  const { logConfig, logRole } = readLogging(resource);
  const filled = (name: string) => (isFilled(properties[name]) ? properties[name] : undefined);
  const api = generate(
    'AWS::AppSync::GraphQLApi',
    id,
    {
      ...auth,
      Name: filled('Name') ?? id,
      Visibility: filled('Visibility'),
      OwnerContact: filled('OwnerContact'),
      IntrospectionConfig: filled('IntrospectionConfig'),
      QueryDepthLimit: filled('QueryDepthLimit'),
      ResolverCountLimit: filled('ResolverCountLimit'),
      XrayEnabled: readBoolean(properties['XrayEnabled']),
      Tags: listTags({ ...objectOf(properties['Tags']), 'graphqlapi:createdBy': 'SAM' }),
      LogConfig: logConfig,
    },
    { attributes, dependsOn },
  );
  return { api, authorizerArns, logRole };
}

/** An API logs unless the template says that it must not. */
function readLogging(resource: SamResource): {
  readonly logConfig: JsonValue | undefined;
  readonly logRole: readonly GeneratedResource[];
} {
  const { id, properties, attributes, dependsOn } = resource;
  const { Logging: logging } = properties;
  if (logging === false) return { logConfig: undefined, logRole: [] };
  const { ExcludeVerboseContent: excludes, FieldLogLevel: level, CloudWatchLogsRoleArn: role } = objectOf(logging);
  const roleId = `${id}CloudWatchRole`;
  const logConfig = withoutAbsent({
    ExcludeVerboseContent: isFilled(excludes) ? excludes : undefined,
    FieldLogLevel: isFilled(level) ? level : 'ALL',
    CloudWatchLogsRoleArn: isFilled(role) ? role : getAtt(roleId, 'Arn'),
  });
  if (isFilled(role)) return { logConfig, logRole: [] };
  const policy = 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSAppSyncPushToCloudWatchLogs';
  const roleProperties = { AssumeRolePolicyDocument: appSyncAssumesRole, ManagedPolicyArns: [{ 'Fn::Sub': policy }] };
  return { logConfig, logRole: [generate('AWS::IAM::Role', roleId, roleProperties, { attributes, dependsOn })] };
}

function generateSchema(resource: SamResource): GeneratedResource {
  const { SchemaInline: inline, SchemaUri: uri } = resource.properties;
  if (!isFilled(inline) && !isFilled(uri))
    throw refuseResource(resource.id, "One of 'SchemaInline' or 'SchemaUri' must be set.");
  if (isFilled(inline) && isFilled(uri))
    throw refuseResource(resource.id, "Both 'SchemaInline' and 'SchemaUri' cannot be defined at the same time.");
  return part(resource, 'AWS::AppSync::GraphQLSchema', 'Schema', { Definition: inline, DefinitionS3Location: uri });
}

function allowAuthorizer(
  { id }: SamResource,
  functionArn: JsonValue,
  number: number,
  scope: TransformScope,
): GeneratedResource[] {
  return expandConnector(
    {
      id: `${id}ToLambdaAuthConnector${number}`,
      source: { Type: 'AWS::AppSync::GraphQLApi', Arn: ref(id), ResourceId: getAtt(id, 'ApiId') },
      destination: { Type: 'AWS::Lambda::Function', Arn: functionArn },
      permissions: ['Write'],
    },
    { generated: scope.outputResources, original: scope.sourceResources },
  );
}

function generateDomain(resource: SamResource): readonly GeneratedResource[] {
  const { id, properties, attributes, dependsOn } = resource;
  const { DomainName: domain } = properties;
  if (!isObject(domain) || !isFilled(domain)) return [];
  const { CertificateArn, DomainName, Description } = domain;
  const domainId = `${id}DomainName`;
  return [
    generate(
      'AWS::AppSync::DomainName',
      domainId,
      { CertificateArn, DomainName, Description },
      { attributes, dependsOn },
    ),
    part(resource, 'AWS::AppSync::DomainNameApiAssociation', 'DomainNameApiAssociation', { DomainName: ref(domainId) }),
  ];
}
