import type { Confinement } from './confinement.ts';
import type { Placement } from './placement.ts';
import { stopwatchNow } from './stopwatch.ts';
import type { RuntimeProcess } from './runtime-process.ts';
import type { RuntimeEntry } from './runtimes.ts';
import type { Clock, Timer } from '../time/clock.ts';

/** What all processes have in common that can be made ready for one another's functions. */
export interface LaunchProfile {
  /** Unlike that of every other process, in all that cannot be changed later. */
  readonly key: string;
  readonly entry: RuntimeEntry;
  readonly command: string;
  readonly args: readonly string[];
  readonly ephemeralStorageMiB: number;
}

/** A process that waits for its function, in a folder and confinement that become its environment's. */
export interface PreStarted {
  readonly process: RuntimeProcess;
  readonly folder: string;
  readonly placement: Placement;
  readonly confinement: Confinement;
}

export interface PreStartedOptions {
  /** Processes that wait at once, of all profiles. */
  readonly countMax: number;
  readonly clock: Clock;
  readonly start: (profile: LaunchProfile) => Promise<PreStarted>;
  /** Ends one that nobody has claimed, and removes what it had. */
  readonly end: (preStarted: PreStarted) => Promise<void>;
  /** Whether the cores have nothing better to do. */
  readonly isQuiet: () => boolean;
  /** Whether there is memory for one more. */
  readonly hasMemory: () => boolean;
}

/** One is claimed, another is there for who comes while the first is replaced. */
const countPerProfile = 2;
/** How long after a claim its successor is started: not while the cold start itself is under way. */
const refillDelayMs = 50;
const retryDelayMs = 250;
/** A machine that is never quiet still gets its processes, one after another. */
const patienceMs = 5000;
/** A profile whose processes end by themselves is given up after so many. */
const failuresMax = 3;

interface Stock {
  readonly profile: LaunchProfile;
  readonly ready: PreStarted[];
  failures: number;
}

/**
 * Keeps a few processes that wait for their function, for the command lines that were in use last:
 * when one is claimed, only the function itself is left to load.
 *
 * A process that has been claimed is never given back.
 */
export class PreStartedProcesses {
  readonly #options: PreStartedOptions;
  /** By key, the one that was used last at the end. */
  readonly #stocks = new Map<string, Stock>();
  readonly #chores = new Set<Promise<unknown>>();
  #timer: Timer | undefined;
  /** Since when a process has been missing. */
  #missingSince: number | undefined;
  #closed = false;

  constructor(options: PreStartedOptions) {
    this.#options = options;
  }

  /** How many wait for a function of this profile. */
  count(profile: LaunchProfile): number {
    return this.#stocks.get(profile.key)?.ready.length ?? 0;
  }

  /** A function of this profile is there, and may be called soon. */
  expect(profile: LaunchProfile): void {
    if (this.#options.countMax === 0 || this.#closed) return;
    const stock = this.#stocks.get(profile.key) ?? { profile, ready: [], failures: 0 };
    this.#stocks.delete(profile.key);
    this.#stocks.set(profile.key, stock);
    // More could have no process each.
    for (const [key, { ready }] of this.#stocks) {
      if (this.#stocks.size <= this.#options.countMax) break;
      this.#stocks.delete(key);
      this.#end(ready);
    }
    this.#schedule(refillDelayMs);
  }

  /** A process of this profile, which is the caller's from now on. */
  claim(profile: LaunchProfile): PreStarted | undefined {
    const ready = this.#stocks.get(profile.key)?.ready ?? [];
    let claimed = ready.shift();
    while (claimed?.process.ended === true) {
      this.#end([claimed]);
      claimed = ready.shift();
    }
    this.expect(profile);
    return claimed;
  }

  /** Gives the memory back. More are started when there is some again. */
  drop(): void {
    for (const { ready } of this.#stocks.values()) this.#end(ready.splice(0));
    this.#schedule(patienceMs);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#timer?.cancel();
    for (const { ready } of this.#stocks.values()) this.#end(ready.splice(0));
    while (this.#chores.size > 0) await Promise.allSettled(this.#chores);
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== undefined || this.#closed || this.#next() === undefined) return;
    this.#missingSince ??= stopwatchNow();
    this.#timer = this.#options.clock.setRealTimer(delayMs, () => {
      this.#timer = undefined;
      this.#refill();
    });
  }

  #refill(): void {
    const stock = this.#next();
    if (stock === undefined || this.#closed) return;
    const isPatient = stopwatchNow() - (this.#missingSince ?? 0) < patienceMs;
    if (!this.#options.hasMemory() || (isPatient && !this.#options.isQuiet())) {
      this.#schedule(retryDelayMs);
      return;
    }
    this.#missingSince = undefined;
    this.#do(this.#add(stock).finally(() => this.#schedule(refillDelayMs)));
  }

  /**
   * The profile that is to have one more: each has one before any has two, and the ones used last come
   * first. Where there is no room, one that was used longer ago gives up its second.
   */
  #next(): Stock | undefined {
    const stocks = [...this.#stocks.values()].toReversed().filter(({ failures }) => failures < failuresMax);
    const total = stocks.reduce((sum, { ready }) => sum + ready.length, 0);
    const first = stocks.find(({ ready }) => ready.length === 0);
    if (total < this.#options.countMax) return first ?? stocks.find(({ ready }) => ready.length < countPerProfile);
    const rich = first && stocks.findLast(({ ready }) => ready.length > 1);
    if (rich === undefined) return undefined;
    this.#end(rich.ready.splice(1));
    return first;
  }

  async #add(stock: Stock): Promise<void> {
    try {
      const one = await this.#options.start(stock.profile);
      if (this.#closed || this.#stocks.get(stock.profile.key) !== stock) {
        this.#end([one]);
        return;
      }
      stock.ready.push(one);
      one.process.onEvent = () => this.#lose(stock, one);
      if (one.process.ended) this.#lose(stock, one);
    } catch {
      // An ordinary start meets the same and tells of it.
      stock.failures += 1;
    }
  }

  /** It ended, or spoke before it was asked: no function is to meet it. */
  #lose(stock: Stock, one: PreStarted): void {
    const at = stock.ready.indexOf(one);
    if (at === -1) return;
    stock.ready.splice(at, 1);
    stock.failures += 1;
    this.#end([one]);
    this.#schedule(refillDelayMs);
  }

  #end(ended: readonly PreStarted[]): void {
    for (const one of ended) this.#do(this.#options.end(one));
  }

  #do(work: Promise<unknown>): void {
    this.#chores.add(work);
    void Promise.allSettled([work]).then(() => this.#chores.delete(work));
  }
}
