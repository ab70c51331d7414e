import type { ExecutionEnvironment } from './execution-environment.ts';
import type { Invocation, InvocationOutcome, VersionSpec } from './execution-host.ts';

/** An invocation that waits for an execution environment. */
export interface WaitingInvocation {
  readonly invocation: Invocation;
  readonly resolve: (outcome: InvocationOutcome) => void;
  readonly reject: (error: unknown) => void;
  /** When it began to wait, by the stopwatch. */
  readonly since: number;
}

/** Until a version has been started once: about what an empty function takes. */
const coldStartEstimateMs = 50;
/** The same, where a process waits for its function. */
const earlyStartEstimateMs = 10;
/** So many of short invocations keep a core busy, though each waits now and then. */
const environmentsPerCore = 2;
/** How much the last measurement weighs in a moving estimate. */
const newestShare = 0.2;

/**
 * The execution environments of one version, the invocations that wait for them, and what is
 * expected of both. Only keeps the books: the host decides and acts.
 */
export class VersionPool {
  readonly spec: VersionSpec;
  readonly #cores: number;
  /** Every environment that has been started, idle or not. */
  readonly environments = new Set<ExecutionEnvironment>();
  /** Idle ones, the one that became idle last at the end: it is the warmest, and is taken first. */
  readonly idle: ExecutionEnvironment[] = [];
  readonly waiting: WaitingInvocation[] = [];
  startingCount = 0;
  provisionedCount = 0;
  /** The version is gone: what runs or waits is finished, and nothing is kept. */
  retired = false;
  /** Checks whether somebody has waited as long as a cold start takes. */
  patience: { cancel(): void } | undefined;
  #durationMs: number | undefined;
  #coldStartMs = coldStartEstimateMs;
  #earlyStartMs = earlyStartEstimateMs;

  constructor(spec: VersionSpec, cores: number) {
    this.spec = spec;
    this.#cores = cores;
  }

  get empty(): boolean {
    return this.environments.size === 0 && this.startingCount === 0 && this.waiting.length === 0;
  }

  /** Since when the first of the waiting has waited; Infinity if nobody waits. */
  get waitingSince(): number {
    return this.waiting[0]?.since ?? Infinity;
  }

  /** How long a cold start is expected to take; `early`: with a process that waits for its function. */
  coldStartMs(early: boolean): number {
    // The next one that waits is started in its place, and that takes as much of a core as any start:
    // where a few environments fill the cores already, it costs the others what it saves here.
    return early && this.environments.size < this.#cores * environmentsPerCore ? this.#earlyStartMs : this.#coldStartMs;
  }

  noteDuration(durationMs: number): void {
    this.#durationMs = moved(this.#durationMs ?? durationMs, durationMs);
  }

  noteColdStart(durationMs: number, early: boolean): void {
    if (early) this.#earlyStartMs = moved(this.#earlyStartMs, durationMs);
    else this.#coldStartMs = moved(this.#coldStartMs, durationMs);
  }

  /**
   * Whether another environment would serve the waiting sooner than the ones that are there: on few
   * cores a short wait for a warm environment is better than one more process.
   *
   * `early`: whether the next one starts with a process that waits for its function.
   */
  needsAnother(now: number, early: boolean): boolean {
    const unserved = this.waiting.length - this.startingCount;
    if (unserved <= 0) return false;
    const busyCount = this.environments.size;
    if (busyCount === 0 || this.#durationMs === undefined) return true;
    const expectedWaitMs = (unserved * this.#durationMs) / busyCount;
    const waitedMs = now - this.waitingSince;
    // The estimate fails where a few invocations take far longer than most; patience mends that.
    const coldStartMs = this.coldStartMs(early);
    return expectedWaitMs > coldStartMs || waitedMs >= coldStartMs;
  }
}

function moved(estimate: number, measured: number): number {
  return estimate + newestShare * (measured - estimate);
}
