/**
 * Runs asynchronous events: takes them from the queues when they are due and works on a bounded
 * number at a time, each function getting its share. A crash on any line loses no event; at worst an
 * attempt or a delivery is made twice, as on AWS.
 */
import { parseArn } from '../../aws/arn.ts';
import { RevisionConflict } from '../../storage/documents.ts';
import type { AsynchronousEvent } from './asynchronous-event.ts';
import { EventLane, laneName, type Running } from './event-lane.ts';
import { firstState } from './event-message.ts';
import { describeEvent, EventWork, type EventWorkDependencies } from './event-work.ts';
import { functionKey } from './resources/keys.ts';

export interface EventRunnerDependencies extends EventWorkDependencies {
  /** Events that run at once, over all functions. @default 64 */
  readonly concurrency?: number;
}

/** Where it is noted which functions have a queue, by a document under the queue's name, so that a start finds them. */
const lanesPrefix = laneName('');

/** After a failure of the store. */
const pauseMs = 1000;

export interface EventRunner extends AsyncDisposable {
  /** Takes an event over. Once this resolves no crash loses it. */
  enqueue(event: AsynchronousEvent): Promise<void>;
  /** Resolves when no event is attempted or delivered: until time passes, or another one comes. */
  settled(): Promise<void>;
}

/** Starts to run events: those that an earlier process left, and those to come. */
export function createEventRunner(dependencies: EventRunnerDependencies): EventRunner {
  const runner = new Runner(dependencies);
  void runner.start();
  return runner;
}

class Runner implements EventRunner {
  readonly #dependencies: EventRunnerDependencies;
  readonly #work: EventWork;
  readonly #concurrency: number;
  readonly #lanes = new Map<string, Promise<EventLane>>();
  /** Those that may have an event due, in the order in which they get their turn. */
  readonly #waking = new Set<EventLane>();
  /** Those that are asking their queue. */
  readonly #taking = new Set<EventLane>();
  /** Those with events that run. */
  readonly #busy = new Set<EventLane>();
  /** Places that are taken, those included that are held for events about to be taken. */
  #taken = 0;
  #isStopped = false;
  readonly #settling = new Set<() => void>();

  constructor(dependencies: EventRunnerDependencies) {
    this.#dependencies = dependencies;
    this.#concurrency = dependencies.concurrency ?? 64;
    this.#work = new EventWork(dependencies, (event) => this.enqueue(event));
  }

