/**
 * Evaluates alarms on the clock, whether anyone asks or not, and carries out what their changes ask
 * for.
 *
 * A change of state and what is to be done about it are saved in one write, before anything of it
 * is done: a crash on any line leaves it to the next start, and at worst an action is carried out
 * twice. One node at a time does all this, under a lease that fences its writes.
 */
import { LeaseLost, RevisionConflict, type CommittedChange, type Stored } from '../../storage/documents.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock, Timer } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';
import type { AlarmTargets } from './alarm-actions.ts';
import { AlarmChores } from './alarm-chores.ts';
import { evaluationIntervalMs, findNextState } from './alarm-evaluation.ts';
import { RunnerLease } from '../../storage/runner-lease.ts';
import { findAlarm } from './alarm-records.ts';
import { readAll } from '../../storage/read-all.ts';
import { dueAt, evaluateComposite, type FindAlarm } from './composite-evaluation.ts';
import { forEachAtOnce, Jobs } from '../../storage/jobs.ts';
import type { MetricReader } from './metric-reader.ts';
import type { Alarm, AlarmOwner, CompositeAlarm } from './resources/alarm.ts';
import { alarmKey, alarmsPrefix, alarmWorkPrefix } from './resources/alarm-keys.ts';
import { releaseChanges, stateChanges } from './resources/alarm-work.ts';

export interface AlarmRunnerDependencies {
  readonly store: Pick<Store, 'documents' | 'leases'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: MetricReader;
  /** Resolves when all that functions have left behind so far can be read as metrics. */
  readonly flushTelemetry: () => Promise<void>;
  readonly targets: AlarmTargets;
  /** Told of what went wrong and will be tried again. */
  readonly report: (problem: unknown) => void;
  /** Alarms that are evaluated at once. @default 16 */
  readonly concurrency?: number;
}

export interface AlarmRunner extends AsyncDisposable {
  /** Resolves when there is nothing left to do but to wait for the clock or a change. */
  settled(): Promise<void>;
}

/** Starts to look after all alarms of the store, present and to come. */
export function startAlarmRunner(dependencies: AlarmRunnerDependencies): AlarmRunner {
  const runner = new Runner(dependencies);
  runner.start();
  return runner;
}

const tickMs = 10_000;
/** Evaluations that are behind the clock wait their turn, up to an hour of them. */
const roundsMax = 360;
const conflictsMax = 10;

class Runner implements AlarmRunner {
  readonly #dependencies: AlarmRunnerDependencies;
  readonly #lease: RunnerLease;
  readonly #chores: AlarmChores;
  readonly #jobs: Jobs;
  /** All alarms as last heard of, by key. */
  readonly #alarms = new Map<string, Stored<Alarm>>();
  /** Composite alarms that are being looked at; `true`: and are to be looked at again. */
  readonly #looking = new Map<string, boolean>();
  readonly #timers = new Map<string, Timer>();
  #subscriptions: readonly { cancel(): void }[] = [];
  /** Moments that evaluations are due for. */
  #rounds: number[] = [];
  #isRunningRounds = false;
  #isStopped = false;

  constructor(dependencies: AlarmRunnerDependencies) {
    const { store, clock, random, report } = dependencies;
    this.#dependencies = dependencies;
    this.#lease = new RunnerLease({ leases: store.leases, clock, random, name: 'cloudwatch/alarms' });
    this.#jobs = new Jobs(report);
    this.#chores = new AlarmChores({ ...dependencies, lease: this.#lease, jobs: this.#jobs });
  }

