import type { Room } from './host-bounds.ts';
import { listIdle } from './idle-environments.ts';
import type { IdleEnvironment } from './idle-environments.ts';
import { stopwatchNow } from './stopwatch.ts';
import type { VersionPool } from './version-pool.ts';
import type { Clock, Timer } from '../time/clock.ts';

/** How often the machine's memory is looked at while environments are idle. */
const shortageWatchMs = 1000;

export interface IdleWatchOptions {
  readonly clock: Clock;
  readonly idleTimeoutMs: number;
  readonly room: Room;
  readonly pools: () => readonly VersionPool[];
  readonly giveUp: (one: IdleEnvironment) => void;
  /** Gives back the memory of what waits for functions. */
  readonly dropPreStarted: () => void;
}

/** Gives up environments that have been idle for long, or that the machine has no memory for. */
export class IdleWatch {
  readonly #options: IdleWatchOptions;
  #timeout: Timer | undefined;
  #shortage: Timer | undefined;
  #stopped = false;

  constructor(options: IdleWatchOptions) {
    this.#options = options;
  }

  /** To be told when an environment has become idle. */
  follow(): void {
    if (this.#stopped || !this.#options.pools().some(({ idle }) => idle.length > 0)) return;
    const { clock, idleTimeoutMs } = this.#options;
    this.#timeout ??= clock.setRealTimer(Math.max(10, idleTimeoutMs / 10), () => {
      this.#timeout = undefined;
      this.#dropLongIdle();
      this.follow();
    });
    this.#shortage ??= clock.setRealTimer(shortageWatchMs, () => {
      this.#shortage = undefined;
      this.#dropForMemory();
      this.follow();
    });
  }

  stop(): void {
    this.#stopped = true;
    this.#timeout?.cancel();
    this.#shortage?.cancel();
  }

  #dropLongIdle(): void {
    const { idleTimeoutMs, pools, giveUp } = this.#options;
    const before = stopwatchNow() - idleTimeoutMs;
    for (const one of listIdle(pools())) if (one.environment.idleSince <= before) giveUp(one);
  }

  /** A part at a time: memory is free only a while after the process that held it was ended. */
  #dropForMemory(): void {
    const { room, pools, giveUp, dropPreStarted } = this.#options;
    if (!room.isShort) return;
    dropPreStarted();
    const idle = listIdle(pools());
    for (const one of idle.slice(0, Math.ceil(idle.length / 4))) giveUp(one);
  }
}
