/**
 * What becomes of an asynchronous event after each attempt: when it is tried again, and when it has
 * succeeded or failed for good. Pure: the event runner carries it out.
 */
import type { DispatchOutcome } from './asynchronous-event.ts';

/** What is known of an event's attempts; kept with the event, so that a crash forgets none. */
export interface EventProgress {
  readonly acceptedAtMs: number;
  /** Attempts in which a version ran. */
  readonly attempts: number;
  /** How many times in a row nothing could run: the back-off grows with it. */
  readonly postponements: number;
  /** Of the last attempt in which a version ran. */
  readonly lastResponse?: EventResponse;
  /** HTTP status and message of the last attempt that did not succeed. */
  readonly lastFailure?: { readonly statusCode: number; readonly message: string };
  readonly deadLetterTargetArn?: string;
}

export interface EventResponse {
  readonly executedVersion: string;
  readonly functionError?: string;
  /** As the function answered it: JSON, unless the runtime is a custom one that answers something else. */
  readonly payload: string;
}

/** The event-invoke config of the qualifier that was invoked, or AWS's defaults. */
export interface EventPolicy {
  readonly retriesMax: number;
  readonly ageMaxMs: number;
}

export type EventCondition = 'Success' | 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency';

export type EventDecision =
  | { readonly kind: 'try-again'; readonly atMs: number; readonly progress: EventProgress }
  | { readonly kind: 'finish'; readonly condition: EventCondition; readonly progress: EventProgress }
  /** The function or the qualifier is gone, and with it all that could be told. */
  | { readonly kind: 'forget' };

const minuteMs = 60_000;
const postponementMaxMs = 5 * minuteMs;

/** Whether the event may be attempted at all; `undefined`: it may. */
export function decideBeforeAttempt(
  progress: EventProgress,
  policy: EventPolicy,
  nowMs: number,
): EventDecision | undefined {
  if (nowMs - progress.acceptedAtMs < policy.ageMaxMs) return undefined;
  return { kind: 'finish', condition: 'EventAgeExceeded', progress };
}

export function decideAfterAttempt(
  before: EventProgress,
  outcome: DispatchOutcome,
  policy: EventPolicy,
  nowMs: number,
): EventDecision {
  switch (outcome.kind) {
    case 'answered':
      return decideAfterAnswer(afterAnswer(before, outcome), policy, nowMs);
    case 'throttled': {
      const progress = afterRefusal(before, outcome, { statusCode: 429, message: 'Rate Exceeded.' });
      if (outcome.isBlocked) return { kind: 'finish', condition: 'ZeroReservedConcurrency', progress };
      return postpone(progress, policy, nowMs);
    }
    case 'unavailable':
      return postpone(afterRefusal(before, outcome, { statusCode: 500, message: outcome.message }), policy, nowMs);
    case 'gone':
      return { kind: 'forget' };
  }
}

function decideAfterAnswer(progress: EventProgress, policy: EventPolicy, nowMs: number): EventDecision {
  if (progress.lastResponse?.functionError === undefined) return { kind: 'finish', condition: 'Success', progress };
  if (progress.attempts > policy.retriesMax) return { kind: 'finish', condition: 'RetriesExhausted', progress };
  // The first retry comes after one minute, the second after two more.
  return tryAgain(progress, nowMs + progress.attempts * minuteMs, policy);
}

/** Nothing ran: the event goes back, for longer each time. This is not counted as a retry. */
function postpone(progress: EventProgress, policy: EventPolicy, nowMs: number): EventDecision {
  const waitMs = Math.min(postponementMaxMs, 1000 * 2 ** (progress.postponements - 1));
  return tryAgain(progress, nowMs + waitMs, policy);
}

/** AWS looks ahead: a retry that would come too late is not waited for. */
function tryAgain(progress: EventProgress, atMs: number, policy: EventPolicy): EventDecision {
  if (atMs - progress.acceptedAtMs >= policy.ageMaxMs)
    return { kind: 'finish', condition: 'EventAgeExceeded', progress };
  return { kind: 'try-again', atMs, progress };
}

function afterAnswer(before: EventProgress, answer: Extract<DispatchOutcome, { kind: 'answered' }>): EventProgress {
  const { executedVersion, functionError } = answer;
  const payload = Buffer.from(answer.payload).toString();
  return {
    acceptedAtMs: before.acceptedAtMs,
    attempts: before.attempts + 1,
    postponements: 0,
    lastResponse: { executedVersion, payload, ...(functionError !== undefined && { functionError }) },
    ...(functionError !== undefined && { lastFailure: { statusCode: 200, message: readErrorMessage(payload) } }),
    ...(answer.deadLetterTargetArn !== undefined && { deadLetterTargetArn: answer.deadLetterTargetArn }),
  };
}

function afterRefusal(
  before: EventProgress,
  { deadLetterTargetArn }: { readonly deadLetterTargetArn?: string },
  lastFailure: { readonly statusCode: number; readonly message: string },
): EventProgress {
  const { acceptedAtMs, attempts, lastResponse } = before;
  return {
    acceptedAtMs,
    attempts,
    postponements: before.postponements + 1,
    ...(lastResponse !== undefined && { lastResponse }),
    lastFailure,
    ...(deadLetterTargetArn !== undefined && { deadLetterTargetArn }),
  };
}

/** The function's own words, where its error has AWS's form. */
function readErrorMessage(payload: string): string {
  try {
    const error: unknown = JSON.parse(payload);
    if (
      typeof error === 'object' &&
      error !== null &&
      'errorMessage' in error &&
      typeof error.errorMessage === 'string'
    )
      return error.errorMessage;
  } catch {
    // A custom runtime may post anything as its error: then its text is the message.
  }
  return payload;
}
