import { promises as fs } from 'node:fs';
import { EnvironmentLog } from './environment-log.ts';
import type { EnvironmentOptions, EnvironmentSetting } from './environment-options.ts';
import { environmentVariables } from './environment-variables.ts';
import { CapacityError } from './execution-host.ts';
import type { EnvironmentCredentials, Invocation, InvocationOutcome, VersionSpec } from './execution-host.ts';
import { exitFailure, timeoutFailure } from './function-errors.ts';
import type { PlatformFailure, ProcessExit } from './function-errors.ts';
import { injectedError, injectedErrorLine } from './injected-fault.ts';
import type { InjectedFault } from './injected-fault.ts';
import { errorPayload, failed, handledStatus, isOutOfMemory, tooLarge } from './invocation-answer.ts';
import type { Answer, Failure, FunctionError } from './invocation-answer.ts';
import { runtimeVersion, startFailure } from './launch.ts';
import type { Launch } from './launch.ts';
import type { InitializationType } from './platform-lines.ts';
import { ResponseRelay } from './response-relay.ts';
import { responseBytesMax } from './runtime-channel.ts';
import { describeEvent } from './runtime-event.ts';
import type { ProcessEvent, RuntimeProcess } from './runtime-process.ts';
import { stopwatchNow } from './stopwatch.ts';
import { TemporaryStorage } from './temporary-storage.ts';
import { TimeLimit } from './time-limit.ts';

/** AWS's limit for the init phase. */
const initLimitMs = 10_000;

/** An invocation that takes longer may do much that a short one cannot. */
const longInvocationMs = 250;

