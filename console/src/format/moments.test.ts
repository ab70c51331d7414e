import { describe, expect, test } from 'vitest';
import { formatClock, formatCountdown, formatDuration, formatIso, formatMoment, formatRelative } from './moments.ts';

const noon = Date.UTC(2026, 10, 28, 12, 8, 11) / 1000;

describe('moments', () => {
  test('of the same day have the time alone, others the date too', () => {
    expect(formatClock(noon, 'UTC')).toBe('12:08:11');
    expect(formatMoment(noon, noon + 3600, 'UTC')).toBe('12:08:11');
    expect(formatMoment(noon - 86_400, noon, 'UTC')).toBe('27 Nov 2026, 12:08:11');
    expect(formatIso(noon)).toBe('2026-11-28T12:08:11.000Z');
  });

  test('are told relative to now in one unit', () => {
    expect([-0.2, -42, -125, -7300, -200_000, 30].map((distance) => formatRelative(noon + distance, noon))).toEqual([
      'now',
      '42 s ago',
      '2 min ago',
      '2 h ago',
      '2 d ago',
      'in 30 s',
    ]);
  });
});

describe('spans', () => {
  test('are told in two units at most', () => {
    expect([-3, 0, 0.44, 5, 42, 60, 305, 3780, 100_000].map(formatDuration)).toEqual([
      '0 s',
      '0 s',
      '0.4 s',
      '5 s',
      '42 s',
      '1 min',
      '5 min 05 s',
      '1 h 03 min',
      '1 d 3 h',
    ]);
  });

  test('that are counted down end at nought', () => {
    expect([217, 59.2, 3723, -2].map(formatCountdown)).toEqual(['3:37', '1:00', '1:02:03', '0:00']);
  });
});
