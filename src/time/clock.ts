/**
 * The port through which all of Serin reads the time and waits. Moments are epoch milliseconds.
 *
 * The system clock may run faster than the wall's (`--speed`); the virtual clock moves only when a
 * test advances it. A timer is a convenience and never the only record of what is due: that is in
 * the store.
 */
export interface Clock {
  now(): number;
  /** Calls back once the clock has reached the moment; at once, in a later turn, if it has passed. */
  setTimer(atMs: number, callback: () => void): Timer;
  /**
   * The wall's time, whatever the speed: for signatures and for what execution environments do.
   */
  realNow(): number;
  /** A timer on the wall's time. */
  setRealTimer(delayMs: number, callback: () => void): Timer;
}

export interface Timer {
  /** Forgets the timer; nothing happens if it has fired. */
  cancel(): void;
}
