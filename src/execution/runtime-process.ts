import { finished } from 'node:stream/promises';
import type { Socket } from 'node:net';
import type { Confinement } from './confinement.ts';
import { FramedChannel } from './framed-channel.ts';
import type { ProcessExit } from './function-errors.ts';
import type { FunctionLoad } from './load-frame.ts';
import { OutputReader } from './output-reader.ts';
import type { Reaper } from './reaper.ts';
import type { ResponseRelay } from './response-relay.ts';
import { RuntimeApi } from './runtime-api.ts';
import type { ChannelListener, RuntimeChannel, RuntimeEvent, RuntimeMessage } from './runtime-channel.ts';
import { killGroup } from './spawner.ts';
import type { SpawnedProcess, Spawner } from './spawner.ts';
import { stopwatchNow } from './stopwatch.ts';
import { invariant } from '../invariant.ts';
import type { Clock } from '../time/clock.ts';

export type ProcessEvent =
  | Exclude<RuntimeMessage, { readonly kind: 'loading' }>
  | { readonly kind: 'exited'; readonly exit: ProcessExit };

export interface ProcessCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly protocol: 'frames' | 'runtime-api';
  /** It becomes the runtime when it is told how (see {@link RuntimeProcess.begin}), and waits for that. */
  readonly isHeld?: boolean;
}

export interface ProcessSetting extends FunctionLoad {
  readonly confinement: Confinement;
  readonly onLine: (line: string) => void;
}

/** Rejects where the system cannot start the command. */
export type StartProcess = (command: ProcessCommand, setting: ProcessSetting) => Promise<RuntimeProcess>;

