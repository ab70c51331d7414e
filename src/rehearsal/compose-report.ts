/** From what was seen to what it means. Pure. */
import { adviseOn } from './advice.ts';
import {
  exactWeights,
  resourceNamed,
  targetVersionOf,
  type Evidence,
  type ObservedAlias,
  type ObservedDeployment,
} from './evidence.ts';
import type { Fault } from './fault.ts';
import type {
  AlarmReport,
  BaselineReport,
  DeploymentReport,
  ExposureReport,
  RehearsalReport,
  ShiftReport,
  StackReport,
  TrafficReport,
  Verdict,
  VersionReport,
  WeightReport,
} from './report.ts';
import { composeTimeline } from './timeline.ts';
import type { ObservedWeights } from './observer.ts';
import type { AnsweredCall } from './traffic.ts';

export interface Setting {
  readonly template: string;
  readonly stackName: string;
  readonly region: string;
  readonly speed: number;
  readonly tookSeconds: number;
  readonly baseline: BaselineReport;
  readonly traffic: TrafficReport;
  readonly fault?: Fault;
  readonly expected?: 'promoted' | 'rolledBack';
}

export function composeReport(evidence: Evidence, setting: Setting): RehearsalReport {
  const shifts = evidence.aliases.map((observed) => describeShift(observed, evidence));
  const verdict = judge(evidence, shifts);
  const { fault, expected } = setting;
  const report = {
    schema: 'serin.rehearsal.v1' as const,
    verdict,
    ...(expected !== undefined && { expected }),
    isPassed: expected === undefined ? verdict !== 'failed' : verdict === expected,
    template: setting.template,
    stack: describeStack(evidence, setting.stackName),
    region: setting.region,
    baseline: setting.baseline,
    ...(fault !== undefined && {
      fault: { text: fault.text, errorsPercent: fault.errorShare * 100, latencyMs: fault.latencyMs },
    }),
    traffic: setting.traffic,
    speed: setting.speed,
    tookSeconds: setting.tookSeconds,
    shifts,
    alarms: describeAlarms(evidence),
    timeline: composeTimeline(evidence),
  };
  const adviceSetting = {
    verdict,
    requestsPerSecond: setting.traffic.requestsPerSecond,
    achievedPerSecond: setting.traffic.achievedPerSecond,
    ...(fault !== undefined && { fault }),
  };
  return { ...report, summary: summarize(report), advice: adviseOn(evidence, adviceSetting) };
}

function judge({ stackStatus }: Evidence, shifts: readonly ShiftReport[]): Verdict {
  if (shifts.some(({ outcome }) => outcome === 'stuck')) return 'failed';
  if (stackStatus === 'UPDATE_COMPLETE')
    return shifts.every(({ outcome }) => outcome !== 'rolledBack') ? 'promoted' : 'failed';
  const isBack = shifts.every(({ outcome }) => outcome !== 'promoted');
  return stackStatus === 'UPDATE_ROLLBACK_COMPLETE' && isBack ? 'rolledBack' : 'failed';
}

function summarize(report: Pick<RehearsalReport, 'verdict' | 'shifts' | 'stack' | 'fault'>): string {
  const { verdict, stack, fault } = report;
  switch (verdict) {
    case 'promoted':
      if (fault === undefined) return 'The change went all the way.';
      return `Nobody noticed the bad version (${fault.text}): it went all the way to everybody.`;
    case 'rolledBack':
      return `The ${fault === undefined ? 'new' : 'bad'} version was taken back ${describeGuard(report)}; ${describeMet(report)} met it.`;
    case 'failed':
      return `The stack ended as ${stack.status}${stack.reason === undefined ? '.' : `: ${plainReason(stack.reason)}`}`;
  }
}

/** Who stopped it: alarms, hooks, or a resource that could not be made. */
function describeGuard({ shifts, stack }: Pick<RehearsalReport, 'shifts' | 'stack'>): string {
  const unique = (names: readonly string[]): string => [...new Set(names)].join(' and ');
  const alarms = unique(shifts.flatMap(({ detectedBy }) => detectedBy ?? []));
  if (alarms !== '') return `by the alarm ${alarms}`;
  const events = shifts.flatMap(({ deployments }) => deployments.flatMap(({ lifecycleEvents }) => lifecycleEvents));
  const hooks = unique(events.flatMap(({ status, hook }) => (status === 'Failed' && hook !== undefined ? [hook] : [])));
  if (hooks !== '') return `by the hook ${hooks}`;
  return `because the update failed (${plainReason(stack.reason ?? stack.status)})`;
}

