/** Every resource type that Serin carries out; a new one is a file beside this one and a line here. */
import type { ResourceClients } from '../resource-clients.ts';
import type { ResourceType } from '../resource-type.ts';
import { createAlarmType, createCompositeAlarmType } from './alarm.ts';
import { createAliasType } from './alias.ts';
import { createBucketPolicyType } from './bucket-policy.ts';
import { createBucketType } from './bucket.ts';
import { cdkMetadataType } from './cdk-metadata.ts';
import { createCodedeployApplicationType } from './codedeploy-application.ts';
import { createDeploymentConfigType } from './deployment-config.ts';
import { createDeploymentGroupType } from './deployment-group.ts';
import { createEventInvokeConfigType } from './event-invoke-config.ts';
import { createFunctionType } from './function.ts';
import { createLayerVersionPermissionType } from './layer-version-permission.ts';
import { createLayerVersionType } from './layer-version.ts';
import { createLogGroupType } from './log-group.ts';
import { createLogStreamType } from './log-stream.ts';
import { createManagedPolicyType } from './managed-policy.ts';
import { createMetricFilterType } from './metric-filter.ts';
import { createParameterType } from './parameter.ts';
import { createPermissionType } from './permission.ts';
import { createHttpApiAuthorizerType } from './http-api-authorizer.ts';
import { createHttpApiDeploymentType } from './http-api-deployment.ts';
import { createHttpApiIntegrationType } from './http-api-integration.ts';
import { createManagedOverridesType } from './http-api-managed-overrides.ts';
import { createHttpApiRouteType } from './http-api-route.ts';
import { createHttpApiStageType } from './http-api-stage.ts';
import { createHttpApiType } from './http-api.ts';
import { createRestApiDeploymentType } from './rest-api-deployment.ts';
import { createRestApiMethodType } from './rest-api-method.ts';
import {
  createGatewayResponseType,
  createRestApiAuthorizerType,
  createRestApiModelType,
  createRestApiResourceType,
  createRestApiValidatorType,
} from './rest-api-parts.ts';
import { createRestApiStageType } from './rest-api-stage.ts';
import {
  createApiKeyType,
  createRestApiAccountType,
  createUsagePlanKeyType,
  createUsagePlanType,
} from './rest-api-usage.ts';
import { createRestApiType } from './rest-api.ts';
import { createInlinePolicyType, createRolePolicyType } from './role-policies.ts';
import { createRoleType } from './role.ts';
import { createRuleType } from './rule.ts';
import { createSubscriptionType } from './subscription.ts';
import { createTopicPolicyType } from './topic-policy.ts';
import { createTopicType } from './topic.ts';
import { createUrlType } from './url.ts';
import { createVersionType } from './version.ts';
import { waitConditionHandleType } from './wait-condition-handle.ts';

export type ResourceTypes = ReadonlyMap<string, ResourceType>;

export function createResourceTypes(clients: ResourceClients): ResourceTypes {
  const types: readonly ResourceType[] = [
    createAlarmType(clients),
    createCompositeAlarmType(clients),
    createAliasType(clients),
    createBucketPolicyType(clients),
    createBucketType(clients),
    cdkMetadataType,
    createCodedeployApplicationType(clients),
    createDeploymentConfigType(clients),
    createDeploymentGroupType(clients),
    createEventInvokeConfigType(clients),
    createFunctionType(clients),
    createHttpApiType(clients),
    createHttpApiAuthorizerType(clients),
    createHttpApiDeploymentType(clients),
    createHttpApiIntegrationType(clients),
    createHttpApiRouteType(clients),
    createHttpApiStageType(clients),
    createManagedOverridesType(clients),
    createLayerVersionPermissionType(clients),
    createLayerVersionType(clients),
    createLogGroupType(clients),
    createLogStreamType(clients),
    createManagedPolicyType(clients),
    createMetricFilterType(clients),
    createParameterType(clients),
    createPermissionType(clients),
    createRestApiType(clients),
    createRestApiDeploymentType(clients),
    createRestApiStageType(clients),
    createRestApiMethodType(clients),
    createRestApiResourceType(clients),
    createRestApiModelType(clients),
    createRestApiValidatorType(clients),
    createRestApiAuthorizerType(clients),
    createGatewayResponseType(clients),
    createApiKeyType(clients),
    createUsagePlanType(clients),
    createUsagePlanKeyType(clients),
    createRestApiAccountType(clients),
    createInlinePolicyType(clients),
    createRolePolicyType(clients),
    createRoleType(clients),
    createRuleType(clients),
    createSubscriptionType(clients),
    createTopicPolicyType(clients),
    createTopicType(clients),
    createUrlType(clients),
    createVersionType(clients),
    waitConditionHandleType,
  ];
  return new Map(types.map((type) => [type.typeName, type]));
}
