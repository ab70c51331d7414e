/**
 * The port through which a function runs: given what to run and an event, it answers what the
 * function answered. Adapters decide where and how: an operating-system process today.
 */
import type { FormedLine } from '../aws/line-form.ts';

export interface ExecutionHost extends AsyncDisposable {
  /**
   * Runs one invocation in an execution environment of this version: a warm one, or a new one. An
   * environment never serves two versions, nor two invocations at a time. A function that fails is
   * an outcome, never a rejection; rejects with {@link CapacityError} when the host's bounds are met.
   */
  invoke(spec: VersionSpec, invocation: Invocation): Promise<InvocationOutcome>;
  /**
   * Keeps `count` environments of the version initialised (provisioned concurrency); 0 gives them
   * back. Resolves when they are ready, or to what their init failed with.
   */
  provision(spec: VersionSpec, count: number): Promise<ProvisionOutcome>;
  /** The version is there and may be called soon. What can be made ready for it is, when there is time. */
  expect(spec: VersionSpec): void;
  /** The version is gone or has changed: environments that run finish, then all of them stop. */
  retire(versionKey: string): void;
}

/** All that is needed to run one version, frozen at the moment it was published or updated. */
export interface VersionSpec {
  /** Unlike that of any other code or configuration: environments are shared within a key only. */
  readonly key: string;
  readonly region: string;
  readonly account: string;
  readonly functionName: string;
  /** Unqualified. */
  readonly functionArn: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  readonly runtime: string;
  readonly handler: string;
  readonly architecture: string;
  /** Folder with the unpacked code package: the function's `/var/task`. */
  readonly codePath: string;
  /** Folders with unpacked layers, in the order of the function's list: together its `/opt`. */
  readonly layerPaths: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
  readonly timeoutMs: number;
  readonly ephemeralStorageMiB: number;
  readonly roleArn: string;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  /** Where logFormat is JSON: the least level of the function's own lines, as `INFO`. */
  readonly applicationLogLevel?: string;
  readonly systemLogLevel?: string;
}

export interface Invocation {
  readonly requestId: string;
  /** The event: JSON bytes. */
  readonly payload: Uint8Array;
  /** The ARN that the caller named, qualifier included. */
  readonly invokedFunctionArn: string;
  /** JSON text, already decoded from base64. */
  readonly clientContext?: string;
  /** Value of the X-Amzn-Trace-Id header. */
  readonly traceId?: string;
  /** Whether the outcome carries the log's tail. */
  readonly wantsLogTail: boolean;
  /** Takes the answer as it comes, where the function streams it. @default it stands in the outcome, whole */
  readonly response?: ResponseSink;
}

/** Takes the bytes of a streamed answer. An answer that is not streamed never begins, and stands in the outcome. */
export interface ResponseSink {
  /** Called once, before the first bytes. */
  begin(contentType: string): void;
  /** A promise: it is full, and the function waits until the promise resolves. Must not throw. */
  write(bytes: Uint8Array): Promise<void> | undefined;
}

export interface InvocationOutcome {
  /** What the function answered, or the error object in AWS's form. Empty where the answer was streamed. */
  readonly payload: Uint8Array;
  /** Absent: it succeeded. */
  readonly functionError?: 'Unhandled' | 'Handled';
  /** The last 4 KiB of START … REPORT, plain text. */
  readonly logTail?: string;
  /** Start of the invocation on the platform's clock, epoch milliseconds. */
  readonly startedAtMs: number;
  /** The handler's time, without init; a timeout counts as the configured time. */
  readonly durationMs: number;
  /** Only where this invocation had a cold start. */
  readonly initDurationMs?: number;
  readonly maxMemoryUsedMiB: number;
}

export type ProvisionOutcome = { readonly kind: 'ready' } | { readonly kind: 'failed'; readonly reason: string };

/** The host cannot take another invocation now: environments, memory or waiting places are used up. */
export class CapacityError extends Error {
  override readonly name = 'CapacityError';
}

/** What execution environments are handed for calls to AWS's APIs. */
export interface EnvironmentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

/** What an execution host needs of the platform around it. */
export interface ExecutionSurroundings {
  /** Credentials of the version's role, short-lived. */
  credentials(spec: VersionSpec): Promise<EnvironmentCredentials>;
  /** The function's log lines and the platform's, without waiting; a full sink drops and says so in the log. */
  writeLog(line: LogLine): void;
  /** Address of the AWS APIs for code in the environment, as `http://127.0.0.1:4566`. */
  readonly awsEndpointUrl: string;
}

/** A line, or those of a form. */
export interface LogLine extends FormedLine {
  readonly region: string;
  readonly account: string;
  readonly group: string;
  readonly stream: string;
  /** Called when the line is taken away: until then it may still become the lines of a whole invocation. */
  seal?(): void;
}
