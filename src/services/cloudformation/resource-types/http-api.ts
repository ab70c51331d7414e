import { ApiError } from '../../../aws/api-error.ts';
import { apigatewayv2 as api } from '../../../api/apigatewayv2.ts';
import { readBody } from '../../../storage/read-body.ts';
import { isJsonObject, type JsonObject } from '../../../template/json.ts';
import { FailedAfterCreation } from '../create-once.ts';
import { goneTags, tagsOf } from '../http-api-part.ts';
import { operationInput } from '../operation-input.ts';
import { invalidProperty, pick, readObject, readText, requireKnown, requireText } from '../property-readers.ts';
import { isRecordedApi, recordedApiId, recordedApiNote } from '../recorded-apis.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { CreateRequest, Progress, ResourceRequest, ResourceType, UpdateRequest } from '../resource-type.ts';
import { replacementBySchema } from './schemas.ts';

type Clients = Pick<ResourceClients, 'apigatewayv2' | 's3'>;

const typeName = 'AWS::ApiGatewayV2::Api';
const changeable = [
  'ApiKeySelectionExpression',
  'CorsConfiguration',
  'CredentialsArn',
  'Description',
  'DisableExecuteApiEndpoint',
  'DisableSchemaValidation',
  'IpAddressType',
  'Name',
  'RouteKey',
  'RouteSelectionExpression',
  'Target',
  'Version',
];
const defaults: JsonObject = { Description: '', DisableExecuteApiEndpoint: false, IpAddressType: 'ipv4', Version: '' };
const knownProperties = [...changeable, 'BasePath', 'Body', 'BodyS3Location', 'FailOnWarnings', 'ProtocolType', 'Tags'];

/** An HTTP API, from a definition or part by part; a WebSocket API is recorded. */
export function createHttpApiType(clients: Clients): ResourceType {
  const { apigatewayv2 } = clients;
  return {
    typeName,
    serviceName: 'ApiGatewayV2',
    isTaggable: true,
    attributeNames: ['ApiEndpoint', 'ApiId'],
    replacementOf: replacementBySchema(typeName),
    recordsOnly: ({ ProtocolType }) => ProtocolType === 'WEBSOCKET',
    async create(request) {
      const { properties, requestToken } = request;
      requireKnown(properties, knownProperties);
      if (readText(properties, 'ProtocolType') === 'WEBSOCKET')
        return done(recordedApiId(requestToken), request, { scheme: 'wss', note: recordedApiNote });
      const apiId = await make(clients, request);
      try {
        if (hasDefinition(request)) await settle(clients, apiId, request);
      } catch (error) {
        throw error instanceof ApiError ? new FailedAfterCreation(apiId, error) : error;
      }
      return done(apiId, request);
    },
    async update(request) {
      const { physicalId, properties } = request;
      requireKnown(properties, knownProperties);
      if (isRecordedApi(physicalId)) return done(physicalId, request, { scheme: 'wss' });
      await change(clients, request);
      return done(physicalId, request);
    },
    async delete({ physicalId, attributes, call }) {
      if (!isRecordedApi(physicalId)) await apigatewayv2.DeleteApi({ ApiId: physicalId }, call);
      return { kind: 'done', physicalId, attributes };
    },
  };
}

function done(
  apiId: string,
  { owner }: ResourceRequest,
  { scheme = 'https', note }: { readonly scheme?: string; readonly note?: string } = {},
): Progress {
  const ApiEndpoint = `${scheme}://${apiId}.execute-api.${owner.region}.amazonaws.com`;
  return {
    kind: 'done',
    physicalId: apiId,
    attributes: { ApiId: apiId, ApiEndpoint },
    ...(note !== undefined && { note }),
  };
}

const hasDefinition = ({ properties }: ResourceRequest): boolean =>
  'Body' in properties || 'BodyS3Location' in properties;

/** The same act makes the same API: the service sees to that. */
async function make(clients: Clients, request: CreateRequest): Promise<string> {
  const { apigatewayv2 } = clients;
  const { properties, call } = request;
  if (hasDefinition(request)) {
    const input = await operationInput(api, 'ImportApi', await definitionOf(clients, request));
    return (await apigatewayv2.ImportApi(input, call)).ApiId ?? '';
  }
  const members = { ProtocolType: 'HTTP', ...pick(properties, changeable), Tags: tagsOf(request) };
  const input = await operationInput(api, 'CreateApi', { ...members, Name: requireText(properties, 'Name') });
  return (await apigatewayv2.CreateApi(input, call)).ApiId ?? '';
}

async function definitionOf({ s3 }: Clients, { properties, call }: ResourceRequest): Promise<JsonObject> {
  const basepath = readText(properties, 'BasePath');
  const options = { ...pick(properties, ['FailOnWarnings']), ...(basepath !== undefined && { Basepath: basepath }) };
  const location = readObject(properties, 'BodyS3Location');
  if (location === undefined) {
    const { Body } = properties;
    if (!isJsonObject(Body)) throw invalidProperty('Body', 'Object');
    return { ...options, Body: JSON.stringify(Body) };
  }
  const version = readText(location, 'Version');
  const { Body } = await s3.GetObject(
    {
      Bucket: requireText(location, 'Bucket'),
      Key: requireText(location, 'Key'),
      ...(version !== undefined && { VersionId: version }),
    },
    call,
  );
  const bytes = Body === undefined ? new Uint8Array() : await readBody(Body);
  return { ...options, Body: Buffer.from(bytes).toString() };
}

/** What the template says outranks what the definition says. */
async function settle({ apigatewayv2 }: Clients, ApiId: string, request: ResourceRequest): Promise<void> {
  const { properties, call } = request;
  const members = pick(properties, changeable);
  if (Object.keys(members).length > 0)
    await apigatewayv2.UpdateApi(await operationInput(api, 'UpdateApi', { ApiId, ...members }), call);
  await putTags({ apigatewayv2 }, ApiId, request);
}

async function putTags(
  { apigatewayv2 }: Pick<Clients, 'apigatewayv2'>,
  ApiId: string,
  request: ResourceRequest,
): Promise<void> {
  const Tags = tagsOf(request);
  if (Object.keys(Tags).length === 0) return;
  const ResourceArn = arnOf(ApiId, request);
  await apigatewayv2.TagResource(await operationInput(api, 'TagResource', { ResourceArn, Tags }), request.call);
}

const arnOf = (apiId: string, { owner }: ResourceRequest): string =>
  `arn:aws:apigateway:${owner.region}::/apis/${apiId}`;

async function change(clients: Clients, request: UpdateRequest): Promise<void> {
  const { apigatewayv2 } = clients;
  const { physicalId: ApiId, properties, previousProperties, call } = request;
  if (hasDefinition(request)) {
    const definition = await definitionOf(clients, request);
    await apigatewayv2.ReimportApi(await operationInput(api, 'ReimportApi', { ApiId, ...definition }), call);
    await settle(clients, ApiId, request);
  } else {
    const gone = changeable.filter((name) => name in previousProperties && !(name in properties));
    if (gone.includes('CorsConfiguration')) await apigatewayv2.DeleteCorsConfiguration({ ApiId }, call);
    const members = { ApiId, ...pick(defaults, gone), ...pick(properties, changeable) };
    await apigatewayv2.UpdateApi(await operationInput(api, 'UpdateApi', members), call);
    await putTags(clients, ApiId, request);
  }
  const TagKeys = goneTags(request);
  if (TagKeys.length > 0) await apigatewayv2.UntagResource({ ResourceArn: arnOf(ApiId, request), TagKeys }, call);
}
