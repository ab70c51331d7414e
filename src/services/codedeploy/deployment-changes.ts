/**
 * The documents that change with a deployment. A deployment's new state, what its group is doing, the
 * rollback that follows and what is to be told are one write: no crash leaves one without the other.
 */
import { formatAppSpec } from '../../deployment/app-spec.ts';
import { createDeployment, type DeploymentState, progressOf } from '../../deployment/deployment-state.ts';
import { planShift } from '../../deployment/shift-plan.ts';
import { invariant } from '../../invariant.ts';
import type { Change, Stored } from '../../storage/documents.ts';
import type { CodedeployContext } from './context.ts';
import { deploymentId } from './resources/deployment-id.ts';
import type { DeploymentRecord, ShiftTarget } from './resources/deployment.ts';
import type { GroupActivity } from './resources/deployment-group.ts';
import {
  accountHistoryPrefix,
  activityKey,
  deploymentKey,
  groupHistoryPrefix,
  historyPlace,
  runningKey,
} from './resources/keys.ts';
import { type NoticeKind, noticeChange } from './resources/notice.ts';
import { parseRevision, revisionIdOf } from './resources/revision-location.ts';
import { useRevision } from './revisions.ts';

type Needs = Pick<CodedeployContext, 'store' | 'clock' | 'random'>;

/** A deployment that begins to exist. `activity`: the group's, without an active deployment. */
export async function creationChanges(
  context: Needs,
  deployment: DeploymentRecord,
  activity: Stored<GroupActivity> | undefined,
): Promise<readonly Change[]> {
  invariant(activity?.value.activeDeploymentId === undefined, 'a group has one active deployment at most');
  const value = begun(activity?.value ?? {}, deployment);
  return [
    ...newDocuments(deployment),
    { kind: 'put', key: activityKey(deployment, deployment.groupId), value, ifRevision: activity?.revision ?? 0 },
    notice(context, deployment, 'created'),
  ];
}

const begun = (activity: GroupActivity, deployment: DeploymentRecord): GroupActivity => ({
  ...activity,
  activeDeploymentId: deployment.id,
  lastAttempted: deployment.id,
  targetRevisionId: deployment.revisionId,
});

function newDocuments(deployment: DeploymentRecord): readonly Change[] {
  const { id, groupId, state } = deployment;
  const place = historyPlace(state.createdAtMs, id);
  return [
    { kind: 'put', key: deploymentKey(deployment, id), value: deployment, ifRevision: 0 },
    { kind: 'put', key: runningKey(deployment, id), value: { id } },
    { kind: 'put', key: groupHistoryPrefix(deployment, groupId) + place, value: { id } },
    { kind: 'put', key: accountHistoryPrefix(deployment) + place, value: { id } },
  ];
}

/** A deployment that has moved on to `next`. */
export async function progressChanges(
  context: Needs,
  stored: Stored<DeploymentRecord>,
  next: DeploymentRecord,
): Promise<readonly Change[]> {
  const before = stored.value.state;
  const { phase } = next.state;
  const saved = withWeight(stored.value, { ...next, savedAtMs: context.clock.now() });
  const put = (value: DeploymentRecord): Change => ({
    kind: 'put',
    key: stored.key,
    value,
    ifRevision: stored.revision,
  });
  if (phase.kind === 'ended') return endChanges(context, saved, put);
  const hasBegun = progressOf(before) === 'created' && progressOf(next.state) === 'in-progress';
  // AWS tells of this moment for rollbacks alone.
  return hasBegun ? [put(saved), notice(context, saved, 'in-progress')] : [put(saved)];
}

/** A weight that is in force now. There are few: they grow, and are whole percents. */
function withWeight({ state, weights = [] }: DeploymentRecord, next: DeploymentRecord): DeploymentRecord {
  const { appliedPercent: percent, phase, lifecycle } = next.state;
  if (percent === state.appliedPercent) return next;
  const isBetween = phase.kind === 'shifting' && phase.isApplied;
  const atMs = isBetween ? phase.appliedAtMs : (lifecycle.allow.endedAtMs ?? next.savedAtMs);
  return { ...next, weights: [...weights, { atMs, percent }] };
}

