/** A deployment as CodeDeploy tells of it. */
import type { CodedeployOperations } from '../../../api/codedeploy.ts';
import {
  type DeploymentState,
  type LifecycleStage,
  lifecycleStages,
  progressOf,
} from '../../../deployment/deployment-state.ts';
import type { DeploymentRecord, ShiftTarget } from './deployment.ts';
import { errorInformationOf, lifecycleEventNames } from './error-information.ts';
import { rollbackMessage } from './notice.ts';
import { describeAlarms } from './alarm-settings.ts';
import { describeAutoRollback } from './auto-rollback-settings.ts';
import { statusOf } from './deployment-status.ts';
import { describeRevision } from './revision-location.ts';
import type { RevisionRecord } from './revision.ts';
import { formatArn } from '../../../aws/arn.ts';

export type DeploymentInfo = NonNullable<CodedeployOperations['GetDeployment']['output']['deploymentInfo']>;
export type DeploymentTarget = NonNullable<CodedeployOperations['GetDeploymentTarget']['output']['deploymentTarget']>;
type ErrorCode = NonNullable<DeploymentInfo['errorInformation']>['code'];
type LambdaTarget = NonNullable<DeploymentTarget['lambdaTarget']>;
type LifecycleEvent = NonNullable<LambdaTarget['lifecycleEvents']>[number];

export interface Revisions {
  readonly revision: RevisionRecord | undefined;
  readonly previous: RevisionRecord | undefined;
}

export function describeDeployment(deployment: DeploymentRecord, { revision, previous }: Revisions): DeploymentInfo {
  const { state, rollback } = deployment;
  const ended = state.phase.kind === 'ended' ? state.phase : undefined;
  const error = ended && errorInformationOf(ended.ending);
  return {
    applicationName: deployment.applicationName,
    deploymentGroupName: deployment.groupName,
    deploymentConfigName: deployment.configName,
    deploymentId: deployment.id,
    ...(previous && { previousRevision: describeRevision(previous, { withContent: false }) }),
    ...(revision && { revision: describeRevision(revision, { withContent: false }) }),
    status: statusOf(state),
    // The codes are CodeDeploy's own: see `error-information.ts` and `deployment-check.ts`.
    ...(error && { errorInformation: { code: error.code as ErrorCode, message: error.message } }),
    createTime: new Date(state.createdAtMs),
    ...(state.startedAtMs !== undefined && { startTime: new Date(state.startedAtMs) }),
    ...(ended && { completeTime: new Date(ended.atMs) }),
    deploymentOverview: describeOverview(state),
    ...(deployment.description !== undefined && { description: deployment.description }),
    creator: deployment.creator,
    ignoreApplicationStopFailures: false,
    ...(deployment.autoRollback && { autoRollbackConfiguration: describeAutoRollback(deployment.autoRollback) }),
    updateOutdatedInstancesOnly: false,
    rollbackInfo: rollback === undefined ? {} : describeRollback(deployment, rollback),
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    instanceTerminationWaitTimeStarted: false,
    fileExistsBehavior: 'DISALLOW',
    deploymentStatusMessages: [...deployment.messages],
    computePlatform: 'Lambda',
    ...(deployment.overrideAlarms && { overrideAlarmConfiguration: describeAlarms(deployment.overrideAlarms) }),
  };
}

function describeRollback(deployment: DeploymentRecord, rollback: NonNullable<DeploymentRecord['rollback']>) {
  const { deploymentId } = rollback;
  return {
    ...(rollback.kind === 'rolls-back'
      ? { rollbackTriggeringDeploymentId: deploymentId }
      : { rollbackDeploymentId: deploymentId }),
    rollbackMessage: rollbackMessage(deployment),
  };
}

/** A deployment to Lambda has one target. */
function describeOverview(state: DeploymentState) {
  const status = targetStatus(state);
  const count = (name: string): number => (status === name ? 1 : 0);
  return {
    Pending: count('Pending'),
    InProgress: count('InProgress'),
    Succeeded: count('Succeeded'),
    Failed: count('Failed'),
    Skipped: 0,
    Ready: 0,
  };
}

const targetStatuses = {
  created: 'Pending',
  'in-progress': 'InProgress',
  succeeded: 'Succeeded',
  failed: 'Failed',
  stopped: 'Failed',
} as const;

const targetStatus = (state: DeploymentState) => targetStatuses[progressOf(state)];

/** Inferred: AWS's reference says the function's name; of ECS the like, with both parts, is recorded. */
export const targetIdOf = ({ functionName, alias }: ShiftTarget): string => `${shortName(functionName)}:${alias}`;

/** Of a function that is named by its ARN. */
export const shortName = (functionName: string): string =>
  functionName.startsWith('arn:') ? (functionName.split(':')[6] ?? functionName) : functionName;

export function describeDeploymentTarget(deployment: DeploymentRecord, target: ShiftTarget): DeploymentTarget {
  const { region, account, id, state } = deployment;
  const targetId = targetIdOf(target);
  return {
    deploymentTargetType: 'LambdaTarget',
    lambdaTarget: {
      deploymentId: id,
      targetId,
      targetArn: formatArn({ service: 'lambda', region, account, resource: `function:${targetId}` }),
      status: targetStatus(state),
      lastUpdatedAt: new Date(deployment.savedAtMs),
      lifecycleEvents: lifecycleStages.map((stage) => describeLifecycleEvent(state, stage)),
      lambdaFunctionInfo: {
        functionName: shortName(target.functionName),
        functionAlias: target.alias,
        currentVersion: target.currentVersion,
        targetVersion: target.targetVersion,
        targetVersionWeight: targetWeight(state),
      },
    },
  };
}

/** A fraction of 1, whatever AWS's reference says; what is taken back has none left. */
export function targetWeight({ phase, appliedPercent }: DeploymentState): number {
  return phase.kind === 'ended' && phase.isRolledBack ? 0 : appliedPercent / 100;
}

const eventStatuses = {
  pending: 'Pending',
  'in-progress': 'InProgress',
  succeeded: 'Succeeded',
  failed: 'Failed',
  skipped: 'Skipped',
} as const;

function describeLifecycleEvent(state: DeploymentState, stage: LifecycleStage): LifecycleEvent {
  const { status, startedAtMs, endedAtMs } = state.lifecycle[stage];
  const diagnostics = describeDiagnostics(state, stage);
  return {
    lifecycleEventName: lifecycleEventNames[stage],
    ...(diagnostics && { diagnostics }),
    ...(startedAtMs !== undefined && { startTime: new Date(startedAtMs) }),
    ...(endedAtMs !== undefined && { endTime: new Date(endedAtMs) }),
    status: eventStatuses[status],
  };
}

/** Inferred for failures. */
function describeDiagnostics(
  { phase, lifecycle }: DeploymentState,
  stage: LifecycleStage,
): LifecycleEvent['diagnostics'] {
  const { status } = lifecycle[stage];
  const of = (errorCode: 'Success' | 'ScriptFailed' | 'ScriptTimedOut' | 'UnknownError', message: string) => ({
    errorCode,
    message,
    scriptName: '',
    logTail: '',
  });
  if (status === 'succeeded') return of('Success', 'Succeeded');
  if (status !== 'failed' || (phase.kind !== 'ended' && phase.kind !== 'settling')) return undefined;
  const { ending } = phase;
  const message = errorInformationOf(ending)?.message ?? '';
  if (ending.outcome !== 'failed') return of('UnknownError', message);
  return of(ending.reason.kind === 'hook-silent' ? 'ScriptTimedOut' : 'ScriptFailed', message);
}
