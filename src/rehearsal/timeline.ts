/** What happened during an update, in one order: stack, traffic, alarms, deployments and hooks. Pure. */
import { exactWeights, resourceNamed, type Evidence, type ObservedAlias, type ObservedDeployment } from './evidence.ts';
import type { ShiftedAlias } from './shifted-aliases.ts';
import type { TimelineEntry } from './report.ts';

interface Moment extends Omit<TimelineEntry, 'atSeconds'> {
  readonly atMs: number;
}

export function composeTimeline(evidence: Evidence): TimelineEntry[] {
  const { startedAtMs } = evidence;
  const moments = [
    ...stackMoments(evidence),
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

/** Of the resources, only what went wrong: the rest is not the story. */
function stackMoments({ events }: Evidence): Moment[] {
  return events
    .filter(({ type, status }) => type === 'AWS::CloudFormation::Stack' || status.endsWith('_FAILED'))
    .map(({ atMs, resource, status, reason }) => ({
      atMs,
      kind: 'stack',
      subject: resource,
      text: reason === undefined || reason === 'User Initiated' ? status : `${status}: ${reason}`,
      tone: /FAILED|ROLLBACK/.test(status) ? 'bad' : status === 'UPDATE_COMPLETE' ? 'good' : 'plain',
    }));
}

const nameOf = ({ functionResource, functionName, alias }: ShiftedAlias): string =>
  `${functionResource ?? functionName}:${alias}`;

function weightMoments(observed: ObservedAlias): Moment[] {
  const { alias } = observed;
  const weights = exactWeights(observed);
  const hasMoved = weights.length > 1;
  return weights.map(({ atMs, version, other }, index) => ({
    atMs,
    kind: 'traffic',
    subject: nameOf(alias),
    text:
      other === undefined
        ? `100 % on version ${version}`
        : `${100 - other.percent} % on version ${version}, ${other.percent} % on version ${other.version}`,
    tone: !hasMoved || index === 0 || other !== undefined ? 'plain' : 'good',
  }));
}

function alarmMoments({ transitions, physicalIds }: Evidence): Moment[] {
  return transitions.map(({ atMs, alarm, state, reason }) => ({
    atMs,
    kind: 'alarm',
    subject: resourceNamed(alarm, { physicalIds }),
    text: state === 'ALARM' ? `ALARM: ${withoutArns(reason, { physicalIds })}` : state,
    tone: state === 'ALARM' ? 'bad' : 'plain',
  }));
}

/** A composite alarm's reason names others by their ARN. */
const withoutArns = (reason: string, evidence: Pick<Evidence, 'physicalIds'>): string =>
  reason.replaceAll(/arn:[^:\s]*:cloudwatch:[^:\s]*:\d+:alarm:([\w.-]+)/g, (_, name: string) =>
    resourceNamed(name, evidence),
  );

const endings: Readonly<Record<string, string>> = {
  ALARM_ACTIVE: 'was stopped by an alarm',
  HOOK_EXECUTION_FAILURE: 'was stopped by a hook',
};

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
    const tone = status === 'Succeeded' ? 'good' : 'bad';
    return [{ atMs: endedAtMs, kind: 'hook', subject: hook, text: `${name} ${status.toLowerCase()}`, tone }];
  });
  const what = isRollback ? 'takes the traffic back' : `begins, ${config.replace('CodeDeployDefault.', '')}`;
  return [
    { atMs: createdAtMs, kind: 'deployment', subject, text: `${deploymentId} ${what}`, tone: 'plain' },
    ...told,
    ...(error === undefined || lifecycleEvents.length === 0
      ? []
      : ([
          {
            atMs: Math.max(createdAtMs, ...lifecycleEvents.map(({ endedAtMs = 0 }) => endedAtMs)),
            kind: 'deployment',
            subject,
            text: `${deploymentId} ${endings[error.code] ?? `failed: ${error.message}`}`,
            tone: 'bad',
          },
        ] as const)),
  ];
}
