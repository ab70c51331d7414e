/**
 * What goes wrong with an invocation although the function does nothing wrong: a rehearsal's way to
 * find out who would notice. The environment does as if the function itself had done it.
 */
import type { VersionSpec } from './execution-host.ts';

export interface InjectedFault {
  /** How much longer the invocation takes, in the platform's time. */
  readonly latencyMs: number;
  /** Whether the handler throws, instead of being called. */
  readonly isError: boolean;
}

export interface FaultSource {
  /** Asked once for each invocation. `undefined`: it is left alone. */
  draw(spec: VersionSpec): InjectedFault | undefined;
}

const error = { errorType: 'InjectedFault', errorMessage: 'An error that the rehearsal has injected', trace: [] };

export const injectedError = { errorType: error.errorType, payload: Buffer.from(JSON.stringify(error)) };

/** The line that stands in the log where a runtime prints an error. */
export const injectedErrorLine = `[ERROR] ${error.errorType}: ${error.errorMessage}\n`;
