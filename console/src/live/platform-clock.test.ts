import { describe, expect, test } from 'vitest';
import { adoptReading, clockNow } from './platform-clock.ts';

describe('the platform’s clock', () => {
  test('runs on at its own speed between two readings', () => {
    expect(clockNow({ now: 1000, readAtMs: 500 }, 20, 2500)).toBe(1040);
  });

  test('does not go back for a reading that came late', () => {
    const shown = adoptReading({ now: 1000, readAtMs: 0 }, { now: 1039, readAtMs: 2000 }, 20);
    expect(shown).toEqual({ now: 1040, readAtMs: 2000 });
  });

  test('follows a reading that is ahead, or so far behind that the clock was set', () => {
    const before = { now: 1000, readAtMs: 0 };
    expect(adoptReading(before, { now: 1041, readAtMs: 2000 }, 20).now).toBe(1041);
    expect(adoptReading(before, { now: 500, readAtMs: 2000 }, 20).now).toBe(500);
  });
});
