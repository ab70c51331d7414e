/** The operations on what hangs on functions, and on layers. */
import type { LambdaOperations } from '../../api/lambda.ts';
import type { Handlers } from '../../api/service.ts';
import type { LambdaContext } from './context.ts';
import { addLayerVersionPermission } from './operations/add-layer-version-permission.ts';
import { addPermission } from './operations/add-permission.ts';
import { createFunctionUrlConfig } from './operations/create-function-url-config.ts';
import { deleteFunctionConcurrency } from './operations/delete-function-concurrency.ts';
import { deleteFunctionEventInvokeConfig } from './operations/delete-function-event-invoke-config.ts';
import { deleteFunctionUrlConfig } from './operations/delete-function-url-config.ts';
import { deleteLayerVersion } from './operations/delete-layer-version.ts';
import { deleteProvisionedConcurrencyConfig } from './operations/delete-provisioned-concurrency-config.ts';
import { getFunctionCodeSigningConfig } from './operations/get-function-code-signing-config.ts';
import { getFunctionConcurrency } from './operations/get-function-concurrency.ts';
import { getFunctionEventInvokeConfig } from './operations/get-function-event-invoke-config.ts';
import { getFunctionRecursionConfig } from './operations/get-function-recursion-config.ts';
import { getFunctionUrlConfig } from './operations/get-function-url-config.ts';
import { getLayerVersion } from './operations/get-layer-version.ts';
import { getLayerVersionByArn } from './operations/get-layer-version-by-arn.ts';
import { getLayerVersionPolicy } from './operations/get-layer-version-policy.ts';
import { getPolicy } from './operations/get-policy.ts';
import { getProvisionedConcurrencyConfig } from './operations/get-provisioned-concurrency-config.ts';
import { getRuntimeManagementConfig } from './operations/get-runtime-management-config.ts';
import { listFunctionEventInvokeConfigs } from './operations/list-function-event-invoke-configs.ts';
import { listFunctionUrlConfigs } from './operations/list-function-url-configs.ts';
import { listLayerVersions } from './operations/list-layer-versions.ts';
import { listLayers } from './operations/list-layers.ts';
import { listProvisionedConcurrencyConfigs } from './operations/list-provisioned-concurrency-configs.ts';
import { listTags } from './operations/list-tags.ts';
import { publishLayerVersion } from './operations/publish-layer-version.ts';
import { putFunctionConcurrency } from './operations/put-function-concurrency.ts';
import { putFunctionEventInvokeConfig } from './operations/put-function-event-invoke-config.ts';
import { putFunctionRecursionConfig } from './operations/put-function-recursion-config.ts';
import { putProvisionedConcurrencyConfig } from './operations/put-provisioned-concurrency-config.ts';
import { putRuntimeManagementConfig } from './operations/put-runtime-management-config.ts';
import { removeLayerVersionPermission } from './operations/remove-layer-version-permission.ts';
import { removePermission } from './operations/remove-permission.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import { updateFunctionEventInvokeConfig } from './operations/update-function-event-invoke-config.ts';
import { updateFunctionUrlConfig } from './operations/update-function-url-config.ts';

export function createAttachmentOperations(context: LambdaContext) {
  return {
    AddPermission: (input, request) => addPermission(input, request, context),
    RemovePermission: (input, request) => removePermission(input, request, context),
    GetPolicy: (input, request) => getPolicy(input, request, context),
    TagResource: (input, request) => tagResource(input, request, context),
    UntagResource: (input, request) => untagResource(input, request, context),
    ListTags: (input, request) => listTags(input, request, context),
    PublishLayerVersion: (input, request) => publishLayerVersion(input, request, context),
    GetLayerVersion: (input, request) => getLayerVersion(input, request, context),
    GetLayerVersionByArn: (input, request) => getLayerVersionByArn(input, request, context),
    ListLayers: (input, request) => listLayers(input, request, context),
    ListLayerVersions: (input, request) => listLayerVersions(input, request, context),
    DeleteLayerVersion: (input, request) => deleteLayerVersion(input, request, context),
    AddLayerVersionPermission: (input, request) => addLayerVersionPermission(input, request, context),
    GetLayerVersionPolicy: (input, request) => getLayerVersionPolicy(input, request, context),
    RemoveLayerVersionPermission: (input, request) => removeLayerVersionPermission(input, request, context),
    CreateFunctionUrlConfig: (input, request) => createFunctionUrlConfig(input, request, context),
    GetFunctionUrlConfig: (input, request) => getFunctionUrlConfig(input, request, context),
    UpdateFunctionUrlConfig: (input, request) => updateFunctionUrlConfig(input, request, context),
    DeleteFunctionUrlConfig: (input, request) => deleteFunctionUrlConfig(input, request, context),
    ListFunctionUrlConfigs: (input, request) => listFunctionUrlConfigs(input, request, context),
    PutFunctionConcurrency: (input, request) => putFunctionConcurrency(input, request, context),
    GetFunctionConcurrency: (input, request) => getFunctionConcurrency(input, request, context),
    DeleteFunctionConcurrency: (input, request) => deleteFunctionConcurrency(input, request, context),
    PutProvisionedConcurrencyConfig: (input, request) => putProvisionedConcurrencyConfig(input, request, context),
    GetProvisionedConcurrencyConfig: (input, request) => getProvisionedConcurrencyConfig(input, request, context),
    DeleteProvisionedConcurrencyConfig: (input, request) => deleteProvisionedConcurrencyConfig(input, request, context),
    ListProvisionedConcurrencyConfigs: (input, request) => listProvisionedConcurrencyConfigs(input, request, context),
    PutFunctionEventInvokeConfig: (input, request) => putFunctionEventInvokeConfig(input, request, context),
    UpdateFunctionEventInvokeConfig: (input, request) => updateFunctionEventInvokeConfig(input, request, context),
    GetFunctionEventInvokeConfig: (input, request) => getFunctionEventInvokeConfig(input, request, context),
    DeleteFunctionEventInvokeConfig: (input, request) => deleteFunctionEventInvokeConfig(input, request, context),
    ListFunctionEventInvokeConfigs: (input, request) => listFunctionEventInvokeConfigs(input, request, context),
    GetFunctionRecursionConfig: (input, request) => getFunctionRecursionConfig(input, request, context),
    PutFunctionRecursionConfig: (input, request) => putFunctionRecursionConfig(input, request, context),
    GetRuntimeManagementConfig: (input, request) => getRuntimeManagementConfig(input, request, context),
    PutRuntimeManagementConfig: (input, request) => putRuntimeManagementConfig(input, request, context),
    GetFunctionCodeSigningConfig: (input, request) => getFunctionCodeSigningConfig(input, request, context),
  } satisfies Handlers<LambdaOperations>;
}
