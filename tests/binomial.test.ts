import { expect, test } from 'vitest';
import { binomialInterval } from './binomial.ts';

test('ten thousand draws of one in ten stray by less than a hundred, with 99.9 % confidence', () => {
  const { least, most } = binomialInterval(10_000, 0.1, 0.999);
  expect(least).toBeGreaterThan(900);
  expect(least).toBeLessThan(905);
  expect(most).toBeGreaterThan(1096);
  expect(most).toBeLessThan(1104);
});

test('a fair coin thrown ten times falls on one side nine times too seldom for 95 %', () => {
  expect(binomialInterval(10, 0.5, 0.95)).toEqual({ least: 2, most: 8 });
});
