/** Looks after all stacks that have something under way, present and to come, under one lease. */
import type { CommittedChange, Fence } from '../../storage/documents.ts';
import { Jobs } from '../../storage/jobs.ts';
import { readAll } from '../../storage/read-all.ts';
import { RunnerLease } from '../../storage/runner-lease.ts';
import type { Timer } from '../../time/clock.ts';
import type { CloudformationContext } from './context.ts';
import { forgetDeletedStacks } from './deleted-stacks.ts';
import { noticePrefix, workPrefix, type StackReference } from './resources/keys.ts';
import { StackNotices } from './stack-notices.ts';
import { StackDriver } from './stack-driver.ts';

export interface StackRunner extends AsyncDisposable {
  /** Resolves when there is nothing left to do but to wait for the clock or a change. */
  settled(): Promise<void>;
}

export function startStackRunner(context: CloudformationContext): StackRunner {
  const runner = new Runner(context);
  runner.start();
  return runner;
}

const tickMs = 10_000;
const forgetEveryMs = 3_600_000;

class Runner implements StackRunner {
  readonly #context: CloudformationContext;
  readonly #lease: RunnerLease;
  readonly #jobs: Jobs;
  /** What is under way, by the key of its document. */
  readonly #work = new Map<string, StackReference>();
  readonly #drivers = new Map<string, StackDriver>();
  readonly #notices: StackNotices;
  #subscriptions: readonly { cancel(): void }[] = [];
  #timer: Timer | undefined;
  #forgottenAtMs = Number.NEGATIVE_INFINITY;
  #isStopped = false;

  constructor(context: CloudformationContext) {
    const { store, clock, random, report } = context;
    this.#context = context;
    this.#lease = new RunnerLease({ leases: store.leases, clock, random, name: 'cloudformation/stacks' });
    this.#jobs = new Jobs(report);
    const { documents } = store;
    this.#notices = new StackNotices({
      documents,
      sns: context.sns,
      events: context.events,
      lease: this.#lease,
      jobs: this.#jobs,
      report,
    });
  }

  start(): void {
    const { documents } = this.#context.store;
    this.#subscriptions = [
      documents.watch(workPrefix, (change) => this.#notice(change)),
      documents.watch(noticePrefix, ({ key, value }) => {
        // Only references are written below this prefix.
        if (value !== undefined) this.#notices.begin(key, value as StackReference);
      }),
    ];
    this.#tick();
  }

  settled(): Promise<void> {
    return this.#jobs.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    for (const subscription of this.#subscriptions) subscription.cancel();
    this.#notices.stop();
    this.#timer?.cancel();
    for (const driver of this.#drivers.values()) driver.stop();
    await this.#jobs.settled();
    await this.#lease.release();
  }

  /** Keeps the lease, and takes up what has no driver yet: after a start, a lost lease, a failure. */
  #tick(): void {
    if (this.#isStopped) return;
    const { clock } = this.#context;
    this.#timer = clock.setTimer(clock.now() + tickMs, () => this.#tick());
    this.#jobs.run(() => this.#load());
  }

  async #load(): Promise<void> {
    const fence = await this.#lease.hold();
    if (fence === undefined) {
      for (const key of this.#drivers.keys()) this.#drop(key);
      return;
    }
    for await (const { key, value } of readAll<StackReference>(this.#context.store.documents, workPrefix)) {
      this.#work.set(key, value);
      if (!this.#drivers.has(key)) this.#drive(key, value);
    }
    await this.#notices.load();
    await this.#forget(fence);
  }

  async #forget(fence: Fence): Promise<void> {
    const { store, clock } = this.#context;
    const nowMs = clock.now();
    if (nowMs < this.#forgottenAtMs + forgetEveryMs) return;
    this.#forgottenAtMs = nowMs;
    await forgetDeletedStacks(store.documents, nowMs, fence);
  }

  #notice({ key, value }: CommittedChange): void {
    if (value === undefined) {
      this.#work.delete(key);
      return;
    }
    // Only references are written below this prefix.
    const reference = value as StackReference;
    this.#work.set(key, reference);
    if (this.#isStopped) return;
    const driver = this.#drivers.get(key);
    if (driver === undefined) this.#drive(key, reference);
    else driver.poke({ isChanged: true });
  }

  #drive(key: string, reference: StackReference): void {
    const driver = new StackDriver({
      context: this.#context,
      reference,
      lease: this.#lease,
      jobs: this.#jobs,
      onDone: () => this.#finish(key, reference),
      onLost: () => this.#drop(key),
    });
    this.#drivers.set(key, driver);
    driver.poke();
  }

  /** The driver has found nothing to do; there may be something new by now. */
  #finish(key: string, reference: StackReference): void {
    this.#drop(key);
    if (this.#work.has(key) && !this.#isStopped) this.#drive(key, reference);
  }

  #drop(key: string): void {
    this.#drivers.get(key)?.stop();
    this.#drivers.delete(key);
  }
}
