/** The error objects that Lambda itself answers with, in AWS's words, and how a process ended. */
import os from 'node:os';

/** How a process came to its end. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** It was ended because it held more memory than it may. */
  readonly outOfMemory?: boolean;
}

/**
 * A process that watches over another exits with 128 and the number of the signal that ended it, as a
 * shell does. Where both could be meant, the codes that our bootstraps exit with are codes.
 */
export function unfoldExit(exit: ProcessExit): ProcessExit {
  const number = (exit.code ?? 0) - 128;
  if (number <= os.constants.signals.SIGHUP) return exit;
  const signal = Object.entries(os.constants.signals).find(([, value]) => value === number)?.[0];
  return signal === undefined ? exit : { code: null, signal };
}

export interface PlatformFailure {
  readonly errorType: string;
  /** What stands after `RequestId: … Error: `. */
  readonly reason: string;
}

export function describeFailure(requestId: string, failure: PlatformFailure): Uint8Array {
  const errorMessage = `RequestId: ${requestId} Error: ${failure.reason}`;
  return Buffer.from(JSON.stringify({ errorType: failure.errorType, errorMessage }));
}

export function timeoutFailure(timeoutMs: number): PlatformFailure {
  return { errorType: 'Sandbox.Timedout', reason: `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds` };
}

/** AWS's type of late; before, it was `Runtime.ExitError` as for any other end. */
export const outOfMemory = 'Runtime.OutOfMemory';

export function exitFailure(exit: ProcessExit): PlatformFailure {
  const errorType = exit.outOfMemory === true ? outOfMemory : 'Runtime.ExitError';
  return { errorType, reason: describeExit(exit) };
}

/** AWS's words for an answer that is given whole; that it says the same of a streamed one is inferred. */
export function responseTooLarge(bytesMax: number): { readonly errorType: string; readonly payload: Uint8Array } {
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${bytesMax} bytes).`;
  const errorType = 'Function.ResponseSizeTooLarge';
  return { errorType, payload: Buffer.from(JSON.stringify({ errorMessage, errorType })) };
}

function describeExit({ code, signal }: ProcessExit): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signalWords[signal] ?? signal.toLowerCase()}`;
  if (code === null || code === 0) return 'Runtime exited without providing a reason';
  return `Runtime exited with error: exit status ${code}`;
}

/** Go's words for signals, which AWS's texts hold. */
const signalWords: Readonly<Record<string, string>> = {
  SIGABRT: 'aborted',
  SIGALRM: 'alarm clock',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGQUIT: 'quit',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
  SIGUSR1: 'user defined signal 1',
  SIGUSR2: 'user defined signal 2',
};
