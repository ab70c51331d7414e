import type { ExecutionEnvironment } from './execution-environment.ts';
import type { Room } from './host-bounds.ts';
import { listIdle } from './idle-environments.ts';
import type { IdleEnvironment } from './idle-environments.ts';
import { stopwatchNow } from './stopwatch.ts';
import type { VersionPool } from './version-pool.ts';
import type { Clock, Timer } from '../time/clock.ts';

/** How often the memory of busy environments is looked at. */
const busyWatchMs = 250;
/** How often that of the machine is, while environments are idle. */
const shortageWatchMs = 1000;

export interface EnvironmentWatchOptions {
  readonly clock: Clock;
  readonly idleTimeoutMs: number;
  readonly room: Room;
  readonly busy: ReadonlySet<ExecutionEnvironment>;
  readonly pools: () => readonly VersionPool[];
  readonly giveUp: (one: IdleEnvironment) => void;
  /** Gives back the memory of what waits for functions. */
  readonly dropPreStarted: () => void;
}

/** Looks after environments from time to time: what the busy ones hold, and how long the idle ones are kept. */
export class EnvironmentWatch {
  readonly #options: EnvironmentWatchOptions;
  readonly #timers = new Map<string, Timer>();
  #stopped = false;

  constructor(options: EnvironmentWatchOptions) {
    this.#options = options;
  }

  /** Something is busy now: until nothing is, what holds more memory than it may is ended. */
  followBusy(): void {
    const { busy } = this.#options;
    this.#repeat('busy', busyWatchMs, () => {
      for (const environment of busy) environment.enforceMemoryLimit();
      return busy.size > 0;
    });
  }

  /** Something is idle now: until nothing is, what has been so for long goes, and what the machine has no memory for. */
  followIdle(): void {
    const { idleTimeoutMs, pools } = this.#options;
    const isAnyIdle = (): boolean => pools().some(({ idle }) => idle.length > 0);
    this.#repeat('idle', Math.max(10, idleTimeoutMs / 10), () => {
      this.#dropLongIdle();
      return isAnyIdle();
    });
    this.#repeat('shortage', shortageWatchMs, () => {
      this.#dropForMemory();
      return isAnyIdle();
    });
  }

  /** From now on nothing idle is given up; what is busy is still watched over until {@link stop}. */
  stopIdle(): void {
    this.#timers.get('idle')?.cancel();
    this.#timers.get('shortage')?.cancel();
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers.values()) timer.cancel();
  }

  #repeat(name: string, delayMs: number, look: () => boolean): void {
    if (this.#timers.has(name) || this.#stopped) return;
    const timer = this.#options.clock.setRealTimer(delayMs, () => {
      this.#timers.delete(name);
      if (look()) this.#repeat(name, delayMs, look);
    });
    this.#timers.set(name, timer);
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
