import { describe, expect, test } from 'vitest';
import { evaluate, type EvaluationRule, type Slot } from './evaluation.ts';
import { javaDouble } from './java-double.ts';
import { describeReason, describeReasonData } from './state-reason.ts';

const startMs = Date.UTC(2025, 2, 1, 12, 34);
const minute = (index: number): number => startMs + index * 60_000;
const slotsOf = (...values: (number | undefined)[]): Slot[] =>
  values.map((value, index) => ({ atMs: minute(index), value, sampleCount: 2 }));

const above = (threshold: number, rule: Partial<EvaluationRule> = {}): EvaluationRule => ({
  evaluationPeriods: 1,
  threshold,
  comparisonOperator: 'GreaterThanThreshold',
  treatMissingData: 'missing',
  ...rule,
});

const cases: readonly (readonly [rule: EvaluationRule, slots: Slot[], wanted: string])[] = [
  [
    above(21),
    slotsOf(21.5),
    'Threshold Crossed: 1 datapoint [21.5 (01/03/25 12:34:00)] was greater than the threshold (21.0).',
  ],
  [
    above(21),
    slotsOf(1),
    'Threshold Crossed: 1 datapoint [1.0 (01/03/25 12:34:00)] was not greater than the threshold (21.0).',
  ],
  [
    above(10, { evaluationPeriods: 3 }),
    slotsOf(11, 12, 13),
    'Threshold Crossed: 3 datapoints [13.0 (01/03/25 12:36:00), 12.0 (01/03/25 12:35:00), 11.0 (01/03/25 12:34:00)] were greater than the threshold (10.0).',
  ],
  [
    above(10, { evaluationPeriods: 6 }),
    slotsOf(11, 12, 13, 14, 15, 16),
    'Threshold Crossed: 6 datapoints were greater than the threshold (10.0). The most recent datapoints which crossed the threshold: [16.0 (01/03/25 12:39:00), 15.0 (01/03/25 12:38:00), 14.0 (01/03/25 12:37:00), 13.0 (01/03/25 12:36:00), 12.0 (01/03/25 12:35:00)].',
  ],
  [
    above(1, { evaluationPeriods: 3, datapointsToAlarm: 2 }),
    slotsOf(4, 0, 5),
    'Threshold Crossed: 2 out of the last 3 datapoints [5.0 (01/03/25 12:36:00), 4.0 (01/03/25 12:34:00)] were greater than the threshold (1.0) (minimum 2 datapoints for OK -> ALARM transition).',
  ],
  [
    above(1, { evaluationPeriods: 3, datapointsToAlarm: 2 }),
    slotsOf(0, 4, 0),
    'Threshold Crossed: 2 out of the last 3 datapoints [0.0 (01/03/25 12:36:00), 0.0 (01/03/25 12:34:00)] were not greater than the threshold (1.0) (minimum 2 datapoints for ALARM -> OK transition).',
  ],
  [
    above(50, { datapointsToAlarm: 1 }),
    slotsOf(0),
    'Threshold Crossed: 1 out of the last 1 datapoints [0.0 (01/03/25 12:34:00)] was not greater than the threshold (50.0) (minimum 1 datapoint for ALARM -> OK transition).',
  ],
  [
    above(0, { evaluationPeriods: 20, treatMissingData: 'notBreaching' }),
    slotsOf(0, ...Array.from({ length: 25 }, () => undefined)),
    'Threshold Crossed: 1 datapoint [0.0 (01/03/25 12:34:00)] was not greater than the threshold (0.0) and 19 missing datapoints were treated as [NonBreaching].',
  ],
  [
    above(0, { evaluationPeriods: 2, treatMissingData: 'breaching' }),
    slotsOf(undefined, undefined, undefined, undefined),
    'Threshold Crossed: no datapoints were received for 2 periods and 2 missing datapoints were treated as [Breaching].',
  ],
  [
    above(0, { treatMissingData: 'notBreaching' }),
    slotsOf(undefined, undefined, undefined),
    'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
  ],
  [above(0), slotsOf(undefined, undefined, undefined), 'Insufficient Data: 1 datapoint was unknown.'],
  [above(0, { evaluationPeriods: 2 }), slotsOf(undefined, undefined), 'Insufficient Data: 2 datapoints were unknown.'],
  [
    above(1, { comparisonOperator: 'LessThanOrEqualToThreshold' }),
    slotsOf(1),
    'Threshold Crossed: 1 datapoint [1.0 (01/03/25 12:34:00)] was less than or equal to the threshold (1.0).',
  ],
];

test.each(cases)('the reason is worded as AWS words it %#', (rule, slots, wanted) => {
  expect(describeReason(rule, evaluate(rule, slots))).toBe(wanted);
});

describe('the data of a reason', () => {
  const subject = { queriedAtMs: startMs + 70_123, periodSeconds: 60, threshold: 21, statistic: 'Sum' };

  test('has Java’s numbers, the values oldest first and the datapoints newest first', () => {
    const { evaluated } = evaluate(above(21, { evaluationPeriods: 2 }), slotsOf(21.5, 22));
    expect(describeReasonData({ ...subject, unit: 'Seconds' }, evaluated)).toBe(
      '{"version":"1.0","queryDate":"2025-03-01T12:35:10.123+0000","startDate":"2025-03-01T12:34:00.000+0000","unit":"Seconds","statistic":"Sum","period":60,"recentDatapoints":[21.5,22.0],"threshold":21.0,"evaluatedDatapoints":[{"timestamp":"2025-03-01T12:35:00.000+0000","sampleCount":2.0,"value":22.0},{"timestamp":"2025-03-01T12:34:00.000+0000","sampleCount":2.0,"value":21.5}]}',
    );
  });

  test('tells of a gap only when it was', () => {
    const { evaluated } = evaluate(above(21), slotsOf(undefined, undefined));
    expect(describeReasonData(subject, evaluated)).toBe(
      '{"version":"1.0","queryDate":"2025-03-01T12:35:10.123+0000","statistic":"Sum","period":60,"recentDatapoints":[],"threshold":21.0,"evaluatedDatapoints":[{"timestamp":"2025-03-01T12:35:00.000+0000"}]}',
    );
  });
});

test.each([
  [0, '0.0'],
  [21, '21.0'],
  [-1.5, '-1.5'],
  [0.001, '0.001'],
  [0.0001, '1.0E-4'],
  [9_999_999, '9999999.0'],
  [10_000_000, '1.0E7'],
  [12_345_678.9, '1.23456789E7'],
  [0.0666851903306472, '0.0666851903306472'],
])('%d is printed as Java prints it: %s', (value, text) => expect(javaDouble(value)).toBe(text));
