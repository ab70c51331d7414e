/**
 * Milliseconds with a fraction, from an arbitrary start, growing evenly: the measure of how long a
 * process took. The clock port counts whole milliseconds, and a warm invocation takes less than one.
 */
export function stopwatchNow(): number {
  return performance.now();
}
