/** The list of metrics and expressions that a metric-math alarm is made of. */
import type { AlarmInput } from '../alarm-context.ts';
import { invalidAlarm } from '../alarm-errors.ts';
import type { AlarmQuery, MetricStat } from './alarm.ts';
import { parseDimensions, requirePeriod, requireStatistic } from './metric-stat.ts';

type WireQuery = NonNullable<AlarmInput<'PutMetricAlarm'>['Metrics']>[number];

const metricsMax = 10;
const queriesMax = 20;

export function parseAlarmQueries(list: readonly WireQuery[], account: string) {
  const queries = list.map(parseQuery);
  const foreign = queries.find(({ accountId }) => accountId !== undefined && accountId !== account);
  if (foreign !== undefined)
    throw invalidAlarm(
      `Serin does not read metrics of another account: AccountId ${foreign.accountId} of ${foreign.id}.`,
    );
  const ids = new Set(queries.map(({ id }) => id));
  if (ids.size < queries.length) throw invalidAlarm('The values for parameter Id in the metrics list are not unique.');
  if (queries.length > queriesMax || queries.filter(({ metricStat }) => metricStat !== undefined).length > metricsMax)
    throw invalidAlarm(`An alarm can be based on at most ${metricsMax} metrics.`);
  if (queries.filter(({ returnData }) => returnData).length !== 1)
    throw invalidAlarm('Exactly one element of the metrics list should return data.');
  const periods = new Set(
    queries.flatMap(({ metricStat, periodSeconds }) => metricStat?.periodSeconds ?? periodSeconds ?? []),
  );
  const [periodSeconds] = periods;
  if (periodSeconds === undefined) throw invalidAlarm('Period must not be null');
  if (periods.size > 1) throw invalidAlarm('All elements of the metrics list must have the same period.');
  return { source: { kind: 'queries', queries } as const, periodSeconds };
}

function parseQuery(query: WireQuery): AlarmQuery {
  const { Id: id = '', MetricStat: metricStat, Expression: expression } = query;
  if (!/^[a-z]\w*$/.test(id))
    throw invalidAlarm(`The value ${id} for parameter Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.`);
  if ((metricStat === undefined) === (expression === undefined))
    throw invalidAlarm(`The element ${id} of the metrics list must have exactly one of MetricStat and Expression.`);
  if (query.Period !== undefined) requirePeriod(query.Period);
  return {
    id,
    label: query.Label,
    returnData: query.ReturnData ?? true,
    metricStat: metricStat && parseMetricStat(metricStat),
    expression,
    periodSeconds: query.Period,
    accountId: query.AccountId,
  };
}

function parseMetricStat({ Metric, Period, Stat, Unit }: NonNullable<WireQuery['MetricStat']>): MetricStat {
  const { Namespace: namespace, MetricName: metricName, Dimensions } = Metric ?? {};
  if (namespace === undefined) throw invalidAlarm('Namespace must not be null');
  if (metricName === undefined) throw invalidAlarm('MetricName must not be null');
  const statistic = Stat ?? '';
  requireStatistic(statistic, 'Stat', { isPlainAllowed: true });
  requirePeriod(Period ?? 0);
  return {
    namespace,
    metricName,
    dimensions: parseDimensions(Dimensions),
    periodSeconds: Period ?? 0,
    statistic,
    ...(Unit !== undefined && { unit: Unit }),
  };
}
