/**
 * How long metrics are kept, and how finely, as on AWS: points of a second for three hours, of a
 * minute for fifteen days, of five minutes for 63 days, of an hour for 455. What is older is put
 * together, and at last forgotten. Pure.
 */
import type { StoredPoint } from '../../storage/series.ts';
import { Aggregate } from './aggregate.ts';
import { floorTo } from './resources/time-range.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export interface RetentionTier {
  readonly name: string;
  /** Points older than that are put together. */
  readonly afterMs: number;
  readonly resolutionSeconds: number;
}

export const retentionTiers: readonly RetentionTier[] = [
  // Lambda's own points of a minute come a second at a time, and soon are one.
  { name: 'settled', afterMs: hourMs / 6, resolutionSeconds: 1 },
  { name: 'minutes', afterMs: 3 * hourMs, resolutionSeconds: 60 },
  { name: 'five-minutes', afterMs: 15 * dayMs, resolutionSeconds: 300 },
  { name: 'hours', afterMs: 63 * dayMs, resolutionSeconds: 3600 },
];

export const keptForMs = 455 * dayMs;

/** One point for each period of the resolution; the very list that was given where that is so already. */
export function condense(points: readonly StoredPoint[], resolutionSeconds: number): readonly StoredPoint[] {
  const periods = new Map<
    string,
    { readonly atMs: number; readonly resolutionSeconds: number; points: StoredPoint[] }
  >();
  for (const point of points) {
    // What is coarser already stays so.
    const resolution = Math.max(point.resolutionSeconds, resolutionSeconds);
    const atMs = floorTo(point.atMs, resolution * 1000);
    const key = `${atMs} ${resolution}`;
    const period = periods.get(key) ?? { atMs, resolutionSeconds: resolution, points: [] };
    period.points.push(point);
    periods.set(key, period);
  }
  const isDone =
    periods.size === points.length && points.every((point) => point.resolutionSeconds >= resolutionSeconds);
  if (isDone) return points;
  return [...periods.values()].map(({ points: together, ...period }) => ({
    ...period,
    ...Aggregate.of(together).toPoint(),
  }));
}
