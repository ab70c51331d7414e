/** A group as `GetDeploymentGroup` tells it: what it is, and what was last deployed to it. */
import type { CodedeployContext, CodedeployOutput } from './context.ts';
import { findActivity } from './records.ts';
import { describeAlarms } from './resources/alarm-settings.ts';
import type { ApplicationRecord } from './resources/application.ts';
import { describeAutoRollback } from './resources/auto-rollback-settings.ts';
import type { DeploymentRecord } from './resources/deployment.ts';
import type { GroupRecord } from './resources/deployment-group.ts';
import { endedAtMs, statusOf } from './resources/deployment-status.ts';
import { lambdaStyle } from './resources/deployment-style.ts';
import { deploymentKey, type Owner } from './resources/keys.ts';
import { defaultConfigName } from './resources/predefined-configs.ts';
import { describeTrigger } from './resources/triggers.ts';
import { findRevision } from './revisions.ts';
import { describeRevision } from './resources/revision-location.ts';

type GroupInfo = NonNullable<CodedeployOutput<'GetDeploymentGroup'>['deploymentGroupInfo']>;
type StoreHolder = Pick<CodedeployContext, 'store'>;

export async function describeGroup(
  context: StoreHolder,
  application: ApplicationRecord,
  group: GroupRecord,
): Promise<GroupInfo> {
  return {
    applicationName: application.name,
    deploymentGroupId: group.id,
    deploymentGroupName: group.name,
    deploymentConfigName: group.deploymentConfigName ?? defaultConfigName,
    ec2TagFilters: [],
    onPremisesInstanceTagFilters: [],
    autoScalingGroups: [],
    serviceRoleArn: group.serviceRoleArn,
    triggerConfigurations: group.triggers.map(describeTrigger),
    alarmConfiguration: describeAlarms(group.alarms),
    autoRollbackConfiguration: describeAutoRollback(group.autoRollback),
    deploymentStyle: lambdaStyle,
    outdatedInstancesStrategy: 'UPDATE',
    computePlatform: 'Lambda',
    terminationHookEnabled: false,
    ...(await describeActivity(context, group)),
  };
}

async function describeActivity(context: StoreHolder, group: GroupRecord): Promise<Partial<GroupInfo>> {
  const activity = (await findActivity(context, group))?.value;
  if (activity === undefined) return {};
  const { targetRevisionId, lastSuccessful, lastAttempted } = activity;
  const target = targetRevisionId === undefined ? undefined : await findRevision(context, group, targetRevisionId);
  const successful = await describeLast(context, group, lastSuccessful);
  const attempted = await describeLast(context, group, lastAttempted);
  return {
    ...(target !== undefined && { targetRevision: describeRevision(target.value, { withContent: false }) }),
    ...(successful !== undefined && { lastSuccessfulDeployment: successful }),
    ...(attempted !== undefined && { lastAttemptedDeployment: attempted }),
  };
}

async function describeLast(
  { store }: StoreHolder,
  owner: Owner,
  deploymentId: string | undefined,
): Promise<GroupInfo['lastAttemptedDeployment']> {
  if (deploymentId === undefined) return undefined;
  const stored = await store.documents.get<DeploymentRecord>(deploymentKey(owner, deploymentId));
  if (stored === undefined) return undefined;
  const { state } = stored.value;
  const endMs = endedAtMs(state);
  return {
    deploymentId,
    status: statusOf(state),
    createTime: new Date(state.createdAtMs),
    ...(endMs !== undefined && { endTime: new Date(endMs) }),
  };
}
