import { lifecycleStages } from '../../../deployment/deployment-state.ts';
import {
  alarmMoment,
  badEndMoment,
  beginMoment,
  hookMoment,
  stackMoments,
  type TimelineMoment,
  trafficMoment,
} from '../../../deployment/timeline-moments.ts';
import { watchedAlarms } from '../alarm-states.ts';
import type { CodedeployContext } from '../context.ts';
import { findDeployment, requireDeployment } from '../deployments.ts';
import { ownerOf } from '../records.ts';
import { nameOfPrincipal, whyEndedBadly } from '../resources/bad-end.ts';
import { endedAtMs } from '../resources/deployment-status.ts';
import type { DeploymentRecord, Intervention } from '../resources/deployment.ts';
import { shortName, targetIdOf } from '../resources/describe-deployment.ts';
import { errorInformationOf, lifecycleEventNames } from '../resources/error-information.ts';
import { alarmTransitions, operationEvents } from '../shift-surroundings.ts';
import { type Extension, requireDeploymentId } from './extension.ts';
import { stackOf } from './list-shifts.ts';

/** What happened around a shift, oldest first: its stack, its alarms, its hooks, and where the traffic was. */
export const describeShiftTimeline: Extension = async (input, context, request) => {
  const owner = ownerOf(request);
  const { value: deployment } = await requireDeployment(context, owner, requireDeploymentId(input));
  const story = await readStory(deployment, context);
  const weights = weightsOf(story);
  const deployments = [deployment, ...(story.rollback === undefined ? [] : [story.rollback])];
  // Of what happens in one moment, the cause stands first.
  const moments = [
    ...(await surroundingMoments(story, context)),
    ...deployments.flatMap(deploymentMoments),
    ...trafficMoments(story, weights),
    ...deployments.flatMap(successMoments),
  ];
  const reason = whyEndedBadly(deployment);
  return {
    entries: moments
      .toSorted((one, other) => one.atMs - other.atMs)
      .map(({ atMs, ...moment }) => ({ at: new Date(atMs), ...moment })),
    weights: weights.map(({ atMs, percent }) => ({ at: new Date(atMs), targetVersionWeight: percent / 100 })),
    ...(reason !== undefined && { reason }),
  };
};

interface Story {
  readonly deployment: DeploymentRecord;
  /** What takes it back. */
  readonly rollback: DeploymentRecord | undefined;
  /** Of a rollback: what it takes back. */
  readonly origin: DeploymentRecord | undefined;
}

async function readStory(deployment: DeploymentRecord, context: CodedeployContext): Promise<Story> {
  const { rollback: link } = deployment;
  const linked = link && (await findDeployment(context, deployment, link.deploymentId))?.value;
  return {
    deployment,
    rollback: link?.kind === 'rolled-back-by' ? linked : undefined,
    origin: link?.kind === 'rolls-back' ? linked : undefined,
  };
}

interface Weight {
  readonly atMs: number;
  /** Of the deployment's target version. */
  readonly percent: number;
}

/** From the version that had the traffic to the one that has it; what takes it back counts the other way. */
function weightsOf({ deployment, rollback, origin }: Story): readonly Weight[] {
  const { createdAtMs } = deployment.state;
  const first = { atMs: createdAtMs, percent: origin === undefined ? 0 : 100 - origin.state.appliedPercent };
  const own = appliedWeights(deployment);
  const back = rollback === undefined ? [] : appliedWeights(rollback);
  return [first, ...own, ...back.map(({ atMs, percent }) => ({ atMs, percent: 100 - percent }))];
}

/** A deployment of an earlier Serin kept no weights: of it, the last one is known. */
function appliedWeights({ weights, state, savedAtMs }: DeploymentRecord): readonly Weight[] {
  if (weights !== undefined || state.appliedPercent === 0) return weights ?? [];
  return [{ atMs: state.lifecycle.allow.endedAtMs ?? savedAtMs, percent: state.appliedPercent }];
}

