/** The alarms that watch a deployment, and on which chart the threshold of each belongs. */
import type { Call } from '../../api/call.ts';
import type { Answer } from '../../api/operations.ts';
import type { ChartThreshold } from '../../parts/chart-words.ts';

type Alarms = Answer<'cloudwatch', 'DescribeAlarms'>;
export type MetricAlarm = NonNullable<Alarms['MetricAlarms']>[number];
type CompositeAlarm = NonNullable<Alarms['CompositeAlarms']>[number];

export interface WatchedAlarm {
  readonly name: string;
  /** `MISSING`: there is no such alarm. */
  readonly state: string;
  readonly reason: string;
  readonly changedAt?: number;
  /** Absent of a composite alarm. */
  readonly metricAlarm?: MetricAlarm;
  /** Not watched itself, but a part of a composite alarm that is. */
  readonly isPart: boolean;
}

/** A deployment group names fifty alarms at most, which is less than a page. */
const pageMax = 100;

export async function readWatchedAlarms(call: Call, names: readonly string[]): Promise<readonly WatchedAlarm[]> {
  if (names.length === 0) return [];
  const watched = await describeAlarms(call, names, false);
  const parts = [...new Set(watched.composites.flatMap(({ AlarmRule = '' }) => namesInRule(AlarmRule)))]
    .filter((name) => !names.includes(name))
    .slice(0, pageMax);
  const within = parts.length === 0 ? [] : (await describeAlarms(call, parts, true)).alarms;
  return [...watched.alarms, ...within];
}

async function describeAlarms(
  call: Call,
  names: readonly string[],
  isPart: boolean,
): Promise<{ readonly alarms: readonly WatchedAlarm[]; readonly composites: readonly CompositeAlarm[] }> {
  const { MetricAlarms = [], CompositeAlarms = [] } = await call('cloudwatch', 'DescribeAlarms', {
    AlarmNames: names,
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    MaxRecords: pageMax,
  });
  const alarms = names.map((name): WatchedAlarm => {
    const metricAlarm = MetricAlarms.find(({ AlarmName }) => AlarmName === name);
    const found = metricAlarm ?? CompositeAlarms.find(({ AlarmName }) => AlarmName === name);
    const { StateValue = 'MISSING', StateReason = '', StateUpdatedTimestamp: changedAt } = found ?? {};
    return {
      name,
      state: StateValue,
      reason: StateReason,
      isPart,
      ...(changedAt !== undefined && { changedAt }),
      ...(metricAlarm !== undefined && { metricAlarm }),
    };
  });
  return { alarms, composites: CompositeAlarms };
}

/** `ALARM(errors) OR ALARM("slow one")` names two; an ARN ends in the name. */
export const namesInRule = (rule: string): readonly string[] =>
  [...rule.matchAll(/(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*(?:"([^"]+)"|'([^']+)'|([^)\s]+))\s*\)/g)]
    .map(([, double, single, bare]) => double ?? single ?? bare ?? '')
    .map((name) => name.replace(/^arn:.*:alarm:/, ''));

export type ChartName = 'invocations' | 'errors' | 'errorRate' | 'duration';

export interface PlacedThreshold extends ChartThreshold {
  readonly chart: ChartName;
}

const operators: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '≥',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '≤',
};

/** `undefined`: it looks at something that none of the charts shows. */
export function placeThreshold({ name, state, metricAlarm }: WatchedAlarm): PlacedThreshold | undefined {
  if (metricAlarm?.Threshold === undefined) return undefined;
  const { Threshold, ComparisonOperator = '', Period = 60 } = metricAlarm;
  const chart = chartOf(metricAlarm);
  if (chart === undefined) return undefined;
  const isCount = chart === 'invocations' || chart === 'errors';
  // The charts count by the minute; an alarm may count over several.
  const isOverMinutes = isCount && Period !== 60;
  const value = chart === 'errorRate' ? Threshold * rateFactor(metricAlarm) : Threshold;
  const [operator, unit] = [
    operators[ComparisonOperator] ?? '',
    { invocations: '', errors: '', errorRate: ' %', duration: ' ms' }[chart],
  ];
  const over = isOverMinutes ? ` in ${Period / 60} min` : '';
  return {
    chart,
    label: `${shortAlarmName(name)} ${operator} ${round(value)}${unit}${over}`,
    value: isOverMinutes ? (value * 60) / Period : value,
    isBreached: state === 'ALARM',
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Names that CloudFormation made are long: stack, logical ID and twelve characters of chance. */
export const shortAlarmName = (name: string): string => {
  const made = /^.+-([A-Za-z0-9]+)-[A-Z0-9a-z]{8,14}$/.exec(name);
  return made?.[1] ?? name;
};

function chartOf(alarm: MetricAlarm): ChartName | undefined {
  const metrics = alarm.Metrics ?? [];
  if (metrics.length > 0) {
    const names = metrics.flatMap(({ MetricStat }) => MetricStat?.Metric?.MetricName ?? []);
    const returned = metrics.find(({ ReturnData }) => ReturnData !== false);
    if (returned?.Expression === undefined) return chartOfMetric(names[0], returned?.MetricStat?.Stat);
    const isRate = names.includes('Errors') && names.includes('Invocations') && returned.Expression.includes('/');
    return isRate ? 'errorRate' : undefined;
  }
  if (alarm.Namespace !== 'AWS/Lambda') return undefined;
  return chartOfMetric(alarm.MetricName, alarm.Statistic ?? alarm.ExtendedStatistic);
}

function chartOfMetric(metric: string | undefined, statistic: string | undefined): ChartName | undefined {
  if (metric === 'Duration') return 'duration';
  // An average of Errors is a rate: each call counts 0 or 1.
  if (metric === 'Errors') return statistic === 'Sum' ? 'errors' : statistic === 'Average' ? 'errorRate' : undefined;
  return metric === 'Invocations' && statistic === 'Sum' ? 'invocations' : undefined;
}

/** The chart of rates is in percent; an expression that does not say `100` counts in fractions. */
const rateFactor = ({ Metrics = [] }: MetricAlarm): number =>
  Metrics.some(({ Expression }) => Expression !== undefined && /\b100\b/.test(Expression)) ? 1 : 100;
