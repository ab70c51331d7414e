import { promises as fs } from 'node:fs';
import path from 'node:path';
import { EnvironmentLog } from './environment-log.ts';
import { environmentVariables } from './environment-variables.ts';
import { CapacityError } from './execution-host.ts';
import type {
  EnvironmentCredentials,
  ExecutionSurroundings,
  Invocation,
  InvocationOutcome,
  VersionSpec,
} from './execution-host.ts';
import { describeFailure, exitFailure, responseTooLarge, timeoutFailure } from './function-errors.ts';
import type { PlatformFailure } from './function-errors.ts';
import { injectedError, injectedErrorLine, type FaultSource } from './injected-fault.ts';
import { planLaunch, runtimeFolder, runtimeVersion, startFailure } from './launch.ts';
import type { Launch } from './launch.ts';
import type { InitializationType, PhaseStatus } from './platform-lines.ts';
import type { Reaper } from './reaper.ts';
import { ResponseRelay } from './response-relay.ts';
import { responseBytesMax } from './runtime-channel.ts';
import { describeEvent } from './runtime-event.ts';
import { RuntimeProcess } from './runtime-process.ts';
import type { ProcessEvent } from './runtime-process.ts';
import type { RuntimeEntry } from './runtimes.ts';
import { stopwatchNow } from './stopwatch.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';

/** What all environments of a host share. */
export interface EnvironmentSetting {
  readonly clock: Clock;
  readonly random: Random;
  readonly surroundings: ExecutionSurroundings;
  readonly reaper: Reaper;
  readonly nodeModulesFolders: readonly string[];
  readonly faults: FaultSource | undefined;
}

export interface EnvironmentOptions {
  readonly spec: VersionSpec;
  readonly entry: RuntimeEntry;
  readonly initializationType: InitializationType;
  /** A new folder for this environment alone. */
  readonly folder: string;
  /** The version's layers, laid over one another. */
  readonly optFolder: string;
}

/** AWS's limit for the init phase. */
const initLimitMs = 10_000;

/** An error of the platform's own words, or one that the runtime put into words. */
type FunctionError = PlatformFailure | { readonly errorType: string; readonly payload: Uint8Array };

interface Failure {
  readonly status: PhaseStatus;
  readonly error: FunctionError;
}

type Answer = (Failure | { readonly status: PhaseStatus; readonly payload: Uint8Array; readonly peakKiB: number }) & {
  /** What went out before the end, and is no part of the payload. */
  readonly streamedBytes?: number;
};

type Waited = ProcessEvent | { readonly kind: 'timed-out' };

/**
 * One execution environment: a folder with a `/tmp`, a log stream, and a process in which one version
 * of a function is initialised and serves one invocation at a time.
 *
 * The environment outlives its process: after a timeout or a crash the next invocation starts
 * another in the same folder, within its own time (AWS's "suppressed init").
 */
export class ExecutionEnvironment {
  readonly spec: VersionSpec;
  readonly initializationType: InitializationType;
  readonly credentialsExpireAtMs: number;
  /** When it last became idle, by the stopwatch. */
  idleSince = 0;
  readonly #setting: EnvironmentSetting;
  readonly #options: EnvironmentOptions;
  readonly #log: EnvironmentLog;
  readonly #launch: Launch;
  readonly #variables: Readonly<Record<string, string>>;
  #process: RuntimeProcess | undefined;
  /** The init's duration, until an invocation has reported it. */
  #initDurationMs: number | undefined;
  /** Until when its last invocation may take to make the runtime ready again. */
  #freeLimitMs = 0;
  #stopping = false;

  /** Makes the folder and fetches the credentials; starts nothing yet. */
  static async create(setting: EnvironmentSetting, options: EnvironmentOptions): Promise<ExecutionEnvironment> {
    const { spec, entry, folder, optFolder } = options;
    await fs.mkdir(path.join(folder, 'tmp'), { recursive: true });
    const credentials = await setting.surroundings.credentials(spec);
    const launch = await planLaunch(spec, entry, optFolder);
    return new ExecutionEnvironment(setting, options, { credentials, launch });
  }

