/** The error objects that Lambda itself answers with, in AWS's words, and how a process ended. */

/** How a process came to its end. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: string | null;
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

export function exitFailure(exit: ProcessExit): PlatformFailure {
  return { errorType: 'Runtime.ExitError', reason: describeExit(exit) };
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
