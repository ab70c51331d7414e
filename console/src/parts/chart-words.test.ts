import { describe, expect, test } from 'vitest';
import { formatCount } from '../format/numbers.ts';
import { summarize, upperBound } from './chart-words.ts';

describe('a chart in words', () => {
  test('tells the latest and highest of each line, and the thresholds', () => {
    const series = [
      { label: 'Version 1', tone: 'current', values: [4, 9, undefined] },
      { label: 'Version 2', tone: 'target', values: [undefined, undefined, undefined] },
    ] as const;
    expect(summarize('Errors', series, [{ label: 'Many > 3', value: 3, isBreached: true }], formatCount)).toBe(
      'Errors. Version 1: latest 9, highest 9; Version 2: no data; threshold Many > 3 at 3, crossed.',
    );
  });
});

describe('the height of a chart', () => {
  test('reaches over the values and a threshold that is near', () => {
    expect(upperBound([10], [20])).toBeCloseTo(23);
    expect(upperBound([], [20])).toBeCloseTo(23);
  });

  test('does not follow a threshold that would press the values flat', () => {
    expect(upperBound([10], [1000])).toBeCloseTo(11.5);
  });

  test('is never nought', () => {
    expect([upperBound([0], [0]), upperBound([0.1], [], 4)]).toEqual([1, 4]);
  });
});
