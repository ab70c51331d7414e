/**
 * Runs functions in operating-system processes of this machine: each execution environment a process
 * of its own, in a session and folder of its own, with nothing of Serin's environment.
 *
 * How it grows: an invocation takes the environment that became idle last. If none is idle, it waits,
 * first come first served, and another environment is started
 * - when none is there, or the wait that is expected of the ones there (waiting invocations × usual
 *   duration ÷ environments) is longer than a cold start usually takes, or when the first has waited
 *   that long already; and
 * - while no more than `startingMax` are starting at once, for cold starts take whole cores.
 *
 * What each isolation denies and bounds stands in docs/isolation.md. POSIX systems only.
 */
import os from 'node:os';
import { EnvironmentWatch } from './environment-watch.ts';
import { EnvironmentFactory } from './environment-factory.ts';
import type { FactoryOptions } from './environment-factory.ts';
import type { ExecutionEnvironment } from './execution-environment.ts';
import { CapacityError } from './execution-host.ts';
import type { ExecutionHost, Invocation, InvocationOutcome, ProvisionOutcome, VersionSpec } from './execution-host.ts';
import type { InitializationType } from './platform-lines.ts';
import { stopwatchNow } from './stopwatch.ts';
import { VersionPool } from './version-pool.ts';
import type { WaitingInvocation } from './version-pool.ts';
import type { Timer } from '../time/clock.ts';

export interface ProcessHostOptions extends FactoryOptions {
  readonly bounds?: HostBounds;
  /**
   * How long an idle execution environment is kept warm, in real time. Longer means fewer cold
   * starts; each one holds the memory of its function.
   * @default 300_000
   */
  readonly idleTimeoutMs?: number;
}

export interface HostBounds {
  /**
   * Execution environments at once, of all versions.
   * @default 64
   */
  readonly environmentsMax?: number;
  /**
   * Invocations that wait for an environment at once, of all versions.
   * @default 1000
   */
  readonly waitingMax?: number;
  /**
   * Environments that start at once.
   * @default the number of cores
   */
  readonly startingMax?: number;
}

export function createProcessHost(options: ProcessHostOptions): ExecutionHost {
  return new ProcessHost(options);
}

class ProcessHost implements ExecutionHost {
  readonly #options: ProcessHostOptions;
  readonly #bounds: Required<HostBounds>;
  readonly #idleTimeoutMs: number;
  readonly #factory: EnvironmentFactory;
  readonly #watch: EnvironmentWatch;
  readonly #pools = new Map<string, VersionPool>();
  /** Pools whose version is gone and that still have something to finish. */
  readonly #retired = new Set<VersionPool>();
  readonly #busy = new Set<ExecutionEnvironment>();
  /** What goes on by itself and must have ended before the host has. */
  readonly #chores = new Set<Promise<unknown>>();
  /** Environments that are there or starting. */
  #environmentCount = 0;
  #startingCount = 0;
  #waitingCount = 0;
  #idleWatch: Timer | undefined;
  #disposed = false;

