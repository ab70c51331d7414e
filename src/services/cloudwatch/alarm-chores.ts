/**
 * Does what alarms' changes have left to do, and forgets history that is too old. What belongs to one
 * alarm is done in its order; alarms do not wait for one another.
 */
import {
  LeaseLost,
  RevisionConflict,
  type Change,
  type CommittedChange,
  type Stored,
} from '../../storage/documents.ts';
import type { Store } from '../../storage/store.ts';
import type { Clock } from '../../time/clock.ts';
import { carryOut, type ActionOutcome, type AlarmTargets } from './alarm-actions.ts';
import type { RunnerLease } from '../../storage/runner-lease.ts';
import { readAll } from '../../storage/read-all.ts';
import type { Jobs } from '../../storage/jobs.ts';
import { alarmTypeOf, describeAction, historyKeptMs, putHistory } from './resources/alarm-history.ts';
import { alarmHistoryPrefix, alarmWorkPrefix, historyTime, workLane } from './resources/alarm-keys.ts';
import type { AlarmWork } from './resources/alarm-work.ts';

export interface AlarmChoresDependencies {
  readonly store: Pick<Store, 'documents'>;
  readonly clock: Clock;
  readonly targets: AlarmTargets;
  readonly report: (problem: unknown) => void;
  readonly lease: RunnerLease;
  readonly jobs: Jobs;
}

/** How often something that fails by itself is tried, from one tick to the next. */
const attemptsMax = 5;
const pruneEveryMs = 3_600_000;
const pruneBatch = 200;

export class AlarmChores {
  readonly #dependencies: AlarmChoresDependencies;
  /** What is to be done, by lane and key. */
  readonly #lanes = new Map<string, Map<string, Stored<AlarmWork>>>();
  readonly #busy = new Set<string>();
  readonly #attempts = new Map<string, number>();
  #isStopped = false;

  constructor(dependencies: AlarmChoresDependencies) {
    this.#dependencies = dependencies;
  }

  async load(): Promise<void> {
    for await (const stored of readAll<AlarmWork>(this.#dependencies.store.documents, alarmWorkPrefix))
      this.#add(stored);
  }

  notice({ key, revision, value }: CommittedChange): void {
    if (value === undefined) this.#remove(key);
    // Only work is written below this prefix.
    else this.#add({ key, revision, value: value as AlarmWork });
  }

  /** Tries again what failed, and now and then clears the history. */
  tick(atMs: number): void {
    for (const lane of this.#lanes.keys()) this.#begin(lane);
    if (atMs % pruneEveryMs === 0 && !this.#isStopped)
      this.#dependencies.jobs.run(() => this.#prune(atMs - historyKeptMs));
  }

  stop(): void {
    this.#isStopped = true;
  }

  #add(stored: Stored<AlarmWork>): void {
    const lane = workLane(stored.key);
    const work = this.#lanes.get(lane) ?? new Map<string, Stored<AlarmWork>>();
    this.#lanes.set(lane, work.set(stored.key, stored));
    this.#begin(lane);
  }

  #remove(key: string): void {
    const lane = workLane(key);
    const work = this.#lanes.get(lane);
    work?.delete(key);
    if (work?.size === 0) this.#lanes.delete(lane);
    this.#attempts.delete(key);
  }

  #begin(lane: string): void {
    if (this.#isStopped || this.#busy.has(lane)) return;
    this.#busy.add(lane);
    this.#dependencies.jobs.run(async () => {
      try {
        for (let next = this.#first(lane); next !== undefined && !this.#isStopped; next = this.#first(lane))
          if (!(await this.#do(next))) return;
      } finally {
        this.#busy.delete(lane);
      }
    });
  }

  #first(lane: string): Stored<AlarmWork> | undefined {
    const work = [...(this.#lanes.get(lane)?.values() ?? [])];
    return work.reduce<Stored<AlarmWork> | undefined>(
      (first, other) => (first === undefined || other.key < first.key ? other : first),
      undefined,
    );
  }

  /** `false`: the lane is to wait for the next tick. */
  async #do(stored: Stored<AlarmWork>): Promise<boolean> {
    const { targets, lease } = this.#dependencies;
    if ((await lease.hold()) === undefined) return false;
    let outcome: ActionOutcome;
    try {
      outcome = await carryOut(stored.value, targets);
    } catch (problem) {
      const attempts = (this.#attempts.get(stored.key) ?? 0) + 1;
      this.#attempts.set(stored.key, attempts);
      this.#dependencies.report(problem);
      if (attempts < attemptsMax) return false;
      outcome = { kind: 'failed', error: problem instanceof Error ? problem.message : String(problem) };
    }
    return this.#finish(stored, outcome);
  }

  /** Strikes the work from the list, and notes in the history what became of it. */
  async #finish(stored: Stored<AlarmWork>, outcome: ActionOutcome): Promise<boolean> {
    const { store, lease } = this.#dependencies;
    const fence = await lease.hold();
    if (fence === undefined) return false;
    const done: Change = { kind: 'delete', key: stored.key, ifRevision: stored.revision };
    try {
      await store.documents.write([done, ...this.#historyOf(stored.value, outcome)], { fence });
    } catch (error) {
      if (error instanceof LeaseLost) lease.lose();
      // Another node did it, and says so in the history.
      if (!(error instanceof RevisionConflict)) throw error;
    }
    this.#remove(stored.key);
    return true;
  }

  #historyOf(work: AlarmWork, outcome: ActionOutcome): Change[] {
    if (work.kind === 'event') return [];
    const { alarm } = work.notice;
    const atMs = this.#dependencies.clock.now();
    const isDone = outcome.kind === 'done';
    const item = {
      alarmName: alarm.name,
      alarmType: alarmTypeOf(alarm),
      atMs,
      type: 'Action',
      summary: `${isDone ? 'Successfully executed' : 'Failed to execute'} action ${work.actionArn}`,
      data: describeAction({
        actionArn: work.actionArn,
        stateUpdatedAt: alarm.state.updatedAt,
        published: outcome.published,
        ...(!isDone && { error: outcome.error }),
      }),
    } as const;
    return [putHistory(alarm.owner, item, { ...work.moment, atMs, id: work.requestId })];
  }

  async #prune(beforeMs: number): Promise<void> {
    const { store, lease } = this.#dependencies;
    const old: string[] = [];
    for await (const { key } of readAll(store.documents, alarmHistoryPrefix))
      if (historyTime(key) < beforeMs) old.push(key);
    for (let start = 0; start < old.length; start += pruneBatch) {
      const fence = await lease.hold();
      if (fence === undefined) return;
      const batch = old.slice(start, start + pruneBatch);
      await store.documents.write(
        batch.map((key) => ({ kind: 'delete', key }) as const),
        { fence },
      );
    }
  }
}