  start(): void {
    const { documents } = this.#dependencies.store;
    this.#subscriptions = [
      documents.watch(alarmsPrefix, (change) => this.#notice(change)),
      documents.watch(alarmWorkPrefix, (change) => this.#chores.notice(change)),
    ];
    this.#scheduleTick();
    this.#jobs.run(() => this.#load());
  }

  settled(): Promise<void> {
    return this.#jobs.settled();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#rounds = [];
    for (const subscription of this.#subscriptions) subscription.cancel();
    for (const timer of this.#timers.values()) timer.cancel();
    this.#chores.stop();
    await this.#jobs.settled();
    await this.#lease.release();
  }

  /** Takes up what is in the store; tries until it can be read. */
  async #load(): Promise<void> {
    const { store, clock } = this.#dependencies;
    try {
      for await (const stored of readAll<Alarm>(store.documents, alarmsPrefix)) {
        const known = this.#alarms.get(stored.key);
        if (known === undefined || known.revision < stored.revision) this.#alarms.set(stored.key, stored);
      }
      await this.#chores.load();
    } catch (problem) {
      this.#setTimer('load', clock.now() + 1000, () => this.#jobs.run(() => this.#load()));
      throw problem;
    }
    this.#lookAtComposites();
  }

  #notice({ key, revision, value }: CommittedChange): void {
    if (value === undefined) {
      this.#alarms.delete(key);
      return;
    }
    // Only alarms are written below this prefix.
    const alarm = value as Alarm;
    this.#alarms.set(key, { key, revision, value: alarm });
    if (alarm.kind === 'composite') this.#look(key);
    for (const other of this.#alarms.values()) if (concerns(alarm, other.value)) this.#look(other.key);
  }

  #scheduleTick(): void {
    const { clock } = this.#dependencies;
    const atMs = (Math.floor(clock.now() / tickMs) + 1) * tickMs;
    this.#setTimer('tick', atMs, () => {
      this.#scheduleTick();
      this.#rounds = [...this.#rounds, atMs].slice(-roundsMax);
      if (!this.#isRunningRounds) this.#jobs.run(() => this.#runRounds());
    });
  }

  /** One after the other, so that each evaluation finds the state that the one before it left. */
  async #runRounds(): Promise<void> {
    this.#isRunningRounds = true;
    try {
      for (let atMs = this.#rounds.shift(); atMs !== undefined; atMs = this.#rounds.shift()) await this.#round(atMs);
    } finally {
      this.#isRunningRounds = false;
    }
  }

