import { stopwatchNow } from './stopwatch.ts';
import type { Clock, Timer } from '../time/clock.ts';

/**
 * A limit that is set anew many times and hardly ever met: one timer serves many waits, for a timer
 * that fires too early is only looked at again.
 */
export class TimeLimit {
  readonly #clock: Clock;
  #timer: Timer | undefined;
  #timerDueAt = Infinity;
  #dueAt = Infinity;
  #onDue: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls back once, when the time is over, unless it is lifted or set again before. */
  set(limitMs: number, onDue: () => void): void {
    this.#dueAt = stopwatchNow() + limitMs;
    this.#onDue = onDue;
    if (this.#timer !== undefined && this.#timerDueAt <= this.#dueAt) return;
    this.#timer?.cancel();
    this.#arm(limitMs);
  }

  lift(): void {
    this.#onDue = undefined;
  }

  /** Lifts the limit for good: nothing is left behind. */
  close(): void {
    this.#onDue = undefined;
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  #arm(delayMs: number): void {
    this.#timerDueAt = stopwatchNow() + delayMs;
    this.#timer = this.#clock.setRealTimer(delayMs, () => this.#look());
  }

  #look(): void {
    this.#timer = undefined;
    const onDue = this.#onDue;
    if (onDue === undefined) return;
    const remainingMs = this.#dueAt - stopwatchNow();
    // A timer may fire within the millisecond before it is due.
    if (remainingMs > 1) {
      this.#arm(remainingMs);
      return;
    }
    this.#onDue = undefined;
    onDue();
  }
}
