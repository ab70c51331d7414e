/** What becomes of an act when a call to its handler has come back. Pure. */
import type { CallOutcome } from './call-handler.ts';
import { abandon, applyProgress, failAct, failureReason, type StepChange, type StepMoment } from './resource-steps.ts';
import type { Act, ResourceRecord } from './resources/resource.ts';
import type { Operation } from './resources/stack.ts';

export interface ReturnedCall {
  readonly record: ResourceRecord;
  /** As it is now: it may have been cancelled since the call was made. */
  readonly act: Act;
  /** As it was when the call was made. */
  readonly asked: Act;
  readonly outcome: CallOutcome;
  readonly operation: Operation;
  readonly moment: StepMoment;
  /** Whether the type ends an act that is not wanted any more by itself. */
  readonly canCancel: boolean;
}

export interface Settlement {
  readonly change: StepChange;
  /** What could not be deleted is no part of the stack any more. */
  readonly isAbandoned?: boolean;
}

/** A call that breaks is tried again this often, ever more slowly. */
const failuresMax = 8;
const retryFirstMs = 1000;
const retryLongestMs = 30_000;
/** What a finished update leaves behind is deleted at the third try, or never. */
const cleanupTriesMax = 3;
const cleanupRetryMs = 5000;

export function settleOutcome(call: ReturnedCall): Settlement {
  const { record, act, outcome, moment } = call;
  switch (outcome.kind) {
    case 'done':
      return { change: applyProgress(record, outcome, moment) };
    case 'in-progress':
      return { change: settleInProgress(call, outcome) };
    case 'failed':
      return settleFailed(call, failureReason(outcome, act.token), outcome.physicalId);
    case 'invalid':
      return settleFailed(call, outcome.reason);
    case 'not-called':
      return settleFailed(call, '');
    case 'broken':
      return act.failures + 1 < failuresMax ? { change: tryAgain(call) } : settleFailed(call, 'Internal Failure');
  }
}

function settleInProgress(call: ReturnedCall, progress: Extract<CallOutcome, { kind: 'in-progress' }>): StepChange {
  const { record, act, asked, moment, canCancel } = call;
  const change = applyProgress(record, progress, moment);
  if (!act.isCancelled) return change;
  if (!canCancel) {
    const cancelled = failAct(change.record, { reason: cancelReason(record), isCancelled: true }, moment);
    return { record: cancelled.record, events: [...change.events, ...cancelled.events] };
  }
  // The type has not heard of it yet, so it is told at once.
  if (asked.isCancelled || change.record.act === undefined) return change;
  return { ...change, record: { ...change.record, act: { ...change.record.act, dueAtMs: moment.nowMs } } };
}

function settleFailed(call: ReturnedCall, reason: string, physicalId?: string): Settlement {
  const { record, act, operation, moment } = call;
  if (act.isCancelled)
    return { change: failAct(record, { reason: cancelReason(record), physicalId, isCancelled: true }, moment) };
  if (act.kind !== 'delete' || operation.kind !== 'update')
    return { change: failAct(record, { reason, physicalId }, moment) };
  const tries = act.failures + 1;
  if (tries < cleanupTriesMax) {
    const { callbackContext: _, ...rest } = act;
    const again = { ...rest, failures: tries, dueAtMs: moment.nowMs + cleanupRetryMs };
    return { change: { record: { ...record, act: again }, events: [] } };
  }
  const failed = failAct(record, { reason }, moment);
  const left = abandon(failed.record, { physicalId: act.physicalId ?? '' });
  return { change: { record: left, events: failed.events }, isAbandoned: true };
}

function tryAgain({ record, act, moment }: ReturnedCall): StepChange {
  const delayMs = Math.min(retryFirstMs * 2 ** act.failures, retryLongestMs);
  const again: Act = { ...act, failures: act.failures + 1, dueAtMs: moment.nowMs + delayMs };
  return { record: { ...record, act: again }, events: [] };
}

const cancelReason = ({ live }: ResourceRecord): string =>
  live === undefined ? 'Resource creation cancelled' : 'Resource update cancelled';
