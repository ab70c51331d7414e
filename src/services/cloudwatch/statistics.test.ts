import { describe, expect, test } from 'vitest';
import { Aggregate } from './aggregate.ts';
import { Sketch } from '../../storage/sketch.ts';
import { computeStatistic, parseStatistic } from './statistics.ts';

/** Each value as a point of its own: all of them are known exactly. */
const exact = (values: readonly number[]): Aggregate =>
  Aggregate.of(values.map((value) => ({ sampleCount: 1, sum: value, minimum: value, maximum: value })));

const sketched = (values: readonly number[]): Aggregate => {
  const sketch = new Sketch();
  for (const value of values) sketch.add(value);
  const sum = values.reduce((total, value) => total + value, 0);
  const range = { minimum: Math.min(...values), maximum: Math.max(...values) };
  return Aggregate.of([{ sampleCount: values.length, sum, ...range, sketch: sketch.encode() }]);
};

const compute = (text: string, aggregate: Aggregate): number | undefined => {
  const statistic = parseStatistic(text);
  if (statistic === undefined) throw new Error(`no statistic: ${text}`);
  return computeStatistic(statistic, aggregate);
};

const oneToTen = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('statistics', () => {
  test.each([
    ['SampleCount', 10],
    ['Sum', 55],
    ['Average', 5.5],
    ['Minimum', 1],
    ['Maximum', 10],
    ['p0', 1],
    ['p10', 1],
    ['p50', 5],
    ['p99.9', 10],
    ['p100', 10],
    ['tm90', 5],
    ['TM(10%:90%)', 5.5],
    ['TM(:90%)', 5],
    ['TM(80%:)', 9.5],
    ['TM(2:5)', 4],
    ['IQM', 5.5],
    ['wm90', 5.4],
    ['WM(20%:80%)', 5.3],
    ['WM(3:8)', 5.5],
    ['tc90', 9],
    ['TC(2:5)', 3],
    ['ts90', 45],
    ['TS(80%:)', 19],
    ['PR(:3)', 30],
    ['PR(3:8)', 50],
    ['PR(8:)', 20],
  ])('%s of one to ten is %d', (text, value) => {
    expect(compute(text, exact(oneToTen))).toBeCloseTo(value, 10);
  });

  test.each([
    'p',
    'p101',
    'P50',
    'tm',
    'TM()',
    'TM(:)',
    'TM(90%:10%)',
    'TM(5:1)',
    'TM(10%:5)',
    'PR(10%:20%)',
    'Mean',
    'sum',
    'IQM50',
  ])('%s is none', (text) => expect(parseStatistic(text)).toBeUndefined());

  test('percentiles are told within one percent from a sketch, and never beyond the extremes', () => {
    const values = Array.from({ length: 1000 }, (_, index) => 100 + index);
    for (const percent of [1, 25, 50, 90, 99, 99.9]) {
      const real = 100 + Math.ceil(percent * 10) - 1;
      const told = compute(`p${percent}`, sketched(values)) ?? Number.NaN;
      expect(Math.abs(told - real) / real).toBeLessThan(0.0101);
    }
    expect(compute('p100', sketched(values))).toBe(1099);
    expect(compute('p0', sketched(values))).toBe(100);
  });

  test('percentiles are not told where a statistic set hides values, or where one is negative', () => {
    const set = { sampleCount: 3, sum: 6, minimum: 1, maximum: 3 };
    expect(compute('p50', Aggregate.of([set]))).toBeUndefined();
    expect(compute('Average', Aggregate.of([set]))).toBe(2);
    expect(compute('p50', exact([-1, 1]))).toBeUndefined();
  });

  test('a statistic set of equal values hides nothing', () => {
    expect(compute('p50', Aggregate.of([{ sampleCount: 3, sum: 6, minimum: 2, maximum: 2 }]))).toBe(2);
  });

  test('an aggregate is the same when it was one point in between', () => {
    const aggregate = Aggregate.of([sketched([1, 2, 300]).toPoint(), exact([5]).toPoint()]);
    const again = Aggregate.of([aggregate.toPoint()]);
    for (const text of ['Sum', 'SampleCount', 'Minimum', 'Maximum'])
      expect(compute(text, again)).toBe(compute(text, aggregate));
    expect(compute('p50', again)).toBeCloseTo(compute('p50', aggregate) ?? Number.NaN, 1);
  });
});
