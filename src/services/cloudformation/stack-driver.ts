/**
 * Carries one stack's operation out: asks the planner what is next, saves it, does it.
 *
 * What it keeps in memory can be lost at any moment. Whoever reads the stack anew goes on from what is
 * saved, and calls again the handlers whose answers were not.
 */
import { LeaseLost, RevisionConflict, type Change } from '../../storage/documents.ts';
import type { RunnerLease } from '../../storage/runner-lease.ts';
import type { Jobs } from '../../storage/jobs.ts';
import type { Timer } from '../../time/clock.ts';
import { serviceRequest } from '../../aws/service-caller.ts';
import { ActRunner } from './act-runner.ts';
import type { CloudformationContext } from './context.ts';
import { checkExports } from './exports.ts';
import { openStackTemplate } from './open-stack-template.ts';
import { beginNext, cancelActs } from './operation-steps.ts';
import { endOperation } from './operation-end.ts';
import type { StackReference } from './resources/keys.ts';
import type { Operation, StackOutput } from './resources/stack.ts';
import { findTriggered } from './rollback-triggers.ts';
import { planNext, type Plan } from './stack-plan.ts';
import { loadStackState, stateAfter, writesOf, type StackState, type StateChange } from './stack-state.ts';
import type { StackTemplate } from './stack-template.ts';
import { endPhase, type PhaseEnd } from './stack-transitions.ts';

export interface StackDriverDependencies {
  readonly context: CloudformationContext;
  readonly reference: StackReference;
  readonly lease: RunnerLease;
  readonly jobs: Jobs;
  /** Called when nothing is left to do for the stack. */
  readonly onDone: () => void;
  /** Called when another node has the right to do it. */
  readonly onLost: () => void;
}

/** Where an operation is. */
interface At {
  readonly state: StackState;
  readonly operation: Operation;
  readonly template: StackTemplate | undefined;
}

interface Published {
  readonly outputs: readonly StackOutput[];
  readonly exports: readonly Change[];
}

const retryMs = 1000;
const alarmCheckMs = 10_000;

export class StackDriver {
  readonly #dependencies: StackDriverDependencies;
  readonly #acts: ActRunner;
  #state: StackState | undefined;
  #template: { readonly key: string; readonly template: StackTemplate | undefined } | undefined;
  /** Found to need nothing in this operation; found anew after a crash. */
  #unchanged: { readonly operationId: string; readonly ids: Set<string> } | undefined;
  #timer: Timer | undefined;
  #turns: Promise<void> = Promise.resolve();
  #isTurnAsked = false;
  #alarmsCheckedAtMs = Number.NEGATIVE_INFINITY;
  #isStopped = false;

