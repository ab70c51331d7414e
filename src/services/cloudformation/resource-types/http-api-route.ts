import { apigatewayv2 as api } from '../../../api/apigatewayv2.ts';
import { createHttpApiPart } from '../http-api-part.ts';
import { operationInput } from '../operation-input.ts';
import { requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceType } from '../resource-type.ts';

export function createHttpApiRouteType({ apigatewayv2 }: Pick<ResourceClients, 'apigatewayv2'>): ResourceType {
  return createHttpApiPart({
    part: 'Route',
    attributeNames: ['RouteId'],
    properties: [
      'ApiKeyRequired',
      'AuthorizationScopes',
      'AuthorizationType',
      'AuthorizerId',
      'ModelSelectionExpression',
      'OperationName',
      'RequestModels',
      'RequestParameters',
      'RouteKey',
      'RouteResponseSelectionExpression',
      'Target',
    ],
    defaults: { ApiKeyRequired: false, AuthorizationScopes: [], AuthorizationType: 'NONE', OperationName: '' },
    create: async (input, { call }) => (await apigatewayv2.CreateRoute(input, call)).RouteId,
    async update(RouteId, members, { properties, call }) {
      const input = { ApiId: requireText(properties, 'ApiId'), RouteId, ...members };
      await apigatewayv2.UpdateRoute(await operationInput(api, 'UpdateRoute', input), call);
    },
    remove: (RouteId, ApiId, { call }) => apigatewayv2.DeleteRoute({ ApiId, RouteId }, call),
  });
}
