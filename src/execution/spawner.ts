import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProcessExit } from './function-errors.ts';
import { invariant } from '../invariant.ts';
import type { Random } from '../time/random.ts';

export interface ProcessOrder {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All that the process sees of an environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it has a socket at descriptor 3; reading from it does not wait unless the program says so. */
  readonly hasChannel: boolean;
  /** Whether that socket is its standard input as well: reading from it waits until the program says otherwise. */
  readonly readsChannel?: boolean;
}

/** A process in a session of its own, and this end of its pipes. */
export interface SpawnedProcess {
  readonly pid: number;
  readonly stdout: Socket;
  readonly stderr: Socket;
  readonly channel: Socket | undefined;
  /** Never rejects. */
  readonly exited: Promise<ProcessExit>;
}

/** What the helper tells. */
type Notice =
  | { readonly kind: 'started'; readonly id: number; readonly pid: number }
  | { readonly kind: 'failed'; readonly id: number; readonly code?: string; readonly message: string }
  | {
      readonly kind: 'exited';
      readonly id: number;
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
    };

interface Start {
  readonly resolve: (process: SpawnedProcess) => void;
  readonly reject: (error: unknown) => void;
  readonly exit: PromiseWithResolvers<ProcessExit>;
  readonly sockets: Socket[];
  readonly socketCount: number;
  pid: number | undefined;
}

const program = fileURLToPath(new URL('./runtimes/spawner.cjs', import.meta.url));
/** Little memory makes little work of starting a process. */
const programFlags = ['--max-old-space-size=32', '--max-semi-space-size=1'];
const tokenLength = 32;
/** The longest path that a socket may have on every system. */
const socketPathBytesMax = 100;

/**
 * Starts processes by way of a small program (see runtimes/spawner.cjs), which is started with the
 * first of them: while Node starts a process, nothing else is done, for 6 ms at 130 MB and 20 at 500.
 *
 * Should the program end, all that it has started is ended, and the next start begins another.
 */
export class Spawner {
  readonly #random: Random;
  readonly #folder: string;
  #helper: Helper | undefined;

  /** `folder`: where its socket may lie. */
  constructor(folder: string, random: Random) {
    this.#folder = folder;
    this.#random = random;
  }

  /** Rejects with the system's error where the command cannot be started. */
  async start(order: ProcessOrder): Promise<SpawnedProcess> {
    if (this.#helper?.ended !== false) this.#helper = new Helper(this.#folder, this.#random);
    return await this.#helper.start(order);
  }

  /** Ends what still runs. */
  async close(): Promise<void> {
    await this.#helper?.close();
  }
}

class Helper {
  ended = false;
  readonly #random: Random;
  readonly #socketFolder: string | undefined;
  readonly #server: Server;
  readonly #child: ChildProcess;
  readonly #listening: Promise<void>;
  readonly #gone = Promise.withResolvers<void>();
  /** By the number that both sides know a start by, until its process has ended. */
  readonly #starts = new Map<number, Start>();
  /** By the token that its connections begin with, until all are there. */
  readonly #expected = new Map<string, Start>();
  #count = 0;

  constructor(folder: string, random: Random) {
    this.#random = random;
    const own = path.join(folder, `spawner-${random.text(8, '0123456789abcdef')}`);
    // A path that is too long for a socket is cut short by some systems without a word.
    const fits = Buffer.byteLength(own) <= socketPathBytesMax;
    this.#socketFolder = fits ? undefined : mkdtempSync(path.join(os.tmpdir(), 'serin-'));
    const socketPath = this.#socketFolder === undefined ? own : path.join(this.#socketFolder, 'spawner');
    this.#server = createServer({ pauseOnConnect: false }, (socket) => this.#greet(socket));
    this.#listening = new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(socketPath, resolve);
    });
    this.#child = spawn(
      process.execPath,
      [...programFlags, program, socketPath, ...(this.#socketFolder === undefined ? [] : [this.#socketFolder])],
      {
        detached: true,
        stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
        env: {},
        cwd: '/',
      },
    );
    // The program itself sends these, over a channel that no other process holds.
    this.#child.on('message', (message) => this.#hear(message as unknown as Notice));
    this.#child.once('error', () => this.#end());
    this.#child.once('exit', () => this.#end());
    this.#child.unref();
    this.#hold();
  }

