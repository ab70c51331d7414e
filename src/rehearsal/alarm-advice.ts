/** What is wrong with one metric alarm as a guard of one alias's deployments. Pure. */
import { canSee, isMixed, sightOf, type AlarmView, type Sight, type WatchedMetric } from './alarm-sight.ts';
import type { ObservedAlias, ObservedGroup } from './evidence.ts';
import type { Fault } from './fault.ts';
import type { Advice } from './report.ts';

export interface Guarded {
  readonly observed: ObservedAlias;
  readonly group: ObservedGroup;
  readonly targetVersion: string;
  readonly requestsPerSecond: number;
  readonly fault?: Fault;
  /** Of the function, where the template says it. */
  readonly timeoutMs: number;
}

type Finding = Omit<Advice, 'resource'>;

export function adviseOnAlarm(alarm: AlarmView, guarded: Guarded): Advice[] {
  const sights = alarm.metrics.map((metric) => sightOf(metric, guarded.observed, guarded.targetVersion));
  const blindness = adviseOnSight(sights, guarded);
  const findings =
    blindness !== undefined
      ? [blindness]
      : [
          ...adviseOnTime(alarm, guarded),
          ...adviseOnThreshold(alarm, sights, guarded),
          ...adviseOnMix(sights, guarded),
          ...adviseOnMissingData(alarm, sights),
        ];
  return findings.map((finding) => ({ ...finding, resource: alarm.resource }));
}

/** An alarm that looks elsewhere altogether needs no other advice. */
function adviseOnSight(sights: readonly Sight[], { observed, targetVersion }: Guarded): Finding | undefined {
  const blind = sights.find((sight) => !canSee(sight));
  if (blind === undefined || sights.some(canSee)) return undefined;
  const { functionName, alias, functionResource, versionReference = 'the version' } = observed.alias;
  const reference = functionResource ?? functionName;
  const sees = `Dimensions: FunctionName (!Ref ${reference}), Resource (!Sub "\${${reference}}:${alias}") and ExecutedVersion (${versionReference})`;
  switch (blind.kind) {
    case 'other-function':
      return {
        code: 'other-function',
        severity: 'blind',
        finding: `It looks at the function ${blind.name}, and guards deployments of ${functionName}: nothing that the new version does can set it off.`,
        mend: `Let it look at ${functionName}. ${sees}.`,
      };
    case 'other-alias':
      return {
        code: 'other-alias',
        severity: 'blind',
        finding: `It looks at ${blind.resource}; the traffic goes through ${functionName}:${alias}.`,
        mend: `${sees}.`,
      };
    case 'version-resource':
      return {
        code: 'version-as-resource',
        severity: 'blind',
        finding: `Its Resource is ${blind.resource}. Lambda counts calls through an alias under the alias, never under the version: this metric stays empty.`,
        mend: `${sees}.`,
      };
    case 'other-version':
      return {
        code: 'other-version',
        severity: 'blind',
        finding: `It looks at version ${blind.version}, and the deployment was of version ${targetVersion}: each deployment makes a new one.`,
        mend: `${sees}.`,
      };
    case 'incomplete':
      return {
        code: 'no-such-metric',
        severity: 'blind',
        finding: `Lambda publishes no metric with these dimensions: ${blind.missing} is missing, so the alarm never has data.`,
        mend: `${sees}.`,
      };
    case 'foreign':
      return {
        code: 'not-rehearsed',
        severity: 'note',
        finding: `It looks at ${blind.namespace}, of which a rehearsal that calls functions directly makes no data unless they do.`,
        mend: `Add an alarm on the Errors of the new version beside it. ${sees}.`,
      };
    case 'target':
    case 'alias':
    case 'function':
      return undefined;
  }
}

/** CloudWatch looks once a minute, and a period counts when it has ended. */
function adviseOnTime(alarm: AlarmView, { group }: Guarded): Finding[] {
  const { routing } = group;
  if (routing.kind === 'all-at-once') return [];
  const neededMs = alarm.periodSeconds * alarm.periodsToAlarm * 1000;
  const needed = `It needs ${times(alarm.periodsToAlarm, 'period')} of ${alarm.periodSeconds} s, ${minutes(neededMs)}`;
  if (neededMs >= routing.waitMs)
    return [
      {
        code: 'too-slow',
        severity: 'blind',
        finding: `${needed}; all traffic is on the new version after ${minutes(routing.waitMs)}. A fault is noticed when everybody has it.`,
        mend: `Period: 60 and EvaluationPeriods: 1 or 2, or a longer canary than ${shortName(group.config)}.`,
      },
    ];
  if (neededMs > routing.waitMs / 2)
    return [
      {
        code: 'slow',
        severity: 'slow',
        finding: `${needed}, of a canary of ${minutes(routing.waitMs)}: there is little time left for the rest.`,
        mend: 'Period: 60 and EvaluationPeriods: 1 or 2.',
      },
    ];
  return [];
}

/** The most that the new version can bring about, at the rate of the rehearsal and the share of the first step. */
function adviseOnThreshold(alarm: AlarmView, sights: readonly Sight[], guarded: Guarded): Finding[] {
  const [metric] = alarm.metrics;
  if (!alarm.isUpward || metric === undefined) return [];
  if (alarm.expression !== undefined) return adviseOnRate(alarm, sights, guarded);
  if (metric.name === 'Duration') return adviseOnDuration(alarm, metric, guarded);
  if (metric.name !== 'Errors') return [];
  return metric.statistic === 'Average' ? adviseOnRate(alarm, sights, guarded) : adviseOnCount(alarm, metric, guarded);
}

