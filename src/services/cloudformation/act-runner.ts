/** Calls the handlers of the acts under way, each when it is due, and has their answers saved. */
import type { Jobs } from '../../storage/jobs.ts';
import { callHandler, canCancel, peersOf, type CallOutcome } from './call-handler.ts';
import { settleOutcome } from './act-outcome.ts';
import type { CloudformationContext } from './context.ts';
import { momentOf } from './operation-steps.ts';
import { findType } from './resource-types/find-type.ts';
import type { Act, ResourceRecord } from './resources/resource.ts';
import { stepState } from './stack-plan.ts';
import type { StackState, StateChange } from './stack-state.ts';

export interface ActRunnerDependencies {
  readonly context: CloudformationContext;
  readonly jobs: Jobs;
  /** Decides over the stack as it is, and saves. */
  readonly change: (decide: (state: StackState) => StateChange | undefined) => Promise<void>;
  readonly poke: () => void;
  /** The same after a while. */
  readonly pokeLater: () => void;
  readonly isStopped: () => boolean;
}

/** Acts of one stack under way at once. */
const actsMax = 32;
export class ActRunner {
  readonly #dependencies: ActRunnerDependencies;
  readonly #calling = new Set<string>();
  /** Acts whose last answer is saved. Of others a call may have been under way when a process ended. */
  readonly #answered = new Set<string>();

  constructor(dependencies: ActRunnerDependencies) {
    this.#dependencies = dependencies;
  }

  /** How many more acts may begin. */
  capacity({ records }: StackState): number {
    const acting = [...records.values()].filter(({ act }) => act !== undefined).length;
    return Math.max(0, actsMax - acting);
  }

  /** Makes the calls that are due; tells when the next one is. */
  run(state: StackState): number | undefined {
    const nowMs = this.#dependencies.context.clock.now();
    const { operation } = state.stack.value;
    if (operation === undefined) return undefined;
    let nextMs: number | undefined;
    for (const record of state.records.values()) {
      const { act, logicalId } = record;
      if (act === undefined || stepState(operation, record) !== 'acting' || this.#calling.has(logicalId)) continue;
      if (act.dueAtMs <= nowMs) this.#begin(state, record, act);
      else nextMs = Math.min(nextMs ?? act.dueAtMs, act.dueAtMs);
    }
    return nextMs;
  }

  #begin(state: StackState, record: ResourceRecord, act: Act): void {
    const { context, jobs, poke, pokeLater, isStopped } = this.#dependencies;
    const stack = state.stack.value;
    const type = findType(context.types, act.settings.typeName);
    const isRollback = stack.operation?.phase === 'rollback' || stack.operation?.phase === 'rollback-cleanup';
    const peers = peersOf(state.records.values(), record, act);
    this.#calling.add(record.logicalId);
    jobs.run(async () => {
      try {
        const isOver = act.isCancelled && !canCancel(type, act) && this.#answered.has(act.token);
        const outcome = isOver
          ? ({ kind: 'not-called' } as const)
          : await callHandler(type, {
              stack,
              record,
              act,
              isRollback,
              peers,
              origin: context.origin,
            });
        if (outcome.kind === 'broken') context.report(outcome.problem);
        if (isStopped()) return;
        await this.#save(record.logicalId, act, outcome);
        this.#answered.add(act.token);
        this.#calling.delete(record.logicalId);
        poke();
      } catch (problem) {
        // What cannot be saved is asked again, but not at once.
        this.#calling.delete(record.logicalId);
        pokeLater();
        throw problem;
      }
    });
  }

  #save(logicalId: string, asked: Act, outcome: CallOutcome): Promise<void> {
    const { change, context } = this.#dependencies;
    return change((state) => {
      const stack = state.stack.value;
      const record = state.records.get(logicalId);
      const { operation } = stack;
      // Another process has gone on with it meanwhile.
      if (operation === undefined || record?.act?.token !== asked.token) return undefined;
      const type = findType(context.types, asked.settings.typeName);
      const moment = momentOf(operation, { stack, clock: context.clock });
      const returned = { record, act: record.act, asked, outcome, operation, moment };
      const settled = settleOutcome({ ...returned, canCancel: canCancel(type, asked) });
      const { change: step, isAbandoned = false } = settled;
      const undeleted = isAbandoned ? [...operation.undeleted, logicalId] : operation.undeleted;
      return {
        stack: { ...stack, operation: { ...operation, undeleted } },
        records: [step.record],
        events: step.events,
      };
    });
  }
}
