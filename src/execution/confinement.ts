import { existsSync } from 'node:fs';
import os from 'node:os';
import { fileURLToPath } from 'node:url';
import { processesMax } from './control-groups.ts';
import type { ControlGroup } from './control-groups.ts';
import { unfoldExit } from './function-errors.ts';
import type { ProcessExit } from './function-errors.ts';
import { PeerCheck } from './peer-check.ts';
import type { Connection, Peer } from './peer-check.ts';
import { readProcessMemory } from './process-memory.ts';
import type { ProcessMemory } from './process-memory.ts';
import { findRuntimeOf, listTree } from './process-tree.ts';

const launcher = fileURLToPath(new URL('./runtimes/launch.sh', import.meta.url));

/** Files that an environment may have open at once, as on AWS. */
const openFilesMax = 1024;
/** How nice an environment is to Serin and to the control plane. */
const niceness = 10;
/** bubblewrap sees to it by itself; of the others Linux has a program for it that takes no time. */
const noNewPrivileges: readonly string[] = existsSync('/usr/bin/setpriv') ? ['/usr/bin/setpriv', '--no-new-privs'] : [];
/** A reading of the processes is repeated until nothing new is found, but not for ever. */
const readingsMax = 10;
/** One for all, so that they share what it reads. */
const peers = new PeerCheck();

export interface ConfinementOptions {
  /** What stands before the command; empty without namespaces. */
  readonly words: readonly string[];
  readonly group: ControlGroup | undefined;
  /** The most that one file may hold; until the function is known there is no such limit. */
  readonly fileBytesMax?: number;
}

/**
 * What holds the processes of one execution environment: how they are started, which they are, and
 * stopping them while nothing is asked of the function.
 */
export class Confinement {
  readonly #options: ConfinementOptions;
  #frozen: readonly number[] = [];
  #outOfMemoryCount = 0;
  /** The runtime's process of a command's, once it has been found. */
  #runtime: { readonly pid: number; readonly of: number } | undefined;

  constructor(options: ConfinementOptions) {
    this.#options = options;
  }

  get isFrozen(): boolean {
    return this.#frozen.length > 0;
  }

  /** The command that starts another within the limits. It becomes that: it has the same process ID. */
  wrap(command: readonly string[]): readonly string[] {
    const { words, group, fileBytesMax } = this.#options;
    const blocks = fileBytesMax === undefined ? '-' : String(Math.ceil(fileBytesMax / 512));
    const nicer = String(Math.max(0, niceness - os.getPriority()));
    const limits = [String(openFilesMax), blocks, nicer, ...(group?.joinFiles ?? [])];
    return ['/bin/sh', launcher, ...limits, '--', ...(words.length === 0 ? noNewPrivileges : words), ...command];
  }

  /** The runtime's own process, by that of the command. */
  runtimeOf(pid: number): number | undefined {
    if (this.#options.words.length === 0) return pid;
    if (this.#runtime?.of === pid) return this.#runtime.pid;
    const found = findRuntimeOf(pid);
    if (found !== undefined) this.#runtime = { pid: found, of: pid };
    return found;
  }

  memoryOf(pid: number): ProcessMemory | undefined {
    const runtime = this.runtimeOf(pid);
    return runtime === undefined ? undefined : readProcessMemory(runtime);
  }

  /** Whether the kernel holds no limit, and there is more than one process's memory or than there may be processes. */
  exceeds(pid: number, memoryMiB: number): 'memory' | 'processes' | undefined {
    if (this.#options.group?.limitsProcesses === true) return undefined;
    const processes = this.processesOf(pid);
    if (processes.length > processesMax) return 'processes';
    const ownKiB = processes.reduce((sum, found) => sum + (readProcessMemory(found)?.ownKiB ?? 0), 0);
    return ownKiB > memoryMiB * 1024 ? 'memory' : undefined;
  }

  /** All processes that are known to belong to the environment. */
  processesOf(pid: number): readonly number[] {
    const { group } = this.#options;
    if (process.platform !== 'linux') return [-pid];
    const grouped = group?.processes() ?? [];
    return grouped.length > 0 ? grouped : listTree(pid);
  }

  /**
   * Whose a connection to this machine is. Without namespaces it is always the environment's own: there one
   * function can do to another what it likes, and a daemon that has left its tree could not be told from a stranger.
   */
  async identify(pid: number, connection: Connection): Promise<Peer> {
    return this.#options.words.length === 0 ? 'own' : await peers.identify(connection, () => this.processesOf(pid));
  }

  /** Stops every process where it is, as a frozen environment is on AWS, until it is thawed. */
  freeze(pid: number): void {
    const stopped = new Set<number>();
    for (let reading = 0; reading < readingsMax; reading += 1) {
      const running = this.processesOf(pid).filter((found) => !stopped.has(found));
      // What a process started before it was stopped is found with the next reading.
      if (running.length === 0) break;
      for (const found of running) if (signal(found, 'SIGSTOP')) stopped.add(found);
    }
    this.#frozen = [...stopped];
  }

  thaw(): void {
    for (const pid of this.#frozen) signal(pid, 'SIGCONT');
    this.#frozen = [];
  }

  /** Ends what has left the process group but can be found all the same. To be called before the group is ended. */
  endStrays(pid: number): void {
    this.#frozen = [];
    if (process.platform !== 'linux') return;
    for (const stray of this.processesOf(pid)) if (stray !== pid) signal(stray, 'SIGKILL');
  }

  /** The most memory that all of it may hold together, where the system can see to that; may be said again. */
  limitMemory(memoryMiB: number): void {
    this.#options.group?.limitMemory(memoryMiB);
  }

  /** After the end of all its processes. */
  remove(): void {
    this.#options.group?.remove();
  }

  /** How the runtime ended, told from how the command did. */
  explainExit(exit: ProcessExit): ProcessExit {
    const ended = this.#options.words.length === 0 ? exit : unfoldExit(exit);
    const count = this.#options.group?.outOfMemoryCount() ?? 0;
    const isOutOfMemory = count > this.#outOfMemoryCount;
    this.#outOfMemoryCount = count;
    return isOutOfMemory && ended.signal === 'SIGKILL' ? { ...ended, outOfMemory: true } : ended;
  }
}

function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    // It has ended.
    return false;
  }
}
