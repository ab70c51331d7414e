/** What an alarm looks at, in words, and what its chart asks for. Pure. */
import type { Answer, InputOf, Services } from '../../api/operations.ts';
import { formatDuration } from '../../format/moments.ts';

type Alarms = Answer<'cloudwatch', 'DescribeAlarms'>;
export type MetricAlarm = NonNullable<Alarms['MetricAlarms']>[number];
export type CompositeAlarm = NonNullable<Alarms['CompositeAlarms']>[number];
type MetricDataInput = InputOf<Services['cloudwatch']['GetMetricData']>;
type MetricQuery = NonNullable<MetricDataInput['MetricDataQueries']>[number];

const operators: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

/** As `Sum of Errors > 0, in 1 of 1 minutes`. */
export function describeCondition(alarm: MetricAlarm): string {
  const { Threshold, ComparisonOperator = '', EvaluationPeriods = 1, DatapointsToAlarm = EvaluationPeriods } = alarm;
  const operator = operators[ComparisonOperator] ?? ComparisonOperator;
  const period = formatDuration(periodOf(alarm));
  const times =
    EvaluationPeriods === 1 ? `over ${period}` : `in ${DatapointsToAlarm} of ${EvaluationPeriods} periods of ${period}`;
  return `${describeMeasure(alarm)} ${operator} ${Threshold ?? ''}, ${times}`;
}

/** As `p99 of Duration`, or the expression of an alarm that calculates. */
export function describeMeasure(alarm: MetricAlarm): string {
  const shown = shownQuery(alarm);
  if (shown?.Expression !== undefined) return shown.Label ?? shown.Expression;
  const { MetricName, Stat } =
    shown?.MetricStat === undefined
      ? { MetricName: alarm.MetricName, Stat: alarm.Statistic ?? alarm.ExtendedStatistic }
      : { MetricName: shown.MetricStat.Metric?.MetricName, Stat: shown.MetricStat.Stat };
  return `${Stat ?? ''} of ${MetricName ?? ''}`;
}

const missingWords: Readonly<Record<string, string>> = {
  missing: 'leave the state as it is',
  ignore: 'leave the state as it is',
  notBreaching: 'count as good',
  breaching: 'count as bad',
};

export const describeMissing = ({ TreatMissingData = 'missing' }: MetricAlarm): string =>
  missingWords[TreatMissingData] ?? TreatMissingData;

/** Each metric that goes into it, as `AWS/Lambda Errors, FunctionName=checkout`. */
export function describeMetrics(alarm: MetricAlarm): readonly string[] {
  const metrics = (alarm.Metrics ?? []).flatMap(({ MetricStat }) => MetricStat?.Metric ?? []);
  const all =
    metrics.length > 0
      ? metrics
      : [{ Namespace: alarm.Namespace, MetricName: alarm.MetricName, Dimensions: alarm.Dimensions }];
  return all.map(({ Namespace = '', MetricName = '', Dimensions = [] }) =>
    [`${Namespace} ${MetricName}`, ...Dimensions.map(({ Name, Value }) => `${Name}=${Value}`)].join(', '),
  );
}

/** Seconds. */
export const periodOf = (alarm: MetricAlarm): number =>
  alarm.Period ??
  Math.max(60, ...(alarm.Metrics ?? []).map(({ Period, MetricStat }) => MetricStat?.Period ?? Period ?? 0));

/** The line that is held against the threshold. */
const shownQuery = ({ Metrics = [] }: MetricAlarm) =>
  Metrics.find(({ ReturnData }) => ReturnData === true) ?? Metrics.find(({ ReturnData }) => ReturnData !== false);

const shownId = 'alarm';

/** `undefined`: there is nothing that a chart could show. */
export function alarmDataInput(
  alarm: MetricAlarm,
  { from, to }: { readonly from: number; readonly to: number },
): MetricDataInput | undefined {
  const queries = alarmQueries(alarm);
  if (queries.length === 0) return undefined;
  return { StartTime: from, EndTime: to, ScanBy: 'TimestampAscending', MetricDataQueries: queries };
}

function alarmQueries(alarm: MetricAlarm): readonly MetricQuery[] {
  const { Metrics = [], Namespace, MetricName, Dimensions = [] } = alarm;
  if (Metrics.length > 0) return Metrics;
  const Stat = alarm.Statistic ?? alarm.ExtendedStatistic;
  if (Namespace === undefined || MetricName === undefined || Stat === undefined) return [];
  return [
    { Id: shownId, MetricStat: { Metric: { Namespace, MetricName, Dimensions }, Period: periodOf(alarm), Stat } },
  ];
}

export interface AlarmLine {
  readonly times: readonly number[];
  readonly values: readonly (number | undefined)[];
}

/** Periods without a value are gaps. */
export function parseAlarmData(alarm: MetricAlarm, answer: Answer<'cloudwatch', 'GetMetricData'>): AlarmLine {
  const id = shownQuery(alarm)?.Id ?? shownId;
  const { Timestamps = [], Values = [] } = (answer.MetricDataResults ?? []).find(({ Id }) => Id === id) ?? {};
  const byTime = new Map(Timestamps.map((at, index) => [at, Values[index]]));
  const [first, last] = [Math.min(...Timestamps), Math.max(...Timestamps)];
  if (Timestamps.length === 0) return { times: [], values: [] };
  const period = periodOf(alarm);
  const times = Array.from({ length: Math.round((last - first) / period) + 1 }, (_, index) => first + index * period);
  return { times, values: times.map((at) => byTime.get(at)) };
}

/** The part of an ARN that people know it by, with its service: `sns oncall`. */
export function describeAction(arn: string): string {
  const [, , service = '', , , ...resource] = arn.split(':');
  return resource.length === 0 ? arn : `${service} ${resource.join(':')}`;
}
