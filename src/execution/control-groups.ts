/**
 * Limits that the kernel holds for all processes of an execution environment together, whatever they
 * start: memory and the number of processes. They need the right to make control groups, which root
 * has and a service to which systemd delegates; where it is missing, Serin watches instead.
 */
import { appendFileSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import path from 'node:path';

/** As many processes and threads as AWS lets an environment have; and those that hold a sandbox up. */
export const processesMax = 1024;

/**
 * What an environment may hold beyond its memory size: the kernel counts what it keeps for a process
 * (page tables, pipes, files it has read), which the function did not ask for.
 */
const kernelsShareBytes = 32 * 1024 * 1024;

/** One of the machine's hierarchies, with the folder in it where this host's groups are made. */
interface Hierarchy {
  readonly version: 1 | 2;
  readonly controllers: readonly ('memory' | 'pids')[];
  readonly folder: string;
}

/** The control groups of one host. */
export class ControlGroups {
  readonly #hierarchies: readonly Hierarchy[];
  /** Folders that were not empty yet when they were to be removed. */
  readonly #leftOver = new Set<string>();

  /**
   * `undefined` where this process may make none. `name`: of the groups, and unlike that of any other
   * host. `root` and `self`: as the kernel shows them.
   */
  static make(name: string, root = '/sys/fs/cgroup', self = '/proc/self/cgroup'): ControlGroups | undefined {
    const hierarchies = [...findVersion1(root, self), ...findVersion2(root, self)].flatMap((hierarchy) => {
      const folder = path.join(hierarchy.folder, name);
      return makeGroup({ ...hierarchy, folder }) ? [{ ...hierarchy, folder }] : [];
    });
    return hierarchies.length === 0 ? undefined : new ControlGroups(hierarchies);
  }

  private constructor(hierarchies: readonly Hierarchy[]) {
    this.#hierarchies = hierarchies;
  }

  /** For whoever removes what is left of them when Serin is gone. */
  get folders(): readonly string[] {
    return this.#hierarchies.map(({ folder }) => folder);
  }

  /** What of an environment they limit. */
  get limits(): { readonly memory: boolean; readonly processes: boolean } {
    const has = (name: 'memory' | 'pids'): boolean =>
      this.#hierarchies.some(({ controllers }) => controllers.includes(name));
    return { memory: has('memory'), processes: has('pids') };
  }

  create(name: string): ControlGroup {
    // What was killed needs a moment to be gone; by the next environment it is.
    for (const folder of this.#leftOver) if (removeGroup(folder)) this.#leftOver.delete(folder);
    const hierarchies = this.#hierarchies.map((hierarchy) => ({
      ...hierarchy,
      folder: path.join(hierarchy.folder, name),
    }));
    return new ControlGroup(hierarchies, (folder) => this.#leftOver.add(folder));
  }
}

/** The control groups of one execution environment, one in each hierarchy. */
export class ControlGroup {
  readonly #hierarchies: readonly Hierarchy[];
  readonly #onNotEmpty: (folder: string) => void;

  /** `onNotEmpty`: takes a folder that could not be removed yet. */
  constructor(hierarchies: readonly Hierarchy[], onNotEmpty: (folder: string) => void) {
    this.#onNotEmpty = onNotEmpty;
    this.#hierarchies = hierarchies.filter(makeGroup);
    for (const hierarchy of this.#hierarchies) {
      if (hierarchy.controllers.includes('pids')) set(hierarchy, 'pids.max', String(processesMax));
    }
  }

  /** A process that writes 0 into each of them has joined, and with it all that it starts. */
  get joinFiles(): readonly string[] {
    return this.#hierarchies.map(({ folder }) => path.join(folder, 'cgroup.procs'));
  }

  get limitsProcesses(): boolean {
    return this.#hierarchies.some(({ controllers }) => controllers.includes('pids'));
  }

