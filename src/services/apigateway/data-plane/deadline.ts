import type { Clock } from '../../../time/clock.ts';

/** What the work comes to, or `timed-out`. Functions run in the wall's time, and so does this. */
export async function withinTime<T>(work: Promise<T>, limitMs: number, clock: Clock): Promise<T | 'timed-out'> {
  const expired = Promise.withResolvers<'timed-out'>();
  const timer = clock.setRealTimer(limitMs, () => expired.resolve('timed-out'));
  try {
    return await Promise.race([work, expired.promise]);
  } finally {
    timer.cancel();
  }
}
