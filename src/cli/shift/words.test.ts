import { expect, test } from 'vitest';
import { formatCountdown, formatDuration, formatLatency, formatShare, wrap } from './words.ts';

test.each([
  [400, '0.4 s'],
  [9949, '9.9 s'],
  [9950, '10 s'],
  [59_600, '1 min 00 s'],
  [305_000, '5 min 05 s'],
  [3_780_000, '1 h 03 min'],
  [-5, '0.0 s'],
])('%d ms last %s', (durationMs, text) => expect(formatDuration(durationMs)).toBe(text));

test.each([
  [36_200, '0:37'],
  [217_000, '3:37'],
  [3_723_000, '1:02:03'],
  [-1, '0:00'],
])('%d ms are left as %s', (remainingMs, text) => expect(formatCountdown(remainingMs)).toBe(text));

test('latencies keep two digits or so', () => {
  expect([1.234, 12.3, 999.4, 1250].map(formatLatency)).toEqual(['1.2 ms', '12 ms', '999 ms', '1.25 s']);
});

test('nothing of nothing is no share', () => {
  expect([formatShare(0, 0), formatShare(0, 3), formatShare(1, 3)]).toEqual(['–', '0.0 %', '33.3 %']);
});

test('text breaks at spaces, and inside a word that is longer than a line', () => {
  expect(wrap('one two  three', 7)).toEqual(['one two', 'three']);
  expect(wrap('a abcdefghij k', 4)).toEqual(['a', 'abcd', 'efgh', 'ij k']);
  expect(wrap('', 4)).toEqual([]);
});
