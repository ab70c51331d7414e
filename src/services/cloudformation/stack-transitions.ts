/** How a stack goes from one phase of an operation to the next, in AWS's statuses and words. Pure. */
import type { ResourceRecord } from './resources/resource.ts';
import type { EventDraft } from './resources/stack-event.ts';
import type { Operation, StackOutput, StackRecord, StackStatus } from './resources/stack.ts';
import type { Plan } from './stack-plan.ts';

export interface StackChange {
  readonly stack: StackRecord;
  readonly events: readonly EventDraft[];
}

/** A plan that is no work is the end of a phase. */
export type PhaseEnd = Exclude<Plan, { kind: 'work' | 'wait' | 'made' }>;

/** Enters the phase that follows; `outputs` are those that a success publishes. */
export function endPhase(
  stack: StackRecord,
  operation: Operation,
  {
    end,
    outputs,
    records,
  }: { end: PhaseEnd; outputs: readonly StackOutput[]; records: ReadonlyMap<string, ResourceRecord> },
): StackChange {
  switch (end.kind) {
    case 'succeeded':
      return endForward({ ...stack, outputs }, operation);
    case 'stopped':
      return stop(stack, operation, stopReasonOf(operation, end.failed, records));
    case 'restored':
      return enter(
        withStableSettings(stack),
        { ...operation, phase: 'rollback-cleanup' },
        { status: 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS' },
      );
    case 'restore-failed':
      return finish(stack, { status: 'UPDATE_ROLLBACK_FAILED', reason: failedList('update', end.failed) });
    case 'cleaned':
      return endCleanup(stack, operation, end.failed);
  }
}

function endForward(stack: StackRecord, operation: Operation): StackChange {
  if (operation.kind === 'create') return stabilize(stack, { status: 'CREATE_COMPLETE' });
  return enter(stack, { ...operation, phase: 'cleanup' }, { status: 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS' });
}

function stop(stack: StackRecord, operation: Operation, reason: string): StackChange {
  const { kind, onFailure } = operation;
  if (onFailure === 'DO_NOTHING')
    return finish(stack, { status: kind === 'create' ? 'CREATE_FAILED' : 'UPDATE_FAILED', reason });
  if (kind !== 'create')
    return enter(stack, { ...operation, phase: 'rollback' }, { status: 'UPDATE_ROLLBACK_IN_PROGRESS', reason });
  const wish = onFailure === 'DELETE' ? 'Delete' : 'Rollback';
  const wished = `${reason.trimEnd().replace(/[^.]$/, '$&.')} ${wish} requested by user.`;
  if (onFailure === 'DELETE')
    return enter(
      stack,
      { ...operation, kind: 'delete', phase: 'cleanup' },
      { status: 'DELETE_IN_PROGRESS', reason: wished },
    );
  return enter(stack, { ...operation, phase: 'rollback-cleanup' }, { status: 'ROLLBACK_IN_PROGRESS', reason: wished });
}

function endCleanup(stack: StackRecord, operation: Operation, failed: readonly string[]): StackChange {
  const { kind, phase, undeleted } = operation;
  const failure = failed.length > 0 ? { reason: failedList('delete', failed) } : undefined;
  if (kind === 'delete')
    return finish(
      stack,
      failure === undefined ? { status: 'DELETE_COMPLETE' } : { status: 'DELETE_FAILED', ...failure },
    );
  if (kind === 'create')
    return finish(
      stack,
      failure === undefined ? { status: 'ROLLBACK_COMPLETE' } : { status: 'ROLLBACK_FAILED', ...failure },
    );
  const isClean = undeleted.length === 0;
  if (phase === 'rollback-cleanup') return stabilize(stack, { status: 'UPDATE_ROLLBACK_COMPLETE' });
  const reason = 'Update successful. One or more resources could not be deleted.';
  return stabilize(stack, { status: 'UPDATE_COMPLETE', ...(!isClean && { reason }) });
}

/** Why the operation stopped, as the event of the stack says it. */
function stopReasonOf(
  operation: Operation,
  failed: readonly string[],
  records: ReadonlyMap<string, ResourceRecord>,
): string {
  if (operation.stopReason !== undefined) return operation.stopReason;
  const isCreation = (id: string): boolean => records.get(id)?.status === 'CREATE_FAILED';
  const created = failed.filter(isCreation);
  const updated = failed.filter((id) => !isCreation(id));
  return [
    ...(created.length > 0 ? [failedList('create', created)] : []),
    ...(updated.length > 0 ? [failedList('update', updated)] : []),
  ].join('');
}

/** AWS leaves a blank at the end. */
const failedList = (verb: 'create' | 'update' | 'delete', ids: readonly string[]): string =>
  `The following resource(s) failed to ${verb}: [${ids.join(', ')}]. `;

interface Told {
  readonly status: StackStatus;
  readonly reason?: string;
}

function enter(stack: StackRecord, operation: Operation, told: Told): StackChange {
  return tellStatus({ ...stack, operation }, told);
}

/** The operation is over, and what it leaves is what the next one goes back to. */
function stabilize(stack: StackRecord, told: Told): StackChange {
  const { settings } = stack;
  const stable = {
    ...stack,
    generation: stack.generation + 1,
    ...(settings !== undefined && { stableSettings: settings }),
  };
  return finish(stable, told);
}

function finish(known: StackRecord, told: Told): StackChange {
  const { operation: _, ...stack } = known;
  return tellStatus(stack, told);
}

function withStableSettings(stack: StackRecord): StackRecord {
  const { stableSettings } = stack;
  return stableSettings === undefined ? stack : { ...stack, settings: stableSettings };
}

/** Changes the stack's status and tells of it, in one. */
export function tellStatus(known: StackRecord, { status, reason }: Told): StackChange {
  const { statusReason: _, ...rest } = known;
  const stack: StackRecord = { ...rest, status, ...(reason !== undefined && { statusReason: reason }) };
  return { stack, events: [{ status, ...(reason !== undefined && { reason }) }] };
}
