import type { CloudwatchInput, CloudwatchOperation, CloudwatchOutput } from '../context.ts';
import { invalidCombination, invalidValue, missingParameter } from '../errors.ts';
import { isPeriod, roundStart } from '../resources/time-range.ts';
import { computeStatistic, isSimple, parseStatistic, type Statistic } from '../statistics.ts';
import type { UnitPeriods } from '../stored-metric-reader.ts';

const pointsMax = 1440;

type Input = CloudwatchInput<'GetMetricStatistics'>;
type Datapoint = NonNullable<CloudwatchOutput<'GetMetricStatistics'>['Datapoints']>[number];

/** One datapoint for each period and unit that has data. Periods count from the start that is asked for. */
export const getMetricStatistics: CloudwatchOperation<'GetMetricStatistics'> = async (input, context, { caller }) => {
  const { startMs, endMs, periodSeconds } = readRange(input);
  const statistics = readStatistics(input);
  await context.flushTelemetry();
  const fromMs = roundStart(startMs, periodSeconds, context.clock.now());
  const units = await context.metrics.readUnits({
    owner: caller,
    namespace: input.Namespace ?? '',
    metricName: input.MetricName ?? '',
    dimensions: (input.Dimensions ?? []).map(({ Name = '', Value = '' }) => ({ name: Name, value: Value })),
    periodSeconds,
    ...(input.Unit !== undefined && { unit: input.Unit }),
    fromMs,
    toMs: endMs,
    anchorMs: fromMs,
  });
  const datapoints = units.flatMap((unit) => describeUnit(unit, statistics));
  return { Label: input.MetricName, Datapoints: datapoints };
};

function readRange({ StartTime, EndTime, Period = 0 }: Input) {
  const [startMs, endMs] = [StartTime?.getTime() ?? Number.NaN, EndTime?.getTime() ?? Number.NaN];
  if (!(startMs < endMs)) throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  if (!isPeriod(Period)) throw invalidValue('The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60.');
  const points = Math.ceil((endMs - startMs) / 1000 / Period);
  if (points > pointsMax)
    throw invalidCombination(
      `You have requested up to ${points} datapoints, which exceeds the limit of ${pointsMax}. You may reduce the datapoints requested by increasing Period, or decreasing the time range.`,
    );
  return { startMs, endMs, periodSeconds: Period };
}

type NamedStatistic = readonly [name: string, statistic: Statistic];

function readStatistics({ Statistics = [], ExtendedStatistics = [] }: Input): readonly NamedStatistic[] {
  const names = [...Statistics, ...ExtendedStatistics];
  if (names.length === 0)
    throw missingParameter('At least one of the parameters Statistics and ExtendedStatistics must be specified.');
  if (Statistics.length > 0 && ExtendedStatistics.length > 0)
    throw invalidCombination(
      'The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.',
    );
  return names.map((name) => {
    const statistic = parseStatistic(name);
    if (statistic === undefined)
      throw invalidValue(`The value ${name} for parameter ExtendedStatistics is not supported.`);
    return [name, statistic];
  });
}

function describeUnit({ unit, periods }: UnitPeriods, statistics: readonly NamedStatistic[]): Datapoint[] {
  return periods.flatMap(({ atMs, aggregate }) => {
    const values = statistics.flatMap(([name, statistic]) => {
      const value = computeStatistic(statistic, aggregate);
      return value === undefined ? [] : [[name, value] as const];
    });
    if (values.length === 0) return [];
    const simple = values.filter(([name]) => isSimple(name));
    const extended = values.filter(([name]) => !isSimple(name));
    return {
      Timestamp: new Date(atMs),
      Unit: unit,
      ...Object.fromEntries(simple),
      ...(extended.length > 0 && { ExtendedStatistics: Object.fromEntries(extended) }),
    };
  });
}
