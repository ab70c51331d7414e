/** Where an environment's folders are on this machine, and by what names its function knows them. */
import { cpSync, existsSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Isolation } from './isolation.ts';
import { findRuntimeScopes, linkRuntimeModules } from './runtime-modules.ts';
import type { RuntimeScope } from './runtime-modules.ts';
import type { RuntimeEntry } from './runtimes.ts';
import { sandboxCommand, sandboxPlaces, sandboxUser, systemFolders } from './sandbox.ts';
import type { SandboxMount } from './sandbox.ts';

/** Folders and interpreter by the names that the function knows them by. */
export interface FunctionPlaces {
  /** The code: AWS's `/var/task`. */
  readonly taskFolder: string;
  /** The layers: AWS's `/opt`. */
  readonly optFolder: string;
  /** AWS's `/tmp`. */
  readonly tmpFolder: string;
  /** The bootstrap's folder: AWS's `/var/runtime`. */
  readonly runtimeFolder: string;
  /** Folders of Node packages that come with the runtime. */
  readonly nodeModulesFolders: readonly string[];
  /** Folders of shared libraries that come with the runtime. */
  readonly libraryFolders: readonly string[];
  /** The program; custom runtimes have none. */
  readonly interpreter?: string;
}

export interface Placement {
  readonly places: FunctionPlaces;
  /** What stands before a command to run it where those names hold. */
  readonly words: readonly string[];
  /** The folder to start those words in. */
  readonly cwd: string;
  /** Where on this machine a file of the function's is; `undefined` where it sees none. */
  locate(file: string): string | undefined;
}

/** What an environment has on this machine's disk; all of it must be there before a process is started. */
export interface EnvironmentFolders {
  readonly task: string;
  readonly opt: string;
  readonly tmp: string;
}

/** Places environments; prepares once what all of them see of the runtimes. */
export class Placements {
  readonly isolation: Isolation;
  readonly #folder: string;
  readonly #scopes = findRuntimeScopes();
  readonly #nodeModulesFolders: readonly string[];

  /** `folder`: to put what it prepares into. */
  constructor(isolation: Isolation, folder: string) {
    this.isolation = isolation;
    this.#folder = folder;
    if (isolation.kind === 'process') {
      this.#nodeModulesFolders = linkRuntimeModules(path.join(folder, 'runtime'), this.#scopes);
      return;
    }
    // Packages need their neighbours, so all of Serin's are bound; only the SDK's are in the search path.
    const inSandbox = this.#scopes.map((scope) => ({ ...scope, folder: packagesPlace(scope) }));
    const runtime = path.join(folder, 'runtime');
    cpSync(runtimeSource('node'), runtime, { recursive: true });
    linkRuntimeModules(runtime, inSandbox);
    this.#nodeModulesFolders = inSandbox.length === 0 ? [] : [`${sandboxPlaces.runtime}/node_modules`];
    const { name, uid, gid } = sandboxUser;
    writeFileSync(path.join(folder, 'passwd'), `root:x:0:0::/root:/bin/sh\n${name}:x:${uid}:${gid}::/tmp:/bin/sh\n`);
    writeFileSync(path.join(folder, 'group'), `root:x:0:\n${name}:x:${gid}:\n`);
  }

