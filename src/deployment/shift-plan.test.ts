import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { planShift, shiftMinutes } from './shift-plan.ts';

const weights = (...routing: Parameters<typeof planShift>): number[] =>
  planShift(...routing).map(({ weightPercent }) => weightPercent);

test('a canary is one step and the rest after the interval', () => {
  const canary = { kind: 'canary', percent: 10, intervalMinutes: 5 } as const;
  expect(planShift(canary)).toEqual([
    { weightPercent: 10, afterMs: 0 },
    { weightPercent: 100, afterMs: 300_000 },
  ]);
  expect(shiftMinutes(canary)).toBe(5);
});

test('a linear shift begins with its first step, so that it takes one interval less than it has steps', () => {
  expect(weights({ kind: 'linear', percent: 10, intervalMinutes: 1 })).toEqual([
    10, 20, 30, 40, 50, 60, 70, 80, 90, 100,
  ]);
  expect(shiftMinutes({ kind: 'linear', percent: 10, intervalMinutes: 1 })).toBe(9);
});

test('the last step of a linear shift may be a smaller one', () => {
  expect(weights({ kind: 'linear', percent: 30, intervalMinutes: 2 })).toEqual([30, 60, 90, 100]);
});

test('all at once is one step', () => {
  expect(planShift({ kind: 'all-at-once' })).toEqual([{ weightPercent: 100, afterMs: 0 }]);
});

test('of every config, weights grow to 100, and only the first step comes at once', () => {
  const routing = fc.record({
    kind: fc.constantFrom('canary' as const, 'linear' as const),
    percent: fc.integer({ min: 1, max: 99 }),
    intervalMinutes: fc.integer({ min: 1, max: 2880 }),
  });
  fc.assert(
    fc.property(routing, (given) => {
      const steps = planShift(given);
      const grown = steps.map(({ weightPercent }) => weightPercent);
      expect(grown).toEqual([...new Set(grown)].toSorted((one, other) => one - other));
      expect(grown.at(-1)).toBe(100);
      expect(steps.map(({ afterMs }) => afterMs > 0)).toEqual(steps.map((_, index) => index > 0));
    }),
  );
});
