import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Ticker } from './ticker.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('all that go at one pace see the same moment, and nothing ticks when none is left', () => {
  let now = 100;
  const ticker = new Ticker(() => now);
  const seen: number[] = [];
  const stops = [1, 2].map(() => ticker.listen(1000, () => seen.push(ticker.now(1000))));
  now = 101;
  expect(ticker.now(1000)).toBe(100);
  vi.advanceTimersByTime(1000);
  expect(seen).toEqual([101, 101]);
  for (const stop of stops) stop();
  expect(vi.getTimerCount()).toBe(0);
});