function describeMet({ shifts }: Pick<RehearsalReport, 'shifts'>): string {
  const met = shifts.reduce((sum, { exposure }) => sum + exposure.requests, 0);
  return met === 0 ? 'no request' : met === 1 ? '1 request' : `${met} requests`;
}

/** Without what a handler's answer is wrapped in. */
const plainReason = (reason: string): string =>
  reason
    .replace(/ \(RequestToken: [^)]*\)/, '')
    .replace(/Resource handler returned message: "(.*)"/, '$1')
    .replace(/\.$/, '');

function describeStack({ stackStatus, events }: Evidence, name: string): StackReport {
  const failure = events.find(({ status }) => status.endsWith('_FAILED'));
  return {
    name,
    status: stackStatus,
    ...(failure !== undefined && { reason: `${failure.resource}: ${failure.reason ?? failure.status}` }),
  };
}

function describeShift(observed: ObservedAlias, evidence: Evidence): ShiftReport {
  const { alias, currentVersion, deployments } = observed;
  const shift = deployments.find(({ isRollback }) => !isRollback);
  const targetVersion = targetVersionOf(observed);
  const since = (atMs: number): number => seconds(atMs - evidence.startedAtMs);
  const met = callsOf(observed, targetVersion);
  const firstBadAtMs = (met.find(({ hasFailed }) => hasFailed) ?? met[0])?.atMs;
  const alarm = findAlarm(observed, evidence, firstBadAtMs);
  const outcome = outcomeOf(observed, targetVersion);
  const weights = exactWeights(observed);
  const settledAtMs = weights.length > 1 ? weights.at(-1)?.atMs : undefined;
  const backAtMs = outcome === 'rolledBack' ? settledAtMs : undefined;
  const exposed = outcome === 'promoted' ? met.filter(({ atMs }) => atMs < (settledAtMs ?? Infinity)) : met;
  return {
    resource: alias.resource,
    ...(alias.functionResource !== undefined && { functionResource: alias.functionResource }),
    functionName: alias.functionName,
    alias: alias.alias,
    currentVersion,
    ...(targetVersion !== undefined && { targetVersion }),
    outcome,
    ...(shift !== undefined && { deploymentConfig: shift.config }),
    deployments: deployments.map((deployment) => describeDeployment(deployment, observed)),
    exposure: describeExposure(observed, exposed, since),
    ...(alarm !== undefined && { detectedBy: resourceNamed(alarm.alarm, evidence) }),
    ...(alarm !== undefined &&
      firstBadAtMs !== undefined && { detectSeconds: Math.max(0, seconds(alarm.atMs - firstBadAtMs)) }),
    ...(backAtMs !== undefined &&
      firstBadAtMs !== undefined && { restoreSeconds: Math.max(0, seconds(backAtMs - firstBadAtMs)) }),
    versions: describeVersions(observed, targetVersion),
    weights: describeWeights(weights, targetVersion, since),
  };
}

const seconds = (durationMs: number): number => Math.round(durationMs / 100) / 10;

function outcomeOf({ weights, currentVersion, deployments }: ObservedAlias, targetVersion: string | undefined) {
  const last = weights.at(-1);
  if (last === undefined || last.other !== undefined) return 'stuck';
  if (targetVersion !== undefined && last.version === targetVersion) return 'promoted';
  if (last.version !== currentVersion) return 'stuck';
  return deployments.length === 0 ? 'notShifted' : 'rolledBack';
}

/** The alarm that the deployment names; else the first of its group's that went off. */
function findAlarm({ deployments, group }: ObservedAlias, { transitions }: Evidence, firstBadAtMs: number | undefined) {
  const stopped = deployments.find(({ error }) => error?.code === 'ALARM_ACTIVE');
  if (stopped === undefined) return undefined;
  const watched = new Set(group?.alarms);
  const active = transitions.filter(({ alarm, state }) => state === 'ALARM' && watched.has(alarm));
  return active.find(({ atMs }) => atMs >= (firstBadAtMs ?? 0)) ?? active[0];
}

