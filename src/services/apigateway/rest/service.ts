/** REST APIs: each operation of apigateway beside the function that does it. */
import type { ApigatewayOperations } from '../../../api/apigateway.ts';
import type { Handlers } from '../../../api/service.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { ApiGatewayDependencies } from '../context.ts';
import type { RestInput, RestOperation, RestOutput } from './context.ts';
import { getAccount, updateAccount } from './operations/account.ts';
import { createApiKey, deleteApiKey, getApiKey, getApiKeys, updateApiKey } from './operations/api-keys.ts';
import {
  createAuthorizer,
  deleteAuthorizer,
  getAuthorizer,
  getAuthorizers,
  updateAuthorizer,
} from './operations/authorizers.ts';
import {
  createDeployment,
  deleteDeployment,
  getDeployment,
  getDeployments,
  updateDeployment,
} from './operations/deployments.ts';
import {
  deleteGatewayResponse,
  getGatewayResponse,
  getGatewayResponses,
  putGatewayResponse,
  updateGatewayResponse,
} from './operations/gateway-responses.ts';
import { importRestApi, putRestApi } from './operations/import.ts';
import {
  deleteIntegration,
  deleteIntegrationResponse,
  getIntegration,
  getIntegrationResponse,
  putIntegration,
  putIntegrationResponse,
  updateIntegration,
  updateIntegrationResponse,
} from './operations/integrations.ts';
import {
  deleteMethod,
  deleteMethodResponse,
  getMethod,
  getMethodResponse,
  putMethod,
  putMethodResponse,
  updateMethod,
  updateMethodResponse,
} from './operations/methods.ts';
import { createModel, deleteModel, getModel, getModelTemplate, getModels, updateModel } from './operations/models.ts';
import {
  createRequestValidator,
  deleteRequestValidator,
  getRequestValidator,
  getRequestValidators,
  updateRequestValidator,
} from './operations/request-validators.ts';
import { createResource, deleteResource, getResource, getResources, updateResource } from './operations/resources.ts';
import { createRestApi, deleteRestApi, getRestApi, getRestApis, updateRestApi } from './operations/rest-apis.ts';
import {
  createStage,
  deleteStage,
  flushStageAuthorizersCache,
  flushStageCache,
  getStage,
  getStages,
  updateStage,
} from './operations/stages.ts';
import { getTags, tagResource, untagResource } from './operations/tags.ts';
import {
  createUsagePlan,
  createUsagePlanKey,
  deleteUsagePlan,
  deleteUsagePlanKey,
  getUsagePlan,
  getUsagePlanKey,
  getUsagePlanKeys,
  getUsagePlans,
  updateUsagePlan,
} from './operations/usage-plans.ts';

export function createRestOperations(dependencies: ApiGatewayDependencies) {
  const serve =
    <Name extends keyof ApigatewayOperations>(operation: RestOperation<Name>) =>
    (input: RestInput<Name>, request: RequestContext): Promise<RestOutput<Name>> =>
      operation(input, dependencies, request);
  return {
    CreateApiKey: serve(createApiKey),
    CreateAuthorizer: serve(createAuthorizer),
    CreateDeployment: serve(createDeployment),
    CreateModel: serve(createModel),
    CreateRequestValidator: serve(createRequestValidator),
    CreateResource: serve(createResource),
    CreateRestApi: serve(createRestApi),
    CreateStage: serve(createStage),
    CreateUsagePlan: serve(createUsagePlan),
    CreateUsagePlanKey: serve(createUsagePlanKey),
    DeleteApiKey: serve(deleteApiKey),
    DeleteAuthorizer: serve(deleteAuthorizer),
    DeleteDeployment: serve(deleteDeployment),
    DeleteGatewayResponse: serve(deleteGatewayResponse),
    DeleteIntegration: serve(deleteIntegration),
    DeleteIntegrationResponse: serve(deleteIntegrationResponse),
    DeleteMethod: serve(deleteMethod),
    DeleteMethodResponse: serve(deleteMethodResponse),
    DeleteModel: serve(deleteModel),
    DeleteRequestValidator: serve(deleteRequestValidator),
    DeleteResource: serve(deleteResource),
    DeleteRestApi: serve(deleteRestApi),
    DeleteStage: serve(deleteStage),
    DeleteUsagePlan: serve(deleteUsagePlan),
    DeleteUsagePlanKey: serve(deleteUsagePlanKey),
    FlushStageAuthorizersCache: serve(flushStageAuthorizersCache),
    FlushStageCache: serve(flushStageCache),
    GetAccount: serve(getAccount),
    GetApiKey: serve(getApiKey),
    GetApiKeys: serve(getApiKeys),
    GetAuthorizer: serve(getAuthorizer),
    GetAuthorizers: serve(getAuthorizers),
    GetDeployment: serve(getDeployment),
    GetDeployments: serve(getDeployments),
    GetGatewayResponse: serve(getGatewayResponse),
    GetGatewayResponses: serve(getGatewayResponses),
    GetIntegration: serve(getIntegration),
    GetIntegrationResponse: serve(getIntegrationResponse),
    GetMethod: serve(getMethod),
    GetMethodResponse: serve(getMethodResponse),
    GetModel: serve(getModel),
    GetModelTemplate: serve(getModelTemplate),
    GetModels: serve(getModels),
    GetRequestValidator: serve(getRequestValidator),
    GetRequestValidators: serve(getRequestValidators),
    GetResource: serve(getResource),
    GetResources: serve(getResources),
    GetRestApi: serve(getRestApi),
    GetRestApis: serve(getRestApis),
    GetStage: serve(getStage),
    GetStages: serve(getStages),
    GetTags: serve(getTags),
    GetUsagePlan: serve(getUsagePlan),
    GetUsagePlanKey: serve(getUsagePlanKey),
    GetUsagePlanKeys: serve(getUsagePlanKeys),
    GetUsagePlans: serve(getUsagePlans),
    ImportRestApi: serve(importRestApi),
    PutGatewayResponse: serve(putGatewayResponse),
    PutIntegration: serve(putIntegration),
    PutIntegrationResponse: serve(putIntegrationResponse),
    PutMethod: serve(putMethod),
    PutMethodResponse: serve(putMethodResponse),
    PutRestApi: serve(putRestApi),
    TagResource: serve(tagResource),
    UntagResource: serve(untagResource),
    UpdateAccount: serve(updateAccount),
    UpdateApiKey: serve(updateApiKey),
    UpdateAuthorizer: serve(updateAuthorizer),
    UpdateDeployment: serve(updateDeployment),
    UpdateGatewayResponse: serve(updateGatewayResponse),
    UpdateIntegration: serve(updateIntegration),
    UpdateIntegrationResponse: serve(updateIntegrationResponse),
    UpdateMethod: serve(updateMethod),
    UpdateMethodResponse: serve(updateMethodResponse),
    UpdateModel: serve(updateModel),
    UpdateRequestValidator: serve(updateRequestValidator),
    UpdateResource: serve(updateResource),
    UpdateRestApi: serve(updateRestApi),
    UpdateStage: serve(updateStage),
    UpdateUsagePlan: serve(updateUsagePlan),
  } satisfies Handlers<ApigatewayOperations>;
}
