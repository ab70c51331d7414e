/** Has a story told by a process of its own, which may be one that dies. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { KillPoint } from './kill-point.ts';

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

export interface Child {
  /** Calls `tellAsChild`. */
  readonly program: URL;
  readonly story: string;
  readonly folder: string;
  readonly startMs: number;
  /** Hundreds of processes run the same sources: each need not compile them anew. */
  readonly compileCache: string;
}

export async function tellInChild(
  { program, story, folder, startMs, compileCache }: Child,
  killPoint?: KillPoint,
): Promise<Told> {
  const point = killPoint === undefined ? [] : [String(killPoint.write), killPoint.moment];
  const child = spawn(process.execPath, [fileURLToPath(program), story, folder, String(startMs), ...point], {
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

/** Kills a process in each of its lives, until one comes to the end. */
export async function tellInLives(
  child: Child,
  { longestLife, livesMax }: { readonly longestLife: number; readonly livesMax: number },
): Promise<{ readonly told: Told; readonly lives: number }> {
  let told: Told | undefined;
  let lives = 0;
  do {
    // A life that always ended at its first write might never come to its second.
    const killPoint = { write: (lives % longestLife) + 1, moment: 'after' } as const;
    told = await tellInChild({ ...child, startMs: told?.atMs ?? child.startMs }, killPoint);
    if (told.errors !== '') throw new Error(`Life ${lives + 1} complains: ${told.errors}`);
    lives += 1;
  } while (told.isKilled && lives < livesMax);
  return { told, lives };
}
