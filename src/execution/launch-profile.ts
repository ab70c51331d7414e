/** Which functions can be loaded by a process that was started before they were known. */
import { promises as fs } from 'node:fs';
import path from 'node:path';
import type { VersionSpec } from './execution-host.ts';
import type { Launch } from './launch.ts';
import type { LaunchProfile } from './pre-started-processes.ts';

/**
 * Variables that a program or its libraries read when they start, and not again: what they are set to
 * comes too late for a process that runs. NODE_ENV and NODE_PATH are read later or once more.
 */
const startVariables =
  /^(?:AWS_LAMBDA_EXEC_WRAPPER|NODE_(?!ENV$|PATH$).*|UV_.*|LD_.*|DYLD_.*|PYTHON.*|LANG|LANGUAGE|LC_.*|TZDIR|OPENSSL_.*|SSL_CERT_.*|MALLOC_.*|GLIBC_.*|ICU_.*)$/;

/** A function's profile by its configuration alone; its package may still ask for a start of its own. */
export function findProfile(spec: VersionSpec, launch: Launch): LaunchProfile | undefined {
  if (launch.kind === 'refused' || launch.protocol !== 'frames') return undefined;
  if (Object.keys(spec.environment).some((name) => startVariables.test(name))) return undefined;
  const { command, args } = launch;
  return { key: JSON.stringify([command, ...args]), command, args };
}

/**
 * Whether package or layers hold what acts when a process starts: libraries that the system's loader
 * finds by LD_LIBRARY_PATH, and modules that Python runs by itself.
 */
export async function actsAtStart({ codePath }: VersionSpec, optFolder: string): Promise<boolean> {
  const libraries = [codePath, path.join(codePath, 'lib'), path.join(optFolder, 'lib')];
  const names = await Promise.all([...libraries, path.join(optFolder, 'python')].map(listFolder));
  return names.flat().some((name) => /\.so(?:\.|$)|^(?:site|user)customize\.py$/.test(name));
}

/** What starts every process of a profile, whatever functions there are: nothing of Serin's own. */
export const blankEnvironment: Readonly<Record<string, string>> = {
  LANG: 'en_US.UTF-8',
  TZ: ':UTC',
  PATH: '/usr/local/bin:/usr/bin:/bin',
};

async function listFolder(folder: string): Promise<readonly string[]> {
  return await fs.readdir(folder).catch(() => []);
}
