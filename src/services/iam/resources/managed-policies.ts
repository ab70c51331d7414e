/**
 * The policies that AWS manages, as far as templates for functions name them. A name that is not
 * here is taken as well, under the path it is asked for with: AWS adds policies every week, and
 * nothing is enforced. A name that is here under another path is refused, as AWS refuses it.
 */
import { createHash } from 'node:crypto';
import { managedPolicyDocuments } from './managed-policy-documents.ts';
import type { PolicyName, PolicyRecord } from './policy.ts';
import { uniqueIdAlphabet } from './unique-id.ts';

const namesByPath: Readonly<Record<string, string>> = {
  '/': `AdministratorAccess PowerUserAccess ReadOnlyAccess SecurityAudit IAMFullAccess IAMReadOnlyAccess
    AWSLambda_FullAccess AWSLambda_ReadOnlyAccess AWSLambdaExecute AWSLambdaInvocation-DynamoDB
    AWSXRayDaemonWriteAccess AWSXrayWriteOnlyAccess AWSXrayReadOnlyAccess AWSXrayFullAccess
    AWSCodeDeployFullAccess AWSCodeDeployReadOnlyAccess AWSCodeDeployDeployerAccess AWSCodePipeline_FullAccess
    AWSCloudFormationFullAccess AWSCloudFormationReadOnlyAccess AWSStepFunctionsFullAccess AWSStepFunctionsReadOnlyAccess
    AmazonAPIGatewayAdministrator AmazonAPIGatewayInvokeFullAccess
    AmazonS3FullAccess AmazonS3ReadOnlyAccess AmazonDynamoDBFullAccess AmazonDynamoDBFullAccess_v2 AmazonDynamoDBReadOnlyAccess
    AmazonSNSFullAccess AmazonSNSReadOnlyAccess AmazonSQSFullAccess AmazonSQSReadOnlyAccess
    AmazonKinesisFullAccess AmazonKinesisReadOnlyAccess AmazonKinesisFirehoseFullAccess
    AmazonEventBridgeFullAccess AmazonEventBridgeReadOnlyAccess AmazonEventBridgeSchedulerFullAccess
    AmazonSSMFullAccess AmazonSSMReadOnlyAccess AmazonSSMManagedInstanceCore SecretsManagerReadWrite
    AmazonRDSFullAccess AmazonRDSReadOnlyAccess AmazonRDSDataFullAccess AmazonVPCFullAccess AmazonVPCReadOnlyAccess
    AmazonEC2FullAccess AmazonEC2ReadOnlyAccess AmazonEC2ContainerRegistryFullAccess AmazonEC2ContainerRegistryPowerUser
    AmazonEC2ContainerRegistryReadOnly AmazonCognitoPowerUser AmazonCognitoReadOnly AmazonSESFullAccess
    AmazonBedrockFullAccess AmazonRekognitionFullAccess AmazonRekognitionReadOnlyAccess AmazonTextractFullAccess
    AmazonPollyFullAccess AmazonPollyReadOnlyAccess AmazonTranscribeFullAccess ComprehendFullAccess TranslateFullAccess
    AmazonLexRunBotsOnly AmazonLexFullAccess AmazonAthenaFullAccess AmazonElastiCacheFullAccess AmazonRoute53FullAccess
    CloudWatchFullAccess CloudWatchFullAccessV2 CloudWatchReadOnlyAccess CloudWatchLogsFullAccess CloudWatchLogsReadOnlyAccess
    CloudWatchEventsFullAccess CloudWatchSyntheticsFullAccess CloudWatchLambdaInsightsExecutionRolePolicy CloudWatchAgentServerPolicy
    CloudWatchLambdaApplicationSignalsExecutionRolePolicy CloudFrontFullAccess CloudFrontReadOnlyAccess AWSLambdaManagedEC2ResourceOperator`,
  '/service-role/': `AWSLambdaBasicExecutionRole AWSLambdaBasicDurableExecutionRolePolicy AWSLambdaVPCAccessExecutionRole
    AWSLambdaDynamoDBExecutionRole AWSLambdaKinesisExecutionRole AWSLambdaSQSQueueExecutionRole AWSLambdaMSKExecutionRole
    AWSLambdaRole AWSLambdaENIManagementAccess
    AWSCodeDeployRole AWSCodeDeployRoleForLambda AWSCodeDeployRoleForLambdaLimited AWSCodeDeployRoleForECSLimited
    AWSCodeDeployRoleForCloudFormation AmazonAPIGatewayPushToCloudWatchLogs AWSAppSyncPushToCloudWatchLogs
    AmazonECSTaskExecutionRolePolicy AmazonS3ObjectLambdaExecutionRolePolicy AWSGlueServiceRole AmazonSSMAutomationRole
    CloudWatchEventsBuiltInTargetExecutionAccess CloudWatchEventsInvocationAccess AWSConfigRulesExecutionRole AWS_ConfigRole
    AWSIoTLogging AWSIoTRuleActions AWSBackupServiceRolePolicyForBackup AWSBackupServiceRolePolicyForRestores
    AmazonRDSEnhancedMonitoringRole`,
  '/job-function/': `Billing DatabaseAdministrator DataScientist NetworkAdministrator SupportUser SystemAdministrator ViewOnlyAccess`,
};

/** The moment in 2015 when most of these policies came to be. */
const createdAt = Date.UTC(2015, 1, 6, 18, 40, 58);

const pathsByName: ReadonlyMap<string, string> = new Map(
  Object.entries(namesByPath).flatMap(([path, names]) => names.split(/\s+/).map((name) => [name, path] as const)),
);

export const managedPolicies: readonly PolicyName[] = [...pathsByName].map(([name, path]) => ({
  account: 'aws',
  path,
  name,
}));

export function findManagedPolicy({ path, name }: PolicyName): PolicyRecord | undefined {
  const knownPath = pathsByName.get(name);
  if (knownPath !== undefined && knownPath !== path) return undefined;
  const document = managedPolicyDocuments.get(name);
  return {
    account: 'aws',
    name,
    path,
    policyId: managedPolicyId(name),
    tags: [],
    createdAt,
    updatedAt: createdAt,
    versions: [{ versionId: 'v1', createdAt, ...(document !== undefined && { document }) }],
    defaultVersionId: 'v1',
    nextVersion: 2,
  };
}

/** Not AWS's own ID, but always the same for one name. */
function managedPolicyId(name: string): string {
  const digest = createHash('sha256').update(name).digest();
  return `ANPA${[...digest.subarray(0, 17)].map((byte) => uniqueIdAlphabet[byte % 32]).join('')}`;
}
