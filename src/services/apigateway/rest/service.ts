/** REST APIs: each operation of apigateway beside the function that does it. */
import type { ApigatewayOperations } from '../../../api/apigateway.ts';
import type { Handlers } from '../../../api/service.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { ApiGatewayDependencies } from '../context.ts';
import type { RestInput, RestOperation, RestOutput } from './context.ts';
import {
  createDeployment,
  deleteDeployment,
  getDeployment,
  getDeployments,
  updateDeployment,
} from './operations/deployments.ts';
import { importRestApi, putRestApi } from './operations/import.ts';
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

export function createRestOperations(dependencies: ApiGatewayDependencies) {
  const serve =
    <Name extends keyof ApigatewayOperations>(operation: RestOperation<Name>) =>
    (input: RestInput<Name>, request: RequestContext): Promise<RestOutput<Name>> =>
      operation(input, dependencies, request);
  return {
    CreateDeployment: serve(createDeployment),
    CreateRestApi: serve(createRestApi),
    CreateStage: serve(createStage),
    DeleteDeployment: serve(deleteDeployment),
    DeleteRestApi: serve(deleteRestApi),
    DeleteStage: serve(deleteStage),
    FlushStageAuthorizersCache: serve(flushStageAuthorizersCache),
    FlushStageCache: serve(flushStageCache),
    GetDeployment: serve(getDeployment),
    GetDeployments: serve(getDeployments),
    GetRestApi: serve(getRestApi),
    GetRestApis: serve(getRestApis),
    GetStage: serve(getStage),
    GetStages: serve(getStages),
    GetTags: serve(getTags),
    ImportRestApi: serve(importRestApi),
    PutRestApi: serve(putRestApi),
    TagResource: serve(tagResource),
    UntagResource: serve(untagResource),
    UpdateDeployment: serve(updateDeployment),
    UpdateRestApi: serve(updateRestApi),
    UpdateStage: serve(updateStage),
  } satisfies Handlers<ApigatewayOperations>;
}
