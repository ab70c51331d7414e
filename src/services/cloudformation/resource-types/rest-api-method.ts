import { apigateway as api } from '../../../api/apigateway.ts';
import { isJsonObject, type JsonObject } from '../../../template/json.ts';
import { findOrNone, whereThere } from '../missing.ts';
import { createNamedType } from '../named-type.ts';
import { operationInput } from '../operation-input.ts';
import { physicalName } from '../physical-name.ts';
import { invalidProperty, pick, readList, readObject, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceRequest, ResourceType } from '../resource-type.ts';

type Clients = Pick<ResourceClients, 'apigateway'>;

const methodNames = [
  'ApiKeyRequired',
  'AuthorizationScopes',
  'AuthorizationType',
  'AuthorizerId',
  'HttpMethod',
  'OperationName',
  'RequestModels',
  'RequestParameters',
  'RequestValidatorId',
  'ResourceId',
  'RestApiId',
];

/** A method with its integration and all their responses. It has an ID that leads nowhere, as on AWS. */
export function createRestApiMethodType({ apigateway }: Clients): ResourceType {
  const targetOf = ({ properties }: ResourceRequest) => ({
    restApiId: requireText(properties, 'RestApiId'),
    resourceId: requireText(properties, 'ResourceId'),
    httpMethod: requireText(properties, 'HttpMethod'),
  });
  /** What a deployment has taken in goes on as it was: a method that is away for a moment harms nobody. */
  const replace = async (request: ResourceRequest): Promise<void> => {
    const { call } = request;
    await whereThere(() => apigateway.DeleteMethod(targetOf(request), call));
    await put({ apigateway }, request);
  };
  return createNamedType({
    typeName: 'AWS::ApiGateway::Method',
    serviceName: 'ApiGateway',
    attributeNames: [],
    properties: [...methodNames, 'Integration', 'MethodResponses'],
    idOf: (request) => physicalName(request, { lengthMax: 25 }),
    exists: async (_, request) =>
      (await findOrNone(() => apigateway.GetMethod(targetOf(request), request.call))) !== undefined,
    taken: () => 'Method already exists for this resource',
    make: (_, request) => replace(request),
    change: (_, request) => replace(request),
    async remove(_, request) {
      await apigateway.DeleteMethod(targetOf(request), request.call);
    },
    attributesOf: () => ({}),
  });
}

async function put({ apigateway }: Clients, { properties, call }: ResourceRequest): Promise<void> {
  const { RestApiId: restApiId = '', ResourceId: resourceId = '', HttpMethod: httpMethod = '' } = properties;
  const target = { restApiId, resourceId, httpMethod };
  const method = { AuthorizationType: 'NONE', ...pick(properties, methodNames) };
  await apigateway.PutMethod(await operationInput(api, 'PutMethod', method), call);
  for (const response of objectsOf(properties, 'MethodResponses'))
    await apigateway.PutMethodResponse(
      await operationInput(api, 'PutMethodResponse', { ...response, ...target }),
      call,
    );
  const integration = readObject(properties, 'Integration');
  if (integration === undefined) return;
  const { IntegrationResponses: _, ...settings } = integration;
  await apigateway.PutIntegration(await operationInput(api, 'PutIntegration', { ...settings, ...target }), call);
  for (const response of objectsOf(integration, 'IntegrationResponses'))
    await apigateway.PutIntegrationResponse(
      await operationInput(api, 'PutIntegrationResponse', { ...response, ...target }),
      call,
    );
}

const objectsOf = (holder: JsonObject, name: string): readonly JsonObject[] =>
  readList(holder, name).map((item) => {
    if (!isJsonObject(item)) throw invalidProperty(name, 'Object');
    return item;
  });
