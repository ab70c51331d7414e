import { apigatewayv2 as api } from '../../../api/apigatewayv2.ts';
import { createHttpApiPart } from '../http-api-part.ts';
import { operationInput } from '../operation-input.ts';
import { requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceType } from '../resource-type.ts';

export function createHttpApiAuthorizerType({ apigatewayv2 }: Pick<ResourceClients, 'apigatewayv2'>): ResourceType {
  return createHttpApiPart({
    part: 'Authorizer',
    attributeNames: ['AuthorizerId'],
    properties: [
      'AuthorizerCredentialsArn',
      'AuthorizerPayloadFormatVersion',
      'AuthorizerResultTtlInSeconds',
      'AuthorizerType',
      'AuthorizerUri',
      'EnableSimpleResponses',
      'IdentitySource',
      'IdentityValidationExpression',
      'JwtConfiguration',
      'Name',
    ],
    defaults: { AuthorizerResultTtlInSeconds: 0, EnableSimpleResponses: false },
    create: async (input, { call }) => (await apigatewayv2.CreateAuthorizer(input, call)).AuthorizerId,
    async update(AuthorizerId, members, { properties, call }) {
      const input = { ApiId: requireText(properties, 'ApiId'), AuthorizerId, ...members };
      await apigatewayv2.UpdateAuthorizer(await operationInput(api, 'UpdateAuthorizer', input), call);
    },
    remove: (AuthorizerId, ApiId, { call }) => apigatewayv2.DeleteAuthorizer({ ApiId, AuthorizerId }, call),
  });
}
