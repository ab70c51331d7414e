import { apigatewayv2 as api } from '../../../api/apigatewayv2.ts';
import { createHttpApiPart, goneTags, tagsOf } from '../http-api-part.ts';
import { operationInput } from '../operation-input.ts';
import { requireText } from '../property-readers.ts';
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceType } from '../resource-type.ts';

/** A stage is known by its name. */
export function createHttpApiStageType({ apigatewayv2 }: Pick<ResourceClients, 'apigatewayv2'>): ResourceType {
  return createHttpApiPart({
    part: 'Stage',
    attributeNames: ['Id'],
    isTaggable: true,
    properties: [
      'AccessLogSettings',
      'AutoDeploy',
      'ClientCertificateId',
      'DefaultRouteSettings',
      'DeploymentId',
      'Description',
      'RouteSettings',
      'StageName',
      'StageVariables',
    ],
    createOnly: ['StageName'],
    defaults: {
      AutoDeploy: false,
      DefaultRouteSettings: { DetailedMetricsEnabled: false },
      Description: '',
      RouteSettings: {},
      StageVariables: {},
    },
    create: async (input, { call }) => (await apigatewayv2.CreateStage(input, call)).StageName,
    async update(StageName, members, request) {
      const { properties, previousProperties, owner, call } = request;
      const ApiId = requireText(properties, 'ApiId');
      if ('AccessLogSettings' in previousProperties && !('AccessLogSettings' in properties))
        await apigatewayv2.DeleteAccessLogSettings({ ApiId, StageName }, call);
      await apigatewayv2.UpdateStage(await operationInput(api, 'UpdateStage', { ApiId, StageName, ...members }), call);
      const ResourceArn = `arn:aws:apigateway:${owner.region}::/apis/${ApiId}/stages/${StageName}`;
      const Tags = tagsOf(request);
      await apigatewayv2.TagResource(await operationInput(api, 'TagResource', { ResourceArn, Tags }), call);
      const TagKeys = goneTags(request);
      if (TagKeys.length > 0) await apigatewayv2.UntagResource({ ResourceArn, TagKeys }, call);
    },
    remove: (StageName, ApiId, { call }) => apigatewayv2.DeleteStage({ ApiId, StageName }, call),
  });
}