  place(entry: RuntimeEntry, folders: EnvironmentFolders): Placement {
    const { isolation } = this;
    if (isolation.kind === 'process') return this.#placeProcess(entry, folders);
    const interpreter = placeInterpreter(entry);
    const words = sandboxCommand(isolation.sandbox, {
      ...folders,
      runtime: entry.family === 'python' ? runtimeSource('python') : path.join(this.#folder, 'runtime'),
      passwd: path.join(this.#folder, 'passwd'),
      group: path.join(this.#folder, 'group'),
      also: [...interpreter.mounts, ...(entry.family === 'nodejs' ? packageMounts(this.#scopes) : [])],
    });
    const { task, opt, tmp, runtime, language } = sandboxPlaces;
    return {
      words,
      cwd: '/',
      places: {
        taskFolder: task,
        optFolder: opt,
        tmpFolder: tmp,
        runtimeFolder: runtime,
        nodeModulesFolders: this.#nodeModulesFolders,
        libraryFolders: [`${language}/lib`],
        ...(interpreter.command !== undefined && { interpreter: interpreter.command }),
      },
      locate(file) {
        if (file.startsWith(`${task}/`)) return folders.task + file.slice(task.length);
        if (file.startsWith(`${opt}/`)) return folders.opt + file.slice(opt.length);
        const { system, links } = isolation.sandbox;
        const seen = [...system, ...links.map(({ from }) => from)];
        return seen.some((place) => file === place || file.startsWith(`${place}/`)) ? file : undefined;
      },
    };
  }

  #placeProcess(entry: RuntimeEntry, folders: EnvironmentFolders): Placement {
    return {
      words: [],
      cwd: folders.task,
      places: {
        taskFolder: folders.task,
        optFolder: folders.opt,
        tmpFolder: folders.tmp,
        runtimeFolder: runtimeSource(entry.family === 'python' ? 'python' : 'node'),
        nodeModulesFolders: this.#nodeModulesFolders,
        libraryFolders: [],
        ...(entry.kind === 'available' && entry.binary !== undefined && { interpreter: entry.binary }),
      },
      locate: (file) => file,
    };
  }
}

function runtimeSource(name: 'node' | 'python'): string {
  return fileURLToPath(new URL(`./runtimes/${name}`, import.meta.url));
}

/** Where the SDK's scopes are seen: among the packages that they were installed with. */
function packagesPlace({ folder }: RuntimeScope): string {
  return `${sandboxPlaces.language}/node_modules${folder.slice(packagesRoot(folder).length)}`;
}

function packageMounts(scopes: readonly RuntimeScope[]): readonly SandboxMount[] {
  const roots = new Set(scopes.map(({ folder }) => packagesRoot(folder)));
  return [...roots].slice(0, 1).map((source) => ({ source, place: `${sandboxPlaces.language}/node_modules` }));
}

/** The outermost folder of packages: a package manager may keep the packages anywhere below it. */
function packagesRoot(folder: string): string {
  return folder.slice(0, folder.indexOf('/node_modules/') + '/node_modules'.length);
}

interface InterpreterPlace {
  readonly command?: string;
  readonly mounts: readonly SandboxMount[];
}

/**
 * Where the interpreter is seen. Those of the system are where they are; any other is below
 * `/var/lang`, as on AWS: its own place may be one that the sandbox has something else in.
 */
function placeInterpreter(entry: RuntimeEntry): InterpreterPlace {
  if (entry.kind === 'unavailable' || entry.binary === undefined) return { mounts: [] };
  const { language } = sandboxPlaces;
  const { binary } = entry;
  const command = `${language}/bin/${path.basename(binary)}`;
  // Node is one file, and needs of its own folder nothing.
  if (entry.family === 'nodejs') return { command, mounts: [{ source: realpathSync(binary), place: command }] };
  if (isOfSystem(binary)) return { command: binary, mounts: [] };
  const prefix = path.dirname(path.dirname(binary));
  const base = path.dirname(path.dirname(realpathSync(binary)));
  const own = ['lib', 'lib64', 'pyvenv.cfg']
    .filter((name) => existsSync(path.join(prefix, name)))
    .map((name) => ({ source: path.join(prefix, name), place: `${language}/${name}` }));
  // A virtual environment names the Python that it was made of.
  const ofBase =
    base === prefix || isOfSystem(realpathSync(binary))
      ? []
      : ['lib', 'bin'].map((name) => ({ source: path.join(base, name), place: path.join(base, name) }));
  return { command, mounts: [...own, ...ofBase, { source: realpathSync(binary), place: command }] };
}

function isOfSystem(file: string): boolean {
  return systemFolders.some((folder) => file.startsWith(`${folder}/`));
}
