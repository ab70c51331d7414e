/**
 * `npm run bench`: what Serin costs. Start and idle memory of the built program on an empty folder;
 * warm invocations of a weighted alias, signature and all, beside a bare `node:http` server and
 * programs of others with the same handler, in rounds that take turns; large payloads, cold starts,
 * and what deployments do to callers. Medians, with what is aimed at beside them; no figure is a test.
 *
 * `npm run bench -- invoke cold-start` runs these parts alone, `--quick` tries the bench itself out,
 * `--profile` tells where the time of an invocation goes, `--isolation=process` hands that on to
 * `serin start`.
 */
import { rmSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Bench } from './bench-options.ts';
import { benchColdStart } from './cold-start.ts';
import { benchDeploying } from './deploying.ts';
import { benchPayload } from './large-payload.ts';
import { benchMetrics } from './metrics.ts';
import { build } from './program.ts';
import { benchStacks } from './stacks.ts';
import { benchStart } from './start-cost.ts';
import { benchInvoke } from './warm-invocation.ts';

const parts: Readonly<Record<string, (bench: Bench) => Promise<void>>> = {
  start: benchStart,
  invoke: benchInvoke,
  payload: benchPayload,
  deploying: benchDeploying,
  'cold-start': benchColdStart,
  metrics: benchMetrics,
  stacks: benchStacks,
};

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, profile: { type: 'boolean' }, isolation: { type: 'string' } },
});
const unknown = wanted.find((name) => !Object.hasOwn(parts, name));
if (unknown !== undefined)
  throw new Error(`There is no part ${unknown}; those there are: ${Object.keys(parts).join(', ')}`);
const { quick = false, profile = false, isolation } = options;

const { main, folder } = build();
const bench: Bench = {
  program: main,
  rounds: quick ? 1 : 5,
  requestsOf: (requests) => (quick ? Math.ceil(requests / 10) : requests),
  profile,
  isolation,
};
try {
  console.log(describeMachine());
  for (const [name, run] of Object.entries(parts)) if (wanted.length === 0 || wanted.includes(name)) await run(bench);
  console.log(`\n${describeMachine()}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function describeMachine(): string {
  const load = loadavg().map((value) => value.toFixed(2));
  return `Node ${process.versions.node}, ${cpus().length} processors, load average ${load.join(' ')}`;
}