async function endChanges(
  context: Needs,
  ended: DeploymentRecord,
  put: (value: DeploymentRecord) => Change,
): Promise<readonly Change[]> {
  const { id, state } = ended;
  const rollback = isTakenBack(state) ? createRollback(context, ended) : undefined;
  const value: DeploymentRecord =
    rollback === undefined ? ended : { ...ended, rollback: { kind: 'rolled-back-by', deploymentId: rollback.id } };
  return [
    put(value),
    { kind: 'delete', key: runningKey(ended, id) },
    await activityChange(context, ended, rollback),
    notice(context, value, 'ended'),
    ...(rollback === undefined
      ? []
      : [
          ...newDocuments(rollback),
          ...(await rollbackRevision(context, rollback)),
          notice(context, rollback, 'created'),
        ]),
  ];
}

const isTakenBack = ({ phase }: DeploymentState): boolean => phase.kind === 'ended' && phase.isRolledBack;

/** A group that was deleted meanwhile leaves nothing behind once the last deployment to it has ended. */
async function activityChange(
  { store }: Needs,
  ended: DeploymentRecord,
  rollback: DeploymentRecord | undefined,
): Promise<Change> {
  const key = activityKey(ended, ended.groupId);
  const stored = await store.documents.get<GroupActivity>(key);
  const { activeDeploymentId, ...activity } = stored?.value ?? {};
  invariant(activeDeploymentId === ended.id, 'what ends is the active deployment of its group');
  const ifRevision = stored?.revision ?? 0;
  if (rollback === undefined && activity.isGroupDeleted === true) return { kind: 'delete', key, ifRevision };
  const hasSucceeded = progressOf(ended.state) === 'succeeded';
  const next: GroupActivity = hasSucceeded ? { ...activity, lastSuccessful: ended.id } : activity;
  return { kind: 'put', key, value: rollback === undefined ? next : begun(next, rollback), ifRevision };
}

const allAtOnce = 'CodeDeployDefault.LambdaAllAtOnce';

/** What takes a deployment back: all at once, without hooks and alarms, which would only hold it up. */
export function createRollback(
  { clock, random }: Needs,
  of: DeploymentRecord,
  { creator = 'codeDeployRollback' }: { readonly creator?: DeploymentRecord['creator'] } = {},
): DeploymentRecord {
  const { target, rollback: _, alarms: __, overrideAlarms: ___, description: ____, ...known } = of;
  const { weights: _____, interventions: ______, ...rest } = known;
  invariant(target !== undefined, 'a deployment that moved an alias knows which');
  const swapped = swap(target);
  const atMs = clock.now();
  return {
    ...rest,
    id: deploymentId(random),
    state: createDeployment({ kind: 'rollback', settings: rollbackSettings, atMs }),
    configName: allAtOnce,
    revisionId: revisionIdOf(rollbackSpec(swapped)),
    previousRevisionId: of.revisionId,
    creator,
    target: swapped,
    rollback: { kind: 'rolls-back', deploymentId: of.id },
    messages: [],
    savedAtMs: atMs,
  };
}

const rollbackSettings = {
  steps: planShift({ kind: 'all-at-once' }),
  alarms: 'none',
  ignoresUnreadableAlarms: true,
  rollsBackOn: { failure: false, alarm: false, stopRequest: false },
  awaitsBrokenHooks: false,
} as const;

const swap = ({ currentVersion, targetVersion, ...rest }: ShiftTarget): ShiftTarget => ({
  ...rest,
  currentVersion: targetVersion,
  targetVersion: currentVersion,
  hooks: {},
});

const rollbackSpec = (target: ShiftTarget) =>
  parseRevision({ revisionType: 'AppSpecContent', appSpecContent: { content: formatAppSpec(target) } });

/** A rollback's revision is registered like any other, so that it can be looked at. */
export async function rollbackRevision(
  context: Needs,
  { region, account, applicationId, target, id: deploymentId, state }: DeploymentRecord,
): Promise<readonly Change[]> {
  invariant(target !== undefined, 'a rollback knows what it moves');
  const application = { region, account, id: applicationId };
  const reference = rollbackSpec(target);
  const use = { application, reference, deploymentId, atMs: state.createdAtMs };
  return (await useRevision(context, use)).changes;
}

function notice({ clock, random }: Needs, deployment: DeploymentRecord, kind: NoticeKind): Change {
  const ordinal = ({ created: 0, 'in-progress': 1, ended: 2 } as const)[kind];
  return noticeChange(deployment, kind, { atMs: clock.now(), ordinal, requestId: random.uuid() });
}