  constructor(options: ProcessHostOptions) {
    this.#options = options;
    this.#bounds = { environmentsMax: 64, waitingMax: 1000, startingMax: os.availableParallelism(), ...options.bounds };
    this.#idleTimeoutMs = options.idleTimeoutMs ?? 300_000;
    this.#factory = new EnvironmentFactory(options);
    this.#watch = new EnvironmentWatch({
      clock: options.clock,
      workFolder: options.workFolder,
      busy: () => this.#busy,
      idle: () => this.#allPools().flatMap(({ idle }) => idle),
      keepHold: (work) => this.#do(work),
    });
  }

  invoke(spec: VersionSpec, invocation: Invocation): Promise<InvocationOutcome> {
    if (this.#disposed) return Promise.reject(new CapacityError('The execution host has stopped.'));
    const pool = this.#requirePool(spec);
    const environment = this.#takeIdle(pool);
    if (environment !== undefined) return this.#run(pool, environment, invocation);
    if (this.#waitingCount >= this.#bounds.waitingMax) {
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
    for (let started = 0; started < missing; started += this.#bounds.startingMax) {
      const together = Math.min(this.#bounds.startingMax, missing - started);
      const outcomes = await Promise.all(Array.from({ length: together }, () => this.#provisionOne(pool)));
      const failed = outcomes.find((outcome) => outcome.kind === 'failed');
      if (failed === undefined) continue;
      pool.provisionedCount = 0;
      this.#dropSurplus(pool);
      return failed;
    }
    return { kind: 'ready' };
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
    this.#watch.end();
    this.#idleWatch?.cancel();
    for (const pool of [...this.#pools.values(), ...this.#retired]) {
      pool.patience?.cancel();
      for (const { reject } of this.#takeWaiting(pool)) reject(new CapacityError('The execution host has stopped.'));
      for (const environment of pool.environments) this.#stop(pool, environment);
    }
    while (this.#chores.size > 0) await Promise.allSettled(this.#chores);
    await this.#factory.close();
  }

  #requirePool(spec: VersionSpec): VersionPool {
    const found = this.#pools.get(spec.key);
    if (found !== undefined) return found;
    const pool = new VersionPool(spec);
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
    if (!pool.environments.has(environment)) return;
    const next = this.#mustMakePlace(pool, environment) ? undefined : this.#nextWaiting(pool);
    if (next !== undefined) {
      next.resolve(this.#run(pool, environment, next.invocation));
    } else if (pool.retired || this.#isSurplus(pool, environment) || pool.waiting.length > 0) {
      this.#stop(pool, environment);
    } else if (environment.initializationType === 'provisioned-concurrency' && !environment.warm) {
      this.#do(environment.initialise().then(() => this.#keep(pool, environment)));
    } else this.#keep(pool, environment);
    this.#growElsewhere();
  }

  #keep(pool: VersionPool, environment: ExecutionEnvironment): void {
    if (!pool.environments.has(environment)) return;
    environment.idleSince = stopwatchNow();
    pool.idle.push(environment);
    this.#watchIdle();
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
    if (this.#environmentCount < this.#bounds.environmentsMax) return false;
    if (this.#waitingCount === pool.waiting.length) return false;
    if (environment.initializationType === 'provisioned-concurrency') return false;
    return this.#allPools().some(
      (other) =>
        other !== pool && other.environments.size + other.startingCount === 0 && other.waitingSince < pool.waitingSince,
    );
  }

  #allPools(): readonly VersionPool[] {
    return [...this.#pools.values(), ...this.#retired];
  }

  /** Something has become free: who has waited longest comes first. */
  #growElsewhere(): void {
    if (this.#waitingCount === 0 || this.#disposed) return;
    const pools = this.#allPools().filter(({ waiting }) => waiting.length > 0);
    for (const pool of pools.sort((one, other) => one.waitingSince - other.waitingSince)) this.#grow(pool);
  }

  /** Starts environments for those who wait, as the rule at the top says. */
  #grow(pool: VersionPool): void {
    while (!this.#disposed && pool.needsAnother(stopwatchNow()) && this.#startingCount < this.#bounds.startingMax) {
      if (!this.#makeRoom()) break;
      this.#do(this.#startForWaiting(pool));
    }
    if (pool.waiting.length > 0 && pool.patience === undefined && !this.#disposed) {
      pool.patience = this.#options.clock.setRealTimer(pool.coldStartMs, () => {
        pool.patience = undefined;
        this.#grow(pool);
      });
    }
  }

  /** Whether one more environment may start; the one that has been idle longest makes place. */
  #makeRoom(): boolean {
    if (this.#environmentCount < this.#bounds.environmentsMax) return true;
    const longest = this.#allPools()
      .flatMap((pool) => pool.idle.map((environment) => ({ pool, environment })))
      .filter(({ pool, environment }) => !isProvisioned(pool, environment))
      .reduce<{ pool: VersionPool; environment: ExecutionEnvironment } | undefined>(
        (found, one) => (found === undefined || one.environment.idleSince < found.environment.idleSince ? one : found),
        undefined,
      );
    if (longest === undefined) return false;
    longest.pool.idle.splice(longest.pool.idle.indexOf(longest.environment), 1);
    this.#stop(longest.pool, longest.environment);
    return true;
  }

  async #startForWaiting(pool: VersionPool): Promise<void> {
    try {
      const environment = await this.#start(pool, 'on-demand');
      if (environment !== undefined) this.#release(pool, environment.environment);
    } catch (error) {
      // The world failed (no credentials, no disk): the one who has waited longest learns it.
      this.#nextWaiting(pool)?.reject(error);
      this.#growElsewhere();
    }
  }

  /** Starts an environment and initialises it, whether that succeeds or not. */
  async #start(
    pool: VersionPool,
    initializationType: InitializationType,
  ): Promise<{ readonly environment: ExecutionEnvironment; readonly succeeded: boolean } | undefined> {
    this.#environmentCount += 1;
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
      if (succeeded) pool.noteColdStart(stopwatchNow() - begin);
      return { environment, succeeded };
    } finally {
      if (environment === undefined) this.#environmentCount -= 1;
      this.#startingCount -= 1;
      pool.startingCount -= 1;
    }
  }

  async #provisionOne(pool: VersionPool): Promise<ProvisionOutcome> {
    if (this.#disposed || !this.#makeRoom()) {
      return { kind: 'failed', reason: `At most ${this.#bounds.environmentsMax} execution environments run at once.` };
    }
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
    this.#stopIdle(pool, (environment) => this.#isSurplus(pool, environment));
  }

  #stopIdle(pool: VersionPool, isUnwanted: (environment: ExecutionEnvironment) => boolean): void {
    for (const environment of pool.idle.slice()) {
      if (!isUnwanted(environment)) continue;
      pool.idle.splice(pool.idle.indexOf(environment), 1);
      this.#stop(pool, environment);
    }
  }

  #isSurplus(pool: VersionPool, environment: ExecutionEnvironment): boolean {
    return (
      environment.initializationType === 'provisioned-concurrency' && provisioned(pool).length > pool.provisionedCount
    );
  }

  /** Stops an environment; from now on it counts no more. */
  #stop(pool: VersionPool, environment: ExecutionEnvironment): void {
    if (!pool.environments.delete(environment)) return;
    this.#environmentCount -= 1;
    this.#do(environment.stop());
    if (pool.retired && pool.empty) this.#forget(pool);
  }

  #forget(pool: VersionPool): void {
    pool.patience?.cancel();
    this.#retired.delete(pool);
    // The same version may have come back meanwhile.
    if (!this.#pools.has(pool.spec.key)) this.#do(this.#factory.forget(pool.spec));
  }

  #watchIdle(): void {
    if (this.#idleWatch !== undefined || this.#disposed) return;
    this.#idleWatch = this.#options.clock.setRealTimer(Math.max(10, this.#idleTimeoutMs / 10), () => {
      this.#idleWatch = undefined;
      for (const pool of this.#allPools()) this.#dropIdle(pool);
      if (this.#allPools().some((pool) => pool.idle.length > 0)) this.#watchIdle();
    });
  }

  #dropIdle(pool: VersionPool): void {
    const before = stopwatchNow() - this.#idleTimeoutMs;
    this.#stopIdle(pool, (environment) => environment.idleSince <= before && !isProvisioned(pool, environment));
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

function provisioned(pool: VersionPool): readonly ExecutionEnvironment[] {
  return [...pool.environments].filter(({ initializationType }) => initializationType === 'provisioned-concurrency');
}

function isProvisioned(pool: VersionPool, environment: ExecutionEnvironment): boolean {
  return pool.provisionedCount > 0 && environment.initializationType === 'provisioned-concurrency';
}
