/**
 * Carries deployments on: does what their saved state asks for, tells them the time and the state of
 * their alarms, and saves each step before the next is taken. A crash on any line leaves it to the
 * next start to do the step again.
 *
 * One node at a time does this, under a lease that fences its writes; that one which has lost the
 * lease unknowingly cannot move an alias is seen to in `alias-weights.ts`.
 */
import { nextEffect, nextTickAt } from '../../deployment/effects.ts';
import type { DeploymentEvent } from '../../deployment/events.ts';
import { type Fence, LeaseLost, type Stored } from '../../storage/documents.ts';
import { Jobs } from '../../storage/jobs.ts';
import { readAll } from '../../storage/read-all.ts';
import { RunnerLease } from '../../storage/runner-lease.ts';
import type { Timer } from '../../time/clock.ts';
import { type AlarmStates, readAlarms, watchedAlarms } from './alarm-states.ts';
import type { CodedeployContext } from './context.ts';
import { carryOut, type Outcome } from './deployment-effects.ts';
import { isConflict, tell } from './deployments.ts';
import { type HookOutcome, hookRequestId } from './hook-call.ts';
import type { DeploymentRecord } from './resources/deployment.ts';
import { deploymentKey, deploymentsPrefix, heartbeatKey, runningPrefix, type Owner } from './resources/keys.ts';

export interface DeploymentRunner extends AsyncDisposable {
  /** Resolves once the deployment knows what became of its hook's function; none of ours: at once. */
  takeHookOutcome(outcome: HookOutcome): Promise<void>;
  /** Resolves when there is nothing left to do but to wait for the clock or a change. */
  settled(): Promise<void>;
}

export function startDeploymentRunner(context: CodedeployContext): DeploymentRunner {
  const runner = new Runner(context);
  runner.start();
  return runner;
}

/** How often alarms are read: AWS stops a deployment 11 to 23 seconds after an alarm. */
const pollMs = 10_000;
/** Alarms are evaluated at full tens of seconds: halfway between two of them all news is in. */
const pollOffsetMs = 5_000;
/** Shorter silences than this are those between two heartbeats. */
const outageMinMs = 15_000;
const retryMinMs = 1000;
const retryMaxMs = 30_000;

interface Lane {
  readonly key: string;
  isBusy: boolean;
  /** Something changed, or is due, since it was last looked at. */
  isWoken: boolean;
  /** The alarms are to be read once more, whatever is due. */
  isPolled: boolean;
  failures: number;
  timer?: Timer;
  /** Request IDs of its hooks' invocations, as last seen. */
  hookRequests: readonly (readonly [requestId: string, executionId: string])[];
}

class Runner implements DeploymentRunner {
  readonly #context: CodedeployContext;
  readonly #lease: RunnerLease;
  readonly #jobs: Jobs;
  /** Deployments that have not ended, by key. */
  readonly #lanes = new Map<string, Lane>();
  #subscriptions: readonly { cancel(): void }[] = [];
  #tick: Timer | undefined;
  /** Resolves when what an earlier process left is known. */
  readonly #loaded = Promise.withResolvers<void>();
  #isStopped = false;

  constructor(context: CodedeployContext) {
    const { store, clock, random, report } = context;
    this.#context = context;
    this.#lease = new RunnerLease({ leases: store.leases, clock, random, name: 'codedeploy/deployments' });
    this.#jobs = new Jobs(report);
  }

