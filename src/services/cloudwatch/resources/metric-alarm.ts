/** The definition of a metric alarm: from the request, and held against AWS's rules. */
import type { AlarmInput } from '../alarm-context.ts';
import { invalidAlarm } from '../alarm-errors.ts';
import type { ComparisonOperator, MetricAlarm, MetricStat, MissingDataTreatment } from './alarm.ts';
import { parseAlarmQueries } from './alarm-queries.ts';
import { parseDimensions, requirePeriod, requireStatistic } from './metric-stat.ts';

type Input = AlarmInput<'PutMetricAlarm'>;
type Definition = Pick<
  MetricAlarm,
  | 'kind'
  | 'source'
  | 'evaluationPeriods'
  | 'datapointsToAlarm'
  | 'threshold'
  | 'comparisonOperator'
  | 'treatMissingData'
  | 'evaluateLowSampleCountPercentile'
>;

const daySeconds = 86_400;
const weekSeconds = 604_800;

interface Identity {
  /** The name by which events speak of a single metric. */
  readonly id: string;
  readonly account: string;
}

export function parseMetricAlarm(input: Input, { id, account }: Identity): Definition {
  refuseUnsupported(input);
  const evaluationPeriods = required(input.EvaluationPeriods, 'EvaluationPeriods');
  const comparisonOperator = requireComparison(input);
  const threshold = required(input.Threshold, 'Threshold');
  if (!Number.isFinite(threshold))
    throw invalidAlarm(`The value ${threshold} for parameter Threshold is not supported.`);
  const { source, periodSeconds } = parseSource(input, { id, account });
  requireShortRange(evaluationPeriods, periodSeconds);
  const datapointsToAlarm = input.DatapointsToAlarm;
  if (datapointsToAlarm !== undefined && datapointsToAlarm > evaluationPeriods)
    throw invalidAlarm('DatapointsToAlarm must be less than or equal to EvaluationPeriods');
  return {
    kind: 'metric',
    source,
    evaluationPeriods,
    datapointsToAlarm,
    threshold,
    comparisonOperator,
    treatMissingData: parseTreatment(input.TreatMissingData),
    evaluateLowSampleCountPercentile: parseLowSampleCount(input.EvaluateLowSampleCountPercentile),
  };
}

/** Options that would change what the alarm does, and that nothing here acts on. */
function refuseUnsupported(input: Input): void {
  const unsupported = (
    ['EvaluationCriteria', 'EvaluationInterval', 'WarmUpConfiguration', 'ActionConfiguration'] as const
  ).find((name) => input[name] !== undefined);
  if (unsupported !== undefined) throw invalidAlarm(`Serin does not support ${unsupported} of an alarm.`);
  if (input.EvaluationWindow !== undefined && !('SlidingWindow' in input.EvaluationWindow))
    throw invalidAlarm('Serin evaluates alarms over a SlidingWindow; it does not support WallClockWindow.');
}

const comparisonOperators: ReadonlySet<string> = new Set<ComparisonOperator>([
  'GreaterThanThreshold',
  'GreaterThanOrEqualToThreshold',
  'LessThanThreshold',
  'LessThanOrEqualToThreshold',
]);
const isSupported = (operator: string): operator is ComparisonOperator => comparisonOperators.has(operator);

function requireComparison(input: Input): ComparisonOperator {
  const operator = required(input.ComparisonOperator, 'ComparisonOperator');
  if (isSupported(operator) && input.ThresholdMetricId === undefined) return operator;
  throw invalidAlarm(
    `Serin does not support anomaly detection: ComparisonOperator ${operator}${input.ThresholdMetricId === undefined ? '' : ' with ThresholdMetricId'} cannot be evaluated.`,
  );
}

function parseSource(
  input: Input,
  { id, account }: Identity,
): { source: MetricAlarm['source']; periodSeconds: number } {
  if (input.Metrics !== undefined && input.Metrics.length > 0) {
    const single = (
      ['MetricName', 'Namespace', 'Dimensions', 'Period', 'Unit', 'Statistic', 'ExtendedStatistic'] as const
    ).find((name) => isGiven(input[name]));
    if (single !== undefined) throw invalidAlarm(`${single} must not be specified together with Metrics.`);
    return parseAlarmQueries(input.Metrics, account);
  }
  const metric = parseMetric(input);
  return { source: { kind: 'metric', metric, id }, periodSeconds: metric.periodSeconds };
}

const isGiven = (value: unknown): boolean => value !== undefined && !(Array.isArray(value) && value.length === 0);

function parseMetric(input: Input): MetricStat {
  const metricName = required(input.MetricName, 'MetricName');
  const namespace = required(input.Namespace, 'Namespace');
  const periodSeconds = required(input.Period, 'Period');
  requirePeriod(periodSeconds);
  if ((input.Statistic === undefined) === (input.ExtendedStatistic === undefined))
    throw invalidAlarm('Exactly one of Statistic and ExtendedStatistic must be specified.');
  if (input.ExtendedStatistic !== undefined) requireStatistic(input.ExtendedStatistic, 'ExtendedStatistic');
  return {
    namespace,
    metricName,
    dimensions: parseDimensions(input.Dimensions),
    periodSeconds,
    statistic: input.Statistic ?? input.ExtendedStatistic ?? '',
    ...(input.Unit !== undefined && { unit: input.Unit }),
  };
}

function requireShortRange(evaluationPeriods: number, periodSeconds: number): void {
  const range = evaluationPeriods * periodSeconds;
  if (periodSeconds < 3600 && range > daySeconds)
    throw invalidAlarm(
      'Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400) for alarms using period < 3600',
    );
  if (range > weekSeconds)
    throw invalidAlarm(
      'Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= 604800) for alarms using period >= 3600',
    );
}

const treatments = ['breaching', 'notBreaching', 'ignore', 'missing'] as const satisfies MissingDataTreatment[];

function parseTreatment(given: string | undefined): MissingDataTreatment | undefined {
  const treatment = treatments.find((treatment) => treatment === given);
  if (given !== undefined && treatment === undefined)
    throw invalidAlarm(
      `The value ${given} is not supported for TreatMissingData parameter. Supported values are [${treatments.join(', ')}].`,
    );
  return treatment;
}

const lowSampleCounts = ['evaluate', 'ignore'] as const;

function parseLowSampleCount(given: string | undefined): (typeof lowSampleCounts)[number] | undefined {
  const choice = lowSampleCounts.find((choice) => choice === given);
  if (given !== undefined && choice === undefined)
    throw invalidAlarm(
      `The value ${given} is not supported for EvaluateLowSampleCountPercentile parameter. Supported values are [${lowSampleCounts.join(', ')}].`,
    );
  return choice;
}

function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw invalidAlarm(`${name} must not be null`);
  return value;
}
