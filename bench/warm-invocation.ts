/** A warm invocation of a weighted alias, as a share of a bare server's, and beside other programs'. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Bench } from './bench-options.ts';
import { startBare, type Contender } from './contender.ts';
import { runLoad, type LoadFigures } from './load.ts';
import { startPeers } from './peers.ts';
import { processorTimeOf } from './processor-time.ts';
import { profileLoad } from './profile.ts';
import { start, type Started } from './program.ts';
import { interleave, medianOf, ratioOf } from './rounds.ts';
import { createSigner } from './signed-request.ts';
import { constantCode, prepareFunction } from './weighted-alias.ts';

/** A round of a second or so: what a first call after a pause costs is not what is asked here. */
const requestsPerRound = 10_000;

export async function benchInvoke(bench: Bench): Promise<void> {
  await using serin = await start(bench.program, { isolation: bench.isolation });
  const target = await prepareTarget(serin);
  await using bare = await startBare('constant');
  await using peers = await startPeers();
  console.log(`\nWarm invocation of a two-version alias against others with the same handler`);
  console.log(
    `  ${bench.rounds} rounds in turn of ${requestsPerRound} requests, medians; Serin's with Signature Version 4, routing, metrics records and logs`,
  );
  console.log(`  isolation: ${serin.isolation}`);
  console.log('  connections   serin/s    bare/s   share    target   serin p50   serin p99   bare p99');
  const peerRows: string[] = [];
  for (const connections of [1, 10, 50]) {
    const contenders = [bare, ...(connections === 1 ? [] : peers.started)];
    const figures = await runRounds(bench, { target, contenders, connections });
    const serinFigures = figures['serin'] ?? [];
    printRow(connections, serinFigures, figures[bare.name] ?? []);
    for (const { name } of contenders.slice(1))
      peerRows.push(peerRow(connections, name, serinFigures, figures[name] ?? []));
  }
  if (peerRows.length > 0) {
    console.log('  connections   peer                   peer/s   serin/peer           target   serin p99    peer p99');
    for (const row of peerRows) console.log(row);
  }
  if (bench.profile) await profileInvoke(bench);
}

type Target = Contender['target'];

async function prepareTarget({ endpoint, credentials, port }: Started): Promise<Target> {
  const file = 'index.js';
  const path = await prepareFunction({ endpoint, credentials, name: 'bench', file, code: constantCode, versions: 2 });
  return { port, makeRequest: createSigner(credentials, { port, path, query: 'Qualifier=live', body: '{}' }) };
}

interface Comparison {
  readonly target: Target;
  readonly contenders: readonly Contender[];
  readonly connections: number;
}

async function runRounds(
  bench: Bench,
  { target, contenders, connections }: Comparison,
): Promise<Record<string, LoadFigures[]>> {
  const requests = bench.requestsOf(connections === 1 ? requestsPerRound / 2 : requestsPerRound);
  const runs: Record<string, () => Promise<LoadFigures>> = {};
  for (const { name, target: one } of [{ name: 'serin', target }, ...contenders]) {
    // Some start a thread or a process for each caller, which is no part of what is compared.
    await runLoad({ ...one, connections, requests: Math.max(requests / 4, 10 * connections) });
    runs[name] = async () => {
      const figures = await runLoad({ ...one, connections, requests });
      // What one leaves to do after its last answer shall not be the next one's burden.
      await wait(100);
      return figures;
    };
  }
  return await interleave(bench.rounds, runs);
}

function printRow(connections: number, serin: readonly LoadFigures[], bare: readonly LoadFigures[]): void {
  const share = ratioOf(serin, bare, (figure) => figure.perSecond);
  const cells = [
    String(connections).padStart(13),
    medianOf(serin, (figure) => figure.perSecond)
      .toFixed(0)
      .padStart(10),
    medianOf(bare, (figure) => figure.perSecond)
      .toFixed(0)
      .padStart(9),
    share.toFixed(2).padStart(7),
    (connections === 1 ? '' : '>= 0.45').padStart(9),
    milliseconds(serin, (figure) => figure.p50Ms).padStart(11),
    milliseconds(serin, (figure) => figure.p99Ms).padStart(11),
    milliseconds(bare, (figure) => figure.p99Ms).padStart(10),
  ];
  console.log(cells.join(' '));
}

const peerTargets: Readonly<Record<string, string>> = { 'serverless-offline': '>= 15', workerd: '> 1, lower p99' };

function peerRow(
  connections: number,
  name: string,
  serin: readonly LoadFigures[],
  peer: readonly LoadFigures[],
): string {
  const cells = [
    String(connections).padStart(13),
    `  ${name}`.padEnd(20),
    medianOf(peer, (figure) => figure.perSecond)
      .toFixed(0)
      .padStart(9),
    ratioOf(serin, peer, (figure) => figure.perSecond)
      .toFixed(2)
      .padStart(12),
    (peerTargets[name] ?? '').padStart(16),
    milliseconds(serin, (figure) => figure.p99Ms).padStart(11),
    milliseconds(peer, (figure) => figure.p99Ms).padStart(11),
  ];
  return cells.join(' ');
}

const milliseconds = (figures: readonly LoadFigures[], pick: (figure: LoadFigures) => number): string =>
  `${medianOf(figures, pick).toFixed(2)} ms`;

/** On a Serin of its own, since being watched costs. */
async function profileInvoke(bench: Bench): Promise<void> {
  await using serin = await start(bench.program, {
    isolation: bench.isolation,
    nodeOptions: ['--inspect=127.0.0.1:0'],
  });
  const target = await prepareTarget(serin);
  const load = (requests: number) => runLoad({ ...target, connections: 10, requests });
  await load(bench.requestsOf(requestsPerRound));
  const requests = bench.requestsOf(5 * requestsPerRound);
  await profileLoad(serin, requests, load);
  await using bare = await startBare('constant');
  const before = processorTimeOf(bare.pid);
  await runLoad({ ...bare.target, connections: 10, requests });
  const us = ((processorTimeOf(bare.pid) - before) * 1000) / requests;
  console.log(`  For comparison: the bare server takes ${us.toFixed(0)} us of processor time a request`);
}