  /** Goes on with what an earlier process left; tries until the store can be read. */
  async start(): Promise<void> {
    const { clock } = this.#dependencies;
    if (this.#isStopped) return;
    await this.#resumeAll().catch((problem: unknown) => {
      this.#report(problem);
      clock.setTimer(clock.now() + pauseMs, () => void this.start());
    });
  }

  async #resumeAll(): Promise<void> {
    const { documents } = this.#dependencies.store;
    let after: string | undefined;
    do {
      const page = await documents.list({ prefix: lanesPrefix, ...(after !== undefined && { after }) });
      for (const { key, revision } of page.documents) await this.#resume(key, revision);
      after = page.next;
    } while (after !== undefined);
  }

  async enqueue(event: AsynchronousEvent): Promise<void> {
    const { store, clock, record } = this.#dependencies;
    const lane = await this.#open(event.functionArn, { isNoted: false });
    const { requestId: id, payload, acceptedAtMs: availableAtMs } = event;
    await store.queue.enqueue({ queue: lane.name, id, body: firstState(event), payload, availableAtMs });
    record(describeEvent('received', event, clock.now()));
    this.#wake(lane);
  }

  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#settling.add(resolve);
      this.#turn();
    });
  }

  /** Takes no more events. What is being attempted is left to the next start, once its lease has run out. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    const lanes = await Promise.allSettled(this.#lanes.values());
    await Promise.all(lanes.map(async (lane) => (lane.status === 'fulfilled' ? lane.value.stop() : undefined)));
  }

  async #resume(key: string, revision: number): Promise<void> {
    const functionArn = key.slice(lanesPrefix.length);
    if (await this.#isOver(functionArn)) await this.#forget(key, revision);
    else this.#wake(await this.#open(functionArn, { isNoted: true }));
  }

  /** Whether the function is gone, and its last event too. */
  async #isOver(functionArn: string): Promise<boolean> {
    const { documents, queue } = this.#dependencies.store;
    const { region = '', account = '', resource = '' } = parseArn(functionArn) ?? {};
    const fn = await documents.get(functionKey({ region, account }, resource.slice('function:'.length)));
    return fn === undefined && (await queue.count(laneName(functionArn))) === 0;
  }

  async #forget(key: string, revision: number): Promise<void> {
    try {
      await this.#dependencies.store.documents.write([{ kind: 'delete', key, ifRevision: revision }]);
    } catch (problem) {
      // Noted anew meanwhile: there is a function of that name again.
      if (!(problem instanceof RevisionConflict)) throw problem;
    }
  }

  #open(functionArn: string, { isNoted }: { readonly isNoted: boolean }): Promise<EventLane> {
    const known = this.#lanes.get(functionArn);
    if (known !== undefined) return known;
    const opening = this.#create(functionArn, isNoted);
    this.#lanes.set(functionArn, opening);
    // A lane that could not be noted is not there: the next event tries again.
    opening.catch(() => this.#lanes.delete(functionArn));
    return opening;
  }

  async #create(functionArn: string, isNoted: boolean): Promise<EventLane> {
    const { store, clock } = this.#dependencies;
    if (!isNoted) await store.documents.write([{ kind: 'put', key: laneName(functionArn), value: {} }]);
    return new EventLane(functionArn, { queue: store.queue, clock, wake: (lane) => this.#wake(lane) });
  }

  #wake(lane: EventLane): void {
    this.#waking.add(lane);
    this.#turn();
  }

  /** Gives lanes their turns while there are places; one that has used up its share waits for the next time. */
  #turn(): void {
    for (const lane of this.#waking) {
      if (this.#isStopped || this.#taken >= this.#concurrency) return;
      const places = Math.min(this.#share(lane) - lane.running.size, this.#concurrency - this.#taken);
      if (places <= 0 || this.#taking.has(lane)) continue;
      this.#waking.delete(lane);
      void this.#take(lane, places);
    }
    if (this.#taken > 0 || this.#waking.size > 0) return;
    for (const resolve of this.#settling) resolve();
    this.#settling.clear();
  }

  /** However many events some functions have, the next function to have one finds a place. */
  #share(lane: EventLane): number {
    const busy = this.#busy.size + (this.#busy.has(lane) ? 0 : 1);
    return Math.max(1, Math.floor(this.#concurrency / (busy + 1)));
  }

  async #take(lane: EventLane, places: number): Promise<void> {
    this.#taken += places;
    this.#taking.add(lane);
    const { taken, hasMore } = await lane.take(places).catch((problem: unknown) => this.#pause(lane, problem));
    this.#taking.delete(lane);
    this.#taken -= places - taken.length;
    if (hasMore) this.#waking.add(lane);
    if (taken.length > 0) this.#busy.add(lane);
    for (const running of taken) void this.#run(lane, running);
    this.#turn();
  }

  async #run(lane: EventLane, running: Running): Promise<void> {
    try {
      await this.#work.step(lane, running);
    } catch (problem) {
      lane.abandon(running);
      this.#report(problem);
    }
    this.#taken -= 1;
    if (lane.running.size === 0) this.#busy.delete(lane);
    this.#wake(lane);
  }

  #pause(lane: EventLane, problem: unknown): Awaited<ReturnType<EventLane['take']>> {
    this.#report(problem);
    lane.sleepUntil(this.#dependencies.clock.now() + pauseMs);
    return { taken: [], hasMore: false };
  }

  #report(problem: unknown): void {
    // What a stopped runner leaves undone is no problem: the next start does it.
    if (!this.#isStopped) this.#dependencies.report(problem);
  }
}