  async start(order: ProcessOrder): Promise<SpawnedProcess> {
    await this.#listening;
    const { hasChannel, ...rest } = order;
    const socketCount = hasChannel ? 3 : 2;
    const token = this.#random.text(tokenLength, '0123456789abcdef');
    this.#count += 1;
    const id = this.#count;
    const { promise, resolve, reject } = Promise.withResolvers<SpawnedProcess>();
    const start: Start = { resolve, reject, exit: Promise.withResolvers(), sockets: [], socketCount, pid: undefined };
    this.#starts.set(id, start);
    this.#expected.set(token, start);
    this.#hold();
    const forget = (): boolean => this.#expected.delete(token);
    promise.then(forget, forget);
    if (this.ended) this.#fail(id, new Error(endedText));
    else this.#child.send({ id, token, ...rest, socketCount }, (error) => error && this.#fail(id, error));
    return await promise;
  }

  async close(): Promise<void> {
    if (this.ended) return;
    this.#child.ref();
    if (this.#child.connected) this.#child.disconnect();
    await this.#gone.promise;
  }

  /** Takes a connection to the start that its first bytes name. */
  #greet(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const read = (): void => {
      // Exactly so many: what follows is the process's own.
      const head: unknown = socket.read(tokenLength + 1);
      if (!Buffer.isBuffer(head)) return;
      socket.removeListener('readable', read);
      const text = head.toString('latin1');
      const start = this.#expected.get(text.slice(0, tokenLength));
      const index = Number(text.slice(tokenLength));
      if (start === undefined || !(index < start.socketCount) || start.sockets[index] !== undefined) socket.destroy();
      else {
        start.sockets[index] = socket;
        settle(start);
      }
    };
    socket.on('readable', read);
  }

  #hear(notice: Notice): void {
    const start = this.#starts.get(notice.id);
    if (start === undefined) return;
    switch (notice.kind) {
      case 'started':
        start.pid = notice.pid;
        settle(start);
        return;
      case 'failed':
        this.#fail(notice.id, Object.assign(new Error(notice.message), { code: notice.code }));
        return;
      case 'exited':
        start.exit.resolve({ code: notice.code, signal: notice.signal });
        this.#starts.delete(notice.id);
        this.#hold();
    }
  }

  #fail(id: number, error: Error): void {
    const start = this.#starts.get(id);
    this.#starts.delete(id);
    start?.reject(error);
    this.#hold();
  }

  #end(): void {
    if (this.ended) return;
    this.ended = true;
    for (const [id, start] of this.#starts) {
      if (start.pid !== undefined) killGroup(start.pid);
      start.exit.resolve({ code: null, signal: 'SIGKILL' });
      // Of one that runs already this is not heard any more.
      this.#fail(id, new Error(endedText));
    }
    this.#starts.clear();
    this.#server.close();
    if (this.#socketFolder !== undefined) rmSync(this.#socketFolder, { recursive: true, force: true });
    this.#gone.resolve();
  }

  /** Keeps Serin's process alive while something runs, and only then. */
  #hold(): void {
    const { channel } = this.#child;
    if (this.#starts.size > 0) {
      this.#server.ref();
      channel?.ref();
    } else {
      this.#server.unref();
      channel?.unref();
    }
  }
}

const endedText = 'The program that starts processes has ended.';

/** Hands the process over once it runs and all of its connections are there. */
function settle(start: Start): void {
  const { pid, sockets, socketCount, exit } = start;
  const [stdout, stderr, channel] = sockets;
  if (pid === undefined || sockets.filter(Boolean).length < socketCount) return;
  invariant(stdout !== undefined && stderr !== undefined, 'a process has both outputs');
  start.resolve({ pid, stdout, stderr, channel, exited: exit.promise });
}

/** Ends a process with all that it has started, as far as that has not left its group. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is empty: nothing is left to end.
  }
}
