/** Periods that can be asked for, and the range in which they are answered. Pure. */

const secondMs = 1000;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

export const isPeriod = (seconds: number): boolean =>
  [1, 5, 10, 20, 30].includes(seconds) || (seconds > 0 && seconds % 60 === 0);

/**
 * The start as AWS rounds it down: the older, the coarser, as older data is kept. Periods below a
 * minute divide the minute.
 */
export function roundStart(startMs: number, periodSeconds: number, nowMs: number): number {
  const ageMs = nowMs - startMs;
  if (ageMs > 63 * dayMs) return floorTo(startMs, hourMs);
  if (ageMs > 15 * dayMs) return floorTo(startMs, 5 * minuteMs);
  return floorTo(startMs, periodSeconds < 60 ? periodSeconds * secondMs : minuteMs);
}

export const floorTo = (ms: number, stepMs: number): number => Math.floor(ms / stepMs) * stepMs;
