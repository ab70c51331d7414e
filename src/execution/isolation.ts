/**
 * How execution environments are kept apart from the machine and from one another, and what of it this
 * machine can do.
 */
import { execFile } from 'node:child_process';
import { constants, promises as fs } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { kernelFiles, sandboxCommand, systemFolders, systemSettings } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

export type Isolation =
  /** An operating-system process of its own, with limits. It reads what Serin's user can read. */
  | { readonly kind: 'process' }
  /** A process in namespaces of its own: its code, a `/tmp`, and nothing else of the machine. */
  | { readonly kind: 'bubblewrap'; readonly sandbox: Sandbox };

export type IsolationFinding =
  | { readonly kind: 'available'; readonly sandbox: Sandbox; readonly version: string }
  | { readonly kind: 'unavailable'; readonly reason: string };

export interface IsolationSearch {
  /** As the environment variable `PATH`. */
  readonly searchPath: string;
  /** Folders that functions are never to see, whatever else they see: Serin's data. */
  readonly hidden: readonly string[];
}

/** Whether bubblewrap works here: it is found, and starts the Node that runs Serin. */
export async function findBubblewrap({ searchPath, hidden }: IsolationSearch): Promise<IsolationFinding> {
  if (process.platform !== 'linux') {
    return unavailable('bubblewrap needs the namespaces of Linux');
  }
  const binary = await findProgram('bwrap', searchPath);
  if (binary === undefined) return unavailable(`the program bwrap was not found. ${howToInstall}`);
  const machine = await readMachine(binary, hidden);
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'serin-isolation-'));
  try {
    const version = (await promisify(execFile)(binary, ['--version'])).stdout.replace(/^bubblewrap\s*/, '').trim();
    let problem = '';
    for (const forbidsNesting of [true, false]) {
      const sandbox = { ...machine, forbidsNesting };
      const refusal = await tryOut(sandbox, folder);
      if (refusal === undefined) return { kind: 'available', sandbox, version };
      problem = refusal;
    }
    return unavailable(`a trial run of ${binary} failed: ${problem}. ${howToAllow}`);
  } catch (error) {
    return unavailable(`${binary} could not be run: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await fs.rm(folder, { recursive: true, force: true });
  }
}

const howToInstall =
  'Install it: `apt-get install bubblewrap` (Debian, Ubuntu), `dnf install bubblewrap` (Fedora), ' +
  '`pacman -S bubblewrap` (Arch), `apk add bubblewrap` (Alpine)';

const howToAllow =
  'It needs user namespaces: Ubuntu 24.04 and later want an AppArmor profile for bwrap (or the setting ' +
  'kernel.apparmor_restrict_unprivileged_userns=0), older Debian kernel.unprivileged_userns_clone=1, and a ' +
  'container must be started with the rights to make them';

function unavailable(reason: string): IsolationFinding {
  return { kind: 'unavailable', reason };
}

async function readMachine(binary: string, hidden: readonly string[]): Promise<Omit<Sandbox, 'forbidsNesting'>> {
  const links: { from: string; to: string }[] = [];
  const system: string[] = [];
  for (const folder of systemFolders) {
    const stat = await fs.lstat(folder).catch(() => undefined);
    if (stat?.isSymbolicLink()) links.push({ from: folder, to: await fs.readlink(folder) });
    else if (stat?.isDirectory()) system.push(folder);
  }
  for (const name of (await fs.readdir('/etc')).filter((name) => systemSettings.test(name))) {
    const place = `/etc/${name}`;
    // A link into a folder that is not there (resolv.conf, before the network is) cannot be bound.
    if (await isReadable(place)) system.push(place);
  }
  const kernel = process.getuid?.() === 0 ? await filtered(kernelFiles, isReadable) : [];
  return { binary, links, system, kernel, hidden };
}

function isReadable(file: string): Promise<boolean> {
  return fs.access(file, constants.R_OK).then(
    () => true,
    () => false,
  );
}

async function filtered(files: readonly string[], holds: (file: string) => Promise<boolean>): Promise<string[]> {
  const held = await Promise.all(files.map(holds));
  return files.filter((_, index) => held[index]);
}

/** What went wrong; `undefined` if it runs Node. */
async function tryOut(sandbox: Sandbox, folder: string): Promise<string | undefined> {
  const [file = '', ...args] = sandboxCommand(sandbox, {
    task: folder,
    opt: folder,
    tmp: folder,
    runtime: folder,
    passwd: '/dev/null',
    group: '/dev/null',
    also: [{ source: process.execPath, place: '/var/lang/bin/node' }],
  });
  const command = [...args, '/var/lang/bin/node', '--version'];
  return await promisify(execFile)(file, command, { env: {}, timeout: 10_000 }).then(
    () => undefined,
    (error: unknown) => firstLine(error),
  );
}

function firstLine(error: unknown): string {
  const printed = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return (printed === '' ? String(error) : printed).split('\n')[0] ?? '';
}

async function findProgram(name: string, searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(':')) {
    const candidate = path.join(folder, name);
    const found = await fs.access(candidate, constants.X_OK).then(
      () => path.isAbsolute(candidate),
      () => false,
    );
    if (found) return candidate;
  }
  return undefined;
}
