import { apigatewayv2 as api } from '../../../api/apigatewayv2.ts';
import { createHttpApiPart } from '../http-api-part.ts';
import { operationInput } from '../operation-input.ts';
import { requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceType } from '../resource-type.ts';

export function createHttpApiIntegrationType({ apigatewayv2 }: Pick<ResourceClients, 'apigatewayv2'>): ResourceType {
  return createHttpApiPart({
    part: 'Integration',
    attributeNames: ['IntegrationId'],
    properties: [
      'ConnectionId',
      'ConnectionType',
      'ContentHandlingStrategy',
      'CredentialsArn',
      'Description',
      'IntegrationMethod',
      'IntegrationSubtype',
      'IntegrationType',
      'IntegrationUri',
      'PassthroughBehavior',
      'PayloadFormatVersion',
      'RequestParameters',
      'RequestTemplates',
      'ResponseParameters',
      'TemplateSelectionExpression',
      'TimeoutInMillis',
      'TlsConfig',
    ],
    defaults: { Description: '', RequestParameters: {}, ResponseParameters: {}, TimeoutInMillis: 30_000 },
    create: async (input, { call }) => (await apigatewayv2.CreateIntegration(input, call)).IntegrationId,
    async update(IntegrationId, members, { properties, call }) {
      const input = { ApiId: requireText(properties, 'ApiId'), IntegrationId, ...members };
      await apigatewayv2.UpdateIntegration(await operationInput(api, 'UpdateIntegration', input), call);
    },
    remove: (IntegrationId, ApiId, { call }) => apigatewayv2.DeleteIntegration({ ApiId, IntegrationId }, call),
  });
}
