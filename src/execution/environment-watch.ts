/** Looks after environments between the events that the host acts upon: what they use, and that idle ones rest. */
import type { ExecutionEnvironment } from './execution-environment.ts';
import { stopwatchNow } from './stopwatch.ts';
import { DiskGrowth } from './temporary-storage.ts';
import type { Clock, Timer } from '../time/clock.ts';

/** How often what busy environments use is looked at. */
const limitsWatchMs = 250;
/** An environment that has been idle for so long is frozen: one that is used again at once never is. */
const freezeAfterMs = 50;
/** After a burst many are idle together. Each takes a fraction of a millisecond, for which nothing else is answered. */
const frozenAtOnceMax = 8;

export interface WatchOptions {
  readonly clock: Clock;
  /** A folder on the disk that environments write to. */
  readonly workFolder: string;
  /** Those that an invocation runs in. */
  busy(): Iterable<ExecutionEnvironment>;
  idle(): readonly ExecutionEnvironment[];
  /** Keeps hold of work that must have ended before the host has. */
  keepHold(work: Promise<unknown>): void;
}

export class EnvironmentWatch {
  readonly #options: WatchOptions;
  readonly #growth: DiskGrowth;
  #limits: Timer | undefined;
  #freeze: Timer | undefined;
  #ended = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#growth = new DiskGrowth(options.workFolder);
  }

  /** To be told when an environment has become busy. */
  noteBusy(): void {
    if (this.#limits !== undefined || this.#ended) return;
    this.#limits = this.#options.clock.setRealTimer(limitsWatchMs, () => {
      this.#limits = undefined;
      const storageGrows = this.#growth.isNoticeable();
      for (const environment of this.#options.busy()) {
        this.noteBusy();
        environment.enforceLimits();
        if (storageGrows) this.#options.keepHold(environment.enforceStorageLimit());
      }
    });
  }

  /** To be told when an environment has become idle. */
  noteIdle(): void {
    if (this.#freeze !== undefined || this.#ended) return;
    this.#freeze = this.#options.clock.setRealTimer(freezeAfterMs, () => {
      this.#freeze = undefined;
      const before = stopwatchNow() - freezeAfterMs;
      let frozenCount = 0;
      for (const environment of this.#options.idle()) {
        if (!environment.warm || environment.isFrozen) continue;
        if (environment.idleSince > before || frozenCount === frozenAtOnceMax) {
          this.noteIdle();
          continue;
        }
        frozenCount += 1;
        environment.freeze();
        this.#options.keepHold(environment.enforceStorageLimit());
      }
    });
  }

  end(): void {
    this.#ended = true;
    this.#limits?.cancel();
    this.#freeze?.cancel();
  }
}
