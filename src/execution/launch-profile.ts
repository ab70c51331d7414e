/** Which functions can be loaded by a process that was started before they were known. */
import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { VersionSpec } from './execution-host.ts';
import type { Launch } from './launch.ts';
import type { FunctionPlaces } from './placement.ts';
import type { LaunchProfile } from './pre-started-processes.ts';
import type { RuntimeEntry } from './runtimes.ts';

/**
 * Variables that a program or its libraries read when they start, and not again: what they are set to
 * comes too late for a process that runs. NODE_ENV and NODE_PATH are read later or once more.
 */
const startVariables =
  /^(?:AWS_LAMBDA_EXEC_WRAPPER|NODE_(?!ENV$|PATH$).*|UV_.*|LD_.*|DYLD_.*|PYTHON.*|LANG|LANGUAGE|LC_.*|TZDIR|OPENSSL_.*|SSL_CERT_.*|MALLOC_.*|GLIBC_.*|ICU_.*)$/;

/** A function's profile by its configuration alone; its package may still ask for a start of its own. */
export function findProfile(spec: VersionSpec, entry: RuntimeEntry, launch: Launch): LaunchProfile | undefined {
  if (launch.kind === 'refused' || launch.protocol !== 'frames') return undefined;
  if (Object.keys(spec.environment).some((name) => startVariables.test(name))) return undefined;
  const { command, args } = launch;
  const { ephemeralStorageMiB } = spec;
  return { key: JSON.stringify([command, ...args, ephemeralStorageMiB]), entry, command, args, ephemeralStorageMiB };
}

/** A profile that those of all memory sizes have in common, and the line that makes a process of it one of a size. */
export interface HeldProfile extends LaunchProfile {
  readonly line: string;
}

/** The line is Node's flags, with spaces between them. From then on the channel is at descriptor 3 alone. */
const holdScript = 'read -r flags && exec "$0" $flags "$@" </dev/null';

/**
 * A shell that has all of the profile but its Node: folders, limits and sandbox. It takes a tenth of the
 * memory, and one does for every memory size, while Node has its heap's size from its command line.
 */
export function findHeldProfile({ entry, command, args, ephemeralStorageMiB }: LaunchProfile): HeldProfile | undefined {
  if (entry.family !== 'nodejs') return undefined;
  const bootstrap = args.at(-1) ?? '';
  return {
    key: JSON.stringify(['held', command, bootstrap, ephemeralStorageMiB]),
    entry,
    command: '/bin/sh',
    args: ['-c', holdScript, command, bootstrap, 'begins'],
    ephemeralStorageMiB,
    line: args.slice(0, -1).join(' '),
  };
}

/** Whether layers hold modules that Python runs by itself when it starts. */
export async function hasStartModules(optFolder: string): Promise<boolean> {
  const names = await listFolder(path.join(optFolder, 'python'));
  return names.some((name) => /^(?:site|user)customize\.py$/.test(name));
}

/**
 * Whether package or layers hold libraries that the system's loader finds by LD_LIBRARY_PATH, which it
 * reads when a process starts: without a view of the disk of its own, a process has other folders there.
 */
export async function hasLibraries({ codePath }: VersionSpec, optFolder: string): Promise<boolean> {
  const folders = [codePath, path.join(codePath, 'lib'), path.join(optFolder, 'lib')];
  const names = await Promise.all(folders.map(listFolder));
  return names.flat().some((name) => /\.so(?:\.|$)/.test(name));
}

/** What every process of a profile is started with, whatever functions there are: nothing of Serin's own. */
export function blankEnvironment(places: FunctionPlaces): Readonly<Record<string, string>> {
  const { libraryFolders, taskFolder, optFolder } = places;
  return {
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LD_LIBRARY_PATH: [...libraryFolders, taskFolder, `${taskFolder}/lib`, `${optFolder}/lib`].join(':'),
  };
}

async function listFolder(folder: string): Promise<readonly string[]> {
  return await fs.readdir(folder).catch(() => []);
}
