/**
 * Carries functions and versions from `Pending` and `InProgress` on: unpacks what they need, then
 * writes the next state.
 *
 * What is under way is in the records, nowhere else: after a crash the next start finds them and
 * goes on. Every step may be repeated, and the state is written with compare-and-set, so several
 * nodes may carry the same record on; one of them wins, and the others see that it is done.
 */
import { invariant } from '../../invariant.ts';
import type { Subscription } from '../../storage/documents.ts';
import { retryOnConflict } from './compare-and-set.ts';
import type { LambdaContext } from './context.ts';
import { readAll } from '../../storage/read-all.ts';
import { finishFunction, finishVersion, settingsUnderWay, type Outcome } from './resources/function-state.ts';
import type { FunctionRecord, FunctionSettings, VersionRecord } from './resources/function.ts';
import { lambdaPrefix, parseKey } from './resources/keys.ts';

/** How long a create or an update takes at least, so that a client that looks sees it under way. */
export const settleMs = 50;

const attemptsMax = 4;
const retryDelayMs = 1000;

type RunnerContext = Pick<LambdaContext, 'store' | 'clock' | 'random' | 'packages'>;

export interface StateRunner extends AsyncDisposable {
  /** Takes up what an earlier process left under way, and from now on everything new. */
  start(): Promise<void>;
  /** Resolves when all that is left under way waits for the clock: for tests that move it. */
  idle(): Promise<void>;
}

export function createStateRunner(context: RunnerContext): StateRunner {
  return new Runner(context);
}

class Runner implements StateRunner {
  readonly #context: RunnerContext;
  readonly #jobs = new Map<string, { isStale: boolean; readonly done: Promise<void> }>();
  readonly #waiting = new Set<() => void>();
  /** Jobs that are at work rather than waiting for the clock, and who wants to know when there are none. */
  #busy = 0;
  #awaitingRest: (() => void)[] = [];
  #isStopped = false;
  #subscription: Subscription | undefined;

  constructor(context: RunnerContext) {
    this.#context = context;
  }

  async start(): Promise<void> {
    const { documents } = this.#context.store;
    this.#subscription = documents.watch(lambdaPrefix, ({ key, value }) => this.#notice(key, value));
    for await (const { key, value } of readAll(documents, lambdaPrefix)) this.#notice(key, value);
  }

  async idle(): Promise<void> {
    while (this.#busy > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#awaitingRest.push(resolve);
      await promise;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#subscription?.cancel();
    for (const stop of this.#waiting) stop();
    await Promise.all([...this.#jobs.values()].map((job) => job.done));
  }

  #notice(key: string, value: unknown): void {
    if (this.#isStopped || pendingSettings(key, value) === undefined) return;
    const running = this.#jobs.get(key);
    if (running === undefined) this.#jobs.set(key, { isStale: false, done: this.#run(key) });
    else running.isStale = true;
  }

  /** Works on one record until nothing of it is under way any more. */
  async #run(key: string): Promise<void> {
    this.#busy += 1;
    // The job is in the table before its first step, which may well be its last.
    await Promise.resolve();
    const job = this.#jobs.get(key);
    invariant(job !== undefined, 'a running job is in the table');
    let failures = 0;
    do {
      job.isStale = false;
      try {
        await this.#carryOn(key, failures);
        failures = 0;
      } catch {
        // The record still says what is under way, so the next attempt finds it as it is.
        failures += 1;
        job.isStale = true;
        await this.#rest(this.#waitUntil(this.#context.clock.now() + retryDelayMs));
      }
    } while (job.isStale && !this.#isStopped);
    this.#jobs.delete(key);
    this.#leave();
  }

  /** Waits for the clock; a job that has to is not at work meanwhile. */
  async #rest(wait: Wait): Promise<boolean> {
    if (wait.isOver) return await wait.isDue;
    this.#leave();
    const isDue = await wait.isDue;
    this.#busy += 1;
    return isDue;
  }

  #leave(): void {
    this.#busy -= 1;
    if (this.#busy === 0) for (const tell of this.#awaitingRest.splice(0)) tell();
  }

  async #carryOn(key: string, failures: number): Promise<void> {
    // The moment counts from here: what is done meanwhile takes no extra time.
    const due = this.#waitUntil(this.#context.clock.now() + settleMs);
    const stored = await this.#context.store.documents.get(key);
    const settings = pendingSettings(key, stored?.value);
    if (settings === undefined) return;
    const outcome = await this.#prepare(settings, failures + 1 >= attemptsMax);
    if (await this.#rest(due)) await this.#finish(key, settings, outcome);
  }

  /** Unpacks code and layers. What fails is tried again by the caller, unless this was the last time. */
  async #prepare(settings: FunctionSettings, isLastAttempt: boolean): Promise<Outcome> {
    try {
      for (const blob of blobsOf(settings)) await this.#context.packages.unpack(blob);
      return { kind: 'ready' };
    } catch (error) {
      if (!isLastAttempt) throw error;
      return {
        kind: 'failed',
        reasonCode: 'InternalError',
        reason: 'The code package could not be unpacked. Please upload it again.',
      };
    }
  }

  /** Writes the next state, unless the record asks for something else meanwhile: that has been noticed, too. */
  async #finish(key: string, prepared: FunctionSettings, outcome: Outcome): Promise<void> {
    const { store, random } = this.#context;
    await retryOnConflict(async () => {
      const stored = await store.documents.get<FunctionRecord | VersionRecord>(key);
      const settings = pendingSettings(key, stored?.value);
      if (stored === undefined || settings === undefined || blobsOf(settings).join() !== blobsOf(prepared).join())
        return;
      const value = isFunction(stored.value)
        ? finishFunction(stored.value, outcome, random.uuid())
        : finishVersion(stored.value, outcome, random.uuid());
      await store.documents.write([{ kind: 'put', key, value, ifRevision: stored.revision }]);
    });
  }

  #waitUntil(atMs: number): Wait {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const wait = { isDue: promise, isOver: false };
    const end = (isDue: boolean): void => {
      wait.isOver = true;
      this.#waiting.delete(stop);
      timer.cancel();
      resolve(isDue);
    };
    const stop = (): void => end(false);
    const timer = this.#context.clock.setTimer(atMs, () => end(true));
    this.#waiting.add(stop);
    if (this.#isStopped) stop();
    return wait;
  }
}

/** A wait for a moment of the clock. */
interface Wait {
  readonly isOver: boolean;
  /** `false`: the runner was stopped before. */
  readonly isDue: Promise<boolean>;
}

/** What a document asks to be made ready; `undefined`: nothing, or it is none of ours. */
function pendingSettings(key: string, value: unknown): FunctionSettings | undefined {
  const kind = parseKey(key)?.kind;
  if (value === undefined || (kind !== 'function' && kind !== 'version')) return undefined;
  // Only this service writes below these keys, and only records of these two types.
  const record = value as FunctionRecord | VersionRecord;
  if (isFunction(record)) return settingsUnderWay(record);
  return record.state.phase === 'pending' ? record.settings : undefined;
}

const isFunction = (record: FunctionRecord | VersionRecord): record is FunctionRecord => 'nextVersion' in record;
const blobsOf = (settings: FunctionSettings): string[] => [
  settings.code.blob,
  ...settings.layers.map((layer) => layer.blob),
];
