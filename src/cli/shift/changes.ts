/** What happened between two looks at a deployment, a line each. Pure. */
import { describeAhead } from './ahead.ts';
import { describeOutcome } from './outcome.ts';
import { lifecycleDuration, newMessages } from './screen.ts';
import { hasEnded, type DeploymentView, type ShiftTarget, type Snapshot, type VersionMetrics } from './snapshot.ts';
import { formatClock, formatLatency, formatPercent, formatShare, plain, shortConfigName } from './words.ts';

/** `before`: absent at the first look. The lines begin with the platform's time. */
export function describeChanges(
  before: Snapshot | undefined,
  after: Snapshot,
  { timeZone }: { readonly timeZone?: string } = {},
): readonly string[] {
  const [old, now] = [before?.deployment, after.deployment];
  const at = { observedAt: after.observedAt, timeZone };
  const texts = [
    ...(old === undefined ? introduce(now) : []),
    ...lifecycle(old, now, after.observedAt),
    ...traffic(old, now, at),
    ...newErrors(old, now),
    ...alarms(old, now),
    ...newMessages({ ...now, messages: now.messages.slice(old?.messages.length ?? 0) }),
    ...ending(before, after),
  ];
  const clock = formatClock(after.observedAt, timeZone);
  return texts.map((text) => `${clock}  ${plain(text)}`);
}

function introduce(deployment: DeploymentView): readonly string[] {
  const { deploymentId, applicationName, deploymentGroupName, deploymentConfigName, target, rollsBack } = deployment;
  const what =
    target === undefined
      ? ''
      : `  ${target.functionName}:${target.functionAlias}  version ${target.currentVersion} → ${target.targetVersion}`;
  const kind = rollsBack === undefined ? '' : `  takes back ${rollsBack}`;
  return [
    `${deploymentId}  ${applicationName}/${deploymentGroupName}${what}${kind}  ${shortConfigName(deploymentConfigName)}  ${deployment.status}`,
  ];
}

function lifecycle(old: DeploymentView | undefined, now: DeploymentView, observedAt: number): readonly string[] {
  return now.lifecycleEvents.flatMap((event) => {
    const before = old?.lifecycleEvents.find(({ name }) => name === event.name)?.status ?? 'Pending';
    if (before === event.status) return [];
    const took = event.endedAt === undefined ? '' : ` after ${lifecycleDuration(event, observedAt)}`;
    return [`${event.name} ${event.status}${took}`];
  });
}

function traffic(
  old: DeploymentView | undefined,
  now: DeploymentView,
  at: { readonly observedAt: number; readonly timeZone: string | undefined },
): readonly string[] {
  const { target, weightPercent, isPaused } = now;
  if (target === undefined) return [];
  const hasMoved = weightPercent !== (old?.weightPercent ?? 0);
  const isSteered = isPaused !== (old?.isPaused ?? false);
  if (!hasMoved && !isSteered) return [];
  const ahead = describeAhead(now, at);
  const next = ahead === undefined ? '' : `; ${ahead}`;
  if (!hasMoved) return [isPaused ? `traffic ${ahead ?? 'paused'}` : `traffic goes on${next}`];
  const hasMetrics = weightPercent > 0 && old !== undefined && !hasEnded(now);
  return [`${splitOf(weightPercent, target)}${next}`, ...(hasMetrics ? now.versions.map(describeVersion) : [])];
}

function splitOf(percent: number, { currentVersion, targetVersion }: ShiftTarget): string {
  if (percent === 0 || percent === 100)
    return `all traffic on version ${percent === 0 ? currentVersion : targetVersion}`;
  return `traffic ${formatPercent(percent)} on version ${targetVersion}, ${formatPercent(100 - percent)} on version ${currentVersion}`;
}

const describeVersion = ({ version, invocations, errors, p99Ms }: VersionMetrics): string =>
  `version ${version}: ${invocations} invocations, ${errors} errors (${formatShare(errors, invocations)})${
    p99Ms === undefined ? '' : `, p99 ${formatLatency(p99Ms)}`
  }`;

/** The first errors of a version are news; that there are more is no line of its own. */
function newErrors(old: DeploymentView | undefined, now: DeploymentView): readonly string[] {
  return now.versions
    .filter(({ version, errors }) => {
      const before = old?.versions.find((known) => known.version === version)?.errors ?? 0;
      return errors > 0 && before === 0;
    })
    .map((version) => `errors: ${describeVersion(version)}`);
}

function alarms(old: DeploymentView | undefined, now: DeploymentView): readonly string[] {
  return now.alarms.flatMap(({ name, state, reason }) => {
    const before = old?.alarms.find((alarm) => alarm.name === name)?.state;
    if (before === state) return [];
    return [`alarm ${name} ${state}${state === 'ALARM' && reason !== '' ? `: ${reason}` : ''}`];
  });
}

/** The end, once it is known whole: a rollback's end belongs to it. */
function ending(before: Snapshot | undefined, after: Snapshot): readonly string[] {
  const told = before === undefined ? [] : describeOutcome(before).map(({ text }) => text);
  const isNew = hasEnded(after.deployment) && !(before !== undefined && hasEnded(before.deployment));
  const totals = isNew ? after.deployment.versions.map(describeVersion) : [];
  return [
    ...totals,
    ...describeOutcome(after)
      .map(({ text }) => text)
      .filter((text) => !told.includes(text)),
  ];
}
