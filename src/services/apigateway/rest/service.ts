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
import { getExport } from './operations/get-export.ts';
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

type Serve = <Name extends keyof ApigatewayOperations>(
  operation: RestOperation<Name>,
) => (input: RestInput<Name>, request: RequestContext) => Promise<RestOutput<Name>>;

export function createRestOperations(dependencies: ApiGatewayDependencies) {
  const serve: Serve = (operation) => (input, request) => operation(input, dependencies, request);
  return {
    ...serveApis(serve),
    ...serveMethods(serve),
    ...serveParts(serve),
  } satisfies Handlers<ApigatewayOperations>;
}

/** APIs as a whole: their definitions, deployments and stages. */
const serveApis = (serve: Serve) => ({
  CreateDeployment: serve(createDeployment),
  CreateRestApi: serve(createRestApi),
  CreateStage: serve(createStage),
  DeleteDeployment: serve(deleteDeployment),
  DeleteRestApi: serve(deleteRestApi),
  DeleteStage: serve(deleteStage),
  FlushStageAuthorizersCache: serve(flushStageAuthorizersCache),
  FlushStageCache: serve(flushStageCache),
  GetAccount: serve(getAccount),
  GetDeployment: serve(getDeployment),
  GetDeployments: serve(getDeployments),
  GetExport: serve(getExport),
  GetRestApi: serve(getRestApi),
  GetRestApis: serve(getRestApis),
  GetStage: serve(getStage),
  GetStages: serve(getStages),
  GetTags: serve(getTags),
  ImportRestApi: serve(importRestApi),
  PutRestApi: serve(putRestApi),
  TagResource: serve(tagResource),
  UntagResource: serve(untagResource),
  UpdateAccount: serve(updateAccount),
  UpdateDeployment: serve(updateDeployment),
  UpdateRestApi: serve(updateRestApi),
  UpdateStage: serve(updateStage),
});

/** Resources, methods, and what stands behind them. */
const serveMethods = (serve: Serve) => ({
  CreateResource: serve(createResource),
  DeleteIntegration: serve(deleteIntegration),
  DeleteIntegrationResponse: serve(deleteIntegrationResponse),
  DeleteMethod: serve(deleteMethod),
  DeleteMethodResponse: serve(deleteMethodResponse),
  DeleteResource: serve(deleteResource),
  GetIntegration: serve(getIntegration),
  GetIntegrationResponse: serve(getIntegrationResponse),
  GetMethod: serve(getMethod),
  GetMethodResponse: serve(getMethodResponse),
  GetResource: serve(getResource),
  GetResources: serve(getResources),
  PutIntegration: serve(putIntegration),
  PutIntegrationResponse: serve(putIntegrationResponse),
  PutMethod: serve(putMethod),
  PutMethodResponse: serve(putMethodResponse),
  UpdateIntegration: serve(updateIntegration),
  UpdateIntegrationResponse: serve(updateIntegrationResponse),
  UpdateMethod: serve(updateMethod),
  UpdateMethodResponse: serve(updateMethodResponse),
  UpdateResource: serve(updateResource),
});

/** What methods refer to, and who may use an API. */
const serveParts = (serve: Serve) => ({
  CreateApiKey: serve(createApiKey),
  CreateAuthorizer: serve(createAuthorizer),
  CreateModel: serve(createModel),
  CreateRequestValidator: serve(createRequestValidator),
  CreateUsagePlan: serve(createUsagePlan),
  CreateUsagePlanKey: serve(createUsagePlanKey),
  DeleteApiKey: serve(deleteApiKey),
  DeleteAuthorizer: serve(deleteAuthorizer),
  DeleteGatewayResponse: serve(deleteGatewayResponse),
  DeleteModel: serve(deleteModel),
  DeleteRequestValidator: serve(deleteRequestValidator),
  DeleteUsagePlan: serve(deleteUsagePlan),
  DeleteUsagePlanKey: serve(deleteUsagePlanKey),
  GetApiKey: serve(getApiKey),
  GetApiKeys: serve(getApiKeys),
  GetAuthorizer: serve(getAuthorizer),
  GetAuthorizers: serve(getAuthorizers),
  GetGatewayResponse: serve(getGatewayResponse),
  GetGatewayResponses: serve(getGatewayResponses),
  GetModel: serve(getModel),
  GetModelTemplate: serve(getModelTemplate),
  GetModels: serve(getModels),
  GetRequestValidator: serve(getRequestValidator),
  GetRequestValidators: serve(getRequestValidators),
  GetUsagePlan: serve(getUsagePlan),
  GetUsagePlanKey: serve(getUsagePlanKey),
  GetUsagePlanKeys: serve(getUsagePlanKeys),
  GetUsagePlans: serve(getUsagePlans),
  PutGatewayResponse: serve(putGatewayResponse),
  UpdateApiKey: serve(updateApiKey),
  UpdateAuthorizer: serve(updateAuthorizer),
  UpdateGatewayResponse: serve(updateGatewayResponse),
  UpdateModel: serve(updateModel),
  UpdateRequestValidator: serve(updateRequestValidator),
  UpdateUsagePlan: serve(updateUsagePlan),
});
