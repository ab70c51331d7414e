import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { SeriesKey } from '../../storage/series.ts';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { systemRandom } from '../../time/random.ts';
import { VirtualClock } from '../../time/virtual-clock.ts';
import { condense } from './retention.ts';
import { startRetentionRunner } from './retention-runner.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

const point = (atMs: number, value: number, resolutionSeconds = 60) => ({
  atMs,
  resolutionSeconds,
  sampleCount: 1,
  sum: value,
  minimum: value,
  maximum: value,
});

const keyOf = (metric: string): SeriesKey => ({
  owner: 'us-east-1/000000000000',
  namespace: 'shop',
  metric,
  dimensions: [],
  unit: 'Count',
});

test('points of a period become one, with all that was known of their values', () => {
  const [first, second, ...more] = condense([point(0, 1), point(minuteMs, 5), point(5 * minuteMs, 7)], 300);
  expect(more).toEqual([]);
  expect(first).toMatchObject({ atMs: 0, resolutionSeconds: 300, sampleCount: 2, sum: 6, minimum: 1, maximum: 5 });
  expect(first?.sketch).toBeDefined();
  expect(second).toEqual({ ...point(5 * minuteMs, 7), resolutionSeconds: 300 });
});

test('what is as coarse as that already is left alone', () => {
  const points = [point(0, 1), point(minuteMs, 5)];
  expect(condense(points, 1)).toBe(points);
  const hours = [point(0, 1, 3600)];
  expect(condense(hours, 60)).toBe(hours);
});

test('metrics grow coarser with age, keep their sums, and are forgotten after 455 days', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serin-retention-'));
  try {
    await using store = await openSqliteStore({ folder, random: systemRandom, commitMoment: 'at-once' });
    const problems: unknown[] = [];
    const start = Date.UTC(2025, 0, 1);
    const key = keyOf('orders');
    // Two hours of points, ten seconds apart, each of a second.
    const points = Array.from({ length: 720 }, (_, index) => ({
      ...point(start + index * 10_000, index, 1),
      series: key,
    }));
    await store.series.append(points);
    const sum = points.reduce((total, { sum }) => total + sum, 0);
    const storedAfter = async (ageMs: number) => {
      const clock = new VirtualClock(start + ageMs);
      await using runner = startRetentionRunner({ store, clock, report: (problem) => problems.push(problem) });
      await runner.run();
      return store.series.query({ series: key, fromMs: -Infinity, toMs: Infinity });
    };
    const ages = [
      [2 * hourMs, 720],
      [6 * hourMs, 120],
      [14 * dayMs, 120],
      [17 * dayMs, 24],
      [70 * dayMs, 2],
    ] as const;
    for (const [ageMs, count] of ages) {
      const left = await storedAfter(ageMs);
      expect(left).toHaveLength(count);
      expect(left.reduce((total, one) => total + one.sum, 0)).toBe(sum);
    }
    expect(await storedAfter(456 * dayMs)).toEqual([]);
    expect(problems).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
