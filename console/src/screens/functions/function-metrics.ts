/** What CloudWatch knows of a function, or of its calls through one alias or version. Pure. */
import type { Answer, InputOf, Services } from '../../api/operations.ts';

export const ranges = {
  '15 min': { seconds: 900, period: 60 },
  '1 h': { seconds: 3600, period: 60 },
  '3 h': { seconds: 10_800, period: 60 },
  '24 h': { seconds: 86_400, period: 300 },
  '7 d': { seconds: 604_800, period: 3600 },
} as const;

export type RangeName = keyof typeof ranges;
export const rangeNames: readonly RangeName[] = ['15 min', '1 h', '3 h', '24 h', '7 d'];

const statistics = [
  { id: 'invocations', metric: 'Invocations', statistic: 'Sum' },
  { id: 'errors', metric: 'Errors', statistic: 'Sum' },
  { id: 'throttles', metric: 'Throttles', statistic: 'Sum' },
  { id: 'p50', metric: 'Duration', statistic: 'p50' },
  { id: 'p99', metric: 'Duration', statistic: 'p99' },
  { id: 'concurrency', metric: 'ConcurrentExecutions', statistic: 'Maximum' },
] as const;

type StatisticId = (typeof statistics)[number]['id'];
export type Values = readonly (number | undefined)[];

export interface FunctionMetrics extends Readonly<Record<StatisticId, Values>> {
  /** The beginnings of the periods, seconds since 1970. */
  readonly times: readonly number[];
  readonly from: number;
  readonly to: number;
}

interface Wanted {
  readonly functionName: string;
  /** An alias or a version; without it, all calls of the function. */
  readonly qualifier: string;
  readonly range: RangeName;
  readonly now: number;
}

type Input = InputOf<Services['cloudwatch']['GetMetricData']>;

/** Whole periods, so that what is asked for is not another thing every second. */
export function functionMetricsInput({ functionName, qualifier, range, now }: Wanted): Input & {
  readonly StartTime: number;
  readonly EndTime: number;
} {
  const { seconds, period } = ranges[range];
  const to = Math.floor(now / period) * period + period;
  const dimensions = [
    { Name: 'FunctionName', Value: functionName },
    ...(qualifier === '' ? [] : [{ Name: 'Resource', Value: `${functionName}:${qualifier}` }]),
  ];
  return {
    StartTime: to - seconds,
    EndTime: to,
    ScanBy: 'TimestampAscending',
    MetricDataQueries: statistics.map(({ id, metric, statistic }) => ({
      Id: id,
      MetricStat: {
        Metric: { Namespace: 'AWS/Lambda', MetricName: metric, Dimensions: dimensions },
        Period: period,
        Stat: statistic,
      },
    })),
  };
}

/** Periods without calls are gaps, not a line from one end to the other. */
export function parseFunctionMetrics(
  { StartTime: from, EndTime: to }: { readonly StartTime: number; readonly EndTime: number },
  range: RangeName,
  answer: Answer<'cloudwatch', 'GetMetricData'>,
): FunctionMetrics {
  const { period } = ranges[range];
  const times = Array.from({ length: Math.round((to - from) / period) }, (_, index) => from + index * period);
  const found = new Map(
    (answer.MetricDataResults ?? []).map(({ Id = '', Timestamps = [], Values: values = [] }) => [
      Id,
      new Map(Timestamps.map((at, index) => [at, values[index]])),
    ]),
  );
  const valuesOf = (id: StatisticId): Values => times.map((at) => found.get(id)?.get(at));
  return {
    times,
    from,
    to,
    invocations: valuesOf('invocations'),
    errors: valuesOf('errors'),
    throttles: valuesOf('throttles'),
    p50: valuesOf('p50'),
    p99: valuesOf('p99'),
    concurrency: valuesOf('concurrency'),
  };
}
