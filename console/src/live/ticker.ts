/** Ticks for all that shows time: one timer for each pace, however many hang on it, so that they move together. */

interface Pace {
  readonly timer: ReturnType<typeof setInterval>;
  readonly listeners: Set<() => void>;
  now: number;
}

export class Ticker {
  readonly #paces = new Map<number, Pace>();
  readonly #read: () => number;

  constructor(read: () => number) {
    this.#read = read;
  }

  /** The moment of the last tick: the same for all until the next one. */
  now(everyMs: number): number {
    return this.#paces.get(everyMs)?.now ?? this.#read();
  }

  listen(everyMs: number, listener: () => void): () => void {
    const pace = this.#paces.get(everyMs) ?? this.#start(everyMs);
    pace.listeners.add(listener);
    return () => {
      pace.listeners.delete(listener);
      if (pace.listeners.size > 0) return;
      clearInterval(pace.timer);
      this.#paces.delete(everyMs);
    };
  }

  #start(everyMs: number): Pace {
    const tick = (): void => {
      pace.now = this.#read();
      for (const listener of pace.listeners) listener();
    };
    const pace: Pace = { timer: setInterval(tick, everyMs), listeners: new Set(), now: this.#read() };
    this.#paces.set(everyMs, pace);
    return pace;
  }
}
