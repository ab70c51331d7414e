/**
 * Works on the messages of one queue as they become due, a bounded number at a time. A crash on any
 * line loses no message: what was not settled comes back when its lease has run out.
 */
import type { Clock, Timer } from '../time/clock.ts';
import type { LeasedMessage, Queue } from './queue.ts';

export interface QueueWorkerOptions {
  readonly queue: Queue;
  readonly clock: Clock;
  readonly name: string;
  /** Messages that are worked on at once. */
  readonly concurrency: number;
  /** Messages of one lane that are worked on at once: a slow receiver leaves room for the others. */
  readonly laneConcurrency: number;
  readonly laneOf: (message: LeasedMessage) => string;
  /** One attempt. A rejection is reported, and the message tried again a little later. */
  readonly work: (message: LeasedMessage, signal: AbortSignal) => Promise<Settlement>;
  readonly report: (problem: unknown) => void;
}

export type Settlement =
  | { readonly kind: 'done' }
  | { readonly kind: 'again'; readonly atMs: number; readonly body?: unknown };

export interface QueueWorker extends AsyncDisposable {
  /** A message may be due: to be called after each one that is enqueued. */
  wake(): void;
  /** Resolves when nothing is being worked on and nothing is due: for tests that move the clock. */
  idle(): Promise<void>;
}

/** How long a crashed process's messages wait until they are taken up again. */
const leaseMs = 60_000;
/** After a failure of the store or of the work itself. */
const pauseMs = 1000;

/** Starts to work: on what an earlier process left, and on what is to come. */
export function startQueueWorker(options: QueueWorkerOptions): QueueWorker {
  const worker = new Worker(options);
  worker.wake();
  return worker;
}

interface Running {
  message: LeasedMessage;
  readonly lane: string;
  ended?: Promise<void>;
}

class Worker implements QueueWorker {
  readonly #options: QueueWorkerOptions;
  readonly #running = new Map<string, Running>();
  readonly #stop = new AbortController();
  #timer: Timer | undefined;
  #taking: Promise<void> | undefined;
  #isWoken = false;
  #waiting: (() => void)[] = [];

  constructor(options: QueueWorkerOptions) {
    this.#options = options;
  }

  wake(): void {
    this.#isWoken = true;
    this.#turn();
  }

  async idle(): Promise<void> {
    while (!this.#isIdle) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Takes no more, tells what is being worked on to end, and waits for it. The rest is left to the next start. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    this.#timer?.cancel();
    await this.#taking;
    for (const { ended } of this.#running.values()) await ended;
    this.#tellWaiting();
  }

  get #isIdle(): boolean {
    if (this.#stop.signal.aborted) return true;
    return this.#running.size === 0 && this.#taking === undefined && !this.#isWoken;
  }

  #turn(): void {
    if (this.#taking !== undefined || this.#stop.signal.aborted) return;
    const places = this.#options.concurrency - this.#running.size;
    if (!this.#isWoken || places <= 0) return this.#tellWaiting();
    this.#isWoken = false;
    this.#taking = this.#takeOrPause(places);
  }

  async #takeOrPause(places: number): Promise<void> {
    try {
      await this.#take(places);
    } catch (problem) {
      this.#report(problem);
      this.#sleepUntil(this.#options.clock.now() + pauseMs);
    }
    this.#taking = undefined;
    this.#turn();
  }

  async #take(limit: number): Promise<void> {
    const { queue, clock, name } = this.#options;
    const nowMs = clock.now();
    const messages = await queue.lease({ queue: name, nowMs, leasedUntilMs: nowMs + leaseMs, limit });
    for (const message of messages) await this.#start(message);
    if (messages.length === limit) this.#isWoken = true;
    else this.#sleepUntil(await queue.nextAvailableAt(name));
  }

  async #start(message: LeasedMessage): Promise<void> {
    const { queue, clock, laneOf, laneConcurrency } = this.#options;
    const known = this.#running.get(message.id);
    if (known !== undefined) {
      // It takes longer than its lease: the new lease is the one to settle.
      known.message = message;
      return;
    }
    const lane = laneOf(message);
    const busy = [...this.#running.values()].filter((running) => running.lane === lane).length;
    if (busy >= laneConcurrency) {
      await queue.release(message, { availableAtMs: clock.now() + pauseMs });
      return;
    }
    const running: Running = { message, lane };
    this.#running.set(message.id, running);
    running.ended = this.#run(running);
  }

  async #run(running: Running): Promise<void> {
    const { queue, work, clock } = this.#options;
    try {
      const settlement = await work(running.message, this.#stop.signal).catch((problem: unknown): Settlement => {
        this.#report(problem);
        return { kind: 'again', atMs: clock.now() + pauseMs };
      });
      // Where the lease is lost, another process has the message: then it is that one's to settle.
      if (settlement.kind === 'done') await queue.acknowledge(running.message);
      else if (!this.#stop.signal.aborted)
        await queue.release(running.message, {
          availableAtMs: settlement.atMs,
          ...('body' in settlement && { body: settlement.body }),
        });
    } catch (problem) {
      // The store failed: the message comes back when its lease has run out.
      this.#report(problem);
    }
    this.#running.delete(running.message.id);
    this.wake();
  }

  #sleepUntil(atMs: number | undefined): void {
    this.#timer?.cancel();
    this.#timer =
      atMs === undefined || this.#stop.signal.aborted
        ? undefined
        : this.#options.clock.setTimer(atMs, () => this.wake());
  }

  #tellWaiting(): void {
    if (!this.#isIdle) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #report(problem: unknown): void {
    // What a stopped worker leaves undone is no problem: the next start does it.
    if (!this.#stop.signal.aborted) this.#options.report(problem);
  }
}