  private constructor(
    setting: EnvironmentSetting,
    options: EnvironmentOptions,
    { credentials, launch }: { readonly credentials: EnvironmentCredentials; readonly launch: Launch },
  ) {
    const { spec, entry, initializationType } = options;
    const { clock, random, surroundings } = setting;
    this.spec = spec;
    this.initializationType = initializationType;
    this.credentialsExpireAtMs = credentials.expiresAtMs;
    this.#setting = setting;
    this.#options = options;
    this.#launch = launch;
    this.#log = new EnvironmentLog({ spec, clock, random, writeLog: (line) => surroundings.writeLog(line) });
    this.#variables = environmentVariables(spec, {
      entry,
      credentials,
      initializationType,
      awsEndpointUrl: surroundings.awsEndpointUrl,
      places: {
        optFolder: options.optFolder,
        tmpFolder: path.join(options.folder, 'tmp'),
        runtimeFolder: runtimeFolder(entry),
        nodeModulesFolders: setting.nodeModulesFolders,
        logStream: this.#log.stream,
      },
    });
  }

  /** Whether a process is there that has been initialised. */
  get warm(): boolean {
    return this.#process !== undefined && !this.#process.ended;
  }

  /** The init phase of a cold start. A failure is told in the log, and repeated by the first invocation. */
  async initialise(): Promise<{ readonly succeeded: boolean; readonly durationMs: number }> {
    const { spec, entry } = this.#options;
    const { initializationType } = this;
    this.#log.tell({ kind: 'init-start', initializationType, runtimeVersion: runtimeVersion(spec, entry) });
    const begin = stopwatchNow();
    const failure = await this.#init(initLimitMs);
    const durationMs = stopwatchNow() - begin;
    const status = failure?.status ?? { kind: 'success' as const };
    if (!this.#stopping) this.#log.tell({ kind: 'init-report', initializationType, phase: 'init', status, durationMs });
    if (failure === undefined && initializationType === 'on-demand') this.#initDurationMs = durationMs;
    return { succeeded: failure === undefined, durationMs };
  }

  /** Runs one invocation. Rejects only with {@link CapacityError}, when the environment is stopped meanwhile. */
  async invoke(invocation: Invocation): Promise<InvocationOutcome> {
    const { requestId } = invocation;
    const { timeoutMs } = this.spec;
    const startedAtMs = this.#setting.clock.now();
    const begin = stopwatchNow();
    const failure = this.warm ? undefined : await this.#suppressedInit();
    if (invocation.wantsLogTail) this.#log.startTail();
    this.#log.tell({ kind: 'start', requestId });
    const remainingMs = timeoutMs - (stopwatchNow() - begin);
    const { answer, addedMs } =
      failure === undefined
        ? await this.#runWithFault(invocation, Math.max(1, remainingMs))
        : { answer: failure, addedMs: 0 };
    const timedOut = answer.status.kind === 'timeout';
    const durationMs = timedOut ? timeoutMs : stopwatchNow() - begin + addedMs;
    this.#freeLimitMs = Math.max(1, timeoutMs - durationMs);
    await this.#process?.drained();
    return this.#conclude(invocation, { startedAtMs, durationMs, answer });
  }

  /** After an invocation: resolves when it can take the next. `undefined`: it can already. */
  whenFree(): Promise<void> | undefined {
    const process = this.#process;
    if (process === undefined) return undefined;
    if (process.ended) return process.gone;
    const ready = process.whenReady();
    if (ready === undefined) return undefined;
    // A runtime that does not ask for its next event within the function's time is ended.
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#setting.clock.setRealTimer(this.#freeLimitMs, () => resolve(process.kill()));
    void ready.then(() => resolve());
    return promise.then(() => timer.cancel());
  }

  /** Ends the process if it holds more memory than the function may. */
  enforceMemoryLimit(): void {
    const process = this.#process;
    if (process === undefined || process.ended) return;
    if (process.ownKiB() > this.spec.memoryMiB * 1024) process.end();
  }

  /** Ends the environment and removes its folder. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#process?.kill();
    await fs.rm(this.#options.folder, { recursive: true, force: true, maxRetries: 3 });
  }

  async #suppressedInit(): Promise<Failure | undefined> {
    const begin = stopwatchNow();
    const failure = await this.#init(this.spec.timeoutMs);
    if (failure === undefined || this.#stopping) return failure;
    const { initializationType } = this;
    const durationMs = stopwatchNow() - begin;
    this.#log.tell({ kind: 'init-report', initializationType, phase: 'invoke', status: failure.status, durationMs });
    return failure;
  }

  /** Starts a process and waits until its runtime is ready. */
  async #init(limitMs: number): Promise<Failure | undefined> {
    this.#initDurationMs = undefined;
    if (this.#launch.kind === 'refused') return failed(this.#launch.failure);
    let process: RuntimeProcess;
    try {
      process = await RuntimeProcess.start({
        ...this.#launch,
        cwd: this.spec.codePath,
        environment: this.#variables,
        clock: this.#setting.clock,
        reaper: this.#setting.reaper,
        onLine: (line) => this.#log.write(line),
      });
    } catch (error) {
      return failed(startFailure(error));
    }
    this.#process = process;
    const event = this.#stopping ? { kind: 'timed-out' as const } : await this.#wait(process, limitMs);
    if (event.kind === 'ready') return undefined;
    await process.drained();
    await process.kill();
    switch (event.kind) {
      case 'timed-out':
        return { status: { kind: 'timeout' }, error: timeoutFailure(this.spec.timeoutMs) };
      case 'exited':
        return failed(exitFailure(event.exit));
      case 'not-started':
        return failed(startFailure(event.error));
      case 'init-error':
        return { status: { kind: 'error', errorType: event.errorType }, error: event };
      case 'response':
      case 'error':
      case 'too-large':
        return failed({ errorType: 'Runtime.Unknown', reason: 'The runtime answered before it was ready' });
    }
  }

  /** `addedMs`: by how much the invocation took longer than the stopwatch shows. */
  async #runWithFault(
    invocation: Invocation,
    limitMs: number,
  ): Promise<{ readonly answer: Answer; readonly addedMs: number }> {
    const fault = this.#setting.faults?.draw(this.spec);
    if (fault === undefined) return { answer: await this.#run(invocation, limitMs), addedMs: 0 };
    const begin = stopwatchNow();
    const latencyMs = Math.min(fault.latencyMs, limitMs);
    if (latencyMs > 0) await this.#pass(latencyMs);
    const addedMs = latencyMs - (stopwatchNow() - begin);
    // The process stays: on a fast clock each timeout would cost a cold start of the wall's time.
    if (latencyMs >= limitMs)
      return { answer: { status: { kind: 'timeout' }, error: timeoutFailure(this.spec.timeoutMs) }, addedMs };
    if (!fault.isError) return { answer: await this.#run(invocation, limitMs - latencyMs), addedMs };
    this.#log.write(injectedErrorLine);
    return { answer: { status: handledStatus(injectedError.errorType), error: injectedError }, addedMs };
  }

  /** Waits on the platform's clock. */
  #pass(durationMs: number): Promise<void> {
    const { clock } = this.#setting;
    return new Promise((resolve) => clock.setTimer(clock.now() + durationMs, resolve));
  }

  async #run(invocation: Invocation, limitMs: number): Promise<Answer> {
    const process = this.#process;
    if (process === undefined) return failed({ errorType: 'Runtime.Unknown', reason: 'No process' });
    const relay = new ResponseRelay(invocation.response);
    const waiting = this.#wait(process, limitMs);
    process.send(describeEvent(invocation, Math.floor(this.#setting.clock.realNow() + limitMs)), relay);
    const event = await waiting;
    const answer = await this.#judge(process, event, relay);
    return relay.isPassedOn ? { ...answer, streamedBytes: relay.bytes } : answer;
  }

  /** What the event that ended the invocation says of its answer. */
  async #judge(process: RuntimeProcess, event: Waited, relay: ResponseRelay): Promise<Answer> {
    switch (event.kind) {
      case 'response': {
        if (relay.tooLarge) return tooLarge(relay.bytesMax);
        const payload = relay.begun ? relay.takeCollected() : event.payload;
        return { status: { kind: 'success' }, payload, peakKiB: event.peakKiB };
      }
      case 'error':
        if (event.fatal) await process.kill();
        return { status: handledStatus(event.errorType), error: event };
      case 'too-large':
        // A function that streams would go on, and nobody takes it.
        if (relay.isPassedOn) await process.kill();
        return tooLarge(relay.isPassedOn ? relay.bytesMax : responseBytesMax);
      case 'timed-out':
        await process.kill();
        return { status: { kind: 'timeout' }, error: timeoutFailure(this.spec.timeoutMs) };
      case 'exited':
        return failed(exitFailure(event.exit));
      case 'init-error':
        // What an earlier invocation left behind has failed before this one reached the function.
        await process.kill();
        return { status: handledStatus(event.errorType), error: event };
      case 'not-started':
      case 'ready':
        await process.kill();
        return failed({ errorType: 'Runtime.Unknown', reason: 'The runtime broke the protocol' });
    }
  }

  /** The next event of the process, or that the time is over. */
  async #wait(process: RuntimeProcess, limitMs: number): Promise<Waited> {
    const { promise, resolve } = Promise.withResolvers<Waited>();
    const timer = this.#setting.clock.setRealTimer(limitMs, () => resolve({ kind: 'timed-out' }));
    process.onEvent = resolve;
    const event = await promise;
    timer.cancel();
    return event;
  }

  /** AWS's line about a process that ended; what a runtime put into words it has printed itself. */
  #tellFailure(requestId: string, error: FunctionError): void {
    if (this.spec.logFormat === 'JSON' || 'payload' in error) return;
    this.#log.write(`RequestId: ${requestId} Error: ${error.reason}\n${error.errorType}\n`);
  }

  #conclude(
    { requestId, wantsLogTail }: Invocation,
    {
      startedAtMs,
      durationMs,
      answer,
    }: { readonly startedAtMs: number; readonly durationMs: number; readonly answer: Answer },
  ): InvocationOutcome {
    if (this.#stopping) throw new CapacityError('The execution environment was stopped.');
    const { status } = answer;
    const payload = 'error' in answer ? errorPayload(requestId, answer.error) : answer.payload;
    const peakKiB = this.#process?.peakKiB('peakKiB' in answer ? answer.peakKiB : 0) ?? 0;
    const maxMemoryUsedMiB = Math.min(this.spec.memoryMiB, Math.ceil(peakKiB / 1024));
    const initDurationMs = this.#initDurationMs;
    this.#initDurationMs = undefined;
    if (status.kind === 'error' && 'error' in answer) this.#tellFailure(requestId, answer.error);
    const producedBytes = payload.length + (answer.streamedBytes ?? 0);
    this.#log.tell({ kind: 'end', requestId, status, durationMs, producedBytes });
    this.#log.tell({ kind: 'report', requestId, status, durationMs, initDurationMs, maxMemoryUsedMiB });
    return {
      payload,
      startedAtMs,
      durationMs,
      maxMemoryUsedMiB,
      ...('error' in answer && { functionError: 'Unhandled' as const }),
      ...(wantsLogTail && { logTail: this.#log.takeTail() }),
      ...(initDurationMs !== undefined && { initDurationMs }),
    };
  }
}

function failed(error: PlatformFailure): Failure {
  return { status: { kind: 'error', errorType: error.errorType }, error };
}

function tooLarge(bytesMax: number): Failure {
  const error = responseTooLarge(bytesMax);
  return { status: handledStatus(error.errorType), error };
}

/** An error that the function's own code made is no failure of its environment, and no report tells it. */
function handledStatus(errorType: string): PhaseStatus {
  return errorType.startsWith('Runtime.') ? { kind: 'error', errorType } : { kind: 'success' };
}

function errorPayload(requestId: string, error: FunctionError): Uint8Array {
  return 'payload' in error ? error.payload : describeFailure(requestId, error);
}
