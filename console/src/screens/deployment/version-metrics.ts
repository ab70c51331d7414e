/** What CloudWatch knows of the two versions behind an alias, minute by minute. Pure. */
import type { InputOf, Services } from '../../api/operations.ts';
import type { Answer } from '../../api/operations.ts';
import type { ShiftTarget } from './read-deployment.ts';

const periodSeconds = 60;

const statistics = [
  { id: 'invocations', metric: 'Invocations', statistic: 'Sum' },
  { id: 'errors', metric: 'Errors', statistic: 'Sum' },
  { id: 'p50', metric: 'Duration', statistic: 'p50' },
  { id: 'p99', metric: 'Duration', statistic: 'p99' },
] as const;

export type Role = 'current' | 'target';
const roles: readonly Role[] = ['current', 'target'];

type StatisticId = (typeof statistics)[number]['id'];
type Values = readonly (number | undefined)[];

export interface VersionSeries extends Readonly<Record<StatisticId, Values>> {
  /** In percent. */
  readonly errorRate: Values;
}

export interface VersionMetrics {
  /** The beginnings of the minutes, seconds since 1970. */
  readonly times: readonly number[];
  readonly current: VersionSeries;
  readonly target: VersionSeries;
}

type MetricDataInput = InputOf<Services['cloudwatch']['GetMetricData']>;

export interface MetricsWindow {
  readonly from: number;
  readonly to: number;
}

/** Whole minutes, so that what is asked for is not another thing every second. */
export function metricsWindow(startedAt: number, endedAt: number): MetricsWindow {
  const minute = (at: number): number => Math.floor(at / periodSeconds) * periodSeconds;
  return { from: minute(startedAt), to: minute(endedAt) + periodSeconds };
}

/** AWS answers 100,800 datapoints at most, and a chart needs fewer: long shifts are shown by their last day. */
const windowMaxSeconds = 86_400;

export function metricDataInput(target: ShiftTarget, { from, to }: MetricsWindow): MetricDataInput {
  const versions = { current: target.currentVersion, target: target.targetVersion };
  return {
    StartTime: Math.max(from, to - windowMaxSeconds),
    EndTime: to,
    ScanBy: 'TimestampAscending',
    MetricDataQueries: roles.flatMap((role) =>
      statistics.map(({ id, metric, statistic }) => ({
        Id: `${id}_${role}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: metric,
            Dimensions: [
              { Name: 'FunctionName', Value: target.functionName },
              { Name: 'Resource', Value: `${target.functionName}:${target.functionAlias}` },
              { Name: 'ExecutedVersion', Value: versions[role] },
            ],
          },
          Period: periodSeconds,
          Stat: statistic,
        },
      })),
    ),
  };
}

export function parseMetricData(answer: Answer<'cloudwatch', 'GetMetricData'>): VersionMetrics {
  const found = new Map(
    (answer.MetricDataResults ?? []).map(({ Id = '', Timestamps = [], Values = [] }) => [
      Id,
      new Map(Timestamps.map((at, index) => [at, Values[index]])),
    ]),
  );
  const moments = [...new Set([...found.values()].flatMap((values) => [...values.keys()]))].sort((a, b) => a - b);
  const times = everyMinute(moments);
  const seriesOf = (role: Role): VersionSeries => {
    const values = (id: StatisticId): Values => times.map((at) => found.get(`${id}_${role}`)?.get(at));
    const [invocations, errors] = [values('invocations'), values('errors')];
    return {
      invocations,
      errors,
      p50: values('p50'),
      p99: values('p99'),
      errorRate: invocations.map((count, index) =>
        count === undefined || count === 0 ? undefined : ((errors[index] ?? 0) / count) * 100,
      ),
    };
  };
  return { times, current: seriesOf('current'), target: seriesOf('target') };
}

/** Minutes without calls are gaps, not a line from one end to the other. */
function everyMinute(moments: readonly number[]): readonly number[] {
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) return [];
  return Array.from(
    { length: Math.round((last - first) / periodSeconds) + 1 },
    (_, index) => first + index * periodSeconds,
  );
}

export interface VersionTotals {
  readonly invocations: number;
  readonly errors: number;
  /** Of the newest minute that has calls. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
}

export function totalsOf({ invocations, errors, p50, p99 }: VersionSeries): VersionTotals {
  const sum = (values: Values): number => values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const latest = (values: Values): number | undefined => values.findLast((value) => value !== undefined);
  return { invocations: sum(invocations), errors: sum(errors), p50Ms: latest(p50), p99Ms: latest(p99) };
}
