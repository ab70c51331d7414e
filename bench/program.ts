/** The program as users install it: built, started as a process of its own. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Credentials } from './signed-request.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds into a folder of its own that sees the installed packages. */
export function build(): { readonly main: string; readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'serin-bench-'));
  const result = spawnSync(process.execPath, [join(root, 'scripts/build.ts'), '--out', join(folder, 'dist')], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) throw new Error('the build failed');
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  symlinkSync(join(root, 'package.json'), join(folder, 'package.json'));
  return { main: join(folder, 'dist/cli/main.js'), folder };
}

export interface Started extends AsyncDisposable {
  readonly child: ChildProcess;
  readonly endpoint: string;
  readonly port: number;
  /** What stands in the way between the program and its functions, as the program says it at its start. */
  readonly isolation: string;
  readonly credentials: Credentials;
  /** What the program has written to its standard error. */
  said(): string;
}

export interface StartOptions {
  /** @default what `serin start` does by itself */
  readonly isolation?: string | undefined;
  readonly compileCache?: string;
  /** Options of Node's own. */
  readonly nodeOptions?: readonly string[];
}

/** Starts on an empty folder and resolves at its word that it is ready. */
export async function start(
  main: string,
  { isolation, compileCache = join(tmpdir(), 'serin-bench-cache'), nodeOptions = [] }: StartOptions = {},
): Promise<Started> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'serin-bench-data-'));
  const options = ['--port', '0', '--data', dataFolder, ...(isolation === undefined ? [] : ['--isolation', isolation])];
  const child = spawn(process.execPath, [...nodeOptions, main, 'start', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  // An error that ends the bench ends it as well.
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  let output = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-10_000)));
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      if (output.length < 10_000) output += chunk.toString();
      const ready = /^Serin is ready: (\S+)$/m.exec(output)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    child.once('exit', (code) => reject(new Error(`serin start ended with ${code}: ${errors}`)));
  });
  return {
    child,
    endpoint,
    port: Number(new URL(endpoint).port),
    isolation: /^Isolation: (.*)$/m.exec(errors)?.[1] ?? 'unknown',
    credentials: JSON.parse(readFileSync(join(dataFolder, 'credentials.json'), 'utf8')) as Credentials,
    said: () => errors,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      process.off('exit', end);
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

/** Resident memory of a process in MB: all of it, and its share of what is shared. */
export function memoryOf(pid: number): { readonly rssMB: number; readonly pssMB: number } | undefined {
  if (!existsSync(`/proc/${pid}/smaps_rollup`)) return undefined;
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(rollup)?.[1]);
  return { rssMB: kilobytes('Rss') / 1000, pssMB: kilobytes('Pss') / 1000 };
}
