import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import os from 'node:os';
import { Duplex, PassThrough, Readable } from 'node:stream';
import { FramedChannel } from './framed-channel.ts';
import type { ProcessExit } from './function-errors.ts';
import { OutputReader } from './output-reader.ts';
import { readProcessMemory } from './process-memory.ts';
import type { Reaper } from './reaper.ts';
import type { ResponseRelay } from './response-relay.ts';
import { RuntimeApi } from './runtime-api.ts';
import type { ChannelListener, RuntimeChannel, RuntimeEvent, RuntimeMessage } from './runtime-channel.ts';
import { stopwatchNow } from './stopwatch.ts';
import { invariant } from '../invariant.ts';
import type { Clock } from '../time/clock.ts';

export type ProcessEvent =
  | RuntimeMessage
  | { readonly kind: 'exited'; readonly exit: ProcessExit }
  | { readonly kind: 'not-started'; readonly error: unknown };

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly protocol: 'frames' | 'runtime-api';
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  readonly reaper: Reaper;
  readonly onLine: (line: string) => void;
}

/** How nice an environment is to Serin and to the control plane. */
const niceness = 10;
/** How long the pipes of a process may stay open after its end, where something else holds them. */
const pipesCloseMs = 200;
/** A reading of the memory is not repeated sooner. */
const memoryReadingMs = 200;

/**
 * One process of an execution environment, with all that it starts: its own session and process
 * group, its standard output read as log lines, its runtime spoken with over one of the channels.
 */
export class RuntimeProcess {
  /** Takes what happens next; what happens while nobody waits is dropped, save that the process is {@link ended}. */
  onEvent: (event: ProcessEvent) => void = ignore;
  readonly #child: ChildProcess;
  readonly #options: ProcessOptions;
  readonly #api: RuntimeApi | undefined;
  readonly #channel: RuntimeChannel;
  readonly #readers: readonly OutputReader[];
  readonly #gone = Promise.withResolvers<void>();
  /** Takes the answer of the invocation that runs, where it is streamed. */
  #relay: ResponseRelay | undefined;
  #ended = false;
  #killed = false;
  #peakKiB = 0;
  #memoryReadAt = 0;

  /** Rejects, or tells `not-started`, where the system cannot start the command. */
  static async start(options: ProcessOptions): Promise<RuntimeProcess> {
    if (options.protocol === 'frames') return new RuntimeProcess(options, undefined);
    const api = await RuntimeApi.listen();
    try {
      return new RuntimeProcess(options, api);
    } catch (error) {
      api.close();
      throw error;
    }
  }

