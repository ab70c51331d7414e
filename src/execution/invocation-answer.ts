/** What became of an invocation, before it is told to the caller and to the log. */
import { describeFailure, outOfMemory, responseTooLarge } from './function-errors.ts';
import type { PlatformFailure } from './function-errors.ts';
import type { PhaseStatus } from './platform-lines.ts';

/** An error of the platform's own words, or one that the runtime put into words. */
export type FunctionError = PlatformFailure | { readonly errorType: string; readonly payload: Uint8Array };

export interface Failure {
  readonly status: PhaseStatus;
  readonly error: FunctionError;
}

export type Answer = (
  | Failure
  | { readonly status: PhaseStatus; readonly payload: Uint8Array; readonly peakKiB: number }
) & {
  /** What went out before the end, and is no part of the payload. */
  readonly streamedBytes?: number;
  /** By how much the invocation took longer than the stopwatch shows. */
  readonly addedMs?: number;
};

export function failed(error: PlatformFailure): Failure {
  return { status: { kind: 'error', errorType: error.errorType }, error };
}

export function tooLarge(bytesMax: number): Failure {
  const error = responseTooLarge(bytesMax);
  return { status: handledStatus(error.errorType), error };
}

export function isOutOfMemory(status: PhaseStatus): boolean {
  return status.kind === 'error' && status.errorType === outOfMemory;
}

/** An error that the function's own code made is no failure of its environment, and no report tells it. */
export function handledStatus(errorType: string): PhaseStatus {
  return errorType.startsWith('Runtime.') ? { kind: 'error', errorType } : { kind: 'success' };
}

export function errorPayload(requestId: string, error: FunctionError): Uint8Array {
  return 'payload' in error ? error.payload : describeFailure(requestId, error);
}
