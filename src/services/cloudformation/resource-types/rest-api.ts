import type { ApigatewayOperations } from '../../../api/apigateway.ts';
import { ApiError } from '../../../aws/api-error.ts';
import { readBody } from '../../../storage/read-body.ts';
import type { JsonObject } from '../../../template/json.ts';
import { FailedAfterCreation } from '../create-once.ts';
import {
  readBoolean,
  readDocument,
  readObject,
  readText,
  readTexts,
  requireKnown,
  requireText,
} from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { CreateRequest, Progress, ResourceRequest, ResourceType, UpdateRequest } from '../resource-type.ts';
import { ownedTags, tagChange } from '../resource-tags.ts';
import { replacementBySchema } from './schemas.ts';

type Clients = Pick<ResourceClients, 'apigateway' | 's3'>;
type Patches = NonNullable<ApigatewayOperations['UpdateRestApi']['input']['patchOperations']>;

const typeName = 'AWS::ApiGateway::RestApi';
const knownProperties = [
  'ApiKeySourceType',
  'BinaryMediaTypes',
  'Body',
  'BodyS3Location',
  'CloneFrom',
  'Description',
  'DisableExecuteApiEndpoint',
  'EndpointConfiguration',
  'FailOnWarnings',
  'MinimumCompressionSize',
  'Mode',
  'Name',
  'Parameters',
  'Policy',
  'Tags',
];

/** A REST API, from a definition or part by part. */
export function createRestApiType(clients: Clients): ResourceType {
  const { apigateway } = clients;
  return {
    typeName,
    serviceName: 'ApiGateway',
    isTaggable: true,
    attributeNames: ['RestApiId', 'RootResourceId'],
    replacementOf: replacementBySchema(typeName),
    async create(request) {
      requireKnown(request.properties, knownProperties);
      const restApiId = await make(clients, request);
      try {
        const tags = { ...ownedTags(request) };
        await apigateway.TagResource({ resourceArn: arnOf(restApiId, request), tags }, request.call);
        if (hasDefinition(request)) await define(clients, restApiId, request);
        await settle(clients, restApiId, request);
        return await done(clients, restApiId, request);
      } catch (error) {
        throw error instanceof ApiError ? new FailedAfterCreation(restApiId, error) : error;
      }
    },
    async update(request) {
      requireKnown(request.properties, knownProperties);
      const { physicalId } = request;
      if (hasDefinition(request)) await define(clients, physicalId, request);
      await settle(clients, physicalId, request, request.previousProperties);
      await changeTags(clients, request);
      return done(clients, physicalId, request);
    },
    async delete({ physicalId, attributes, call }) {
      await apigateway.DeleteRestApi({ restApiId: physicalId }, call);
      return { kind: 'done', physicalId, attributes };
    },
  };
}

async function done({ apigateway }: Clients, restApiId: string, { call }: ResourceRequest): Promise<Progress> {
  const { rootResourceId = '' } = await apigateway.GetRestApi({ restApiId }, call);
  return {
    kind: 'done',
    physicalId: restApiId,
    attributes: { RestApiId: restApiId, RootResourceId: rootResourceId },
  };
}

const hasDefinition = ({ properties }: ResourceRequest): boolean =>
  'Body' in properties || 'BodyS3Location' in properties;

/** The same act makes the same API: the service sees to that. */
async function make({ apigateway }: Clients, request: CreateRequest): Promise<string> {
  const { properties, call } = request;
  const cloneFrom = readText(properties, 'CloneFrom');
  // A definition brings the name with it.
  const name = hasDefinition(request)
    ? (readText(properties, 'Name') ?? request.logicalId)
    : requireText(properties, 'Name');
  return (await apigateway.CreateRestApi({ name, ...(cloneFrom !== undefined && { cloneFrom }) }, call)).id ?? '';
}

async function define(clients: Clients, restApiId: string, request: ResourceRequest): Promise<void> {
  const { properties, call } = request;
  const parameters = Object.fromEntries(
    Object.entries(readObject(properties, 'Parameters') ?? {}).map(([name, value]) => [name, String(value)]),
  );
  await clients.apigateway.PutRestApi(
    {
      restApiId,
      mode: readText(properties, 'Mode') === 'merge' ? 'merge' : 'overwrite',
      failOnWarnings: readBoolean(properties, 'FailOnWarnings') ?? false,
      parameters,
      body: await definitionOf(clients, request),
    },
    call,
  );
}

