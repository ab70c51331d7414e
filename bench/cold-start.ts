/** The first answer of a version that never ran, beside the start of a bare `node`. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from './bench-options.ts';
import { runLoad } from './load.ts';
import { start } from './program.ts';
import { interleave, medianOf, ratioOf } from './rounds.ts';
import { signRequest } from './signed-request.ts';
import { prepareFunction } from './weighted-alias.ts';

const coldStarts = 9;

export async function benchColdStart({ program, rounds }: Bench): Promise<void> {
  const count = rounds === 1 ? 2 : coldStarts;
  await using serin = await start(program);
  const { endpoint, credentials, port } = serin;
  const code = "export const handler = async () => ({ greeting: 'hello' });\n";
  const path = await prepareFunction({
    endpoint,
    credentials,
    name: 'cold',
    file: 'index.mjs',
    code,
    versions: count + 1,
  });
  const invoke = async (version: number): Promise<number> => {
    const makeRequest = () => signRequest(credentials, { port, path, query: `Qualifier=${version}`, body: '{}' });
    return (await runLoad({ port, connections: 1, requests: 1, makeRequest })).p50Ms;
  };
  // The very first brings in code of Serin's own.
  await invoke(1);
  let version = 1;
  const figures = await interleave(count, {
    bare: () => afterIdle(timeBareNode),
    cold: () => afterIdle(() => invoke((version += 1))),
  });
  const [bare, cold] = [figures['bare'] ?? [], figures['cold'] ?? []];
  const itself = (ms: number): number => ms;
  console.log(
    `\nCold start of an ES-module function, ${count} in turn with bare starts, after idling for ${idleMs} ms each`,
  );
  console.log(`  bare node, start to its first word    ${medianOf(bare, itself).toFixed(1)} ms`);
  console.log(
    `  first answer of a version never run   ${medianOf(cold, itself).toFixed(1)} ms, ${ratioOf(cold, bare, itself).toFixed(2)} of it (target: <= 1.30, with pre-started environments <= 0.20)`,
  );
  console.log(`  isolation: ${serin.isolation}`);
}

/** As long as what is kept ready may need to be ready again. */
const idleMs = 500;

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
