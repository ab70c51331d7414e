import { expect, test } from 'vitest';
import { secondsOf } from './wire-moment.ts';

test('the moments of Lambda are read, and what is none is left out', () => {
  expect(secondsOf('2026-11-28T12:08:11.500+0000')).toBe(Date.UTC(2026, 10, 28, 12, 8, 11, 500) / 1000);
  expect(secondsOf('soon')).toBeUndefined();
  expect(secondsOf(undefined)).toBeUndefined();
});