async function definitionOf({ s3 }: Clients, { properties, call }: ResourceRequest): Promise<Uint8Array> {
  const location = readObject(properties, 'BodyS3Location');
  if (location === undefined) return Buffer.from(readDocument(properties, 'Body') ?? '');
  const version = readText(location, 'Version');
  const { Body } = await s3.GetObject(
    {
      Bucket: requireText(location, 'Bucket'),
      Key: requireText(location, 'Key'),
      ...(version !== undefined && { VersionId: version }),
    },
    call,
  );
  return Body === undefined ? new Uint8Array() : readBody(Body);
}

/** What the template says outranks what the definition says. */
async function settle(
  { apigateway }: Clients,
  restApiId: string,
  { properties, call }: ResourceRequest,
  previous: JsonObject = {},
): Promise<void> {
  const patchOperations = [
    ...textPatches(properties, previous),
    ...endpointPatches(properties),
    ...mediaTypePatches(properties, previous),
  ];
  if (patchOperations.length > 0) await apigateway.UpdateRestApi({ restApiId, patchOperations }, call);
}

const texts = [
  ['Name', '/name'],
  ['Description', '/description'],
  ['ApiKeySourceType', '/apiKeySource'],
  ['DisableExecuteApiEndpoint', '/disableExecuteApiEndpoint'],
  ['MinimumCompressionSize', '/minimumCompressionSize'],
] as const;

/** What a property stands for once a template no longer has it. */
const fallbacks: Readonly<Record<string, string>> = {
  '/apiKeySource': 'HEADER',
  '/disableExecuteApiEndpoint': 'false',
};

function textPatches(properties: JsonObject, previous: JsonObject): Patches {
  const all = [
    ...texts.map(([name, path]) => [path, readText(properties, name), name in previous] as const),
    ['/policy', readDocument(properties, 'Policy'), 'Policy' in previous] as const,
  ];
  return all.flatMap(([path, value, wasThere]) => {
    if (value !== undefined) return [{ op: 'replace' as const, path, value }];
    if (!wasThere || path === '/name') return [];
    return [{ op: 'replace' as const, path, value: fallbacks[path] ?? '' }];
  });
}

function endpointPatches(properties: JsonObject): Patches {
  const endpoint = readObject(properties, 'EndpointConfiguration');
  // SAM's shorthand is a text; it makes an object of it.
  if (endpoint === undefined) return [];
  const [type] = readTexts(endpoint, 'Types');
  const address = readText(endpoint, 'IpAddressType');
  return [
    ...(type === undefined ? [] : [{ op: 'replace' as const, path: '/endpointConfiguration/types/0', value: type }]),
    ...(address === undefined
      ? []
      : [{ op: 'replace' as const, path: '/endpointConfiguration/ipAddressType', value: address }]),
    ...readTexts(endpoint, 'VpcEndpointIds').map((value) => ({
      op: 'add' as const,
      path: '/endpointConfiguration/vpcEndpointIds',
      value,
    })),
  ];
}

function mediaTypePatches(properties: JsonObject, previous: JsonObject): Patches {
  const wanted = readTexts(properties, 'BinaryMediaTypes');
  const gone = readTexts(previous, 'BinaryMediaTypes').filter((type) => !wanted.includes(type));
  // SAM writes the slash so as in a path already.
  const path = (type: string): string => `/binaryMediaTypes/${type.replaceAll('/', '~1')}`;
  return [
    ...gone.map((type) => ({ op: 'remove' as const, path: path(type) })),
    ...wanted.map((type) => ({ op: 'add' as const, path: path(type) })),
  ];
}

const arnOf = (apiId: string, { owner }: ResourceRequest): string =>
  `arn:aws:apigateway:${owner.region}::/restapis/${apiId}`;

async function changeTags({ apigateway }: Clients, request: UpdateRequest): Promise<void> {
  const { physicalId, call } = request;
  const resourceArn = arnOf(physicalId, request);
  const { wanted, gone } = tagChange(request, {
    properties: request.previousProperties,
    stackTags: request.previousStackTags,
  });
  if (gone.length > 0) await apigateway.UntagResource({ resourceArn, tagKeys: [...gone] }, call);
  if (Object.keys(wanted).length > 0) await apigateway.TagResource({ resourceArn, tags: { ...wanted } }, call);
}
