/** The program as users install it: built, started as a process of its own. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

export interface Started {
  readonly child: ChildProcess;
  readonly endpoint: string;
  readonly dataFolder: string;
  stop(): Promise<void>;
}

/** Starts on an empty folder and resolves at its word that it is ready. */
export async function start(main: string, compileCache: string): Promise<Started> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'serin-bench-data-'));
  const child = spawn(process.execPath, [main, 'start', '--port', '0', '--data', dataFolder], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  let output = '';
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /^Serin is ready: (\S+)$/m.exec(output)?.[1];
      if (ready !== undefined) resolve(ready);
    });
    child.once('exit', (code) => reject(new Error(`serin start ended with ${code}`)));
  });
  return {
    child,
    endpoint,
    dataFolder,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
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