  start(): void {
    this.#subscriptions = [
      this.#context.store.documents.watch(deploymentsPrefix, ({ key, value }) => {
        // Only deployments are written below this prefix.
        if (value !== undefined) this.#notice(key, value as DeploymentRecord);
      }),
    ];
    this.#scheduleTick();
    this.#jobs.run(() => this.#load());
  }

  settled(): Promise<void> {
    return this.#jobs.settled();
  }

  async takeHookOutcome({ requestId, failure }: HookOutcome): Promise<void> {
    if (failure === undefined) return;
    await this.#loaded.promise;
    for (const lane of this.#lanes.values()) {
      const executionId = lane.hookRequests.find(([known]) => known === requestId)?.[1];
      if (executionId === undefined) continue;
      const atMs = this.#context.clock.now();
      await this.#tellUntilSaved(lane, { kind: 'hook-broke', atMs, executionId, detail: failure });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true;
    this.#loaded.resolve();
    for (const subscription of this.#subscriptions) subscription.cancel();
    this.#tick?.cancel();
    for (const { timer } of this.#lanes.values()) timer?.cancel();
    await this.#jobs.settled();
    await this.#lease.release();
  }

  /** Takes up what is in the store; tries until it can be read. */
  async #load(): Promise<void> {
    const { store, clock } = this.#context;
    if (this.#isStopped) return;
    try {
      const heartbeat = await store.documents.get<{ readonly atMs: number }>(heartbeatKey);
      for await (const { key } of readAll(store.documents, runningPrefix)) {
        const stored = await store.documents.get<DeploymentRecord>(ownDeploymentKey(key));
        if (stored !== undefined) await this.#resume(stored, heartbeat?.value.atMs ?? 0);
      }
      this.#loaded.resolve();
    } catch (problem) {
      clock.setTimer(clock.now() + retryMinMs, () => this.#jobs.run(() => this.#load()));
      throw problem;
    }
  }

  /** Goes on with a deployment that an earlier process left. */
  async #resume(stored: Stored<DeploymentRecord>, heartbeatMs: number): Promise<void> {
    const gapMs = this.#context.clock.now() - Math.max(heartbeatMs, stored.value.savedAtMs);
    if (gapMs >= outageMinMs) {
      const fence = await this.#lease.hold();
      if (fence !== undefined) await tell(this.#context, stored, { kind: 'outage', gapMs }, { fence });
    }
    this.#notice(stored.key, stored.value);
  }

  #notice(key: string, { state }: DeploymentRecord): void {
    if (this.#isStopped) return;
    if (state.phase.kind === 'ended') {
      this.#lanes.get(key)?.timer?.cancel();
      this.#lanes.delete(key);
      return;
    }
    const fresh: Lane = { key, isBusy: false, isWoken: false, isPolled: false, failures: 0, hookRequests: [] };
    const lane = this.#lanes.get(key) ?? fresh;
    this.#lanes.set(key, lane);
    lane.hookRequests = Object.values(state.hooks).map(({ executionId }) => [hookRequestId(executionId), executionId]);
    this.#wake(lane);
  }

  #scheduleTick(): void {
    const { clock } = this.#context;
    const atMs = (Math.floor((clock.now() - pollOffsetMs) / pollMs) + 1) * pollMs + pollOffsetMs;
    this.#tick = clock.setTimer(atMs, () => {
      if (this.#isStopped) return;
      this.#scheduleTick();
      if (this.#lanes.size === 0) return;
      this.#jobs.run(() => this.#beat(atMs));
      for (const lane of this.#lanes.values()) {
        lane.isPolled = true;
        this.#wake(lane);
      }
    });
  }

  async #beat(atMs: number): Promise<void> {
    const fence = await this.#lease.hold();
    if (fence === undefined) return;
    await this.#context.store.documents.write([{ kind: 'put', key: heartbeatKey, value: { atMs } }], { fence });
  }

  #wake(lane: Lane): void {
    lane.isWoken = true;
    // A deployment that has ended while its last step was under way has nothing left to be woken for.
    if (lane.isBusy || this.#isStopped || this.#lanes.get(lane.key) !== lane) return;
    lane.isBusy = true;
    lane.timer?.cancel();
    this.#jobs.run(async () => {
      try {
        while (lane.isWoken && !this.#isStopped && this.#lanes.get(lane.key) === lane) {
          lane.isWoken = false;
          await this.#step(lane);
          lane.failures = 0;
        }
      } catch (problem) {
        lane.failures += 1;
        const delayMs = Math.min(retryMaxMs, retryMinMs * 2 ** (lane.failures - 1));
        this.#sleep(lane, this.#context.clock.now() + delayMs);
        throw problem;
      } finally {
        lane.isBusy = false;
        if (lane.isWoken) this.#wake(lane);
      }
    });
  }

  /** Does the next thing that is due, if any. What it saves wakes the lane again. */
  async #step(lane: Lane): Promise<void> {
    const { store, clock } = this.#context;
    const fence = await this.#lease.hold();
    // Another node has the work; should it fall, its lease will run out.
    if (fence === undefined) return;
    const stored = await store.documents.get<DeploymentRecord>(lane.key);
    if (stored === undefined || stored.value.state.phase.kind === 'ended') return;
    if (this.#takePoll(lane, stored.value)) {
      await this.#tellTime(lane, stored, fence);
      lane.isWoken = true;
      return;
    }
    const effect = nextEffect(stored.value.state);
    if (effect !== undefined) {
      const outcome = await carryOut(this.#context, stored, effect);
      if (outcome === undefined) lane.isWoken = true;
      else await this.#save(lane, stored, outcome, fence);
      return;
    }
    const tickAtMs = nextTickAt(stored.value.state);
    if (tickAtMs === undefined) return;
    if (tickAtMs <= clock.now()) await this.#tellTime(lane, stored, fence);
    else this.#sleep(lane, tickAtMs);
  }

  /** Whether the alarms are to be read first: also where what is to be done fails again and again. */
  #takePoll(lane: Lane, deployment: DeploymentRecord): boolean {
    const { isPolled } = lane;
    lane.isPolled = false;
    return isPolled && deployment.state.phase.kind !== 'created' && watchedAlarms(deployment).length > 0;
  }

  async #tellTime(lane: Lane, stored: Stored<DeploymentRecord>, fence: Fence): Promise<void> {
    const { reading, reasons } = await this.#readAlarms(stored.value);
    const event = { kind: 'tick', atMs: this.#context.clock.now(), alarms: reading } as const;
    const messages = [...stored.value.messages, ...reasons];
    await this.#save(lane, stored, { event, learned: { messages } }, fence);
  }

  /** What keeps the states from being read now may pass; until it does, the deployment is as good as blind. */
  async #readAlarms(deployment: DeploymentRecord): Promise<AlarmStates> {
    try {
      return await readAlarms(this.#context, deployment, this.#context.random.uuid());
    } catch (problem) {
      this.#context.report(problem);
      const detail = problem instanceof Error ? problem.message : String(problem);
      return { reading: { kind: 'unreadable', detail }, reasons: [] };
    }
  }

  async #save(
    lane: Lane,
    stored: Stored<DeploymentRecord>,
    { event, learned = {} }: Outcome,
    fence: Fence,
  ): Promise<void> {
    try {
      const told = await tell(this.#context, stored, event, { learned, fence });
      if (told.kind !== 'moved') this.#awaitTick(lane, stored);
    } catch (error) {
      if (error instanceof LeaseLost) this.#lease.lose();
      if (!isConflict(error)) throw error;
      lane.isWoken = true;
    }
  }

  /** Nothing came of it: to ask again at once would be to ask for ever. */
  #awaitTick(lane: Lane, { value: { state } }: Stored<DeploymentRecord>): void {
    const nowMs = this.#context.clock.now();
    const tickAtMs = nextTickAt(state) ?? nowMs + pollMs;
    this.#sleep(lane, tickAtMs <= nowMs ? nowMs + retryMinMs : tickAtMs);
  }

  #sleep(lane: Lane, atMs: number): void {
    lane.timer?.cancel();
    if (this.#isStopped) return;
    lane.timer = this.#context.clock.setTimer(atMs, () => this.#wake(lane));
  }

  async #tellUntilSaved(lane: Lane, event: DeploymentEvent): Promise<void> {
    for (;;) {
      const stored = await this.#context.store.documents.get<DeploymentRecord>(lane.key);
      if (stored === undefined) return;
      try {
        await tell(this.#context, stored, event);
        return;
      } catch (error) {
        if (!isConflict(error)) throw error;
      }
    }
  }
}

function ownDeploymentKey(key: string): string {
  const [region = '', account = '', id = ''] = key.slice(runningPrefix.length).split('/');
  const owner: Owner = { region, account };
  return deploymentKey(owner, id);
}
