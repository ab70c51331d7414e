/**
 * Whose a TCP connection is that was opened on this machine. The kernel tells which socket is at its other
 * end, and which processes hold that. Linux only: elsewhere nobody can tell.
 */
import { promises as fs, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** This machine's end of a connection, as a `Socket` has it. */
export interface Connection {
  /** Absent: it is closed. */
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  readonly localAddress?: string | undefined;
  readonly localPort?: number | undefined;
}

/** Of the processes in question, of others, or of none any more: it is closed. */
export type Peer = 'own' | 'other' | 'gone';

/** What is not found at first may only just have moved from one process to another, or within the kernel's table. */
const readingsMax = 3;
/** What an environment has on AWS, four times over. Who holds more is not looked through on every connection. */
const looksMax = 4096;
/** Among the kernel's flags of a process (`PF_EXITING`). */
const isExiting = 4;
/** As many as take about a millisecond. */
const looksPerTurn = 256;

export class PeerCheck {
  readonly #proc: string;
  /** Programs that speak both versions of IP are in the second, also with an address of the first. */
  readonly #tables: readonly SharedReading[];

  /** `proc`: where the kernel tells. */
  constructor(proc = '/proc') {
    this.#proc = proc;
    this.#tables = ['tcp', 'tcp6'].map((name) => new SharedReading(path.join(proc, 'net', name)));
  }

  /**
   * Whose the other end is. It counts as their own as well where that cannot be known: the kernel does not
   * tell of its sockets, a process does not let itself be looked at, or there is too much to look at.
   */
  async identify(connection: Connection, listProcesses: () => readonly number[]): Promise<Peer> {
    let socket: string | undefined;
    try {
      socket = await this.#findSocket(connection);
    } catch {
      return 'own';
    }
    if (socket === undefined) return 'gone';
    for (let reading = 1; reading <= readingsMax; reading += 1) {
      if (await this.#isAmong(listProcesses(), socket)) return 'own';
      await turn();
    }
    return 'other';
  }

  /** The other end as a process's descriptors name it. `undefined`: no process has it open. Rejects where it is not told. */
  async #findSocket(connection: Connection): Promise<string | undefined> {
    for (let reading = 1; reading <= readingsMax; reading += 1) {
      for (const table of this.#tables) {
        const inode = findInode(await table.read(), connection);
        if (inode !== undefined) return inode === '0' ? undefined : `socket:[${inode}]`;
      }
    }
    return undefined;
  }

  /** Newest first: many who call were started to do so. */
  async #isAmong(processes: readonly number[], socket: string): Promise<boolean> {
    let [looks, isUnknown] = [0, false];
    for (const pid of processes.toReversed()) {
      const descriptors = this.#listDescriptors(pid);
      if (descriptors === undefined) isUnknown = true;
      for (const descriptor of descriptors ?? []) {
        if (this.#linkOf(pid, descriptor) === socket) return true;
        looks += 1;
        if (looks % looksPerTurn === 0) await turn();
      }
      looks += 1;
      if (looks > looksMax) return true;
    }
    return isUnknown;
  }

  /** `undefined`: this process may not see them. */
  #listDescriptors(pid: number): readonly string[] | undefined {
    try {
      return readdirSync(`${this.#proc}/${pid}/fd`);
    } catch (error) {
      const isDenied = error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
      return isDenied && this.#isRunning(pid) ? undefined : [];
    }
  }

  /** One that ends, or waits for its parent to notice, has nothing open any more and is shown to none but root. */
  #isRunning(pid: number): boolean {
    try {
      const [state = 'X', , , , , , flags] = readFileSync(`${this.#proc}/${pid}/stat`, 'latin1')
        .replace(/^.*\) /s, '')
        .split(' ');
      return !'ZX'.includes(state) && (Number(flags) & isExiting) === 0;
    } catch {
      return false;
    }
  }

  #linkOf(pid: number, descriptor: string): string {
    try {
      return readlinkSync(`${this.#proc}/${pid}/fd/${descriptor}`, 'latin1');
    } catch {
      // It was closed, or its process has ended.
      return '';
    }
  }
}

/**
 * A file that takes the kernel milliseconds to make up (it walks through a table whose size goes by the machine's
 * memory): not read on this thread, and once for all who ask while a reading is under way.
 */
class SharedReading {
  readonly #file: string;
  #current: Promise<string> | undefined;
  #following: Promise<string> | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** What the file holds at a moment after this call. */
  read(): Promise<string> {
    if (this.#current === undefined) return this.#start();
    const begin = (): Promise<string> => {
      this.#following = undefined;
      return this.#start();
    };
    this.#following ??= this.#current.then(begin, begin);
    return this.#following;
  }

  #start(): Promise<string> {
    const reading = fs.readFile(this.#file, 'latin1').finally(() => (this.#current = undefined));
    this.#current = reading;
    return reading;
  }
}

const isLittleEndian = os.endianness() === 'LE';
/** What makes an address of version 6 out of one of version 4: three such numbers, the last of them `::ffff`. */
const mappedPrefix = `${'0'.repeat(16)}${isLittleEndian ? 'FFFF0000' : '0000FFFF'}`;

/** The row of the other end: what is remote here is local there. */
function findInode(table: string, connection: Connection): string | undefined {
  const { remoteAddress, remotePort, localAddress, localPort } = connection;
  if (remoteAddress === undefined || remotePort === undefined) return undefined;
  if (localAddress === undefined || localPort === undefined) return undefined;
  for (const prefix of ['', mappedPrefix]) {
    const name = `: ${prefix}${endOf(remoteAddress, remotePort)} ${prefix}${endOf(localAddress, localPort)} `;
    const at = table.indexOf(name);
    // State, queues, timer, repetitions, user, timeouts, inode.
    if (at !== -1) return /^(?:\S+\s+){6}(\d+)/.exec(table.slice(at + name.length, at + name.length + 200))?.[1];
  }
  return undefined;
}

/** An address of IP version 4 and a port, as the kernel prints them: the address as a number of the processor's. */
function endOf(address: string, port: number): string {
  const bytes = Uint8Array.from(address.split('.'), Number);
  return `${hexOf(isLittleEndian ? bytes.toReversed() : bytes)}:${hexOf(Uint8Array.of(port >> 8, port))}`;
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex').toUpperCase();
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
