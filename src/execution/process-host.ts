/**
 * Runs functions in operating-system processes of this machine: each execution environment a process
 * of its own, in a session and folder of its own, with nothing of Serin's environment.
 *
 * How it grows: an invocation takes the environment that became idle last. If none is idle, it waits,
 * first come first served, and another environment is started
 * - when none is there, or the wait that is expected of the ones there (waiting invocations × usual
 *   duration ÷ environments) is longer than a cold start usually takes (with a process that waits for
 *   its function: that takes far less, and counts while few environments are there), or when the first
 *   has waited that long already;
 * - while no more than `startingMax` are starting at once, for cold starts take whole cores; and
 * - within the bounds (see host-bounds.ts), for which the one that has been idle longest makes place.
 *
 * What each isolation denies and bounds stands in docs/isolation.md. POSIX systems only.
 */
import os from 'node:os';
import { EnvironmentFactory } from './environment-factory.ts';
import type { FactoryOptions } from './environment-factory.ts';
import { EnvironmentWatch } from './environment-watch.ts';
import type { ExecutionEnvironment } from './execution-environment.ts';
import { CapacityError } from './execution-host.ts';
import type { ExecutionHost, Invocation, InvocationOutcome, ProvisionOutcome, VersionSpec } from './execution-host.ts';
import { resolveBounds, Room } from './host-bounds.ts';
import type { HostBounds } from './host-bounds.ts';
import { isProvisioned, isSurplus, listIdle, provisioned } from './idle-environments.ts';
import { IdleWatch } from './idle-watch.ts';
import { systemMemory } from './machine-memory.ts';
import type { MachineMemory } from './machine-memory.ts';
import type { InitializationType } from './platform-lines.ts';
import { stopwatchNow } from './stopwatch.ts';
import { VersionPool } from './version-pool.ts';
import type { WaitingInvocation } from './version-pool.ts';

export interface ProcessHostOptions extends FactoryOptions {
  readonly bounds?: HostBounds;
  /**
   * How long an idle execution environment is kept warm, in real time. Longer means fewer cold
   * starts; each one holds the memory of its function.
   * @default 300_000
   */
  readonly idleTimeoutMs?: number;
  /**
   * How long invocations that run may take to end when the host does, in real time. What waits for an
   * environment is rejected at once.
   * @default 0
   */
  readonly drainMs?: number;
  /** @default this machine's */
  readonly memory?: MachineMemory;
}

export function createProcessHost(options: ProcessHostOptions): ExecutionHost {
  return new ProcessHost(options);
}

class ProcessHost implements ExecutionHost {
  readonly #options: ProcessHostOptions;
  readonly #room: Room;
  readonly #factory: EnvironmentFactory;
  readonly #watch: EnvironmentWatch;
  readonly #idleWatch: IdleWatch;
  readonly #pools = new Map<string, VersionPool>();
  /** Pools whose version is gone and that still have something to finish. */
  readonly #retired = new Set<VersionPool>();
  readonly #busy = new Set<ExecutionEnvironment>();
  /** What goes on by itself and must have ended before the host has. */
  readonly #chores = new Set<Promise<unknown>>();
  #startingCount = 0;
  #waitingCount = 0;
  #disposed = false;
  /** Once the host ends: resolves when nothing runs any more. */
  readonly #quiet = Promise.withResolvers<void>();

