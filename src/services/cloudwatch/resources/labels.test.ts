import { expect, test } from 'vitest';
import { expandLabel, parseTimezone, type LabelSurroundings } from './labels.ts';
import { parseQueries } from './metric-queries.ts';

const [query] = parseQueries([
  {
    Id: 'm1',
    MetricStat: {
      Metric: { Namespace: 'shop', MetricName: 'orders', Dimensions: [{ Name: 'service', Value: 'checkout' }] },
      Period: 60,
      Stat: 'Sum',
    },
  },
]);

const surroundings: LabelSurroundings = {
  query: query!,
  label: 'orders',
  series: {
    label: 'orders',
    periodSeconds: 60,
    points: [
      { atMs: Date.UTC(2025, 0, 1, 23, 59), value: 4 },
      { atMs: Date.UTC(2025, 0, 2), value: 1 / 3 },
    ],
  },
  account: '000000000000',
  region: 'us-east-1',
  offsetMinutes: 0,
};

test.each([
  ["${LABEL} of ${PROP('Dim.service')}", 'orders of checkout'],
  ['${FIRST} ${LAST} ${MAX}', '4 0.333333 4'],
  ['${PROP("Namespace")} ${PROP("Stat")} ${PROP("Period")}', 'shop Sum 60'],
  ['${PROP("AccountId")} ${PROP("Region")}', '000000000000 us-east-1'],
  ['${MAX_TIME} ${LAST_DATE}', '23:59:00 2025-01-02'],
  ['${PROP("Dim.other")} ${WHAT} $x', '${PROP("Dim.other")} ${WHAT} $x'],
])('%s becomes %s', (written, label) => {
  expect(expandLabel(written, surroundings)).toBe(label);
});

test('times are told in the time zone that is asked for', () => {
  const offsetMinutes = parseTimezone('+0130') ?? Number.NaN;
  expect(expandLabel('${MAX_TIME} ${MAX_DATE}', { ...surroundings, offsetMinutes })).toBe('01:29:00 2025-01-02');
  expect(['+2500', '0130', '-0030'].map((text) => parseTimezone(text))).toEqual([undefined, undefined, -30]);
});
