import type { AlarmInput, AlarmOperation } from '../alarm-context.ts';
import { listAlarms } from '../alarm-records.ts';
import type { Alarm, Dimension, MetricAlarm } from '../resources/alarm.ts';
import { describeMetricAlarm } from '../resources/describe-alarm.ts';
import { parseDimensions } from '../resources/metric-stat.ts';

/** The alarms on one metric by itself; those on an expression over it are not among them. */
export const describeAlarmsForMetric: AlarmOperation<'DescribeAlarmsForMetric'> = async (
  input,
  { store },
  { caller },
) => {
  const found: MetricAlarm[] = [];
  for await (const alarm of listAlarms(store.documents, { region: caller.region, account: caller.account }))
    if (watches(alarm, input)) found.push(alarm);
  return { MetricAlarms: found.map(describeMetricAlarm) };
};

function watches(alarm: Alarm, input: AlarmInput<'DescribeAlarmsForMetric'>): alarm is MetricAlarm {
  if (alarm.kind !== 'metric' || alarm.source.kind !== 'metric') return false;
  const { metric } = alarm.source;
  const statistic = input.Statistic ?? input.ExtendedStatistic;
  return (
    metric.metricName === input.MetricName &&
    metric.namespace === input.Namespace &&
    isSameSet(metric.dimensions, parseDimensions(input.Dimensions)) &&
    (statistic === undefined || metric.statistic === statistic) &&
    (input.Period === undefined || metric.periodSeconds === input.Period) &&
    (input.Unit === undefined || metric.unit === input.Unit)
  );
}

function isSameSet(left: readonly Dimension[], right: readonly Dimension[]): boolean {
  const text = (dimensions: readonly Dimension[]): string =>
    JSON.stringify(
      dimensions.map(({ name, value }) => [name, value]).toSorted(([one = ''], [other = '']) => (one < other ? -1 : 1)),
    );
  return text(left) === text(right);
}
