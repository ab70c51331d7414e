/**
 * An asynchronous invocation on its way: what the data plane accepts, the queue keeps and the event
 * runner hands back to the data plane, once for each attempt.
 */
export interface AsynchronousEvent {
  /** The same over all attempts. */
  readonly requestId: string;
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  /** Unqualified. */
  readonly functionArn: string;
  /** As it was named; absent: the function's name alone. */
  readonly qualifier?: string;
  /** JSON bytes. */
  readonly payload: Uint8Array;
  /** Value of the X-Amzn-Trace-Id header. */
  readonly traceId?: string;
  /** What makes the choice of a version sticky, where the caller told it. */
  readonly routingKey?: string;
  readonly acceptedAtMs: number;
}

/** What became of one attempt. `deadLetterTargetArn` is the current configuration's. */
export type DispatchOutcome =
  /** A version ran; with `functionError` it failed. */
  | {
      readonly kind: 'answered';
      readonly executedVersion: string;
      readonly functionError?: string;
      readonly payload: Uint8Array;
      readonly deadLetterTargetArn?: string;
    }
  /** No concurrency was free; `isBlocked`: none ever will be, for the reservation is 0. */
  | { readonly kind: 'throttled'; readonly isBlocked: boolean; readonly deadLetterTargetArn?: string }
  /** The platform could not run it now. */
  | { readonly kind: 'unavailable'; readonly message: string; readonly deadLetterTargetArn?: string }
  /** The function or the qualifier does not exist any more. */
  | { readonly kind: 'gone'; readonly message: string };

/** The trace of an event that its sender gave none: always the same for the same request, so over all attempts. */
export function traceOf(requestId: string, acceptedAtMs: number): string {
  const seconds = Math.floor(acceptedAtMs / 1000)
    .toString(16)
    .padStart(8, '0');
  const digits = requestId.replaceAll('-', '').padEnd(32, '0');
  return `Root=1-${seconds}-${digits.slice(0, 24)};Parent=${digits.slice(16, 32)};Sampled=0`;
}
