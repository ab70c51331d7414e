/** The platform's clock as the page knows it: between two readings it runs on at the platform's speed. */

export interface ClockReading {
  /** Seconds since 1970, of the platform's clock. */
  readonly now: number;
  /** Milliseconds of `performance.now()` when it was read. */
  readonly readAtMs: number;
}

export const clockNow = ({ now, readAtMs }: ClockReading, speed: number, wallMs: number): number =>
  now + (Math.max(0, wallMs - readAtMs) / 1000) * speed;

/** A reading that came late is behind what was shown already: a clock on a screen does not go back. */
export function adoptReading(before: ClockReading | undefined, after: ClockReading, speed: number): ClockReading {
  if (before === undefined) return after;
  const shown = clockNow(before, speed, after.readAtMs);
  const behind = shown - after.now;
  const jitterMax = 2 * speed;
  return behind > 0 && behind < jitterMax ? { now: shown, readAtMs: after.readAtMs } : after;
}