export interface ProcessOptions extends ProcessCommand, ProcessSetting {
  readonly clock: Clock;
  readonly spawner: Spawner;
  readonly reaper: Reaper;
}

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
  readonly #spawned: SpawnedProcess;
  readonly #options: ProcessOptions;
  readonly #api: RuntimeApi | undefined;
  readonly #channel: RuntimeChannel;
  readonly #readers: readonly OutputReader[];
  readonly #gone = Promise.withResolvers<void>();
  #onLine: (line: string) => void;
  /** Whether the function's own code may have run. */
  #hasLoaded = true;
  /** Takes the answer of the invocation that runs, where it is streamed. */
  #relay: ResponseRelay | undefined;
  #ended = false;
  #killed = false;
  #peakKiB = 0;
  #memoryReadAt = 0;

  /** Rejects where the system cannot start the command. */
  static async start(options: ProcessOptions): Promise<RuntimeProcess> {
    const { cwd, environment, spawner, protocol, confinement, isHeld = false } = options;
    const api = protocol === 'frames' ? undefined : await RuntimeApi.listen();
    const address = api === undefined ? {} : { AWS_LAMBDA_RUNTIME_API: api.address };
    try {
      const [command = '', ...args] = confinement.wrap([options.command, ...options.args]);
      const channel = { hasChannel: api === undefined, readsChannel: isHeld };
      const order = { command, args, cwd, environment: { ...environment, ...address }, ...channel };
      return new RuntimeProcess(options, await spawner.start(order), api);
    } catch (error) {
      api?.close();
      throw error;
    }
  }

  private constructor(options: ProcessOptions, spawned: SpawnedProcess, api: RuntimeApi | undefined) {
    this.#options = options;
    this.#onLine = options.onLine;
    this.#spawned = spawned;
    this.#api = api;
    this.#readers = this.#readOutput();
    this.#channel = this.#openChannel();
    options.reaper.add(spawned.pid);
    void spawned.exited.then((exit) => this.#end(exit));
  }

  /** Whether it can serve no more. Its channel tells so before its exit is heard of. */
  get ended(): boolean {
    return this.#ended || this.#killed || this.#channel.isClosed;
  }

  get pid(): number {
    return this.#spawned.pid;
  }

  /** Whether it was started before its function was known, and ended before it could load it. */
  get isBlank(): boolean {
    return !this.#hasLoaded;
  }

  /** Whether its runtime was loaded before its function was known, and not only the place for it prepared. */
  get isEarly(): boolean {
    return this.#options.isHeld !== true;
  }

  /** Resolves when the process and its pipes are gone. */
  get gone(): Promise<void> {
    return this.#gone.promise;
  }

  send(event: RuntimeEvent, relay: ResponseRelay): void {
    this.#options.confinement.thaw();
    this.#relay = relay;
    this.#channel.send(event);
  }

  /** Starts the runtime in a process that is held: `line` is what it waits for. */
  begin(line: string): void {
    this.#spawned.channel?.write(`${line}\n`);
  }

  /** Tells a process that waits for its function which one that is, and who takes what it prints from now on. */
  load(load: FunctionLoad, onLine: (line: string) => void): void {
    invariant(this.#channel instanceof FramedChannel, 'what waits for its function speaks in frames');
    this.#hasLoaded = false;
    this.#onLine = onLine;
    this.#channel.load(load);
  }

  /** After an answer: resolves when it is ready for the next event, or gone. `undefined`: it is already. */
  whenReady(): Promise<void> | undefined {
    const ready = this.#channel.whenReady();
    return ready === undefined ? undefined : Promise.race([ready, this.gone]);
  }

  /**
   * Resolves when all that the process printed before its answer has been read: what it wrote first
   * is ready to be read in the same turn of the event loop as the answer, and a turn later it was. Where
   * reading had stopped, it begins again with the next turn.
   */
  async drained(): Promise<void> {
    let hadStopped = false;
    for (const reader of this.#readers) if (reader.drain()) hadStopped = true;
    await turnEnd();
    if (hadStopped) await turnEnd();
    for (const reader of this.#readers) reader.flush();
  }

  /** Which of its limits all of it together exceeds, where the kernel does not hold them. */
  exceeds(memoryMiB: number): 'memory' | 'processes' | undefined {
    if (this.ended) return undefined;
    return this.#options.confinement.exceeds(this.pid, memoryMiB);
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

  /** Stops all of it where it is, until an event is sent. */
  freeze(): void {
    if (!this.ended) this.#options.confinement.freeze(this.pid);
  }

  /** The most memory that the process has held at once, in KiB. */
  peakKiB(reportedKiB: number): number {
    const now = stopwatchNow();
    if (now - this.#memoryReadAt > memoryReadingMs) this.ownKiB();
    return this.#peakKiB > 0 ? this.#peakKiB : reportedKiB;
  }

  /** The memory that the process holds for itself now, in KiB; 0 where the system does not tell. */
  ownKiB(): number {
    if (this.#ended) return 0;
    this.#memoryReadAt = stopwatchNow();
    const memory = this.#options.confinement.memoryOf(this.pid);
    if (memory === undefined) return 0;
    this.#peakKiB = Math.max(this.#peakKiB, memory.peakKiB);
    return memory.ownKiB;
  }

  #readOutput(): readonly OutputReader[] {
    const { clock, protocol } = this.#options;
    const onLine = (line: string): void => this.#onLine(line);
    return [this.#spawned.stdout, this.#spawned.stderr].map(
      (stream) => new OutputReader(stream, { clock, onLine, joinsAtZero: protocol === 'frames' }),
    );
  }

  #listen(): ChannelListener {
    // Asked anew with each answer, for each has a relay of its own.
    const relayOf = (): ResponseRelay | undefined => this.#relay;
    return {
      get wantsParts() {
        return relayOf()?.wantsParts === true;
      },
      onMessage: (message) => {
        if (message.kind === 'loading') this.#hasLoaded = true;
        else if (!this.ended) this.onEvent(message);
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
      this.#api.open(listener, (connection) => this.#options.confinement.identify(this.pid, connection));
      return this.#api;
    }
    const socket = this.#spawned.channel;
    invariant(socket !== undefined, 'a process with frames has a socket');
    // A function that writes to the channel itself has broken it: it is ended, and its exit told.
    return new FramedChannel(socket, listener, () => this.end());
  }

  #end(exit: ProcessExit): void {
    // What it started goes with it, and with that the pipes close.
    this.#killGroup();
    const finish = (): void => {
      if (this.#ended) return;
      timer.cancel();
      this.#ended = true;
      this.#options.reaper.remove(this.pid);
      this.#close();
      this.#gone.resolve();
      this.onEvent({ kind: 'exited', exit: this.#options.confinement.explainExit(exit) });
    };
    const timer = this.#options.clock.setRealTimer(pipesCloseMs, finish);
    const { stdout, stderr, channel } = this.#spawned;
    void Promise.all([stdout, stderr, ...(channel === undefined ? [] : [channel])].map(closed)).then(finish);
    for (const reader of this.#readers) reader.drain();
    this.#channel.drain();
  }

  #killGroup(): void {
    if (this.#ended) return;
    // Before its processes lose the one by which they are found.
    this.#options.confinement.endStrays(this.pid);
    killGroup(this.pid);
  }

  #close(): void {
    this.#channel.close();
    for (const reader of this.#readers) reader.close();
  }
}

let turn: Promise<void> | undefined;

/** Resolves when all that is ready to be read now has been: one wait for all that are answered in the same turn. */
function turnEnd(): Promise<void> {
  turn ??= new Promise((resolve) =>
    setImmediate(() => {
      turn = undefined;
      resolve();
    }),
  );
  return turn;
}

/** Resolves once nothing more comes. */
function closed(socket: Socket): Promise<void> {
  return finished(socket, { writable: false }).catch(() => undefined);
}

function ignore(): void {
  // Nobody waits.
}