  constructor(options: ProcessHostOptions) {
    this.#options = options;
    const memory = options.memory ?? systemMemory;
    this.#room = new Room(resolveBounds(options.bounds ?? {}, memory), memory);
    this.#factory = new EnvironmentFactory(options, {
      isQuiet: () => this.#startingCount + this.#waitingCount === 0 && this.#busy.size < os.availableParallelism(),
      hasMemory: () => !this.#room.isShort,
    });
    this.#watch = new EnvironmentWatch({
      clock: options.clock,
      workFolder: options.workFolder,
      busy: () => this.#busy,
      idle: () => this.#allPools().flatMap(({ idle }) => idle),
      keepHold: (work) => this.#do(work),
    });
    this.#idleWatch = new IdleWatch({
      clock: options.clock,
      idleTimeoutMs: options.idleTimeoutMs ?? 300_000,
      room: this.#room,
      pools: () => this.#allPools(),
      giveUp: ({ pool, environment }) => this.#giveUp(pool, environment),
      dropPreStarted: () => this.#factory.dropPreStarted(),
    });
  }

  invoke(spec: VersionSpec, invocation: Invocation): Promise<InvocationOutcome> {
    if (this.#disposed) return Promise.reject(new CapacityError('The execution host has stopped.'));
    const pool = this.#requirePool(spec);
    const environment = this.#takeIdle(pool);
    if (environment !== undefined) return this.#run(pool, environment, invocation);
    if (this.#waitingCount >= this.#room.bounds.waitingMax) {
      const problem = `${this.#waitingCount} invocations wait for an execution environment already.`;
      return Promise.reject(new CapacityError(problem));
    }
    const { promise, resolve, reject } = Promise.withResolvers<InvocationOutcome>();
    pool.waiting.push({ invocation, resolve, reject, since: stopwatchNow() });
    this.#waitingCount += 1;
    this.#grow(pool);
    return promise;
  }

  async provision(spec: VersionSpec, count: number): Promise<ProvisionOutcome> {
    const pool = this.#requirePool(spec);
    pool.provisionedCount = count;
    this.#dropSurplus(pool);
    const missing = count - provisioned(pool).length;
    const { startingMax } = this.#room.bounds;
    for (let started = 0; started < missing; started += startingMax) {
      const together = Math.min(startingMax, missing - started);
      const outcomes = await Promise.all(Array.from({ length: together }, () => this.#provisionOne(pool)));
      const failed = outcomes.find((outcome) => outcome.kind === 'failed');
      if (failed === undefined) continue;
      pool.provisionedCount = 0;
      this.#dropSurplus(pool);
      return failed;
    }
    return { kind: 'ready' };
  }

  expect(spec: VersionSpec): void {
    // What fails here fails the first call too, and that tells of it.
    if (!this.#disposed) this.#do(this.#factory.expect(spec).catch(() => undefined));
  }

  retire(versionKey: string): void {
    const pool = this.#pools.get(versionKey);
    if (pool === undefined) return;
    this.#pools.delete(versionKey);
    pool.retired = true;
    for (const environment of pool.idle.splice(0)) this.#stop(pool, environment);
    if (pool.empty) this.#forget(pool);
    else this.#retired.add(pool);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#idleWatch.stop();
    for (const pool of this.#allPools()) {
      pool.patience?.cancel();
      for (const { reject } of this.#takeWaiting(pool)) reject(new CapacityError('The execution host has stopped.'));
    }
    await this.#drain();
    this.#watch.end();
    for (const pool of this.#allPools()) for (const environment of pool.environments) this.#stop(pool, environment);
    while (this.#chores.size > 0) await Promise.allSettled(this.#chores);
    await this.#factory.close();
  }

  /** Resolves when what runs has ended, or its time to is over. */
  async #drain(): Promise<void> {
    const { clock, drainMs = 0 } = this.#options;
    if (this.#busy.size === 0 || drainMs === 0) return;
    const timer = clock.setRealTimer(drainMs, () => this.#quiet.resolve());
    await this.#quiet.promise;
    timer.cancel();
  }

  #requirePool(spec: VersionSpec): VersionPool {
    const found = this.#pools.get(spec.key);
    if (found !== undefined) return found;
    const pool = new VersionPool(spec, os.availableParallelism());
    this.#pools.set(spec.key, pool);
    return pool;
  }

  /** An idle environment whose credentials are still good. */
  #takeIdle(pool: VersionPool): ExecutionEnvironment | undefined {
    for (let environment = pool.idle.pop(); environment !== undefined; environment = pool.idle.pop()) {
      if (environment.credentialsExpireAtMs > this.#options.clock.now()) return environment;
      this.#stop(pool, environment);
      if (isProvisioned(pool, environment)) void this.#provisionOne(pool);
    }
    return undefined;
  }

  async #run(pool: VersionPool, environment: ExecutionEnvironment, invocation: Invocation): Promise<InvocationOutcome> {
    this.#busy.add(environment);
    this.#watch.noteBusy();
    const begin = stopwatchNow();
    try {
      const outcome = await environment.invoke(invocation);
      // Not the outcome's duration: what a fault added to it may have passed on a faster clock.
      pool.noteDuration(stopwatchNow() - begin);
      return outcome;
    } finally {
      const free = environment.whenFree();
      if (free === undefined) this.#release(pool, environment);
      else this.#do(free.then(() => this.#release(pool, environment)));
    }
  }

  /** Gives an environment that has become free to whoever waits, or keeps it warm. */
  #release(pool: VersionPool, environment: ExecutionEnvironment): void {
    this.#busy.delete(environment);
    if (this.#disposed && this.#busy.size === 0) this.#quiet.resolve();
    if (!pool.environments.has(environment)) return;
    const next = this.#mustMakePlace(pool, environment) ? undefined : this.#nextWaiting(pool);
    if (next !== undefined) {
      this.#run(pool, environment, next.invocation).then(next.resolve, next.reject);
    } else if (pool.retired || isSurplus(pool, environment) || pool.waiting.length > 0) {
      this.#stop(pool, environment);
    } else if (environment.initializationType === 'provisioned-concurrency' && !environment.warm) {
      this.#do(environment.initialise().then(() => this.#keep(pool, environment)));
    } else this.#keep(pool, environment);
    this.#growElsewhere(pool);
  }

  #keep(pool: VersionPool, environment: ExecutionEnvironment): void {
    if (!pool.environments.has(environment)) return;
    environment.idleSince = stopwatchNow();
    pool.idle.push(environment);
    this.#idleWatch.follow();
    this.#watch.noteIdle();
    if (pool.retired || pool.waiting.length > 0) {
      pool.idle.pop();
      this.#release(pool, environment);
    }
  }

  #nextWaiting(pool: VersionPool): WaitingInvocation | undefined {
    const next = pool.waiting.shift();
    if (next !== undefined) this.#waitingCount -= 1;
    return next;
  }

  #takeWaiting(pool: VersionPool): readonly WaitingInvocation[] {
    const waiting = pool.waiting.splice(0);
    this.#waitingCount -= waiting.length;
    return waiting;
  }

  /**
   * Whether another version that has no environment at all has waited longer than this one: it would
   * starve behind a version that is always busy.
   */
  #mustMakePlace(pool: VersionPool, environment: ExecutionEnvironment): boolean {
    if (this.#waitingCount === pool.waiting.length) return false;
    if (environment.initializationType === 'provisioned-concurrency') return false;
    const starves = this.#allPools().some(
      (other) =>
        other !== pool && other.environments.size + other.startingCount === 0 && other.waitingSince < pool.waitingSince,
    );
    // The system is asked how much memory there is only where it matters: that takes it a while.
    return starves && (this.#room.whyNone(pool.spec.memoryMiB) !== undefined || this.#room.isShort);
  }

  #allPools(): readonly VersionPool[] {
    return [...this.#pools.values(), ...this.#retired];
  }

  /** Something of this pool has become free: who has waited longest comes first. */
  #growElsewhere(freed: VersionPool): void {
    if (this.#waitingCount === 0 || this.#disposed) return;
    if (this.#waitingCount === freed.waiting.length) {
      this.#grow(freed);
      return;
    }
    const pools = this.#allPools().filter(({ waiting }) => waiting.length > 0);
    for (const pool of pools.sort((one, other) => one.waitingSince - other.waitingSince)) this.#grow(pool);
  }

  /** Starts environments for those who wait, as the rule at the top says. */
  #grow(pool: VersionPool): void {
    let early = this.#factory.isPreStarted(pool.spec);
    while (!this.#disposed && this.#startingCount < this.#room.bounds.startingMax) {
      if (!pool.needsAnother(stopwatchNow(), early) || this.#makeRoom(pool) !== undefined) break;
      this.#do(this.#startForWaiting(pool));
      // Whether there is another is known only once this one has been claimed.
      early = false;
    }
    if (pool.waiting.length > 0 && pool.patience === undefined && !this.#disposed) {
      pool.patience = this.#options.clock.setRealTimer(pool.coldStartMs(early), () => {
        pool.patience = undefined;
        this.#grow(pool);
      });
    }
  }

  /** Why one more environment may not start, though those that have been idle longest have made place. */
  #makeRoom({ spec }: VersionPool): string | undefined {
    const idle = [...listIdle(this.#allPools())];
    let problem = this.#room.whyNone(spec.memoryMiB);
    for (let one = idle.shift(); problem !== undefined && one !== undefined; one = idle.shift()) {
      this.#giveUp(one.pool, one.environment);
      problem = this.#room.whyNone(spec.memoryMiB);
    }
    if (problem !== undefined || !this.#room.isShort) return problem;
    this.#factory.dropPreStarted();
    // One always may run: what holds the memory then is none of ours, and a call would wait for nothing.
    if (this.#room.count === 0) return undefined;
    const [longest] = idle;
    if (longest === undefined) return 'The machine has too little memory left.';
    this.#giveUp(longest.pool, longest.environment);
    return undefined;
  }

  async #startForWaiting(pool: VersionPool): Promise<void> {
    try {
      const environment = await this.#start(pool, 'on-demand');
      if (environment !== undefined) this.#release(pool, environment.environment);
    } catch (error) {
      // The world failed (no credentials, no disk): the one who has waited longest learns it.
      this.#nextWaiting(pool)?.reject(error);
      this.#growElsewhere(pool);
    }
  }

  /** Starts an environment and initialises it, whether that succeeds or not. */
  async #start(
    pool: VersionPool,
    initializationType: InitializationType,
  ): Promise<{ readonly environment: ExecutionEnvironment; readonly succeeded: boolean } | undefined> {
    const { memoryMiB } = pool.spec;
    this.#room.take(memoryMiB);
    this.#startingCount += 1;
    pool.startingCount += 1;
    let environment: ExecutionEnvironment | undefined;
    const begin = stopwatchNow();
    try {
      environment = await this.#factory.create(pool.spec, initializationType);
      pool.environments.add(environment);
      if (this.#disposed) {
        this.#stop(pool, environment);
        return undefined;
      }
      const { succeeded } = await environment.initialise();
      if (succeeded) pool.noteColdStart(stopwatchNow() - begin, environment.isEarly);
      return { environment, succeeded };
    } finally {
      if (environment === undefined) this.#room.giveBack(memoryMiB);
      this.#startingCount -= 1;
      pool.startingCount -= 1;
    }
  }

  async #provisionOne(pool: VersionPool): Promise<ProvisionOutcome> {
    const problem = this.#disposed ? 'The execution host has stopped.' : this.#makeRoom(pool);
    if (problem !== undefined) return { kind: 'failed', reason: problem };
    const starting = this.#start(pool, 'provisioned-concurrency');
    this.#do(starting);
    const started = await starting;
    if (started?.succeeded !== true) {
      if (started !== undefined) this.#stop(pool, started.environment);
      return { kind: 'failed', reason: 'FUNCTION_ERROR_INIT_FAILURE' };
    }
    this.#release(pool, started.environment);
    return { kind: 'ready' };
  }

  /** Stops what is provisioned and idle beyond the wanted count. What is busy stops when it is free. */
  #dropSurplus(pool: VersionPool): void {
    for (const environment of pool.idle.slice()) if (isSurplus(pool, environment)) this.#giveUp(pool, environment);
  }

  /** Stops one that is idle. */
  #giveUp(pool: VersionPool, environment: ExecutionEnvironment): void {
    pool.idle.splice(pool.idle.indexOf(environment), 1);
    this.#stop(pool, environment);
  }

  /** Stops an environment; from now on it counts no more. */
  #stop(pool: VersionPool, environment: ExecutionEnvironment): void {
    if (!pool.environments.delete(environment)) return;
    this.#room.giveBack(pool.spec.memoryMiB);
    this.#do(environment.stop());
    if (pool.retired && pool.empty) this.#forget(pool);
  }

  #forget(pool: VersionPool): void {
    pool.patience?.cancel();
    this.#retired.delete(pool);
    // The same version may have come back meanwhile.
    if (!this.#pools.has(pool.spec.key)) this.#do(this.#factory.forget(pool.spec));
  }

  /**
   * Keeps hold of work until it is done, for the host's end to wait for. Who is answered by it learns
   * of its failure; a folder that could not be removed goes with the host's.
   */
  #do(work: Promise<unknown>): void {
    this.#chores.add(work);
    void Promise.allSettled([work]).then(() => this.#chores.delete(work));
  }
}