  /** May be called at any time, and again. */
  limitMemory(memoryMiB: number): void {
    const bytes = String(memoryMiB * 1024 * 1024 + kernelsShareBytes);
    for (const hierarchy of this.#hierarchies) {
      if (!hierarchy.controllers.includes('memory')) continue;
      if (hierarchy.version === 2) {
        set(hierarchy, 'memory.max', bytes);
        set(hierarchy, 'memory.swap.max', '0');
        set(hierarchy, 'memory.oom.group', '1');
      } else {
        set(hierarchy, 'memory.limit_in_bytes', bytes);
        // Memory and swap together; not every kernel counts swap.
        set(hierarchy, 'memory.memsw.limit_in_bytes', bytes);
      }
    }
  }

  /** How many of its processes the kernel has ended because there was not memory enough. */
  outOfMemoryCount(): number {
    const counts = this.#hierarchies.map(({ version, folder }) => {
      const text = read(path.join(folder, version === 2 ? 'memory.events' : 'memory.oom_control'));
      return Number(/^oom_kill (\d+)/m.exec(text)?.[1] ?? 0);
    });
    return Math.max(0, ...counts);
  }

  /** The processes that are in it now. */
  processes(): readonly number[] {
    const [first] = this.joinFiles;
    return first === undefined ? [] : read(first).split('\n').filter(Boolean).map(Number);
  }

  remove(): void {
    for (const { folder } of this.#hierarchies) if (!removeGroup(folder)) this.#onNotEmpty(folder);
  }
}

/** Each controller of version 1 has a hierarchy of its own. */
function findVersion1(root: string, self: string): readonly Hierarchy[] {
  return (['memory', 'pids'] as const).flatMap((controller) => {
    const own = new RegExp(`^\\d+:(?:[^:]*,)?${controller}(?:,[^:]*)?:(.*)$`, 'm').exec(read(self))?.[1];
    if (own === undefined) return [];
    // In a container the own group may be shown as the root of what is mounted.
    const folder = [path.join(root, controller, own), path.join(root, controller)].find(holdsThisProcess);
    return folder === undefined ? [] : [{ version: 1 as const, controllers: [controller], folder }];
  });
}

/**
 * In version 2 only a group without processes hands controllers on, so this process moves into a group
 * below its own; where others are in that, too, it is not Serin's to divide.
 */
function findVersion2(root: string, self: string): readonly Hierarchy[] {
  const own = /^0::(.*)$/m.exec(read(self))?.[1];
  if (own === undefined) return [];
  const folder = [path.join(root, own), root].find(holdsThisProcess);
  if (folder === undefined) return [];
  const offered = read(path.join(folder, 'cgroup.controllers')).trim().split(' ');
  const controllers = (['memory', 'pids'] as const).filter((name) => offered.includes(name));
  if (controllers.length === 0) return [];
  const enable = (): boolean =>
    write(path.join(folder, 'cgroup.subtree_control'), controllers.map((name) => `+${name}`).join(' '));
  const divide = (): boolean => {
    if (read(path.join(folder, 'cgroup.procs')).trim() !== String(process.pid)) return false;
    const inner = path.join(folder, 'serin');
    return makeFolder(inner) && write(path.join(inner, 'cgroup.procs'), String(process.pid)) && enable();
  };
  return enable() || divide() ? [{ version: 2, controllers, folder }] : [];
}

function holdsThisProcess(folder: string): boolean {
  return read(path.join(folder, 'cgroup.procs')).split('\n').includes(String(process.pid));
}

function makeGroup({ version, controllers, folder }: Hierarchy): boolean {
  if (!makeFolder(folder)) return false;
  // The host's group hands on to those of the environments what was handed to it.
  if (version === 2)
    write(path.join(folder, 'cgroup.subtree_control'), controllers.map((name) => `+${name}`).join(' '));
  return true;
}

function set({ folder }: Hierarchy, file: string, value: string): void {
  write(path.join(folder, file), value);
}

// None of these is an error: what a control group does not do, watching does.

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function write(file: string, text: string): boolean {
  try {
    appendFileSync(file, text);
    return true;
  } catch {
    return false;
  }
}

function makeFolder(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

function removeGroup(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch {
    return false;
  }
}
