/**
 * The queue of one function's events, and those of them that run. What is done to the queue is done
 * one after the other, so that a message's receipt is always the one that holds.
 */
import type { LeasedMessage, Queue } from '../../storage/queue.ts';
import type { Clock, Timer } from '../../time/clock.ts';

/** An event that this process works on; its receipt changes when its lease is taken anew. */
export interface Running {
  message: LeasedMessage;
}

/**
 * How long a crashed process's events wait until they are taken up again. An invocation may last
 * longer: its own process takes the lease anew when it has run out.
 */
const leaseMs = 60_000;

export class EventLane {
  readonly functionArn: string;
  readonly running = new Map<string, Running>();
  readonly #queue: Queue;
  readonly #clock: Clock;
  readonly #wake: (lane: EventLane) => void;
  #timer: Timer | undefined;
  #tail: Promise<unknown> = Promise.resolve();
  #isStopped = false;

  constructor(
    functionArn: string,
    dependencies: { readonly queue: Queue; readonly clock: Clock; readonly wake: (lane: EventLane) => void },
  ) {
    this.functionArn = functionArn;
    this.#queue = dependencies.queue;
    this.#clock = dependencies.clock;
    this.#wake = dependencies.wake;
  }

  get name(): string {
    return laneName(this.functionArn);
  }

  /** Takes up to `limit` events that are due. Unless there are more, the lane wakes by itself when there will be. */
  take(limit: number): Promise<{ readonly taken: readonly Running[]; readonly hasMore: boolean }> {
    return this.#inTurn(async () => {
      const nowMs = this.#clock.now();
      const messages = await this.#queue.lease({ queue: this.name, nowMs, leasedUntilMs: nowMs + leaseMs, limit });
      const taken: Running[] = [];
      for (const message of messages) {
        const known = this.running.get(message.id);
        if (known !== undefined) known.message = message;
        else taken.push(this.#start(message));
      }
      const hasMore = messages.length === limit;
      if (!hasMore) this.sleepUntil(await this.#queue.nextAvailableAt(this.name));
      return { taken, hasMore };
    });
  }

  /** The event is done with; it is gone once this resolves. */
  acknowledge(running: Running): Promise<void> {
    return this.#settle(running, () => this.#queue.acknowledge(running.message));
  }

  /** The event goes back, with a new state, to be taken again at the moment. */
  release(running: Running, changes: { readonly availableAtMs: number; readonly body: unknown }): Promise<void> {
    return this.#settle(running, () => this.#queue.release(running.message, changes));
  }

  /** Leaves the event to whoever takes it once its lease has run out. */
  abandon(running: Running): void {
    this.running.delete(running.message.id);
  }

  /** Wakes the lane at the moment, and at no other that was told before. */
  sleepUntil(atMs: number | undefined): void {
    this.#timer?.cancel();
    this.#timer =
      atMs === undefined || this.#isStopped ? undefined : this.#clock.setTimer(atMs, () => this.#wake(this));
  }

  /** Resolves when nothing is being done to the queue; from now on nothing will be. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#tail;
  }

  #start(message: LeasedMessage): Running {
    const running = { message };
    this.running.set(message.id, running);
    return running;
  }

  #settle(running: Running, act: () => Promise<boolean>): Promise<void> {
    return this.#inTurn(async () => {
      // Where the lease is lost, another process has the event: then it is that one's to settle.
      await act();
      this.running.delete(running.message.id);
    });
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    if (this.#isStopped) return Promise.reject(new Error('The event runner has stopped'));
    const result = this.#tail.then(act);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

/** Functions have queues of their own, so that one with many or slow events delays no other's. */
export const laneName = (functionArn: string): string => `lambda-events/${functionArn}`;
