import { apigatewayv2 as api } from '../../../api/apigatewayv2.ts';
import { createHttpApiPart } from '../http-api-part.ts';
import { operationInput } from '../operation-input.ts';
import { requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceType } from '../resource-type.ts';

export function createHttpApiDeploymentType({ apigatewayv2 }: Pick<ResourceClients, 'apigatewayv2'>): ResourceType {
  return createHttpApiPart({
    part: 'Deployment',
    attributeNames: ['DeploymentId'],
    properties: ['Description', 'StageName'],
    defaults: { Description: '' },
    createOnly: ['StageName'],
    create: async (input, { call }) => (await apigatewayv2.CreateDeployment(input, call)).DeploymentId,
    async update(DeploymentId, members, { properties, call }) {
      const input = { ApiId: requireText(properties, 'ApiId'), DeploymentId, ...members };
      await apigatewayv2.UpdateDeployment(await operationInput(api, 'UpdateDeployment', input), call);
    },
    remove: (DeploymentId, ApiId, { call }) => apigatewayv2.DeleteDeployment({ ApiId, DeploymentId }, call),
  });
}
