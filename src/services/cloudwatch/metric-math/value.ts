/** What metric math works with: numbers, time series and arrays of them. */

export interface Datapoint {
  readonly atMs: number;
  readonly value: number;
}

export interface TimeSeries {
  readonly label: string;
  readonly periodSeconds: number;
  /** Oldest first, one of a moment. */
  readonly points: readonly Datapoint[];
}

export type Value =
  | { readonly kind: 'scalar'; readonly value: number }
  | { readonly kind: 'series'; readonly series: TimeSeries }
  | { readonly kind: 'array'; readonly series: readonly TimeSeries[] };

export const scalar = (value: number): Value => ({ kind: 'scalar', value });
export const seriesValue = (series: TimeSeries): Value => ({ kind: 'series', series });
export const arrayValue = (series: readonly TimeSeries[]): Value => ({ kind: 'array', series });

/** Points whose value is no number are none: what was divided by zero, and logarithms of what has none. */
export const withPoints = (series: TimeSeries, points: readonly Datapoint[]): TimeSeries => ({
  ...series,
  points: points.filter(({ value }) => Number.isFinite(value)),
});

export const mapPoints = (series: TimeSeries, change: (point: Datapoint, index: number) => number): TimeSeries =>
  withPoints(
    series,
    series.points.map((point, index) => ({ atMs: point.atMs, value: change(point, index) })),
  );

export const valuesAt = (series: TimeSeries): ReadonlyMap<number, number> =>
  new Map(series.points.map(({ atMs, value }) => [atMs, value]));

/** Every moment that one of the series has, in order. */
export const momentsOf = (all: readonly TimeSeries[]): readonly number[] =>
  [...new Set(all.flatMap(({ points }) => points.map(({ atMs }) => atMs)))].sort((left, right) => left - right);

/** Thrown within metric math alone; `evaluateExpression` gives it back as a value. */
export class MathRefusal extends Error {
  override readonly name = 'MathRefusal';
}
