import type { ApigatewayOperations } from '../../api/apigateway.ts';
import type { Apigatewayv2Operations } from '../../api/apigatewayv2.ts';
import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { CodedeployOperations } from '../../api/codedeploy.ts';
import type { EventsOperations } from '../../api/events.ts';
import type { IamOperations } from '../../api/iam.ts';
import type { LambdaOperations } from '../../api/lambda.ts';
import type { LogsOperations } from '../../api/logs.ts';
import type { S3Operations } from '../../api/s3.ts';
import type { Client } from '../../api/service.ts';
import type { SnsOperations } from '../../api/sns.ts';
import type { SsmOperations } from '../../api/ssm.ts';

/**
 * The peers that resource types call, each with the operations that the types use. They are handed
 * what users wrote, so they refuse what their service's model refuses.
 */
export interface ResourceClients {
  readonly lambda: LambdaPeer;
  readonly apigateway: RestApiPeer;
  readonly apigatewayv2: HttpApiPeer;
  readonly codedeploy: CodedeployPeer;
  readonly cloudwatch: Pick<
    Client<CloudwatchOperations>,
    'DeleteAlarms' | 'DescribeAlarms' | 'PutCompositeAlarm' | 'PutMetricAlarm' | 'TagResource' | 'UntagResource'
  >;
  readonly iam: IamPeer;
  readonly s3: S3Peer;
  readonly events: Pick<
    Client<EventsOperations>,
    | 'DeleteRule'
    | 'DescribeRule'
    | 'ListTargetsByRule'
    | 'PutRule'
    | 'PutTargets'
    | 'RemoveTargets'
    | 'TagResource'
    | 'UntagResource'
  >;
  readonly sns: Pick<
    Client<SnsOperations>,
    | 'CreateTopic'
    | 'DeleteTopic'
    | 'GetTopicAttributes'
    | 'SetTopicAttributes'
    | 'TagResource'
    | 'UntagResource'
    | 'Subscribe'
    | 'Unsubscribe'
    | 'GetSubscriptionAttributes'
    | 'SetSubscriptionAttributes'
    | 'ListSubscriptionsByTopic'
  >;
  readonly ssm: Pick<
    Client<SsmOperations>,
    | 'AddTagsToResource'
    | 'DeleteParameter'
    | 'DescribeParameters'
    | 'GetParameter'
    | 'PutParameter'
    | 'RemoveTagsFromResource'
  >;
  readonly logs: Pick<
    Client<LogsOperations>,
    | 'AssociateKmsKey'
    | 'CreateLogGroup'
    | 'DisassociateKmsKey'
    | 'PutLogGroupDeletionProtection'
    | 'DeleteLogGroup'
    | 'DescribeLogGroups'
    | 'PutRetentionPolicy'
    | 'DeleteRetentionPolicy'
    | 'CreateLogStream'
    | 'DeleteLogStream'
    | 'DescribeLogStreams'
    | 'PutMetricFilter'
    | 'DeleteMetricFilter'
    | 'DescribeMetricFilters'
    | 'TagResource'
    | 'UntagResource'
  >;
}

type LambdaPeer = Pick<
  Client<LambdaOperations>,
  | 'AddLayerVersionPermission'
  | 'AddPermission'
  | 'CreateAlias'
  | 'CreateFunction'
  | 'CreateFunctionUrlConfig'
  | 'DeleteAlias'
  | 'DeleteFunction'
  | 'DeleteFunctionConcurrency'
  | 'DeleteFunctionEventInvokeConfig'
  | 'DeleteFunctionUrlConfig'
  | 'DeleteLayerVersion'
  | 'DeleteProvisionedConcurrencyConfig'
  | 'GetAlias'
  | 'GetFunctionConfiguration'
  | 'GetFunctionEventInvokeConfig'
  | 'GetFunctionUrlConfig'
  | 'GetLayerVersionPolicy'
  | 'GetPolicy'
  | 'GetProvisionedConcurrencyConfig'
  | 'ListLayerVersions'
  | 'ListTags'
  | 'ListVersionsByFunction'
  | 'PublishLayerVersion'
  | 'PublishVersion'
  | 'PutFunctionConcurrency'
  | 'PutFunctionEventInvokeConfig'
  | 'PutFunctionRecursionConfig'
  | 'PutProvisionedConcurrencyConfig'
  | 'PutRuntimeManagementConfig'
  | 'RemoveLayerVersionPermission'
  | 'RemovePermission'
  | 'TagResource'
  | 'UntagResource'
  | 'UpdateAlias'
  | 'UpdateFunctionCode'
  | 'UpdateFunctionConfiguration'
  | 'UpdateFunctionUrlConfig'
>;

