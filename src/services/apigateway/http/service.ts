/** HTTP APIs: each operation of apigatewayv2 beside the function that does it. */
import type { Apigatewayv2Operations } from '../../../api/apigatewayv2.ts';
import type { Handlers } from '../../../api/service.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { HttpApiContext, HttpInput, HttpOperation, HttpOutput } from './context.ts';
import { createApi, deleteApi, deleteCorsConfiguration, getApi, getApis, updateApi } from './operations/apis.ts';
import {
  createAuthorizer,
  deleteAuthorizer,
  getAuthorizer,
  getAuthorizers,
  resetAuthorizersCache,
  updateAuthorizer,
} from './operations/authorizers.ts';
import {
  createDeployment,
  deleteDeployment,
  getDeployment,
  getDeployments,
  updateDeployment,
} from './operations/deployments.ts';
import { exportApi } from './operations/export-api.ts';
import { importApi, reimportApi } from './operations/import-api.ts';
import {
  createIntegration,
  deleteIntegration,
  getIntegration,
  getIntegrations,
  updateIntegration,
} from './operations/integrations.ts';
import { createRoute, deleteRoute, getRoute, getRoutes, updateRoute } from './operations/routes.ts';
import {
  createStage,
  deleteAccessLogSettings,
  deleteRouteSettings,
  deleteStage,
  getStage,
  getStages,
  updateStage,
} from './operations/stages.ts';
import { getTags, tagResource, untagResource } from './operations/tags.ts';

export function createHttpOperations(context: HttpApiContext) {
  const serve =
    <Name extends keyof Apigatewayv2Operations>(operation: HttpOperation<Name>) =>
    (input: HttpInput<Name>, request: RequestContext): Promise<HttpOutput<Name>> =>
      operation(input, context, request);
  return {
    CreateApi: serve(createApi),
    CreateAuthorizer: serve(createAuthorizer),
    CreateDeployment: serve(createDeployment),
    CreateIntegration: serve(createIntegration),
    CreateRoute: serve(createRoute),
    CreateStage: serve(createStage),
    DeleteAccessLogSettings: serve(deleteAccessLogSettings),
    DeleteApi: serve(deleteApi),
    DeleteAuthorizer: serve(deleteAuthorizer),
    DeleteCorsConfiguration: serve(deleteCorsConfiguration),
    DeleteDeployment: serve(deleteDeployment),
    DeleteIntegration: serve(deleteIntegration),
    DeleteRoute: serve(deleteRoute),
    DeleteRouteSettings: serve(deleteRouteSettings),
    DeleteStage: serve(deleteStage),
    ExportApi: serve(exportApi),
    GetApi: serve(getApi),
    GetApis: serve(getApis),
    GetAuthorizer: serve(getAuthorizer),
    GetAuthorizers: serve(getAuthorizers),
    GetDeployment: serve(getDeployment),
    GetDeployments: serve(getDeployments),
    GetIntegration: serve(getIntegration),
    GetIntegrations: serve(getIntegrations),
    GetRoute: serve(getRoute),
    GetRoutes: serve(getRoutes),
    GetStage: serve(getStage),
    GetStages: serve(getStages),
    GetTags: serve(getTags),
    ImportApi: serve(importApi),
    ReimportApi: serve(reimportApi),
    ResetAuthorizersCache: serve(resetAuthorizersCache),
    TagResource: serve(tagResource),
    UntagResource: serve(untagResource),
    UpdateApi: serve(updateApi),
    UpdateAuthorizer: serve(updateAuthorizer),
    UpdateDeployment: serve(updateDeployment),
    UpdateIntegration: serve(updateIntegration),
    UpdateRoute: serve(updateRoute),
    UpdateStage: serve(updateStage),
  } satisfies Handlers<Apigatewayv2Operations>;
}
