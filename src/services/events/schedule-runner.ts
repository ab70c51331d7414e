/**
 * Sends what rules send by a schedule. When each comes next is kept with its rule: a crash loses no
 * moment, and one that passed while Serin was down comes once at its start.
 */
import type { Subscription } from '../../storage/documents.ts';
import type { Timer } from '../../time/clock.ts';
import type { EventsContext } from './context.ts';
import { enqueueDeliveries } from './deliveries.ts';
import { readRules, retryConflicts } from './records.ts';
import { describeEvent } from './resources/event.ts';
import { eventsPrefix } from './resources/keys.ts';
import { isEnabled, type RuleRecord, ruleArn } from './resources/rule.ts';
import { followingMoment, parseSchedule } from './resources/schedule.ts';

export interface ScheduleRunner extends AsyncDisposable {
  /** Resolves when nothing is due: for tests that move the clock. */
  idle(): Promise<void>;
}

/** After a failure of the store. */
const pauseMs = 1000;

export function startScheduleRunner(context: EventsContext): ScheduleRunner {
  const runner = new Runner(context);
  runner.start();
  return runner;
}

class Runner implements ScheduleRunner {
  readonly #context: EventsContext;
  /** When each scheduled rule comes next, by its key. */
  readonly #next = new Map<string, number>();
  #subscription: Subscription | undefined;
  #timer: Timer | undefined;
  #tail: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(context: EventsContext) {
    this.#context = context;
  }

  start(): void {
    this.#subscription = this.#context.store.documents.watch(eventsPrefix, ({ key, value }) => {
      // Only rules lie below the prefix.
      this.#follow(key, value as RuleRecord | undefined);
      this.#sleep();
    });
    this.#enqueue(() => this.#readAll());
  }

  async idle(): Promise<void> {
    let tail: Promise<void> | undefined;
    while (tail !== this.#tail) {
      tail = this.#tail;
      await tail;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#subscription?.cancel();
    this.#timer?.cancel();
    await this.#tail;
  }

  async #readAll(): Promise<void> {
    for (const { key, value } of await readRules(this.#context.store.documents, eventsPrefix)) this.#follow(key, value);
    this.#sleep();
  }

  #follow(key: string, rule: RuleRecord | undefined): void {
    if (rule?.nextAt === undefined) this.#next.delete(key);
    else this.#next.set(key, rule.nextAt);
  }

  #sleep(atLeastMs = 0): void {
    this.#timer?.cancel();
    if (this.#isStopped || this.#next.size === 0) return;
    const atMs = Math.max(Math.min(...this.#next.values()), atLeastMs);
    this.#timer = this.#context.clock.setTimer(atMs, () => this.#enqueue(() => this.#sendDue()));
  }

  /** One after the other: no rule is worked on twice at once. */
  #enqueue(act: () => Promise<void>): void {
    this.#tail = this.#tail.then(act).catch((problem: unknown) => {
      if (this.#isStopped) return;
      this.#context.report(problem);
      this.#timer?.cancel();
      this.#timer = this.#context.clock.setTimer(this.#context.clock.now() + pauseMs, () =>
        this.#enqueue(() => this.#readAll()),
      );
    });
  }

  async #sendDue(): Promise<void> {
    const nowMs = this.#context.clock.now();
    const due = [...this.#next].filter(([, atMs]) => atMs <= nowMs);
    for (const [key] of due) if (!this.#isStopped) await this.#send(key, nowMs);
    this.#sleep();
  }

  async #send(key: string, nowMs: number): Promise<void> {
    const { store, random } = this.#context;
    const stored = await store.documents.get<RuleRecord>(key);
    const atMs = stored?.value.nextAt;
    if (stored === undefined || atMs === undefined || atMs > nowMs || !isEnabled(stored.value)) {
      this.#follow(key, stored?.value);
      return;
    }
    const rule = stored.value;
    const json = describeEvent({
      ...rule,
      id: random.uuid(),
      source: 'aws.events',
      detailType: 'Scheduled Event',
      resources: [ruleArn(rule)],
      detail: '{}',
      atMs,
    });
    await enqueueDeliveries(this.#context, rule, { json, occasion: `${key}@${atMs}` });
    this.#context.wakeDeliveries();
    await this.#advance(key, atMs, nowMs);
  }

  /** Notes when the rule comes next, unless somebody has set its schedule anew meanwhile. */
  async #advance(key: string, atMs: number, nowMs: number): Promise<void> {
    const { documents } = this.#context.store;
    await retryConflicts(async () => {
      const stored = await documents.get<RuleRecord>(key);
      if (stored?.value.nextAt !== atMs) return;
      const schedule = parseSchedule(stored.value.scheduleExpression ?? '');
      const next = typeof schedule === 'string' ? undefined : followingMoment(schedule, atMs, nowMs);
      const { nextAt: _, ...rest } = stored.value;
      const value: RuleRecord = next === undefined ? rest : { ...rest, nextAt: next };
      await documents.write([{ kind: 'put', key, value, ifRevision: stored.revision }]);
    });
  }
}
