/**
 * What is to be told of a deployment: to the topics of its triggers, and to the event bus. Saved in
 * one write with what it tells of, and removed once it is told.
 */
import { progressOf } from '../../../deployment/deployment-state.ts';
import { applicationArn } from './application.ts';
import { groupArn } from './deployment-group.ts';
import type { DeploymentRecord } from './deployment.ts';
import { errorInformationOf } from './error-information.ts';
import { noticeLanePrefix, type Owner } from './keys.ts';

export interface Notice extends Owner {
  readonly topicArns: readonly TriggeredTopic[];
  readonly deploymentId: string;
  /** JSON of the trigger's message, without the trigger's name. */
  readonly message: TriggerMessage;
  readonly subject: string;
  /** Absent: the event bus hears nothing of it. */
  readonly event?: { readonly resources: readonly string[]; readonly detail: string };
  readonly atMs: number;
  /** The same each time it is tried. */
  readonly requestId: string;
}

export interface TriggeredTopic {
  readonly triggerName: string;
  readonly topicArn: string;
}

/** All members are text or null, also those that hold JSON: so AWS sends them. */
type TriggerMessage = Readonly<Record<string, string | null>>;

export type NoticeKind = 'created' | 'in-progress' | 'ended';

const triggerEvents = {
  succeeded: 'DeploymentSuccess',
  failed: 'DeploymentFailure',
  stopped: 'DeploymentStop',
} as const;
const eventStates = { succeeded: 'SUCCESS', failed: 'FAILURE', stopped: 'STOP' } as const;

/** The documents of a notice; of a deployment's first, second … `ordinal` tells which. */
export function noticeChange(
  deployment: DeploymentRecord,
  kind: NoticeKind,
  { atMs, ordinal, requestId }: { readonly atMs: number; readonly ordinal: number; readonly requestId: string },
) {
  const key = `${noticeLanePrefix(deployment.groupId)}${String(atMs).padStart(16, '0')}-${
    deployment.state.kind === 'rollback' ? 'r' : 'd'
  }-${ordinal}-${deployment.id}`;
  return { kind: 'put' as const, key, value: describeNotice(deployment, kind, { atMs, requestId }) };
}

function describeNotice(
  deployment: DeploymentRecord,
  kind: NoticeKind,
  { atMs, requestId }: { readonly atMs: number; readonly requestId: string },
): Notice {
  const { region, account, id, applicationName, triggers } = deployment;
  const status = statusOf(deployment, kind);
  const trigger = triggerOf(deployment, kind);
  const topicArns = triggers
    .filter(({ events }) => trigger !== undefined && events.includes(trigger))
    .map(({ name, targetArn }) => ({ triggerName: name, topicArn: targetArn }));
  const event = describeEvent(deployment, kind);
  return {
    region,
    account,
    topicArns,
    deploymentId: id,
    message: describeMessage(deployment, kind, status),
    // SNS takes no longer one.
    subject: `${status}: AWS CodeDeploy ${id} in ${region} to ${applicationName}`.slice(0, 100),
    ...(event && { event }),
    atMs,
    requestId,
  };
}

function statusOf({ state }: DeploymentRecord, kind: NoticeKind): string {
  if (kind === 'created') return 'CREATED';
  return kind === 'in-progress' ? 'IN_PROGRESS' : progressOf(state).toUpperCase();
}

/** A rollback's beginning is told to those who wait for rollbacks. */
function triggerOf({ state }: DeploymentRecord, kind: NoticeKind): string | undefined {
  if (kind === 'created') return 'DeploymentStart';
  if (kind === 'in-progress') return state.kind === 'rollback' ? 'DeploymentRollback' : undefined;
  const { phase } = state;
  return phase.kind === 'ended' ? triggerEvents[phase.ending.outcome] : undefined;
}

function describeMessage(deployment: DeploymentRecord, kind: NoticeKind, status: string): TriggerMessage {
  const { region, account, id, applicationName, groupName, state, rollback } = deployment;
  const { phase, createdAtMs } = state;
  const ended = kind === 'ended' && phase.kind === 'ended' ? phase : undefined;
  const error = ended && errorInformationOf(ended.ending);
  const hasSucceeded = ended?.ending.outcome === 'succeeded';
  const overview = {
    Succeeded: hasSucceeded ? 1 : 0,
    Failed: hasSucceeded ? 0 : 1,
    Skipped: 0,
    InProgress: 0,
    Pending: 0,
  };
  return {
    region,
    accountId: account,
    applicationName,
    deploymentId: id,
    deploymentGroupName: groupName,
    createTime: javaDate(createdAtMs),
    completeTime: ended ? javaDate(ended.atMs) : null,
    ...(ended && { deploymentOverview: JSON.stringify(overview) }),
    status,
    ...(error && { errorInformation: JSON.stringify({ ErrorCode: error.code, ErrorMessage: error.message }) }),
    rollbackInformation: JSON.stringify(
      rollback?.kind === 'rolls-back'
        ? {
            RollbackMessage: rollbackMessage(deployment),
            RollbackTriggeringDeploymentId: rollback.deploymentId,
          }
        : {},
    ),
  };
}

/** AWS's sentence on a rollback, on either side of it. */
export function rollbackMessage({ id, rollback }: Pick<DeploymentRecord, 'id' | 'rollback'>): string {
  if (rollback === undefined) return '';
  const { deploymentId } = rollback;
  if (rollback.kind === 'rolls-back') return `Deployment ${id} is triggered to roll back deployment ${deploymentId}.`;
  if (rollback.isUndo === true)
    return `Deployment ${id} is undone by a deployment with the DeploymentId ${deploymentId}.`;
  return `Deployment ${id} terminated. Automatic rollback is triggered with a DeploymentId ${deploymentId}.`;
}

function describeEvent(deployment: DeploymentRecord, kind: NoticeKind): Notice['event'] {
  const { region, id, groupId, applicationName, groupName, state } = deployment;
  if (kind === 'in-progress') return undefined;
  const { phase } = state;
  const outcome = phase.kind === 'ended' ? phase.ending.outcome : undefined;
  const detail = {
    region,
    deploymentId: id,
    instanceGroupId: groupId,
    application: applicationName,
    deploymentGroup: groupName,
    state: kind === 'created' || outcome === undefined ? 'START' : eventStates[outcome],
  };
  const arns = [
    applicationArn({ ...deployment, name: applicationName }),
    groupArn(deployment, { applicationName, groupName }),
  ];
  return { resources: arns, detail: JSON.stringify(detail) };
}

/** A moment as Java's `Date` prints it: `Fri Oct 14 08:38:46 UTC 2022`. */
function javaDate(atMs: number): string {
  const [weekday = '', day, month, year, time] = new Date(atMs).toUTCString().split(/,? /);
  return `${weekday} ${month} ${day} ${time} UTC ${year}`;
}
