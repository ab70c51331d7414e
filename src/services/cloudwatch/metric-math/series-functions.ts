/** Functions that make one time series of another. Pure. */
import { mapPoints, MathRefusal, valuesAt, withPoints, type Datapoint, type TimeSeries } from './value.ts';

/** The range over which an expression is worked out. */
export interface MathRange {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of series that have no period from a metric. */
  readonly periodSeconds: number;
}

type SeriesFunction = (series: TimeSeries) => TimeSeries;

/** Each point with the one before it: the first has none. */
const pairwise =
  (change: (point: Datapoint, before: Datapoint) => number): SeriesFunction =>
  (series) =>
    withPoints(
      series,
      series.points.flatMap((point, index) => {
        const before = series.points[index - 1];
        return before === undefined ? [] : [{ atMs: point.atMs, value: change(point, before) }];
      }),
    );

const seconds = (point: Datapoint, before: Datapoint): number => (point.atMs - before.atMs) / 1000;

/** Of a moment, as the clock in Greenwich has it. */
const ofMoment =
  (read: (date: Date) => number): SeriesFunction =>
  (series) =>
    mapPoints(series, ({ atMs }) => read(new Date(atMs)));

const seriesFunctionTable: Readonly<Record<string, SeriesFunction>> = {
  DIFF: pairwise((point, before) => point.value - before.value),
  DIFF_TIME: pairwise(seconds),
  RATE: pairwise((point, before) => (point.value - before.value) / seconds(point, before)),
  RUNNING_SUM(series) {
    let sum = 0;
    return mapPoints(series, ({ value }) => (sum += value));
  },
  MINUTE: ofMoment((date) => date.getUTCMinutes()),
  HOUR: ofMoment((date) => date.getUTCHours()),
  // Monday is 1 and Sunday 7.
  DAY: ofMoment((date) => date.getUTCDay() || 7),
  DATE: ofMoment((date) => date.getUTCDate()),
  MONTH: ofMoment((date) => date.getUTCMonth() + 1),
  YEAR: ofMoment((date) => date.getUTCFullYear()),
  EPOCH: ofMoment((date) => date.getTime() / 1000),
};

export const seriesFunctions: ReadonlyMap<string, SeriesFunction> = new Map(Object.entries(seriesFunctionTable));

/** Functions of numbers, for each point alone. */
export const numberFunctions: ReadonlyMap<string, (value: number) => number> = new Map(
  Object.entries({ ABS: Math.abs, CEIL: Math.ceil, FLOOR: Math.floor, LOG: Math.log, LOG10: Math.log10 }),
);

/** How `FILL` tells what is missing. */
export type Filler = { readonly kind: 'number'; readonly value: number } | { readonly kind: 'repeat' | 'linear' };

/** A point in every period of the range, and of those before it where the series has some. */
export function fillSeries(series: TimeSeries, filler: Filler, range: MathRange): TimeSeries {
  const known = valuesAt(series);
  const moments = everyPeriod(range, series.periodSeconds || range.periodSeconds, series.points[0]?.atMs);
  const points = [...new Set([...moments, ...known.keys()])]
    .sort((left, right) => left - right)
    .flatMap((atMs) => {
      const value = known.get(atMs) ?? missingValue(series.points, atMs, filler);
      return value === undefined ? [] : [{ atMs, value }];
    });
  return withPoints(series, points);
}

function missingValue(points: readonly Datapoint[], atMs: number, filler: Filler): number | undefined {
  if (filler.kind === 'number') return filler.value;
  const before = points.findLast((point) => point.atMs < atMs);
  const after = points.find((point) => point.atMs > atMs);
  if (filler.kind === 'repeat') return before?.value;
  // Beyond the ends a line would be a guess: the nearest point is repeated.
  if (before === undefined || after === undefined) return (before ?? after)?.value;
  const share = (atMs - before.atMs) / (after.atMs - before.atMs);
  return before.value + share * (after.value - before.value);
}

export function constantSeries(value: number, range: MathRange): TimeSeries {
  const points = everyPeriod(range, range.periodSeconds).map((atMs) => ({ atMs, value }));
  return { label: '', periodSeconds: range.periodSeconds, points };
}

const momentsMax = 100_800;

/** Starts of the periods in the range; in step with the given moment where there is one. */
function everyPeriod({ fromMs, toMs }: MathRange, periodSeconds: number, anchorMs = 0): readonly number[] {
  const stepMs = periodSeconds * 1000;
  const first = anchorMs + Math.floor((fromMs - anchorMs) / stepMs) * stepMs;
  const count = Math.max(0, Math.ceil((toMs - first) / stepMs));
  if (count > momentsMax) throw new MathRefusal(`The range has more than ${momentsMax} periods`);
  return Array.from({ length: count }, (_, index) => first + index * stepMs);
}
