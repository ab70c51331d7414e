/** How soon Serin answers after its start, and the memory that it holds idle. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from './bench-options.ts';
import { memoryOf, start } from './program.ts';
import { medianOf } from './rounds.ts';

interface StartFigures {
  readonly bareMs: number;
  readonly answeredMs: number;
  readonly rssMB: number;
  readonly pssMB: number;
}

export async function benchStart({ program, rounds }: Bench): Promise<void> {
  const compileCache = mkdtempSync(join(tmpdir(), 'serin-bench-cache-'));
  const first = await timeStart(program, compileCache);
  const figures: StartFigures[] = [];
  for (let round = 0; round < rounds; round += 1) figures.push(await timeStart(program, compileCache));
  rmSync(compileCache, { recursive: true, force: true });
  const of = (pick: (figure: StartFigures) => number): string => medianOf(figures, pick).toFixed(0);
  console.log(`\nStart on an empty folder, ${rounds} times, medians (target: under 600 ms, under 120 MB)`);
  console.log(
    `  serin start to the first answer   ${of((figure) => figure.answeredMs)} ms (first start after an installation: ${first.answeredMs.toFixed(0)} ms)`,
  );
  console.log(`  bare node start                   ${of((figure) => figure.bareMs)} ms`);
  console.log(
    `  idle after 2 s                    ${of((figure) => figure.rssMB)} MB resident, ${of((figure) => figure.pssMB)} MB proportional`,
  );
}

async function timeStart(program: string, compileCache: string): Promise<StartFigures> {
  const bareAt = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  const bareMs = performance.now() - bareAt;
  const startedAt = performance.now();
  await using serin = await start(program, { compileCache });
  await (await fetch(`${serin.endpoint}/2015-03-31/functions`)).arrayBuffer();
  const answeredMs = performance.now() - startedAt;
  await wait(2000);
  const memory = memoryOf(serin.child.pid ?? 0) ?? { rssMB: Number.NaN, pssMB: Number.NaN };
  return { bareMs, answeredMs, ...memory };
}
