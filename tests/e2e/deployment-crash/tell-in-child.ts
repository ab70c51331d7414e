/** Has a story told by a process of its own, which may be one that dies. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { KillPoint } from './kill-point.ts';
import type { StoryName } from './story.ts';

const program = fileURLToPath(new URL('teller.ts', import.meta.url));

export interface Told {
  /** Met its kill point. */
  readonly isKilled: boolean;
  /** To where its clock can have come. */
  readonly atMs: number;
  /** All that it wrote, where it came to the end. */
  readonly made: readonly string[];
  /** What it had to complain of. */
  readonly errors: string;
}

export async function tellInChild(
  name: StoryName,
  where: { readonly folder: string; readonly startMs: number; readonly compileCache: string },
  killPoint?: KillPoint,
): Promise<Told> {
  const { folder, startMs, compileCache } = where;
  const point = killPoint === undefined ? [] : [String(killPoint.write), killPoint.moment];
  const child = spawn(process.execPath, [program, name, folder, String(startMs), ...point], {
    // Hundreds of processes run the same sources: each need not compile them anew.
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await exited;
  const lines = output
    .split('\n')
    .filter((line) => line !== '')
    // The program is ours, and writes nothing else.
    .map((line) => JSON.parse(line) as { readonly atMs?: number; readonly made?: readonly string[] });
  return {
    isKilled: child.signalCode === 'SIGKILL',
    atMs: lines.findLast(({ atMs }) => atMs !== undefined)?.atMs ?? startMs,
    made: lines.at(-1)?.made ?? [],
    errors,
  };
}
