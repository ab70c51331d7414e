/** What an API is made of beside its methods: resources, models, validators, authorizers, gateway responses. */
import { apigateway as api } from '../../../api/apigateway.ts';
import { findOrNone } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { readDocument, readText, readTexts, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { CreateRequest, ResourceRequest, ResourceType } from '../resource-type.ts';
import { createRestApiPart, type TextPatch, textPatches } from '../rest-api-part.ts';

type Clients = Pick<ResourceClients, 'apigateway'>;

const apiOf = ({ properties }: ResourceRequest): string => requireText(properties, 'RestApiId');

export function createRestApiResourceType({ apigateway }: Clients): ResourceType {
  return createRestApiPart({
    typeName: 'AWS::ApiGateway::Resource',
    properties: ['ParentId', 'PathPart', 'RestApiId'],
    idAttribute: 'ResourceId',
    async create({ properties, call }) {
      return (await apigateway.CreateResource(await operationInput(api, 'CreateResource', properties), call)).id ?? '';
    },
    // A change of any property makes another resource.
    update: async () => {},
    remove: (request) =>
      apigateway.DeleteResource({ restApiId: apiOf(request), resourceId: request.physicalId }, request.call),
  });
}

export function createRestApiValidatorType({ apigateway }: Clients): ResourceType {
  return createRestApiPart({
    typeName: 'AWS::ApiGateway::RequestValidator',
    properties: ['Name', 'RestApiId', 'ValidateRequestBody', 'ValidateRequestParameters'],
    idAttribute: 'RequestValidatorId',
    async create({ properties, call }) {
      const input = await operationInput(api, 'CreateRequestValidator', properties);
      return (await apigateway.CreateRequestValidator(input, call)).id ?? '';
    },
    async update(request) {
      const { properties, previousProperties, physicalId, call } = request;
      const patchOperations = textPatches(properties, previousProperties, [
        ['ValidateRequestBody', '/validateRequestBody', 'false'],
        ['ValidateRequestParameters', '/validateRequestParameters', 'false'],
      ]);
      const target = { restApiId: apiOf(request), requestValidatorId: physicalId };
      await apigateway.UpdateRequestValidator({ ...target, patchOperations }, call);
    },
    remove: (request) =>
      apigateway.DeleteRequestValidator(
        { restApiId: apiOf(request), requestValidatorId: request.physicalId },
        request.call,
      ),
  });
}

export function createRestApiAuthorizerType({ apigateway }: Clients): ResourceType {
  return createRestApiPart({
    typeName: 'AWS::ApiGateway::Authorizer',
    properties: [
      'AuthType',
      'AuthorizerCredentials',
      'AuthorizerResultTtlInSeconds',
      'AuthorizerUri',
      'IdentitySource',
      'IdentityValidationExpression',
      'Name',
      'ProviderARNs',
      'RestApiId',
      'Type',
    ],
    idAttribute: 'AuthorizerId',
    async create({ properties, call }) {
      const input = await operationInput(api, 'CreateAuthorizer', properties);
      return (await apigateway.CreateAuthorizer(input, call)).id ?? '';
    },
    async update(request) {
      const { properties, previousProperties, physicalId, call } = request;
      const wanted = readTexts(properties, 'ProviderARNs');
      const before = readTexts(previousProperties, 'ProviderARNs');
      const patchOperations: TextPatch[] = [
        ...textPatches(properties, previousProperties, [
          ['Name', '/name'],
          ['Type', '/type'],
          ['AuthType', '/authType', 'custom'],
          ['AuthorizerUri', '/authorizerUri'],
          ['AuthorizerCredentials', '/authorizerCredentials', ''],
          ['AuthorizerResultTtlInSeconds', '/authorizerResultTtlInSeconds', '300'],
          ['IdentitySource', '/identitySource', ''],
          ['IdentityValidationExpression', '/identityValidationExpression', ''],
        ]),
        ...wanted.map((value) => ({ op: 'add' as const, path: '/providerARNs', value })),
        ...before
          .filter((arn) => !wanted.includes(arn))
          .map((value) => ({ op: 'remove' as const, path: '/providerARNs', value })),
      ];
      const target = { restApiId: apiOf(request), authorizerId: physicalId };
      await apigateway.UpdateAuthorizer({ ...target, patchOperations }, call);
    },
    remove: (request) =>
      apigateway.DeleteAuthorizer({ restApiId: apiOf(request), authorizerId: request.physicalId }, request.call),
  });
}

/** A model is known by its name; a schema may be written as an object. */
export function createRestApiModelType({ apigateway }: Clients): ResourceType {
  const nameOf = (request: CreateRequest): string => readText(request.properties, 'Name') ?? modelName(request);
  return createNamedType({
    typeName: 'AWS::ApiGateway::Model',
    serviceName: 'ApiGateway',
    attributeNames: [],
    properties: ['ContentType', 'Description', 'Name', 'RestApiId', 'Schema'],
    idOf: nameOf,
    exists: async (modelName, request) =>
      (await findOrNone(() => apigateway.GetModel({ restApiId: apiOf(request), modelName }, request.call))) !==
      undefined,
    async make(name, request) {
      const { properties, call } = request;
      const description = readText(properties, 'Description');
      await apigateway.CreateModel(
        {
          restApiId: apiOf(request),
          name,
          contentType: readText(properties, 'ContentType') ?? 'application/json',
          ...(description !== undefined && { description }),
          schema: readDocument(properties, 'Schema') ?? '{}',
        },
        call,
      );
    },
    async change(modelName, request) {
      const { properties, previousProperties, call } = request;
      const patchOperations = textPatches(properties, previousProperties, [
        ['Description', '/description', ''],
        ['Schema', '/schema', '{}'],
      ]);
      await apigateway.UpdateModel({ restApiId: apiOf(request), modelName, patchOperations }, call);
    },
    async remove(modelName, request) {
      await apigateway.DeleteModel({ restApiId: apiOf(request), modelName }, request.call);
    },
    attributesOf: () => ({}),
  });
}

/** The service takes letters and digits alone. */
const modelName = (request: CreateRequest): string => physicalName(request, { lengthMax: 64 }).replaceAll('-', '');

export function createGatewayResponseType({ apigateway }: Clients): ResourceType {
  const put = async (request: ResourceRequest): Promise<void> => {
    const input = await operationInput(api, 'PutGatewayResponse', request.properties);
    await apigateway.PutGatewayResponse(input, request.call);
  };
  return createRestApiPart({
    typeName: 'AWS::ApiGateway::GatewayResponse',
    properties: ['ResponseParameters', 'ResponseTemplates', 'ResponseType', 'RestApiId', 'StatusCode'],
    idAttribute: 'Id',
    async create(request) {
      await put(request);
      return physicalName(request, { lengthMax: 25 });
    },
    update: put,
    async remove({ properties, call }) {
      const input = await operationInput(api, 'DeleteGatewayResponse', {
        RestApiId: properties['RestApiId'] ?? '',
        ResponseType: properties['ResponseType'] ?? '',
      });
      await apigateway.DeleteGatewayResponse(input, call);
    },
  });
}
