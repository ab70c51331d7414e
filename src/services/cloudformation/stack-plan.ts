/**
 * Decides what a stack's operation does next. Pure: from what is saved, and nothing else, it tells
 * the acts that can begin now, or the phase that comes next. So it does not matter whether it is
 * asked by the process that began the operation or by one that was started after a crash.
 */
import type { DeletionPolicy, ResourceRecord, StaleResource, StepPhase } from './resources/resource.ts';
import type { Operation } from './resources/stack.ts';

export interface PlanInput {
  readonly operation: Operation;
  /** Of the stack: tells which baselines count. */
  readonly generation: number;
  /** What the target template wants, each with the wanted resources that it depends on. */
  readonly wanted: ReadonlyMap<string, readonly string[]>;
  readonly records: ReadonlyMap<string, ResourceRecord>;
  /** Wanted resources that were found to be as the template wants them. */
  readonly unchanged: ReadonlySet<string>;
  readonly nowMs: number;
}

export type Plan =
  | {
      readonly kind: 'work';
      /** Resources whose turn it is. */
      readonly begin: readonly string[];
      /** Resources whose acts are to be given up. */
      readonly cancel: readonly string[];
    }
  /** Nothing but time is waited for. */
  | { readonly kind: 'wait'; readonly untilMs: number }
  /** All that the template wants is there: outputs can be told, and the next phase begins. */
  | { readonly kind: 'made' }
  /** The time of watching is over, or there was none. */
  | { readonly kind: 'succeeded' }
  /** It goes no further, and nothing is under way any more. */
  | { readonly kind: 'stopped'; readonly failed: readonly string[] }
  /** What was is there again. */
  | { readonly kind: 'restored' }
  | { readonly kind: 'restore-failed'; readonly failed: readonly string[] }
  /** Nothing is left to delete, but for what could not be. */
  | { readonly kind: 'cleaned'; readonly failed: readonly string[] };

export function planNext(input: PlanInput): Plan {
  switch (input.operation.phase) {
    case 'forward':
      return planForward(input);
    case 'monitor':
      return planMonitor(input);
    case 'rollback':
      return planRollback(input);
    case 'cleanup':
    case 'rollback-cleanup':
      return planCleanup(input);
  }
}

/** The phase by which steps are told apart: both kinds of cleaning delete. */
export const stepPhaseOf = ({ phase }: Operation): StepPhase => {
  if (phase === 'rollback') return 'rollback';
  return phase === 'forward' || phase === 'monitor' ? 'forward' : 'cleanup';
};

type StepState = NonNullable<ResourceRecord['step']>['state'];

/** What the operation has done about the resource in the present phase. */
export function stepState(operation: Operation, record: ResourceRecord | undefined): StepState | undefined {
  const step = record?.step;
  return step?.operationId === operation.id && step.phase === stepPhaseOf(operation) ? step.state : undefined;
}

function planForward({ operation, wanted, records, unchanged }: PlanInput): Plan {
  const stateOf = (id: string): StepState | undefined =>
    unchanged.has(id) ? 'done' : stepState(operation, records.get(id));
  const ids = [...wanted.keys()];
  const failed = ids.filter((id) => stateOf(id) === 'failed' || stateOf(id) === 'cancelled');
  const acting = ids.filter((id) => stateOf(id) === 'acting');
  const isStopping = operation.stopReason !== undefined || (failed.length > 0 && operation.onFailure !== 'DO_NOTHING');
  if (isStopping) {
    const cancel = acting.filter((id) => records.get(id)?.act?.isCancelled === false);
    return acting.length > 0 ? { kind: 'work', begin: [], cancel } : { kind: 'stopped', failed };
  }
  const begin = ids.filter(
    (id) => stateOf(id) === undefined && (wanted.get(id) ?? []).every((other) => stateOf(other) === 'done'),
  );
  if (begin.length > 0 || acting.length > 0) return { kind: 'work', begin, cancel: [] };
  // What waits for a resource that failed is never begun.
  return failed.length > 0 ? { kind: 'stopped', failed } : { kind: 'made' };
}

function planMonitor({ operation, nowMs }: PlanInput): Plan {
  if (operation.stopReason !== undefined) return { kind: 'stopped', failed: [] };
  const { monitorUntilMs = 0 } = operation;
  return nowMs >= monitorUntilMs ? { kind: 'succeeded' } : { kind: 'wait', untilMs: monitorUntilMs };
}