  private constructor(options: ProcessOptions, api: RuntimeApi | undefined) {
    this.#options = options;
    this.#api = api;
    this.#child = spawn(options.command, options.args, {
      cwd: options.cwd,
      env: { ...options.environment, ...(api !== undefined && { AWS_LAMBDA_RUNTIME_API: api.address }) },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', ...(api === undefined ? ['pipe' as const] : [])],
    });
    this.#child.once('error', (error) => this.#fail(error));
    this.#child.once('exit', (code, signal) => this.#end({ code, signal }));
    this.#readers = this.#readOutput();
    this.#channel = this.#openChannel();
    if (this.#child.pid !== undefined) this.#register(this.#child.pid);
  }

  /** Whether it can serve no more. */
  get ended(): boolean {
    return this.#ended || this.#killed;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Resolves when the process and its pipes are gone. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  send(event: RuntimeEvent, relay: ResponseRelay): void {
    this.#relay = relay;
    this.#channel.send(event);
  }

  /** After an answer: resolves when it is ready for the next event, or gone. `undefined`: it is already. */
  whenReady(): Promise<void> | undefined {
    const ready = this.#channel.whenReady();
    return ready === undefined ? undefined : Promise.race([ready, this.gone]);
  }

  /**
   * Resolves when all that the process printed before its answer has been read: what it wrote first
   * is ready to be read in the same turn of the event loop as the answer, and a turn later it was.
   */
  async drained(): Promise<void> {
    for (const reader of this.#readers) reader.drain();
    await new Promise<void>((resolve) => setImmediate(resolve));
    for (const reader of this.#readers) reader.flush();
  }

  /** Ends the whole process group; that it exited is then told as any other exit. */
  end(): void {
    this.#killGroup();
  }

  /** Ends the whole process group at once, and nothing more is heard of it; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#killed = true;
    this.#killGroup();
    await this.gone;
  }

  /** The most memory that the process has held at once, in KiB. */
  peakKiB(reportedKiB: number): number {
    const now = stopwatchNow();
    if (now - this.#memoryReadAt > memoryReadingMs) this.ownKiB();
    return this.#peakKiB > 0 ? this.#peakKiB : reportedKiB;
  }

  /** The memory that the process holds for itself now, in KiB; 0 where the system does not tell. */
  ownKiB(): number {
    if (this.#child.pid === undefined || this.#ended) return 0;
    this.#memoryReadAt = stopwatchNow();
    const memory = readProcessMemory(this.#child.pid);
    if (memory === undefined) return 0;
    this.#peakKiB = Math.max(this.#peakKiB, memory.peakKiB);
    return memory.ownKiB;
  }

  #readOutput(): readonly OutputReader[] {
    const { clock, onLine, protocol } = this.#options;
    return [this.#child.stdout, this.#child.stderr]
      .filter((stream) => stream instanceof Readable)
      .map((stream) => new OutputReader(stream, { clock, onLine, joinsAtZero: protocol === 'frames' }));
  }

  #listen(): ChannelListener {
    // Asked anew with each answer, for each has a relay of its own.
    const relayOf = (): ResponseRelay | undefined => this.#relay;
    return {
      get wantsParts() {
        return relayOf()?.wantsParts === true;
      },
      onMessage: (message) => {
        if (!this.ended) this.onEvent(message);
      },
      onPart: (part) => {
        if (this.ended) return undefined;
        const full = this.#relay?.take(part);
        // Who waits for the whole learns it at the end; who has got a part already must get no more.
        if (this.#relay?.isPassedOn === true && this.#relay.tooLarge) this.onEvent({ kind: 'too-large' });
        return full;
      },
    };
  }

  #openChannel(): RuntimeChannel {
    const listener = this.#listen();
    if (this.#api !== undefined) {
      this.#api.listener = listener;
      return this.#api;
    }
    // A process that could not be started may have no pipes at all.
    const socket = this.#child.pid === undefined ? new PassThrough() : this.#child.stdio[3];
    invariant(socket instanceof Duplex, 'a process with frames has a socket pair');
    // A function that writes to the channel itself has broken it: it is ended, and its exit told.
    return new FramedChannel(socket, listener, () => this.end());
  }

  #register(pid: number): void {
    this.#options.reaper.add(pid);
    try {
      os.setPriority(pid, niceness);
    } catch {
      // It has ended already: its exit is on the way.
    }
  }

  #fail(error: unknown): void {
    // Also emitted when a signal could not be sent; only a process without an ID was never started.
    if (this.#child.pid !== undefined) return;
    this.#ended = true;
    this.#close();
    this.#gone.resolve();
    this.onEvent({ kind: 'not-started', error });
  }

  #end(exit: ProcessExit): void {
    // What it started goes with it, and with that the pipes close.
    this.#killGroup();
    const finish = (): void => {
      if (this.#ended) return;
      timer.cancel();
      this.#ended = true;
      if (this.#child.pid !== undefined) this.#options.reaper.remove(this.#child.pid);
      this.#close();
      this.#gone.resolve();
      this.onEvent({ kind: 'exited', exit });
    };
    const timer = this.#options.clock.setRealTimer(pipesCloseMs, finish);
    this.#child.once('close', finish);
    for (const reader of this.#readers) reader.drain();
    this.#channel.drain();
  }

  #killGroup(): void {
    if (this.#child.pid === undefined || this.#ended) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // The group is empty: nothing is left to end.
    }
  }

  #close(): void {
    this.#channel.close();
    for (const reader of this.#readers) reader.close();
  }
}

function ignore(): void {
  // Nobody waits.
}
