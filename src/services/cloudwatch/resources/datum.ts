/** What `PutMetricData` is given, turned into a point of a series, or refused in AWS's words. */
import type { ApiError } from '../../../aws/api-error.ts';
import { Sketch } from '../../../storage/sketch.ts';
import type { SeriesPoint, StatisticSet } from '../../../storage/series.ts';
import type { CloudwatchInput } from '../context.ts';
import { invalidCombination, invalidValue, missingParameter } from '../errors.ts';

export type MetricDatum = NonNullable<CloudwatchInput<'PutMetricData'>['MetricData']>[number];

export interface DatumSurroundings {
  readonly owner: string;
  readonly namespace: string;
  readonly nowMs: number;
}

const valuesMax = 150;
const magnitudeMax = 2 ** 360;
const hourMs = 3_600_000;
const pastMaxMs = 14 * 24 * hourMs;
const futureMaxMs = 2 * hourMs;

/** `place`: as `MetricData.member.1`. Throws `ApiError`. */
export function parseDatum(datum: MetricDatum, place: string, surroundings: DatumSurroundings): SeriesPoint {
  const refusal = findRefusal(datum, place, surroundings.nowMs);
  if (refusal !== undefined) throw refusal;
  const resolutionSeconds = datum.StorageResolution === 1 ? 1 : 60;
  const atMs = datum.Timestamp?.getTime() ?? surroundings.nowMs;
  const grainMs = resolutionSeconds * 1000;
  return {
    series: {
      owner: surroundings.owner,
      namespace: surroundings.namespace,
      metric: datum.MetricName ?? '',
      dimensions: (datum.Dimensions ?? []).map(({ Name = '', Value = '' }) => [Name, Value] as const),
      unit: datum.Unit ?? 'None',
    },
    atMs: Math.floor(atMs / grainMs) * grainMs,
    resolutionSeconds,
    ...readSamples(datum),
  };
}

function readSamples({ Value, Values, Counts, StatisticValues }: MetricDatum): StatisticSet & { sketch?: Uint8Array } {
  if (Value !== undefined) return { sampleCount: 1, sum: Value, minimum: Value, maximum: Value };
  const values = Values ?? [];
  const set = values.length > 0 ? setOf(values, Counts) : undefined;
  if (StatisticValues === undefined) return set ?? { sampleCount: 0, sum: 0, minimum: 0, maximum: 0 };
  const { SampleCount = 0, Sum = 0, Minimum = 0, Maximum = 0 } = StatisticValues;
  const given = { sampleCount: SampleCount, sum: Sum, minimum: Minimum, maximum: Maximum };
  // AWS takes both in one datum. The set says nothing of how its values are spread.
  return set === undefined ? given : combine(set, given);
}

const combine = (one: StatisticSet, other: StatisticSet): StatisticSet => ({
  sampleCount: one.sampleCount + other.sampleCount,
  sum: one.sum + other.sum,
  minimum: Math.min(one.minimum, other.minimum),
  maximum: Math.max(one.maximum, other.maximum),
});

function setOf(
  values: readonly number[],
  counts: readonly number[] | undefined,
): (StatisticSet & { sketch?: Uint8Array }) | undefined {
  const counted = values
    .map((value, index) => ({ value, count: counts?.[index] ?? 1 }))
    .filter(({ count }) => count > 0);
  if (counted.length === 0) return undefined;
  const set = counted
    .map(({ value, count }) => ({ sampleCount: count, sum: value * count, minimum: value, maximum: value }))
    .reduce(combine);
  if (set.minimum < 0 || set.minimum === set.maximum) return set;
  const sketch = new Sketch();
  for (const { value, count } of counted) sketch.add(value, count);
  return { ...set, sketch: sketch.encode() };
}

function findRefusal(datum: MetricDatum, place: string, nowMs: number): ApiError | undefined {
  const { Value, Values = [], Counts, StatisticValues, StorageResolution = 60 } = datum;
  const both = (other: string): ApiError =>
    invalidCombination(
      `The parameters ${place}.Value and ${place}.${other} are mutually exclusive and you have specified both.`,
    );
  if (Value !== undefined && Values.length > 0) return both('Values');
  if (Value !== undefined && StatisticValues !== undefined) return both('StatisticValues');
  if (Value === undefined && Values.length === 0 && StatisticValues === undefined)
    return missingParameter(
      `At least one of the parameters ${place}.Value, ${place}.Values and ${place}.StatisticValues must be specified.`,
    );
  if (Counts !== undefined && Counts.length > 0 && Counts.length !== Values.length)
    return invalidValue(`The parameters ${place}.Values and ${place}.Counts must be of the same size.`);
  if (Values.length > valuesMax)
    return invalidValue(`The collection ${place}.Values must not have a size greater than ${valuesMax}.`);
  if (StorageResolution !== 1 && StorageResolution !== 60)
    return invalidValue(`The parameter ${place}.StorageResolution must be 1 or 60.`);
  return findBadNumber(datum, place) ?? findBadTime(datum, place, nowMs);
}

function findBadNumber(datum: MetricDatum, place: string): ApiError | undefined {
  const { Value, Values = [], Counts = [], StatisticValues } = datum;
  const values = [
    ...(Value === undefined ? [] : [['Value', Value] as const]),
    ...Values.map((value, index) => [`Values.member.${index + 1}`, value] as const),
    ...Object.entries({ ...StatisticValues }).map(([name, value = 0]) => [`StatisticValues.${name}`, value] as const),
  ];
  const counts = [
    ...Counts.map((count, index) => [`Counts.member.${index + 1}`, count] as const),
    ...(StatisticValues === undefined
      ? []
      : [['StatisticValues.SampleCount', StatisticValues.SampleCount ?? 0] as const]),
  ];
  const bad =
    values.find(([, value]) => !Number.isFinite(value) || Math.abs(value) > magnitudeMax) ??
    counts.find(([, count]) => !Number.isFinite(count) || count < 0);
  return bad && invalidValue(`The value ${bad[1]} for parameter ${place}.${bad[0]} is invalid.`);
}

function findBadTime({ Timestamp }: MetricDatum, place: string, nowMs: number): ApiError | undefined {
  if (Timestamp === undefined) return undefined;
  const atMs = Timestamp.getTime();
  if (!(atMs >= nowMs - pastMaxMs))
    return invalidValue(`The parameter ${place}.Timestamp must specify a time no more than two weeks in the past.`);
  if (atMs > nowMs + futureMaxMs)
    return invalidValue(`The parameter ${place}.Timestamp must specify a time no more than two hours in the future.`);
  return undefined;
}