  async #round(atMs: number): Promise<void> {
    if (this.#alarms.size > 0 && (await this.#lease.hold()) !== undefined) {
      const due = [...this.#alarms.values()].filter(({ value }) => isDue(value, atMs)).map(({ key }) => key);
      if (due.length > 0) await this.#dependencies.flushTelemetry();
      const evaluate = (key: string): Promise<void> => this.#jobs.attempt(() => this.#evaluate(key, atMs));
      await forEachAtOnce(due, this.#dependencies.concurrency ?? 16, evaluate);
    }
    this.#lookAtComposites();
    this.#chores.tick(atMs);
  }

  async #evaluate(key: string, atMs: number): Promise<void> {
    const { metrics, clock, random } = this.#dependencies;
    await this.#change(key, async ({ value: alarm, revision }) => {
      if (alarm.kind !== 'metric') return [];
      const state = await findNextState(metrics, alarm, { atMs, nowMs: clock.now() });
      if (state === undefined) return [];
      const moment = { atMs: state.updatedAt, order: revision, id: random.uuid() };
      return stateChanges({ alarm: { ...alarm, state }, previous: alarm.state }, moment);
    });
  }

  #lookAtComposites(): void {
    for (const { key, value } of this.#alarms.values()) if (value.kind === 'composite') this.#look(key);
  }

  /** Looks at a composite alarm, once more if it or what it depends on changes meanwhile. */
  #look(key: string): void {
    if (this.#isStopped) return;
    const isLooking = this.#looking.has(key);
    this.#looking.set(key, isLooking);
    if (isLooking) return;
    this.#jobs.run(async () => {
      try {
        do {
          this.#looking.set(key, false);
          await this.#evaluateComposite(key);
        } while (this.#looking.get(key) === true && !this.#isStopped);
      } finally {
        this.#looking.delete(key);
      }
    });
  }

  async #evaluateComposite(key: string): Promise<void> {
    const { clock, random } = this.#dependencies;
    if (evaluateKnown(this.#alarms.get(key)?.value, this.#finder(key), clock.now()) !== undefined) {
      await this.#change(key, async ({ value: alarm, revision }) => {
        const nowMs = clock.now();
        const change = evaluateKnown(alarm, this.#finder(key), nowMs);
        if (alarm.kind !== 'composite' || change === undefined) return [];
        const notice = { alarm: change.alarm, previous: alarm.state, previousSuppression: alarm.suppression };
        const moment = { atMs: nowMs, order: revision, id: random.uuid() };
        switch (change.kind) {
          case 'transition':
            return stateChanges(notice, moment);
          case 'release':
            return releaseChanges(notice, moment);
          case 'note':
            return [{ kind: 'put', key, value: change.alarm, ifRevision: revision }];
        }
      });
    }
    this.#awaitSuppression(key);
  }

  #awaitSuppression(key: string): void {
    const alarm = this.#alarms.get(key)?.value;
    const dueAtMs = alarm?.kind === 'composite' ? dueAt(alarm) : undefined;
    if (dueAtMs === undefined || dueAtMs <= this.#dependencies.clock.now()) return;
    this.#setTimer(key, dueAtMs, () => this.#look(key));
  }

  #finder(key: string): FindAlarm {
    const owner = this.#alarms.get(key)?.value.owner;
    return (name) => (owner === undefined ? undefined : this.#alarms.get(alarmKey(owner, name))?.value);
  }

  /** Decides over an alarm as it is in the store and writes, until nobody wrote in between. */
  async #change(
    key: string,
    decide: (stored: Stored<Alarm>) => Promise<Parameters<Store['documents']['write']>[0]>,
  ): Promise<void> {
    const { documents } = this.#dependencies.store;
    let stored = this.#alarms.get(key);
    for (let conflicts = 0; stored !== undefined && !this.#isStopped;) {
      const changes = await decide(stored);
      if (changes.length === 0) return;
      const fence = await this.#lease.hold();
      if (fence === undefined) return;
      try {
        await documents.write(changes, { fence });
        return;
      } catch (error) {
        if (error instanceof LeaseLost) this.#lease.lose();
        conflicts += 1;
        if (!(error instanceof RevisionConflict) || conflicts >= conflictsMax) throw error;
        stored = await this.#reread(key, stored.value.owner, stored.value.name);
      }
    }
  }

  async #reread(key: string, owner: AlarmOwner, name: string): Promise<Stored<Alarm> | undefined> {
    const stored = await findAlarm(this.#dependencies.store.documents, owner, name);
    if (stored === undefined) this.#alarms.delete(key);
    else this.#alarms.set(key, stored);
    return stored;
  }

  #setTimer(name: string, atMs: number, callback: () => void): void {
    this.#timers.get(name)?.cancel();
    if (this.#isStopped) return;
    const timer = this.#dependencies.clock.setTimer(atMs, () => {
      if (this.#timers.get(name) === timer) this.#timers.delete(name);
      if (!this.#isStopped) callback();
    });
    this.#timers.set(name, timer);
  }
}

const isDue = (alarm: Alarm, atMs: number): boolean =>
  alarm.kind === 'metric' && atMs % evaluationIntervalMs(alarm) === 0;

/** Whether a change of one alarm may change what another composite alarm does. */
const concerns = (changed: Alarm, other: Alarm): other is CompositeAlarm =>
  other.kind === 'composite' &&
  other.owner.region === changed.owner.region &&
  other.owner.account === changed.owner.account &&
  (other.children.includes(changed.name) || other.suppressor?.name === changed.name);

const evaluateKnown = (alarm: Alarm | undefined, find: FindAlarm, nowMs: number) =>
  alarm?.kind === 'composite' ? evaluateComposite(alarm, find, nowMs) : undefined;