function adviseOnCount(alarm: AlarmView, metric: WatchedMetric, guarded: Guarded): Finding[] {
  const { group, requestsPerSecond, fault } = guarded;
  if (metric.statistic !== 'Sum') return [];
  const calls = requestsPerSecond * (group.routing.percent / 100) * alarm.periodSeconds;
  const at = `At ${requestsPerSecond} requests a second, ${group.routing.percent} % of them, the new version answers ${round(calls)} requests in ${alarm.periodSeconds} s`;
  if (calls <= alarm.threshold)
    return [
      {
        code: 'threshold-out-of-reach',
        severity: whileFirstStep(group),
        finding: `${at}: if each of them failed, it would not be more than the threshold of ${alarm.threshold}.`,
        mend: 'Threshold: 0, or a rate in place of a count.',
      },
    ];
  const errors = calls * (fault?.errorShare ?? 1);
  if (fault === undefined || fault.errorShare === 0 || errors > alarm.threshold * 1.5 + 2) return [];
  return [
    {
      code: 'threshold-by-chance',
      severity: 'slow',
      finding: `${at}. With ${fault.text} about ${round(errors)} of them fail, and more than ${alarm.threshold} have to in ${times(alarm.periodsToAlarm, 'period')}: whether that happens is chance.`,
      mend: 'Threshold: 0 with EvaluationPeriods: 1, a longer period, or a larger share for the first step.',
    },
  ];
}

function adviseOnRate(alarm: AlarmView, sights: readonly Sight[], { group }: Guarded): Finding[] {
  const whole = alarm.expression?.includes('100') === true ? 100 : 1;
  const share = sights.every((sight) => sight.kind === 'target') ? 1 : group.routing.percent / 100;
  if (alarm.threshold < share * whole) return [];
  if (share === 1) return [];
  return [
    {
      code: 'diluted',
      severity: whileFirstStep(group),
      finding: `It holds a rate of both versions together against ${alarm.threshold}. While the new version has ${group.routing.percent} % of the traffic, it can bring the rate to ${share * whole} at most.`,
      mend: 'Give each of its metrics the dimension ExecutedVersion, or a threshold below that.',
    },
  ];
}

function adviseOnDuration(alarm: AlarmView, metric: WatchedMetric, { timeoutMs, fault, group }: Guarded): Finding[] {
  if (alarm.threshold >= timeoutMs)
    return [
      {
        code: 'threshold-out-of-reach',
        severity: 'blind',
        finding: `Its threshold is ${alarm.threshold} ms, and the function is ended after ${timeoutMs} ms.`,
        mend: 'A threshold below the Timeout of the function.',
      },
    ];
  if (metric.statistic !== 'Average' || metric.dimensions.has('ExecutedVersion') || fault === undefined) return [];
  const diluted = (fault.latencyMs * group.routing.percent) / 100;
  if (fault.latencyMs <= alarm.threshold || diluted > alarm.threshold) return [];
  return [
    {
      code: 'diluted',
      severity: 'blind',
      finding: `It averages both versions: of ${fault.text}, ${group.routing.percent} % of the requests leave ${round(diluted)} ms.`,
      mend: 'The dimension ExecutedVersion, or the statistic p99.',
    },
  ];
}

function adviseOnMix(sights: readonly Sight[], { observed }: Guarded): Finding[] {
  const mixed = sights.find(isMixed);
  if (mixed === undefined) return [];
  const of = mixed.kind === 'alias' ? 'alias' : 'function';
  return [
    {
      code: 'mixes-versions',
      severity: 'note',
      finding: `It counts both versions of the ${of}: errors of the current one stop a deployment that mends them.`,
      mend: `The dimension ExecutedVersion: ${observed.alias.versionReference ?? 'the version'}.`,
    },
  ];
}

function adviseOnMissingData({ treatMissingData }: AlarmView, sights: readonly Sight[]): Finding[] {
  if (!sights.some(({ kind }) => kind === 'target')) return [];
  if (treatMissingData === 'breaching')
    return [
      {
        code: 'breaching-without-data',
        severity: 'slow',
        finding:
          'A new version has no data before its first request, and missing data is breaching: the alarm stops deployments in which nothing is wrong.',
        mend: 'TreatMissingData: notBreaching.',
      },
    ];
  if (treatMissingData === 'ignore')
    return [
      {
        code: 'keeps-its-state',
        severity: 'slow',
        finding:
          'Missing data keeps its state: after a rollback the failed version has none any more, the alarm stays in ALARM, and stops the deployment that mends it.',
        mend: 'TreatMissingData: notBreaching.',
      },
    ];
  return [];
}

/** The share of a linear shift grows: what is out of sight at first comes in sight, with more to meet it. */
const whileFirstStep = ({ routing }: ObservedGroup): 'blind' | 'slow' => (routing.kind === 'linear' ? 'slow' : 'blind');

const times = (count: number, what: string): string => (count === 1 ? `1 ${what}` : `${count} ${what}s`);
const minutes = (durationMs: number): string =>
  durationMs < 60_000 ? `${durationMs / 1000} s` : `${round(durationMs / 60_000)} min`;
const round = (value: number): string => String(value >= 10 ? Math.round(value) : Math.round(value * 10) / 10);
const shortName = (config: string): string => config.replace(/^CodeDeployDefault\.(Lambda)?/, '');
