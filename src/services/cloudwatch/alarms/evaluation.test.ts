import { describe, expect, test } from 'vitest';
import { decide, evaluate, evaluationRange, isBreaching, samplesForPercentile, type Judgement } from './evaluation.ts';

const judgementOf: Record<string, Judgement> = { '0': 'ok', X: 'breaching', '-': 'missing' };
const verdicts = { I: 'INSUFFICIENT_DATA', K: 'keep', OK: 'OK', ALARM: 'ALARM' } as const;

/** AWS's own tables: periods with the newest on the right, then what each treatment makes of them. */
const tables = [
  [3, 3, '0 - X - X', 'OK OK OK OK'],
  [3, 3, '0 - - - -', 'OK OK OK OK'],
  [3, 3, '- - - - -', 'I K ALARM OK'],
  [3, 3, '0 X X - X', 'ALARM ALARM ALARM ALARM'],
  [3, 3, '- - X - -', 'ALARM K ALARM OK'],
  [3, 2, '0 - X - X', 'ALARM ALARM ALARM ALARM'],
  [3, 2, '0 0 X 0 X', 'ALARM ALARM ALARM ALARM'],
  [3, 2, '0 - X - -', 'OK OK ALARM OK'],
  [3, 2, '- - - - 0', 'OK OK ALARM OK'],
  [3, 2, '- - - X -', 'ALARM K ALARM OK'],
] as const;
const treatments = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;
const cells = tables.flatMap(([periods, toAlarm, points, wanted]) =>
  treatments.map((treatment, index) => ({
    periods,
    toAlarm,
    points,
    treatment,
    wanted: wanted.split(' ')[index] ?? '',
  })),
);

describe('with missing data', () => {
  test('both of AWS’s tables are here whole', () => expect(cells).toHaveLength(40));

  test.each(cells)(
    '$toAlarm of $periods, $points, $treatment: $wanted',
    ({ periods, toAlarm, points, treatment, wanted }) => {
      const judgements = points.split(' ').map((point) => judgementOf[point] ?? 'missing');
      const rule = { evaluationPeriods: periods, datapointsToAlarm: toAlarm, treatMissingData: treatment };
      expect(decide(rule, judgements)).toBe(verdicts[wanted as keyof typeof verdicts]);
    },
  );

  test('a single breach that is not old enough keeps the state', () => {
    const rule = { evaluationPeriods: 3, treatMissingData: 'missing' } as const;
    expect(decide(rule, ['missing', 'missing', 'missing', 'missing', 'breaching'])).toBe('keep');
    expect(decide(rule, ['missing', 'missing', 'missing', 'breaching', 'missing'])).toBe('keep');
  });

  test('a breach of three periods ago, and nothing since, is an alarm for three of three', () => {
    const rule = { evaluationPeriods: 3, treatMissingData: 'missing' } as const;
    expect(decide(rule, ['missing', 'missing', 'breaching', 'missing', 'missing'])).toBe('ALARM');
  });
});

describe('the evaluation range', () => {
  test.each([
    [1, 3],
    [2, 4],
    [3, 5],
    [9, 12],
  ])('for %i periods is %i', (periods, range) => expect(evaluationRange(periods)).toBe(range));
});

describe('a threshold', () => {
  test.each([
    ['GreaterThanThreshold', [false, false, true]],
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ] as const)('%s is crossed as its name says', (comparisonOperator, wanted) => {
    expect([0, 1, 2].map((value) => isBreaching({ comparisonOperator, threshold: 1 }, value))).toEqual(wanted);
  });
});

describe('what a verdict rests on', () => {
  const rule = {
    evaluationPeriods: 2,
    threshold: 0,
    comparisonOperator: 'GreaterThanThreshold',
    treatMissingData: 'missing',
  } as const;

  test('are the newest real datapoints, newest first, whatever lies between', () => {
    const slots = [{ atMs: 0, value: 1 }, { atMs: 1, value: 2 }, { atMs: 2 }, { atMs: 3, value: 3 }];
    expect(evaluate(rule, slots)).toMatchObject({ verdict: 'ALARM', evaluated: [{ value: 3 }, { value: 2 }] });
  });

  test('are the newest gaps too, where there are fewer real datapoints than wanted', () => {
    const slots = [{ atMs: 0 }, { atMs: 1, value: 0 }, { atMs: 2 }, { atMs: 3 }];
    const evaluation = evaluate(rule, slots);
    expect(evaluation.verdict).toBe('OK');
    expect(evaluation.evaluated.map(({ atMs, judgement }) => [atMs, judgement])).toEqual([
      [3, 'missing'],
      [1, 'ok'],
    ]);
  });

  test('zero is a value, not a gap', () => {
    expect(
      evaluate(rule, [
        { atMs: 0, value: 0 },
        { atMs: 1, value: 0 },
      ]).verdict,
    ).toBe('OK');
  });

  test('a percentile of too few samples keeps the state', () => {
    const slots = [
      { atMs: 0, value: 9, sampleCount: 499 },
      { atMs: 1, value: 9, sampleCount: 500 },
    ];
    expect(evaluate({ ...rule, samplesMin: samplesForPercentile(99) }, slots).verdict).toBe('keep');
    expect(evaluate({ ...rule, samplesMin: samplesForPercentile(50) }, slots).verdict).toBe('ALARM');
  });
});

test.each([
  [99, 1000],
  [99.9, 10_000],
  [50, 20],
  [10, 100],
])('the percentile p%d needs %i samples', (percentile, samples) =>
  expect(samplesForPercentile(percentile)).toBe(samples),
);