function trafficMoments({ deployment: { target } }: Story, weights: readonly Weight[]): readonly TimelineMoment[] {
  if (target === undefined) return [];
  const { currentVersion, targetVersion } = target;
  return weights.map(({ atMs, percent }, index) => {
    const isSplit = percent > 0 && percent < 100;
    const split = {
      atMs,
      version: percent === 100 ? targetVersion : currentVersion,
      ...(isSplit && { other: { version: targetVersion, percent } }),
    };
    return trafficMoment(targetIdOf(target), split, { hasArrived: index > 0 && !isSplit });
  });
}

const subjectOf = ({ target, groupName }: DeploymentRecord): string =>
  target === undefined ? groupName : targetIdOf(target);

function deploymentMoments(deployment: DeploymentRecord): readonly TimelineMoment[] {
  const { id, state, configName, interventions = [] } = deployment;
  const subject = subjectOf(deployment);
  const isRollback = state.kind === 'rollback';
  return [
    beginMoment({ atMs: state.createdAtMs, subject, deploymentId: id, isRollback, config: configName }),
    ...hookMoments(deployment),
    ...interventions.map((intervention) => interventionMoment(intervention, subject)),
    ...badEndMoments(deployment),
  ];
}

function hookMoments({ state, target }: DeploymentRecord): readonly TimelineMoment[] {
  return lifecycleStages.flatMap((stage) => {
    const hook = stage === 'allow' ? undefined : target?.hooks[stage];
    const { status, endedAtMs: atMs } = state.lifecycle[stage];
    if (hook === undefined || atMs === undefined || (status !== 'succeeded' && status !== 'failed')) return [];
    const lifecycleEvent = lifecycleEventNames[stage];
    const word = status === 'succeeded' ? 'Succeeded' : 'Failed';
    return [hookMoment({ atMs, hook: shortName(hook), lifecycleEvent, status: word })];
  });
}

const interventionWords = {
  paused: 'paused by',
  resumed: 'resumed by',
  promoted: 'promoted by',
  'stop-requested': 'asked to stop by',
} as const satisfies Record<Intervention['kind'], string>;

const interventionMoment = ({ atMs, kind, by }: Intervention, subject: string): TimelineMoment => ({
  atMs,
  kind: 'deployment',
  subject,
  text: `${interventionWords[kind]} ${nameOfPrincipal(by)}`,
  tone: 'plain',
});

function badEndMoments(deployment: DeploymentRecord): readonly TimelineMoment[] {
  const { phase } = deployment.state;
  const error = phase.kind === 'ended' ? errorInformationOf(phase.ending) : undefined;
  if (phase.kind !== 'ended' || error === undefined) return [];
  return [badEndMoment({ atMs: phase.atMs, subject: subjectOf(deployment), deploymentId: deployment.id, error })];
}

function successMoments(deployment: DeploymentRecord): readonly TimelineMoment[] {
  const { phase } = deployment.state;
  if (phase.kind !== 'ended' || phase.ending.outcome !== 'succeeded') return [];
  const text = `${deployment.id} succeeded`;
  return [{ atMs: phase.atMs, kind: 'deployment', subject: subjectOf(deployment), text, tone: 'good' }];
}

async function surroundingMoments(
  { deployment, rollback }: Story,
  context: CodedeployContext,
): Promise<readonly TimelineMoment[]> {
  const stack = await stackOf(deployment, context);
  const events = stack === undefined ? [] : await operationEvents(deployment, stack.stackId, context);
  const fromMs = events[0]?.atMs ?? deployment.state.createdAtMs;
  const lastState = (rollback ?? deployment).state;
  const untilMs = endedAtMs(lastState) ?? context.clock.now();
  const names = watchedAlarms(deployment);
  const transitions = await alarmTransitions(deployment, { names, fromMs, untilMs }, context);
  return [...events.flatMap(stackMoments), ...transitions.map(alarmMoment)];
}