function planRollback({ operation, generation, records }: PlanInput): Plan {
  // A resource that is back as it was has no baseline any more.
  const left = new Map(
    [...records].filter(([, { baseline }]) => baseline?.generation === generation && baseline.live !== undefined),
  );
  const settled = new Set(
    [...left].filter(([, record]) => stepState(operation, record) === 'failed').map(([id]) => id),
  );
  const acting = [...left].filter(([, record]) => stepState(operation, record) === 'acting').map(([id]) => id);
  const open = [...left].filter(([id, record]) => !settled.has(id) && stepState(operation, record) === undefined);
  // One that cannot be brought back stops no other: the more is as it was, the better.
  const isReady = ([id, { baseline }]: readonly [string, ResourceRecord]): boolean =>
    (baseline?.live?.dependsOn ?? []).every((other) => other === id || !left.has(other) || settled.has(other));
  const begin = open.filter(isReady).map(([id]) => id);
  if (begin.length > 0 || acting.length > 0) return { kind: 'work', begin, cancel: [] };
  if (open.length > 0) return { kind: 'work', begin: open.map(([id]) => id), cancel: [] };
  return settled.size > 0 ? { kind: 'restore-failed', failed: [...settled] } : { kind: 'restored' };
}

function planCleanup(input: PlanInput): Plan {
  const { operation, records } = input;
  const left = new Map<string, readonly StaleResource[]>();
  const failed: string[] = [];
  for (const [id, record] of records) {
    if (stepState(operation, record) === 'failed') failed.push(id);
    const unwanted = unwantedOf(record, input);
    if (unwanted.length > 0) left.set(id, unwanted);
  }
  const acting = [...left.keys()].filter((id) => stepState(operation, records.get(id)) === 'acting');
  const open = [...left.keys()].filter((id) => !failed.includes(id) && !acting.includes(id));
  const needed = new Map<string, Set<string>>();
  for (const [id, resources] of left)
    for (const other of resources.flatMap(({ dependsOn }) => dependsOn)) {
      const users = needed.get(other) ?? new Set<string>();
      if (other !== id) needed.set(other, users.add(id));
    }
  const begin = open.filter((id) => (needed.get(id)?.size ?? 0) === 0);
  if (begin.length > 0 || acting.length > 0) return { kind: 'work', begin, cancel: [] };
  // What the old and the new template say together may go round in a circle; one of it has to begin.
  const circle = open.filter((id) => ![...(needed.get(id) ?? [])].some((user) => reaches(needed, user, failed)));
  return circle.length > 0 ? { kind: 'work', begin: circle, cancel: [] } : { kind: 'cleaned', failed };
}

/** Whether one of the goals is the resource itself or something that, directly or not, needs it. */
function reaches(needed: ReadonlyMap<string, ReadonlySet<string>>, from: string, goals: readonly string[]): boolean {
  const seen = new Set<string>();
  const next = [from];
  for (let id = next.pop(); id !== undefined; id = next.pop()) {
    if (goals.includes(id)) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    next.push(...(needed.get(id) ?? []));
  }
  return false;
}

/** What a cleaning phase has to delete of a resource, the oldest first, each with the policy that decides. */
export function unwantedOf(
  record: ResourceRecord,
  { operation, generation, wanted }: Pick<PlanInput, 'operation' | 'generation' | 'wanted'>,
): readonly StaleResource[] {
  const { live, stale, baseline } = record;
  if (live === undefined) return stale;
  const isNew = baseline?.generation === generation && baseline.live === undefined;
  const isUnwanted =
    operation.phase === 'rollback-cleanup' ? isNew : operation.kind === 'delete' || !wanted.has(record.logicalId);
  if (!isUnwanted) return stale;
  const isCreationUndone = operation.phase === 'rollback-cleanup';
  const policy =
    isCreationUndone && operation.retainsExceptOnCreate === true
      ? 'Delete'
      : policyAt(live.deletionPolicy, { isCreationUndone });
  return [...stale, { ...live, policy }];
}

/** `RetainExceptOnCreate` is one of the other two, depending on what happens. */
export function policyAt(
  policy: DeletionPolicy,
  { isCreationUndone }: { readonly isCreationUndone: boolean },
): DeletionPolicy {
  if (policy !== 'RetainExceptOnCreate') return policy;
  return isCreationUndone ? 'Delete' : 'Retain';
}
