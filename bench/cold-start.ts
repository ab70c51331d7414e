/** The first answer of a version that never ran, beside the start of a bare `node`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from './bench-options.ts';
import { runLoad } from './load.ts';
import { start, type Started } from './program.ts';
import { interleave, medianOf, ratioOf } from './rounds.ts';
import { signRequest } from './signed-request.ts';
import { prepareFunction } from './weighted-alias.ts';

const coldStarts = 9;
/** As long as what is kept ready may need to be ready again. */
const idleMs = 1000;
const commonMiB = 256;

export async function benchColdStart({ program, isolation, rounds }: Bench): Promise<void> {
  const count = rounds === 1 ? 2 : coldStarts;
  await using serin = await start(program, { isolation });
  const invoke = await prepareVersions(serin, count);
  // The very first brings in code of Serin's own.
  await invoke(1);
  let [common, own] = [1, 1 + count];
  const figures = await interleave(count, {
    bare: () => afterIdle(timeBareNode),
    ordinary: () => afterIdle(() => invoke((own += 1))),
    ready: () => afterIdle(() => invoke((common += 1))),
  });
  const bare = figures['bare'] ?? [];
  const itself = (ms: number): number => ms;
  const line = (what: string, ms: readonly number[], target: string): void =>
    console.log(
      `  ${what.padEnd(66)} ${medianOf(ms, itself).toFixed(1).padStart(6)} ms, ${ratioOf(ms, bare, itself).toFixed(2)} of it (target: <= ${target})`,
    );
  console.log(
    `\nFirst answer of an ES-module function's version that never ran, ${count} in turn, after a second idle each`,
  );
  console.log(`  isolation: ${serin.isolation}`);
  console.log(
    `  ${'bare node, start to its first word'.padEnd(66)} ${medianOf(bare, itself).toFixed(1).padStart(6)} ms`,
  );
  line('an ordinary cold start: no other function has its memory size', figures['ordinary'] ?? [], '1.30');
  line('one for which a process was started before, where Serin does so', figures['ready'] ?? [], '0.20');
}

/** The first version and as many more have one memory size, and as many after them each one of its own. */
async function prepareVersions(
  { endpoint, credentials, port }: Started,
  count: number,
): Promise<(version: number) => Promise<number>> {
  const path = await prepareFunction({
    endpoint,
    credentials,
    name: 'cold',
    file: 'index.mjs',
    code: "export const handler = async () => ({ greeting: 'hello' });\n",
    versions: 2 * count + 1,
    // No process that waits fits a function of another memory size.
    memoryMiB: (version) => (version <= count + 1 ? commonMiB : commonMiB + version),
  });
  return async (version) => {
    const makeRequest = () => signRequest(credentials, { port, path, query: `Qualifier=${version}`, body: '{}' });
    return (await runLoad({ port, connections: 1, requests: 1, makeRequest })).p50Ms;
  };
}

async function afterIdle(time: () => Promise<number>): Promise<number> {
  await wait(idleMs);
  return await time();
}

async function timeBareNode(): Promise<number> {
  const beganAt = performance.now();
  const child = spawn(process.execPath, ['-e', "process.stdout.write('hello')"], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  const ms = performance.now() - beganAt;
  await ended;
  return ms;
}
