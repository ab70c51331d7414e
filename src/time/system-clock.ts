import type { Clock, Timer } from './clock.ts';

/** `setTimeout` counts in 32 bits: a longer wait is made of several. */
const longestTimeoutMs = 2 ** 31 - 1;

export interface SystemClockOptions {
  readonly speed?: number;
  readonly epochRealMs?: number;
  readonly epochMs?: number;
  /**
   * Whether a timer keeps the process alive: for a program that has nothing else to wait for.
   * @default false
   */
  readonly holdsProcess?: boolean;
}

/**
 * The machine's clock, or one that runs `speed` times as fast from the moment of its creation on.
 * Both threads of a platform hand over `epochRealMs` and `epochMs`, so that their clocks agree.
 */
export class SystemClock implements Clock {
  readonly #speed: number;
  readonly #epochRealMs: number;
  readonly #epochMs: number;
  readonly #holdsProcess: boolean;

  constructor(options: SystemClockOptions = {}) {
    this.#speed = options.speed ?? 1;
    this.#epochRealMs = options.epochRealMs ?? Date.now();
    this.#epochMs = options.epochMs ?? this.#epochRealMs;
    this.#holdsProcess = options.holdsProcess ?? false;
  }

  now(): number {
    if (this.#speed === 1 && this.#epochMs === this.#epochRealMs) return Date.now();
    return Math.floor(this.#epochMs + (Date.now() - this.#epochRealMs) * this.#speed);
  }

  realNow(): number {
    return Date.now();
  }

  setTimer(atMs: number, callback: () => void): Timer {
    const delayMs = () => Math.max(0, Math.ceil((atMs - this.now()) / this.#speed));
    return startTimeout(delayMs, callback, this.#holdsProcess);
  }

  setRealTimer(delayMs: number, callback: () => void): Timer {
    const dueAt = Date.now() + delayMs;
    return startTimeout(() => Math.max(0, dueAt - Date.now()), callback, this.#holdsProcess);
  }
}

function startTimeout(remainingMs: () => number, callback: () => void, holdsProcess: boolean): Timer {
  let handle: NodeJS.Timeout;
  const arm = (): void => {
    const delay = remainingMs();
    handle = delay > longestTimeoutMs ? setTimeout(arm, longestTimeoutMs) : setTimeout(callback, delay);
    if (!holdsProcess) handle.unref();
  };
  arm();
  return { cancel: () => clearTimeout(handle) };
}
