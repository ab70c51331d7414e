import { momentsOf, valuesAt, withPoints, type TimeSeries } from './value.ts';

export type ReductionName = 'AVG' | 'MAX' | 'MIN' | 'SUM' | 'STDDEV' | 'DATAPOINT_COUNT';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;

/** Of values, at least one. */
const reductions: Readonly<Record<ReductionName, (values: readonly number[]) => number>> = {
  AVG: mean,
  MAX: (values) => values.reduce((most, value) => Math.max(most, value)),
  MIN: (values) => values.reduce((least, value) => Math.min(least, value)),
  SUM: sum,
  STDDEV(values) {
    const average = mean(values);
    return Math.sqrt(mean(values.map((value) => (value - average) ** 2)));
  },
  DATAPOINT_COUNT: (values) => values.length,
};

export const parseReduction = (name: string): ReductionName | undefined =>
  Object.keys(reductions).find((known): known is ReductionName => known === name);

/** All points of one series as one number; `undefined`: it has none. */
export function reduceSeries(name: ReductionName, { points }: TimeSeries): number | undefined {
  return points.length === 0 ? undefined : reductions[name](points.map(({ value }) => value));
}

/** The series as one: at each moment of those that have a point there. */
export function reduceArray(name: ReductionName, all: readonly TimeSeries[]): TimeSeries {
  const tables = all.map((series) => valuesAt(series));
  const points = momentsOf(all).map((atMs) => {
    const values = tables.map((table) => table.get(atMs)).filter((value) => value !== undefined);
    return { atMs, value: reductions[name](values) };
  });
  const periodSeconds = all.reduce((longest, series) => Math.max(longest, series.periodSeconds), 0);
  return withPoints({ label: name, periodSeconds, points: [] }, points);
}
