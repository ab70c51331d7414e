import { apigatewayv2 as api } from '../../../api/apigatewayv2.ts';
import type { JsonObject } from '../../../template/json.ts';
import { operationInput } from '../operation-input.ts';
import { readObject, requireKnown, requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { Progress, ResourceRequest, ResourceType } from '../resource-type.ts';
import { replacementBySchema } from './schemas.ts';

type Clients = Pick<ResourceClients, 'apigatewayv2'>;

const typeName = 'AWS::ApiGatewayV2::ApiGatewayManagedOverrides';

/** Changes what came with an API by quick create. Taken away, it leaves things as they are, as on AWS. */
export function createManagedOverridesType(clients: Clients): ResourceType {
  const put = async (request: ResourceRequest): Promise<Progress> => {
    const { properties } = request;
    requireKnown(properties, ['ApiId', 'Integration', 'Route', 'Stage']);
    await override(clients, request);
    const physicalId = requireText(properties, 'ApiId');
    return { kind: 'done', physicalId, attributes: { Id: physicalId } };
  };
  return {
    typeName,
    serviceName: 'ApiGatewayV2',
    attributeNames: ['Id'],
    replacementOf: replacementBySchema(typeName),
    create: put,
    update: put,
    delete: async ({ physicalId, attributes }) => ({ kind: 'done', physicalId, attributes }),
  };
}

async function override({ apigatewayv2 }: Clients, { properties, call }: ResourceRequest): Promise<void> {
  const ApiId = requireText(properties, 'ApiId');
  const overrides = (name: string): JsonObject | undefined => readObject(properties, name);
  const [integration, route, stage] = [overrides('Integration'), overrides('Route'), overrides('Stage')];
  if (integration !== undefined) {
    const { Items = [] } = await apigatewayv2.GetIntegrations({ ApiId }, call);
    const IntegrationId = Items.find(isManaged)?.IntegrationId ?? '';
    const members = { ApiId, IntegrationId, ...integration };
    await apigatewayv2.UpdateIntegration(await operationInput(api, 'UpdateIntegration', members), call);
  }
  if (route !== undefined) {
    const { Items = [] } = await apigatewayv2.GetRoutes({ ApiId }, call);
    const RouteId = Items.find(isManaged)?.RouteId ?? '';
    const members = { ApiId, RouteId, ...route };
    await apigatewayv2.UpdateRoute(await operationInput(api, 'UpdateRoute', members), call);
  }
  if (stage !== undefined) {
    const members = { ApiId, StageName: '$default', ...stage };
    await apigatewayv2.UpdateStage(await operationInput(api, 'UpdateStage', members), call);
  }
}

const isManaged = ({ ApiGatewayManaged }: { readonly ApiGatewayManaged?: boolean | undefined }): boolean =>
  ApiGatewayManaged === true;
