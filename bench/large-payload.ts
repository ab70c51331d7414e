/** A payload of 100 kB there and back, beside a bare server that sends it back. */
import type { Bench } from './bench-options.ts';
import { startBare } from './contender.ts';
import { runLoad, type LoadFigures } from './load.ts';
import { start } from './program.ts';
import { interleave, medianOf, ratioOf } from './rounds.ts';
import { createSigner } from './signed-request.ts';
import { prepareFunction } from './weighted-alias.ts';

const payloadBytes = 100_000;
const requestsPerRound = 1000;
const connections = 10;

export async function benchPayload({ program, isolation, rounds, requestsOf }: Bench): Promise<void> {
  const body = JSON.stringify(orders());
  await using serin = await start(program, { isolation });
  await using bare = await startBare('echo', body);
  const { endpoint, credentials, port } = serin;
  const code = 'exports.handler = async (event) => event;\n';
  const path = await prepareFunction({ endpoint, credentials, name: 'echo', file: 'index.js', code, versions: 2 });
  const target = { port, makeRequest: createSigner(credentials, { port, path, query: 'Qualifier=live', body }) };
  const requests = requestsOf(requestsPerRound);
  for (const one of [target, bare.target]) await runLoad({ ...one, connections, requests: Math.ceil(requests / 5) });
  const figures = await interleave<LoadFigures>(rounds, {
    serin: () => runLoad({ ...target, connections, requests }),
    bare: () => runLoad({ ...bare.target, connections, requests }),
  });
  const [ofSerin, ofBare] = [figures['serin'] ?? [], figures['bare'] ?? []];
  const rate = (of: readonly LoadFigures[]): string => medianOf(of, (figure) => figure.perSecond).toFixed(0);
  const share = ratioOf(ofSerin, ofBare, (figure) => figure.perSecond).toFixed(2);
  console.log(
    `\n${(body.length / 1000).toFixed(0)} kB there and back, ${connections} connections, ${rounds} rounds in turn`,
  );
  console.log(`  serin/s ${rate(ofSerin)}, bare/s ${rate(ofBare)}, share ${share} (target: >= 0.30)`);
  console.log(
    `  p99: serin ${medianOf(ofSerin, (figure) => figure.p99Ms).toFixed(2)} ms, bare ${medianOf(ofBare, (figure) => figure.p99Ms).toFixed(2)} ms`,
  );
}

/** Of many small values, as events are: what a parser has work with. */
function orders(): object {
  const items: object[] = [];
  for (let bytes = 0; bytes < payloadBytes;) {
    const item = { id: `order-${items.length}`, amount: items.length * 1.5, paid: true, note: 'as it was agreed' };
    items.push(item);
    bytes += JSON.stringify(item).length + 1;
  }
  return { items };
}