type RestApiPeer = Pick<
  Client<ApigatewayOperations>,
  | 'CreateApiKey'
  | 'CreateAuthorizer'
  | 'CreateDeployment'
  | 'CreateModel'
  | 'CreateRequestValidator'
  | 'CreateResource'
  | 'CreateRestApi'
  | 'CreateStage'
  | 'CreateUsagePlan'
  | 'CreateUsagePlanKey'
  | 'DeleteApiKey'
  | 'DeleteAuthorizer'
  | 'DeleteDeployment'
  | 'DeleteGatewayResponse'
  | 'DeleteMethod'
  | 'DeleteModel'
  | 'DeleteRequestValidator'
  | 'DeleteResource'
  | 'DeleteRestApi'
  | 'DeleteStage'
  | 'DeleteUsagePlan'
  | 'DeleteUsagePlanKey'
  | 'GetMethod'
  | 'GetModel'
  | 'GetRestApi'
  | 'GetStage'
  | 'GetUsagePlan'
  | 'GetUsagePlanKey'
  | 'PutGatewayResponse'
  | 'PutIntegration'
  | 'PutIntegrationResponse'
  | 'PutMethod'
  | 'PutMethodResponse'
  | 'PutRestApi'
  | 'TagResource'
  | 'UntagResource'
  | 'UpdateAccount'
  | 'UpdateApiKey'
  | 'UpdateAuthorizer'
  | 'UpdateDeployment'
  | 'UpdateModel'
  | 'UpdateRequestValidator'
  | 'UpdateRestApi'
  | 'UpdateStage'
  | 'UpdateUsagePlan'
>;

type HttpApiPeer = Pick<
  Client<Apigatewayv2Operations>,
  | 'CreateApi'
  | 'CreateAuthorizer'
  | 'CreateDeployment'
  | 'CreateIntegration'
  | 'CreateRoute'
  | 'CreateStage'
  | 'DeleteAccessLogSettings'
  | 'DeleteApi'
  | 'DeleteAuthorizer'
  | 'DeleteCorsConfiguration'
  | 'DeleteDeployment'
  | 'DeleteIntegration'
  | 'DeleteRoute'
  | 'DeleteStage'
  | 'GetIntegrations'
  | 'GetRoutes'
  | 'ImportApi'
  | 'ReimportApi'
  | 'TagResource'
  | 'UntagResource'
  | 'UpdateApi'
  | 'UpdateAuthorizer'
  | 'UpdateDeployment'
  | 'UpdateIntegration'
  | 'UpdateRoute'
  | 'UpdateStage'
>;

type CodedeployPeer = Pick<
  Client<CodedeployOperations>,
  | 'CreateApplication'
  | 'CreateDeployment'
  | 'CreateDeploymentConfig'
  | 'CreateDeploymentGroup'
  | 'DeleteApplication'
  | 'DeleteDeploymentConfig'
  | 'DeleteDeploymentGroup'
  | 'GetApplication'
  | 'GetDeployment'
  | 'GetDeploymentConfig'
  | 'GetDeploymentGroup'
  | 'ListDeployments'
  | 'StopDeployment'
  | 'TagResource'
  | 'UntagResource'
  | 'UpdateDeploymentGroup'
>;

type IamPeer = Pick<
  Client<IamOperations>,
  | 'AttachRolePolicy'
  | 'CreatePolicy'
  | 'CreatePolicyVersion'
  | 'CreateRole'
  | 'DeletePolicy'
  | 'DeletePolicyVersion'
  | 'DeleteRole'
  | 'DeleteRolePermissionsBoundary'
  | 'DeleteRolePolicy'
  | 'DetachRolePolicy'
  | 'GetPolicy'
  | 'GetRole'
  | 'ListAttachedRolePolicies'
  | 'ListEntitiesForPolicy'
  | 'ListPolicyVersions'
  | 'ListRolePolicies'
  | 'PutRolePermissionsBoundary'
  | 'PutRolePolicy'
  | 'TagPolicy'
  | 'TagRole'
  | 'UntagPolicy'
  | 'UntagRole'
  | 'UpdateAssumeRolePolicy'
  | 'UpdateRole'
>;

type S3Peer = Pick<
  Client<S3Operations>,
  | 'CreateBucket'
  | 'DeleteBucket'
  | 'DeleteBucketCors'
  | 'DeleteBucketEncryption'
  | 'DeleteBucketLifecycle'
  | 'DeleteBucketOwnershipControls'
  | 'DeleteBucketPolicy'
  | 'DeleteBucketTagging'
  | 'DeleteBucketWebsite'
  | 'DeletePublicAccessBlock'
  | 'GetBucketPolicy'
  | 'GetObject'
  | 'HeadBucket'
  | 'PutBucketCors'
  | 'PutBucketEncryption'
  | 'PutBucketLifecycleConfiguration'
  | 'PutBucketLogging'
  | 'PutBucketNotificationConfiguration'
  | 'PutBucketOwnershipControls'
  | 'PutBucketPolicy'
  | 'PutBucketTagging'
  | 'PutBucketVersioning'
  | 'PutBucketWebsite'
  | 'PutPublicAccessBlock'
>;
