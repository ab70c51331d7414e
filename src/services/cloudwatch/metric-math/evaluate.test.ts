import { describe, expect, test } from 'vitest';
import { evaluateExpression, type MathResult } from './evaluate.ts';
import { arrayValue, seriesValue, type TimeSeries, type Value } from './value.ts';

const minute = 60_000;

/** One value a minute from 0 on; a gap is `undefined`. */
const series = (label: string, ...values: (number | undefined)[]): TimeSeries => ({
  label,
  periodSeconds: 60,
  points: values.flatMap((value, index) => (value === undefined ? [] : [{ atMs: index * minute, value }])),
});

const metrics = {
  m1: series('m1', 1, 2, 3, 4),
  m2: series('m2', 10, undefined, 0, 40),
  m3: series('m3', undefined, 5),
  errors: series('errors', 1, 0, undefined, 2),
  calls: series('calls', 10, 4, 0, 4),
  empty: series('empty'),
};

const evaluate = (expression: string): MathResult =>
  evaluateExpression(expression, {
    range: { fromMs: 0, toMs: 4 * minute, periodSeconds: 60 },
    find(name): Value | undefined {
      if (name === 'all') return arrayValue([metrics.m1, metrics.m2]);
      const found: TimeSeries | undefined = Object.entries(metrics).find(([id]) => id === name)?.[1];
      return found && seriesValue(found);
    },
    metrics: Object.entries(metrics).map(([id, of]) => ({ id, series: of })),
  });

/** Values by minute, `_` where there is none; of an array, one row for each series. */
function told(result: MathResult): string | number {
  if (result.kind === 'refused') return `refused: ${result.reason}`;
  const { value } = result;
  const row = ({ points }: TimeSeries): string =>
    [0, 1, 2, 3].map((index) => points.find(({ atMs }) => atMs === index * minute)?.value ?? '_').join(' ');
  switch (value.kind) {
    case 'scalar':
      return value.value;
    case 'series':
      return row(value.series);
    case 'array':
      return value.series.map((of) => row(of)).join(' | ');
  }
}

describe('operators', () => {
  test.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', -4],
    ['10 - 3 - 2', 5],
    ['1 < 2 AND 3 < 2 || 1', 1],
    ['1 == 1 && 2 != 2', 0],
    ['1e2 / .5', 200],
  ])('%s is %s', (expression, value) => expect(told(evaluate(expression))).toBe(value));

  test.each([
    ['m1 * 2', '2 4 6 8'],
    ['1 / m1', '1 0.5 0.3333333333333333 0.25'],
    ['m1 + m2', '11 2 3 44'],
    ['m2 / m1', '10 0 0 10'],
    ['errors / calls', '0.1 0 _ 0.5'],
    ['m1 / m2', '0.1 _ _ 0.1'],
    ['m1 > 2', '0 0 1 1'],
    ['m1 < m2', '1 _ 0 1'],
    ['m1 >= 2 AND m1 <= 3', '0 1 1 0'],
    ['all + 1', '2 3 4 5 | 11 _ 1 41'],
    ['-m1', '-1 -2 -3 -4'],
  ])('%s is %s', (expression, value) => expect(told(evaluate(expression))).toBe(value));
});

describe('functions', () => {
  test.each([
    ['ABS(-m1)', '1 2 3 4'],
    ['CEIL(m1 / 2)', '1 1 2 2'],
    ['FLOOR(m1 / 2)', '0 1 1 2'],
    ['LOG10(m2)', '1 _ _ 1.6020599913279625'],
    ['AVG(m1)', 2.5],
    ['MAX([m1, m2])', '10 2 3 40'],
    ['MIN(all)', '1 2 0 4'],
    ['SUM(METRICS())', '22 11 3 50'],
    ['SUM(METRICS("m"))', '11 7 3 44'],
    ['STDDEV(m1)', Math.sqrt(1.25)],
    ['DATAPOINT_COUNT(m2)', 3],
    ['DATAPOINT_COUNT(all)', '2 1 2 2'],
    ['DIFF(m1)', '_ 1 1 1'],
    ['DIFF(m2)', '_ _ -10 40'],
    ['DIFF_TIME(m2)', '_ _ 120 60'],
    ['RATE(m2)', `_ _ ${-10 / 120} ${40 / 60}`],
    ['RUNNING_SUM(m1)', '1 3 6 10'],
    ['PERIOD(m1)', 60],
    ['m1 / PERIOD(m1) * 60', '1 2 3 4'],
    ['FILL(m2, 0)', '10 0 0 40'],
    ['FILL(m2, REPEAT)', '10 10 0 40'],
    ['FILL(m2, LINEAR)', '10 5 0 40'],
    ['FILL(m2, AVG(m1))', '10 2.5 0 40'],
    ['FILL(empty, 7)', '7 7 7 7'],
    ['FILL([m1, m3], 0)', '1 2 3 4 | 0 5 0 0'],
    ['FILL(errors, 0) / FILL(calls, 0)', '0.1 0 _ 0.5'],
    ['IF(calls > 0, 100 * errors / calls, 0)', '10 0 0 50'],
    ['IF(m1 > 2, m1)', '_ _ 3 4'],
    ['IF(m2 > 5, 1, 0)', '1 _ 0 1'],
    ['IF(1, m1, m2)', '1 2 3 4'],
    ['FIRST(all)', '1 2 3 4'],
    ['LAST(all)', '10 _ 0 40'],
    ['METRIC_COUNT(METRICS())', 6],
    ['REMOVE_EMPTY([m3, empty])', '_ 5 _ _'],
    ['SLICE(all, 1)', '1 2 3 4'],
    ['SLICE(all, 1, 2)', '10 _ 0 40'],
    ['SORT(all, MAX, DESC, 1)', '10 _ 0 40'],
    ['SORT([empty, m2, m1], SUM, ASC)', '1 2 3 4 | 10 _ 0 40 | _ _ _ _'],
    ['TIME_SERIES(3)', '3 3 3 3'],
    ['MINUTE(m1)', '0 1 2 3'],
    ['DAY(m1)', '4 4 4 4'],
    ['AVG(empty)', '_ _ _ _'],
  ])('%s is %s', (expression, value) => expect(told(evaluate(expression))).toBe(value));
});

describe('what cannot be worked out is refused with its reason:', () => {
  test.each([
    ['m1 +', 'Unexpected end of the expression'],
    ['m1 m2', "Unexpected 'm2' at position 4"],
    ['m1 ? 2', "Unexpected character '?' at position 4"],
    ['(m1', 'Unexpected end of the expression'],
    ['nothing * 2', 'Undefined variable nothing'],
    ['NOPE(m1)', 'Unknown function NOPE'],
    ['toString(m1)', 'Unknown function toString'],
    ['all + all', 'The operator + cannot combine two arrays of time series'],
    ['1 / 0', 'The operator / has no value of its operands'],
    ['AVG()', 'AVG takes 1 arguments, and 0 are given'],
    ['AVG(3)', 'AVG takes a time series or an array of them'],
    ["SEARCH('x', 'Sum')", 'Serin does not serve the function SEARCH'],
    ['ANOMALY_DETECTION_BAND(m1, 2)', 'Serin does not serve the function ANOMALY_DETECTION_BAND'],
    ['SELECT AVG(x) FROM y', 'Serin does not serve Metrics Insights queries'],
    [`${'('.repeat(1000)}1${')'.repeat(1000)}`, 'The expression is nested too deeply'],
    [`${'-'.repeat(1000)}1`, 'The expression is nested too deeply'],
  ])('%s', (expression, reason) => expect(told(evaluate(expression))).toBe(`refused: ${reason}`));
});
