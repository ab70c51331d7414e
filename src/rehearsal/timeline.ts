/** What happened during an update, in one order: stack, traffic, alarms, deployments and hooks. Pure. */
import {
  alarmMoment,
  badEndMoment,
  beginMoment,
  hookMoment,
  stackMoments,
  type TimelineMoment as Moment,
  trafficMoment,
} from '../deployment/timeline-moments.ts';
import { exactWeights, resourceNamed, type Evidence, type ObservedAlias, type ObservedDeployment } from './evidence.ts';
import type { ShiftedAlias } from './shifted-aliases.ts';
import type { TimelineEntry } from './report.ts';

export function composeTimeline(evidence: Evidence): TimelineEntry[] {
  const { startedAtMs } = evidence;
  const moments = [
    ...evidence.events.flatMap(stackMoments),
    ...evidence.aliases.flatMap((observed) => [
      ...weightMoments(observed),
      ...observed.deployments.flatMap((deployment) => deploymentMoments(deployment, observed)),
    ]),
    ...alarmMoments(evidence),
  ];
  return moments
    .filter(({ atMs }) => atMs >= startedAtMs)
    .toSorted((one, other) => one.atMs - other.atMs)
    .map(({ atMs, ...moment }) => ({ atSeconds: Math.round((atMs - startedAtMs) / 100) / 10, ...moment }));
}

const nameOf = ({ functionResource, functionName, alias }: ShiftedAlias): string =>
  `${functionResource ?? functionName}:${alias}`;

function weightMoments(observed: ObservedAlias): Moment[] {
  const weights = exactWeights(observed);
  const hasMoved = weights.length > 1;
  return weights.map((split, index) =>
    trafficMoment(nameOf(observed.alias), split, { hasArrived: hasMoved && index > 0 && split.other === undefined }),
  );
}

function alarmMoments({ transitions, physicalIds }: Evidence): Moment[] {
  return transitions.map(({ atMs, alarm, state, reason }) =>
    alarmMoment({
      atMs,
      alarm: resourceNamed(alarm, { physicalIds }),
      state,
      reason: withoutArns(reason, { physicalIds }),
    }),
  );
}

/** A composite alarm's reason names others by their ARN. */
const withoutArns = (reason: string, evidence: Pick<Evidence, 'physicalIds'>): string =>
  reason.replaceAll(/arn:[^:\s]*:cloudwatch:[^:\s]*:\d+:alarm:([\w.-]+)/g, (_, name: string) =>
    resourceNamed(name, evidence),
  );

function deploymentMoments(
  { deploymentId, createdAtMs, isRollback, config, error, lifecycleEvents }: ObservedDeployment,
  { alias }: ObservedAlias,
): Moment[] {
  const subject = nameOf(alias);
  const hooks: Readonly<Record<string, string | undefined>> = {
    BeforeAllowTraffic: alias.beforeHook,
    AfterAllowTraffic: alias.afterHook,
  };
  const told = lifecycleEvents.flatMap(({ name, status, endedAtMs }): Moment[] => {
    const hook = hooks[name];
    if (isRollback || hook === undefined || endedAtMs === undefined) return [];
    return [hookMoment({ atMs: endedAtMs, hook, lifecycleEvent: name, status })];
  });
  const endedAtMs = Math.max(createdAtMs, ...lifecycleEvents.map((event) => event.endedAtMs ?? 0));
  return [
    beginMoment({ atMs: createdAtMs, subject, deploymentId, isRollback, config }),
    ...told,
    ...(error === undefined || lifecycleEvents.length === 0
      ? []
      : [badEndMoment({ atMs: endedAtMs, subject, deploymentId, error })]),
  ];
}