/** The calls that one version answered, in the order in which they were made. */
function callsOf({ tally }: ObservedAlias, version: string | undefined): readonly AnsweredCall[] {
  return tally.calls.filter((call) => call.version === version).toSorted((one, other) => one.atMs - other.atMs);
}

function describeExposure(
  { tally }: ObservedAlias,
  met: readonly AnsweredCall[],
  since: (atMs: number) => number,
): ExposureReport {
  const [first, last] = [met[0], met.at(-1)];
  if (first === undefined || last === undefined) return { requests: 0, errors: 0, sharePercent: 0 };
  const all = tally.calls.filter(({ atMs }) => atMs >= first.atMs && atMs <= last.atMs);
  return {
    requests: met.length,
    errors: met.filter(({ hasFailed }) => hasFailed).length,
    sharePercent: percent(met.length, all.length),
    firstAtSeconds: since(first.atMs),
    lastAtSeconds: since(last.atMs),
  };
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : Math.round((part / whole) * 1000) / 10);

function describeDeployment(deployment: ObservedDeployment, { alias }: ObservedAlias): DeploymentReport {
  const { deploymentId, status, isRollback, error, lifecycleEvents } = deployment;
  const hooks: Readonly<Record<string, string | undefined>> = {
    BeforeAllowTraffic: alias.beforeHook,
    AfterAllowTraffic: alias.afterHook,
  };
  return {
    deploymentId,
    status,
    isRollback,
    ...(error !== undefined && { error: error.message }),
    lifecycleEvents: lifecycleEvents.map(({ name, status: state, startedAtMs, endedAtMs }) => {
      const hook = isRollback ? undefined : hooks[name];
      return {
        name,
        status: state,
        ...(hook !== undefined && { hook }),
        ...(startedAtMs !== undefined && endedAtMs !== undefined && { seconds: seconds(endedAtMs - startedAtMs) }),
      };
    }),
  };
}

function describeVersions(observed: ObservedAlias, targetVersion: string | undefined): VersionReport[] {
  const { latencies, currentVersion } = observed;
  const versions = [
    { role: 'current' as const, version: currentVersion },
    ...(targetVersion === undefined ? [] : [{ role: 'target' as const, version: targetVersion }]),
  ];
  return versions.map(({ role, version }) => {
    const calls = callsOf(observed, version);
    const errors = calls.filter(({ hasFailed }) => hasFailed).length;
    return { version, role, requests: calls.length, errors, ...latencies.get(version) };
  });
}

function describeWeights(
  weights: readonly ObservedWeights[],
  targetVersion: string | undefined,
  since: (atMs: number) => number,
): WeightReport[] {
  return weights.map(({ atMs, version, other }) => {
    const otherPercent = other?.percent ?? 0;
    const targetPercent =
      version === targetVersion ? 100 - otherPercent : other?.version === targetVersion ? otherPercent : 0;
    return { atSeconds: Math.max(0, since(atMs)), targetPercent };
  });
}

function describeAlarms({ alarms, aliases, transitions, physicalIds, startedAtMs }: Evidence): AlarmReport[] {
  const watched = new Set(aliases.flatMap(({ group }) => (group?.areAlarmsOn === true ? group.alarms : [])));
  return [...alarms.metric, ...alarms.composite].map(({ AlarmName: name = '', StateValue }) => {
    const [resource] = [...physicalIds].find(([, physical]) => physical === name) ?? [];
    const state = transitions.findLast(({ alarm }) => alarm === name)?.state ?? StateValue ?? '';
    const first = transitions.find((one) => one.alarm === name && one.state === 'ALARM' && one.atMs >= startedAtMs);
    return {
      name,
      ...(resource !== undefined && { resource }),
      state,
      isWatched: watched.has(name),
      ...(first !== undefined && { firstAlarmAtSeconds: seconds(first.atMs - startedAtMs) }),
    };
  });
}