type Waited = ProcessEvent | { readonly kind: 'timed-out' };
type RuntimeResponse = Extract<ProcessEvent, { readonly kind: 'response' }>;

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
  /** Whether it begins with a process that waited for its function. */
  readonly isEarly: boolean;
  /** When it last became idle, by the stopwatch. */
  idleSince = 0;
  readonly #setting: EnvironmentSetting;
  readonly #options: EnvironmentOptions;
  readonly #log: EnvironmentLog;
  /** Until the first start of a process has taken it. */
  #preStarted: RuntimeProcess | undefined;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #storage: TemporaryStorage;
  /** On what is waited for: an init or an invocation. */
  readonly #limit: TimeLimit;
  #process: RuntimeProcess | undefined;
  /** The init's duration, until an invocation has reported it. */
  #initDurationMs: number | undefined;
  /** Until when its last invocation may take to make the runtime ready again. */
  #freeLimitMs = 0;
  /** The process is being ended for holding more memory than it may. */
  #outOfMemory = false;
  /** When its last invocation began, by the stopwatch. */
  #invokedAt = 0;
  #stopping = false;

  /** Starts nothing yet. */
  constructor(setting: EnvironmentSetting, options: EnvironmentOptions, credentials: EnvironmentCredentials) {
    const { spec, entry, initializationType } = options;
    const { clock, random, surroundings } = setting;
    this.spec = spec;
    this.initializationType = initializationType;
    this.credentialsExpireAtMs = credentials.expiresAtMs;
    this.#setting = setting;
    this.#options = options;
    this.#preStarted = options.preStarted;
    this.isEarly = options.preStarted?.isEarly === true;
    this.#storage = new TemporaryStorage(options.tmpFolder, spec.ephemeralStorageMiB);
    this.#limit = new TimeLimit(clock);
    this.#log = new EnvironmentLog({ spec, clock, random, writeLog: (line) => surroundings.writeLog(line) });
    this.#variables = environmentVariables(spec, {
      entry,
      credentials,
      initializationType,
      awsEndpointUrl: surroundings.awsEndpointUrl,
      places: options.placement.places,
      logStream: this.#log.stream,
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
    this.#invokedAt = begin;
    if (this.#storage.emptied !== undefined) await this.#storage.emptied;
    const failure = this.warm ? undefined : await this.#suppressedInit();
    if (invocation.wantsLogTail) this.#log.startTail();
    this.#log.tellStart(requestId);
    const remainingMs = timeoutMs - (stopwatchNow() - begin);
    const answer: Answer = failure ?? (await this.#answerOf(invocation, Math.max(1, remainingMs)));
    const timedOut = answer.status.kind === 'timeout';
    const durationMs = timedOut ? timeoutMs : stopwatchNow() - begin + (answer.addedMs ?? 0);
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

  /** Nothing of it runs until the next invocation: AWS's freeze. */
  freeze(): void {
    if (this.warm) this.#process?.freeze();
  }

  /** Whether nothing of it runs. */
  get isFrozen(): boolean {
    return this.#options.confinement.isFrozen;
  }

  /** Ends the process if it holds more memory than the function may, or has started too many others. */
  enforceLimits(): void {
    const process = this.#process;
    if (process === undefined || process.ended) return;
    const { memoryMiB } = this.spec;
    // All of the processes are looked at only where an invocation takes its time: that costs more.
    const isLong = stopwatchNow() - this.#invokedAt > longInvocationMs;
    const exceeded = process.ownKiB() > memoryMiB * 1024 ? 'memory' : isLong ? process.exceeds(memoryMiB) : undefined;
    if (exceeded === undefined) return;
    this.#outOfMemory = exceeded === 'memory';
    process.end();
  }

  /** Ends the process if `/tmp` holds more than the function may store, and empties it. */
  async enforceStorageLimit(): Promise<void> {
    const process = this.#process;
    await this.#storage.enforce((reason) => {
      this.#log.write(`Serin: ${reason}\n`);
      process?.end();
      return process?.gone ?? Promise.resolve();
    });
  }

  /** Ends the environment and removes its folder. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([this.#process?.kill(), this.#preStarted?.kill()]);
    this.#options.confinement.remove();
    this.#limit.close();
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

  /** Starts a process, or takes one that waits for its function, and waits until its runtime is ready. */
  async #init(limitMs: number): Promise<Failure | undefined> {
    this.#initDurationMs = undefined;
    const { launch } = this.#options;
    if (launch.kind === 'refused') return failed(launch.failure);
    const begin = stopwatchNow();
    let process: RuntimeProcess;
    try {
      process = this.#takePreStarted() ?? (await this.#start(launch));
    } catch (error) {
      return failed(startFailure(error));
    }
    this.#process = process;
    this.#outOfMemory = false;
    let event = this.#stopping ? { kind: 'timed-out' as const } : await this.#wait(process, limitMs);
    if (event.kind === 'ready') event = await drainInit(process);
    if (event.kind === 'ready') return undefined;
    // It did not get as far as the function, which has its whole start before it.
    if (process.isBlank && !this.#stopping) return await this.#init(limitMs - (stopwatchNow() - begin));
    await process.drained();
    await process.kill();
    switch (event.kind) {
      case 'timed-out':
        return { status: { kind: 'timeout' }, error: timeoutFailure(this.spec.timeoutMs) };
      case 'exited':
        return failed(this.#explainExit(event.exit));
      case 'init-error':
        return { status: { kind: 'error', errorType: event.errorType }, error: event };
      case 'response':
      case 'error':
      case 'too-large':
        return failed({ errorType: 'Runtime.Unknown', reason: 'The runtime answered before it was ready' });
    }
  }

  async #start(launch: Launch & { readonly kind: 'start' }): Promise<RuntimeProcess> {
    const { placement, confinement } = this.#options;
    const onLine = (line: string): void => this.#log.write(line);
    return await this.#setting.startProcess(launch, {
      environment: this.#variables,
      cwd: placement.cwd,
      confinement,
      onLine,
    });
  }

  #takePreStarted(): RuntimeProcess | undefined {
    const process = this.#preStarted;
    this.#preStarted = undefined;
    if (process === undefined || process.ended) return undefined;
    const cwd = this.#options.placement.places.taskFolder;
    process.load({ environment: this.#variables, cwd }, (line) => this.#log.write(line));
    return process;
  }

  #answerOf(invocation: Invocation, limitMs: number): Promise<Answer> {
    const fault = this.#setting.faults?.draw(this.spec);
    return fault === undefined ? this.#run(invocation, limitMs) : this.#runWithFault(fault, invocation, limitMs);
  }

  async #runWithFault(fault: InjectedFault, invocation: Invocation, limitMs: number): Promise<Answer> {
    const begin = stopwatchNow();
    const latencyMs = Math.min(fault.latencyMs, limitMs);
    if (latencyMs > 0) await this.#pass(latencyMs);
    const addedMs = latencyMs - (stopwatchNow() - begin);
    // The process stays: on a fast clock each timeout would cost a cold start of the wall's time.
    if (latencyMs >= limitMs)
      return { status: { kind: 'timeout' }, error: timeoutFailure(this.spec.timeoutMs), addedMs };
    if (!fault.isError) return { ...(await this.#run(invocation, limitMs - latencyMs)), addedMs };
    this.#log.write(injectedErrorLine);
    return { status: handledStatus(injectedError.errorType), error: injectedError, addedMs };
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
    const answer = event.kind === 'response' ? judgeResponse(event, relay) : await this.#judge(process, event, relay);
    return relay.isPassedOn ? { ...answer, streamedBytes: relay.bytes } : answer;
  }

  /** What an event that ended the invocation, and is no response, says of its answer. */
  async #judge(
    process: RuntimeProcess,
    event: Exclude<Waited, RuntimeResponse>,
    relay: ResponseRelay,
  ): Promise<Answer> {
    switch (event.kind) {
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
        return failed(this.#explainExit(event.exit));
      case 'init-error':
        // What an earlier invocation left behind has failed before this one reached the function.
        await process.kill();
        return { status: handledStatus(event.errorType), error: event };
      case 'ready':
        await process.kill();
        return failed({ errorType: 'Runtime.Unknown', reason: 'The runtime broke the protocol' });
    }
  }

  #explainExit(exit: ProcessExit): PlatformFailure {
    return exitFailure(this.#outOfMemory ? { ...exit, outOfMemory: true } : exit);
  }

  /** The next event of the process, or that the time is over. */
  #wait(process: RuntimeProcess, limitMs: number): Promise<Waited> {
    return new Promise((resolve) => {
      const take = (event: Waited): void => {
        // What this process tells later must not lift the limit of somebody else's wait.
        process.onEvent = () => undefined;
        this.#limit.lift();
        resolve(event);
      };
      this.#limit.set(limitMs, () => take({ kind: 'timed-out' }));
      process.onEvent = take;
    });
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
    const usedMiB = isOutOfMemory(status) ? Infinity : Math.ceil(peakKiB / 1024);
    const maxMemoryUsedMiB = Math.min(this.spec.memoryMiB, usedMiB);
    const initDurationMs = this.#initDurationMs;
    this.#initDurationMs = undefined;
    if (status.kind === 'error' && 'error' in answer) this.#tellFailure(requestId, answer.error);
    const producedBytes = payload.length + (answer.streamedBytes ?? 0);
    this.#log.tellEnd({ requestId, status, durationMs, initDurationMs, maxMemoryUsedMiB }, producedBytes);
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

function judgeResponse(event: RuntimeResponse, relay: ResponseRelay): Answer {
  if (relay.tooLarge) return tooLarge(relay.bytesMax);
  const payload = relay.begun ? relay.takeCollected() : event.payload;
  return { status: { kind: 'success' }, payload, peakKiB: event.peakKiB };
}

/**
 * Reads what an init has printed, which stands before its first invocation's START. What the process
 * tells meanwhile nobody would hear, and the invocation would wait for it: then that is how the init went.
 */
async function drainInit(process: RuntimeProcess): Promise<ProcessEvent> {
  let event: ProcessEvent = { kind: 'ready' };
  process.onEvent = (later) => (event = later);
  await process.drained();
  process.onEvent = () => undefined;
  return event;
}
