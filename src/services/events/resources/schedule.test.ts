import { describe, expect, test } from 'vitest';
import { followingMoment, nextMoment, parseSchedule } from './schedule.ts';

function next(expression: string, after: string): string | undefined {
  const schedule = parseSchedule(expression);
  if (typeof schedule === 'string') return schedule;
  const atMs = nextMoment(schedule, Date.parse(after));
  return atMs === undefined ? undefined : new Date(atMs).toISOString().slice(0, 16);
}

describe('the next moment', () => {
  test.each([
    ['rate(1 minute)', '2025-01-01T00:00:00Z', '2025-01-01T00:01'],
    ['rate(2 days)', '2025-01-01T00:00:00Z', '2025-01-03T00:00'],
    ['cron(0 12 * * ? *)', '2025-01-01T11:59:59Z', '2025-01-01T12:00'],
    ['cron(0 12 * * ? *)', '2025-01-01T12:00:00Z', '2025-01-02T12:00'],
    ['cron(0/15 * * * ? *)', '2025-01-01T10:46:00Z', '2025-01-01T11:00'],
    ['cron(0 18 ? * MON-FRI *)', '2025-01-03T18:00:00Z', '2025-01-06T18:00'],
    ['cron(0 8 1 * ? *)', '2025-01-01T08:00:00Z', '2025-02-01T08:00'],
    ['cron(5,35 8-9 ? JAN,MAR 1 2026)', '2025-06-01T00:00:00Z', '2026-01-04T08:05'],
    ['cron(0 0 29 2 ? *)', '2025-01-01T00:00:00Z', '2028-02-29T00:00'],
    ['cron(0 0 1 1 ? 2020)', '2025-01-01T00:00:00Z', undefined],
  ])('of %s after %s', (expression, after, expected) => {
    expect(next(expression, after)).toBe(expected);
  });

  test('is in the rhythm of the rate, whatever was missed', () => {
    const schedule = parseSchedule('rate(5 minutes)');
    if (typeof schedule === 'string') throw new Error(schedule);
    expect(followingMoment(schedule, 300_000, 300_000)).toBe(600_000);
    expect(followingMoment(schedule, 300_000, 1_000_000)).toBe(1_200_000);
  });
});

test.each([
  'rate(0 minutes)',
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(5)',
  'every day',
  'cron(0 12 * * * *)',
  'cron(0 12 ? * ? *)',
  'cron(60 12 * * ? *)',
  'cron(0 12 * * ?)',
  'cron(0 12 * FOO ? *)',
  'cron(0 5-3 * * ? *)',
  'cron(0/0 5 * * ? *)',
])('no schedule: %s', (expression) => {
  expect(parseSchedule(expression)).toBe('Parameter ScheduleExpression is not valid.');
});

test.each(['cron(0 12 L * ? *)', 'cron(0 12 15W * ? *)', 'cron(0 12 ? * 6#3 *)', 'cron(0 12 ? * 5L *)'])(
  'Serin says that it does not serve %s',
  (expression) => {
    expect(parseSchedule(expression)).toContain('Serin serves no L, W or #');
  },
);
