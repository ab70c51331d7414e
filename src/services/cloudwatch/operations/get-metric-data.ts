import type { CloudwatchContext, CloudwatchInput, CloudwatchOperation, CloudwatchOutput } from '../context.ts';
import { invalidValue } from '../errors.ts';
import { readMetricData, type QueryResult } from '../metric-data.ts';
import type { TimeSeries } from '../metric-math/value.ts';
import { pageResults, type Slice, type WholeResult } from '../resources/data-page.ts';
import { expandLabel, parseTimezone } from '../resources/labels.ts';
import { parseQueries } from '../resources/metric-queries.ts';

const pointsMax = 100_800;

type Input = CloudwatchInput<'GetMetricData'>;
type MetricDataResult = NonNullable<CloudwatchOutput<'GetMetricData'>['MetricDataResults']>[number];

/** One series of the answer, with the query that it belongs to. */
interface Result extends WholeResult {
  readonly from: QueryResult;
  readonly series: TimeSeries;
  readonly label: string;
}

export const getMetricData: CloudwatchOperation<'GetMetricData'> = async (input, context, { caller }) => {
  const queries = parseQueries(input.MetricDataQueries ?? []);
  const range = readRange(input, context);
  const limit = readLimit(input);
  const offsetMinutes = readTimezone(input);
  await context.flushTelemetry();
  const read = await readMetricData({ owner: caller, queries, range }, context.metrics);
  const results = read.flatMap((from) =>
    from.series.map((series): Result => {
      const { query } = from;
      const surroundings = { query, label: series.label, series, offsetMinutes, ...caller };
      const label = query.label === undefined ? series.label : expandLabel(query.label, surroundings);
      return { from, series, label, pointCount: series.points.length };
    }),
  );
  const { slices, nextToken } = pageResults(results, { token: input.NextToken, pointsMax: limit });
  return {
    MetricDataResults: slices.map((slice) => describeSlice(slice, input.ScanBy === 'TimestampAscending')),
    Messages: [],
    ...(nextToken !== undefined && { NextToken: nextToken }),
  };
};

function readRange({ StartTime, EndTime }: Input, { clock }: CloudwatchContext) {
  const [startMs, endMs] = [StartTime?.getTime() ?? Number.NaN, EndTime?.getTime() ?? Number.NaN];
  if (!(startMs < endMs)) throw invalidValue('The parameter StartTime must be less than the parameter EndTime.');
  return { startMs, endMs, nowMs: clock.now() };
}

function readLimit({ MaxDatapoints = pointsMax }: Input): number {
  if (MaxDatapoints < 1 || MaxDatapoints > pointsMax)
    throw invalidValue(`The value ${MaxDatapoints} for parameter MaxDatapoints must be between 1 and ${pointsMax}.`);
  return MaxDatapoints;
}

function readTimezone({ LabelOptions }: Input): number {
  const text = LabelOptions?.Timezone;
  if (text === undefined) return 0;
  const minutes = parseTimezone(text);
  if (minutes === undefined) throw invalidValue(`The value ${text} for parameter LabelOptions.Timezone is invalid.`);
  return minutes;
}

function describeSlice({ result, from, to, isPartial }: Slice<Result>, isAscending: boolean): MetricDataResult {
  const { series, label } = result;
  const { query, units, isForbidden } = result.from;
  const ordered = isAscending ? series.points : series.points.toReversed();
  const points = ordered.slice(from, to);
  const isMixed = units.length > 1;
  return {
    Id: query.id,
    Label: label,
    Timestamps: points.map(({ atMs }) => new Date(atMs)),
    Values: points.map(({ value }) => value),
    StatusCode: isForbidden ? 'Forbidden' : isPartial ? 'PartialData' : 'Complete',
    ...(isMixed && {
      Messages: [{ Code: 'MultipleUnits', Value: `Multiple units returned: '[${units.join(', ')}]'` }],
    }),
  };
}