  constructor(dependencies: StackDriverDependencies) {
    this.#dependencies = dependencies;
    this.#acts = new ActRunner({
      ...dependencies,
      change: (decide) => this.#serially(() => this.#change(decide)),
      poke: () => this.poke(),
      pokeLater: () => this.#wakeAt(dependencies.context.clock.now() + retryMs),
      isStopped: () => this.#isStopped,
    });
  }

  /** Has it look at the stack, as it is in the store by then. */
  poke({ isChanged = false } = {}): void {
    if (isChanged) this.#state = undefined;
    if (this.#isTurnAsked || this.#isStopped) return;
    this.#isTurnAsked = true;
    this.#dependencies.jobs.run(() =>
      this.#serially(async () => {
        this.#isTurnAsked = false;
        await this.#turn();
      }),
    );
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  /** One after the other, so that each decision sees what the one before has written. */
  #serially<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turns.then(work);
    this.#turns = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  async #turn(): Promise<void> {
    try {
      while (!this.#isStopped && (await this.#step()) === 'again');
    } catch (problem) {
      this.#state = undefined;
      if (problem instanceof LeaseLost) return this.#lose();
      this.#wakeAt(this.#dependencies.context.clock.now() + retryMs);
      throw problem;
    }
  }

  /** Does the next thing; `again`: there may be another. */
  async #step(): Promise<'again' | 'wait'> {
    const state = await this.#load();
    const operation = state?.stack.value.operation;
    if (state === undefined || operation === undefined) {
      this.#dependencies.onDone();
      return 'wait';
    }
    const { clock } = this.#dependencies.context;
    const template = await this.#openTemplate(state, operation);
    if (operation.phase === 'forward' || operation.phase === 'monitor') {
      const reason = await this.#stopReason(state, operation);
      if (reason !== undefined) return this.#stopFor(reason);
    }
    const plan = planNext({
      operation,
      generation: state.stack.value.generation,
      wanted: template?.graph ?? new Map(),
      records: state.records,
      unchanged: this.#unchangedIn(operation),
      nowMs: clock.now(),
    });
    return this.#carryOut(plan, { state, operation, template });
  }

  async #carryOut(
    plan: Plan,
    {
      state,
      operation,
      template,
    }: { readonly state: StackState; readonly operation: Operation; readonly template: StackTemplate | undefined },
  ): Promise<'again' | 'wait'> {
    const { context } = this.#dependencies;
    switch (plan.kind) {
      case 'work': {
        if (plan.cancel.length > 0) return this.#write(state, cancelActs(state, plan.cancel));
        const free = this.#acts.capacity(state);
        const step = { context, state, operation, template, unchanged: this.#unchangedIn(operation) };
        const change = beginNext(plan.begin.slice(0, free), step);
        if (change.kind === 'change') return this.#write(state, change.change);
        if (change.kind === 'unchanged') return 'again';
        this.#wakeAt(this.#acts.run(state), ...this.#watches(operation));
        return 'wait';
      }
      case 'wait':
        this.#wakeAt(plan.untilMs, ...this.#watches(operation));
        return 'wait';
      case 'made':
        return this.#endForward(state, operation, template);
      case 'succeeded':
        return this.#succeed(plan, { state, operation, template });
      case 'stopped':
      case 'restored':
      case 'restore-failed':
      case 'cleaned':
        return this.#end(plan, { state, operation, template });
    }
  }

  /** All resources are there: outputs are checked, and the time of watching begins. */
  async #endForward(
    state: StackState,
    operation: Operation,
    template: StackTemplate | undefined,
  ): Promise<'again' | 'wait'> {
    const { context } = this.#dependencies;
    const stack = state.stack.value;
    const outputs = template?.outputs(state.records) ?? { kind: 'outputs', outputs: [] };
    if (outputs.kind === 'refusal') return this.#stopFor(outputs.message);
    // AWS tells of exports that clash when all else is made.
    const exported = await checkExports(context.store.documents, stack, outputs.outputs);
    if (exported.kind === 'refusal') return this.#stopFor(exported.message);
    const minutes = operation.target?.rollbackConfiguration.monitoringMinutes ?? 0;
    const monitorUntilMs = context.clock.now() + minutes * 60_000;
    return this.#write(state, { stack: { ...stack, operation: { ...operation, phase: 'monitor', monitorUntilMs } } });
  }

  async #succeed(plan: PhaseEnd, at: At): Promise<'again' | 'wait'> {
    const outputs = at.template?.outputs(at.state.records) ?? { kind: 'outputs', outputs: [] };
    if (outputs.kind === 'refusal') return this.#stopFor(outputs.message);
    const stack = at.state.stack.value;
    const exported = await checkExports(this.#dependencies.context.store.documents, stack, outputs.outputs);
    if (exported.kind === 'refusal') return this.#stopFor(exported.message);
    return this.#end(plan, at, { outputs: outputs.outputs, exports: exported.changes });
  }

  async #end(end: PhaseEnd, at: At, published?: Published): Promise<'again'> {
    const { state, operation } = at;
    const stack = state.stack.value;
    const outputs = published?.outputs ?? stack.outputs;
    const change = endPhase(stack, operation, { end, outputs, records: state.records });
    const { context } = this.#dependencies;
    return this.#write(state, await endOperation({ ...at, context, change, exports: published?.exports }));
  }

  /** Why the operation may not go on, where the reason lies outside of its resources. */
  async #stopReason({ stack }: StackState, operation: Operation): Promise<string | undefined> {
    if (operation.stopReason !== undefined) return undefined;
    const { context } = this.#dependencies;
    const nowMs = context.clock.now();
    if (operation.deadlineMs !== undefined && nowMs >= operation.deadlineMs) return timeoutReason;
    const configuration = operation.target?.rollbackConfiguration ?? {};
    const isEnding = operation.phase === 'monitor' && nowMs >= (operation.monitorUntilMs ?? 0);
    if (!isEnding && nowMs < this.#alarmsCheckedAtMs + alarmCheckMs) return undefined;
    this.#alarmsCheckedAtMs = nowMs;
    const { region, account } = stack.value;
    const call = serviceRequest({
      principal: 'cloudformation.amazonaws.com',
      region,
      account,
      requestId: operation.id,
    });
    return findTriggered(context.cloudwatch, configuration, call);
  }

  #stopFor(reason: string): Promise<'again'> {
    return this.#change((state) => {
      const stack = state.stack.value;
      const { operation } = stack;
      if (operation === undefined || operation.stopReason !== undefined) return undefined;
      return { stack: { ...stack, operation: { ...operation, stopReason: reason } } };
    }).then(() => 'again');
  }

  /** When to look outside again. */
  #watches({ target, deadlineMs, phase }: Operation): readonly (number | undefined)[] {
    if (phase !== 'forward' && phase !== 'monitor') return [];
    const hasTriggers = (target?.rollbackConfiguration.triggers ?? []).length > 0;
    return [deadlineMs, hasTriggers ? this.#alarmsCheckedAtMs + alarmCheckMs : undefined];
  }

  async #openTemplate(state: StackState, operation: Operation): Promise<StackTemplate | undefined> {
    const { target } = operation;
    const isNeeded = operation.phase !== 'rollback' && operation.phase !== 'rollback-cleanup';
    if (operation.kind === 'delete' || target === undefined || !isNeeded) return undefined;
    const key = `${operation.id}/${target.templateId}`;
    if (this.#template?.key !== key)
      this.#template = {
        key,
        template: await openStackTemplate(this.#dependencies.context, state.stack.value, target),
      };
    return this.#template.template;
  }

  #unchangedIn({ id }: Operation): Set<string> {
    if (this.#unchanged?.operationId !== id) this.#unchanged = { operationId: id, ids: new Set() };
    return this.#unchanged.ids;
  }

  async #load(): Promise<StackState | undefined> {
    const { context, reference } = this.#dependencies;
    this.#state ??= await loadStackState(context.store.documents, reference);
    return this.#state;
  }

  /** Decides over the stack as it is and writes, until nobody wrote in between. */
  async #change(decide: (state: StackState) => StateChange | undefined): Promise<void> {
    while (!this.#isStopped) {
      const state = await this.#load();
      const change = state === undefined ? undefined : decide(state);
      if (state === undefined || change === undefined || (await this.#tryWrite(state, change))) return;
    }
  }

  /** Where somebody else wrote meanwhile, the next step sees it and decides anew. */
  async #write(state: StackState, change: StateChange): Promise<'again'> {
    await this.#tryWrite(state, change);
    return 'again';
  }

  async #tryWrite(state: StackState, change: StateChange): Promise<boolean> {
    const { context, lease } = this.#dependencies;
    const fence = await lease.hold();
    if (fence === undefined) this.#lose();
    if (fence === undefined || this.#isStopped) return false;
    const clientToken = state.stack.value.operation?.clientToken;
    const moment = { nowMs: context.clock.now(), random: context.random, clientToken };
    const { stack, changes } = writesOf(change, state.stack.revision, moment);
    this.#state = undefined;
    try {
      const revision = await context.store.documents.write(changes, { fence });
      this.#state = stateAfter(state, { stack, revision, records: change.records });
      return true;
    } catch (error) {
      if (error instanceof RevisionConflict) return false;
      throw error;
    }
  }

  #lose(): void {
    const { lease, onLost } = this.#dependencies;
    lease.lose();
    this.stop();
    onLost();
  }

  /** At the first of the moments. */
  #wakeAt(...moments: readonly (number | undefined)[]): void {
    const known = moments.filter((moment) => moment !== undefined);
    this.#timer?.cancel();
    if (known.length === 0 || this.#isStopped) return;
    this.#timer = this.#dependencies.context.clock.setTimer(Math.min(...known), () => this.poke());
  }
}

/** AWS's words. */
const timeoutReason = 'Stack creation time exceeded the specified timeout.';
