import { expect, test } from 'vitest';
import { defaultDeliveryPolicy, scheduleOf } from './delivery-policy.ts';
import { backoffs, lambdaSchedule, retryDelayMs } from './retry-schedule.ts';

const delays = (schedule: typeof lambdaSchedule, count: number): (number | undefined)[] =>
  Array.from({ length: count }, (_, index) => retryDelayMs(schedule, index + 1));

test('an address is tried three times more, twenty seconds apart', () => {
  expect(delays(scheduleOf(defaultDeliveryPolicy), 4)).toEqual([20_000, 20_000, 20_000, undefined]);
});

test('a function is tried at once, then after seconds that grow, then for 23 days', () => {
  const first = delays(lambdaSchedule, 16);
  expect(first.slice(0, 5)).toEqual([0, 0, 0, 1000, 1000]);
  expect([first[5], first[14], first[15]]).toEqual([1000, 20_000, 20_000]);
  expect(retryDelayMs(lambdaSchedule, 100_015)).toBe(20_000);
  expect(retryDelayMs(lambdaSchedule, 100_016)).toBeUndefined();
});

test.each(backoffs)('delays that grow %s go from the shortest to the longest and never back', (backoff) => {
  const schedule = { ...lambdaSchedule, noDelayRetries: 0, minDelayRetries: 0, maxDelayRetries: 0, backoff };
  const grown = delays(schedule, 10).map((delay) => delay ?? 0);
  expect([grown[0], grown[9]]).toEqual([1000, 20_000]);
  expect(grown).toEqual(grown.toSorted((one, other) => one - other));
});
