/**
 * `npm run bench`: what Serin costs. Start and idle memory of the built program on an empty folder,
 * and a warm invocation of a weighted alias, signature and all, as a share of a bare `node:http`
 * server with the same handler, in rounds that take turns. Medians; no figure is a test.
 */
import { fork, spawn } from 'node:child_process';
import { createHash, createHmac, type KeyObject, createSecretKey } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { benchMetrics } from './metrics.ts';
import { runLoad, type LoadFigures } from './load.ts';
import { build, memoryOf, start, type Started } from './program.ts';
import { benchStacks } from './stacks.ts';
import { interleave, median } from './rounds.ts';
import { prepareAlias } from './weighted-alias.ts';

const rounds = 5;
const requestsPerRound = 2000;
const quick = process.argv.includes('--quick');

const { main, folder } = build();
try {
  await benchStart(main);
  await benchInvoke(main);
  await benchMetrics();
  await benchStacks();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function benchStart(program: string): Promise<void> {
  const compileCache = mkdtempSync(join(tmpdir(), 'serin-bench-cache-'));
  const first = await timeStart(program, compileCache);
  const figures: StartFigures[] = [];
  for (let round = 0; round < rounds; round += 1) figures.push(await timeStart(program, compileCache));
  rmSync(compileCache, { recursive: true, force: true });
  const of = (pick: (figure: StartFigures) => number): string => median(figures.map(pick)).toFixed(0);
  console.log(`\nStart on an empty folder, ${rounds} times, medians (target: under 600 ms, under 120 MB)`);
  console.log(
    `  serin start to the first answer   ${of((figure) => figure.answeredMs)} ms (first start after an installation: ${first.answeredMs.toFixed(0)} ms)`,
  );
  console.log(`  bare node start                   ${of((figure) => figure.bareMs)} ms`);
  console.log(
    `  idle after 2 s                    ${of((figure) => figure.rssMB)} MB resident, ${of((figure) => figure.pssMB)} MB proportional`,
  );
}

interface StartFigures {
  readonly bareMs: number;
  readonly answeredMs: number;
  readonly rssMB: number;
  readonly pssMB: number;
}

async function timeStart(program: string, compileCache: string): Promise<StartFigures> {
  const bareAt = performance.now();
  await once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit');
  const bareMs = performance.now() - bareAt;
  const startedAt = performance.now();
  const serin = await start(program, compileCache);
  await (await fetch(`${serin.endpoint}/2015-03-31/functions`)).arrayBuffer();
  const answeredMs = performance.now() - startedAt;
  await wait(2000);
  const memory = memoryOf(serin.child.pid ?? 0) ?? { rssMB: Number.NaN, pssMB: Number.NaN };
  await serin.stop();
  return { bareMs, answeredMs, ...memory };
}

async function benchInvoke(program: string): Promise<void> {
  const serin = await start(program, join(tmpdir(), 'serin-bench-cache'));
  const bare = fork(fileURLToPath(new URL('./bare-server.ts', import.meta.url)), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port: barePort }] = (await once(bare, 'message')) as [{ port: number }];
  try {
    const credentials = readCredentials(serin);
    const { path, query } = await prepareAlias(serin.endpoint, credentials);
    const serinPort = Number(new URL(serin.endpoint).port);
    console.log(`\nWarm invocation of a two-version alias against a bare node:http server with the same handler`);
    console.log(
      `  ${rounds} rounds in turn of ${requestsPerRound} requests, medians; Serin's with Signature Version 4, routing, metrics records and logs`,
    );
    console.log('  connections   serin/s    bare/s   share   serin p50   serin p99   bare p99');
    for (const connections of [1, 10, 50]) {
      const requests = quick ? 200 : connections === 1 ? requestsPerRound / 2 : requestsPerRound;
      const makeSerin = signer(credentials, serinPort, path, query);
      const bareRequest = Buffer.from(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${barePort}\r\nContent-Length: 2\r\n\r\n{}`);
      await runLoad({ port: serinPort, connections, requests: 300, makeRequest: makeSerin });
      await runLoad({ port: barePort, connections, requests: 300, makeRequest: () => bareRequest });
      const figures = await interleave<LoadFigures>(quick ? 1 : rounds, {
        serin: () => runLoad({ port: serinPort, connections, requests, makeRequest: makeSerin }),
        bare: () => runLoad({ port: barePort, connections, requests, makeRequest: () => bareRequest }),
      });
      printRow(connections, figures['serin'] ?? [], figures['bare'] ?? []);
    }
  } finally {
    bare.kill();
    await serin.stop();
  }
}

function printRow(connections: number, serin: readonly LoadFigures[], bare: readonly LoadFigures[]): void {
  const of = (figures: readonly LoadFigures[], pick: (figure: LoadFigures) => number): number =>
    median(figures.map(pick));
  const share = median(serin.map((figure, round) => figure.perSecond / (bare[round]?.perSecond ?? Number.NaN)));
  const cells = [
    String(connections).padStart(13),
    of(serin, (figure) => figure.perSecond)
      .toFixed(0)
      .padStart(10),
    of(bare, (figure) => figure.perSecond)
      .toFixed(0)
      .padStart(9),
    share.toFixed(2).padStart(7),
    `${of(serin, (figure) => figure.p50Ms).toFixed(2)} ms`.padStart(11),
    `${of(serin, (figure) => figure.p99Ms).toFixed(2)} ms`.padStart(11),
    `${of(bare, (figure) => figure.p99Ms).toFixed(2)} ms`.padStart(10),
  ];
  console.log(cells.join(' '));
}

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

function readCredentials(serin: Started): Credentials {
  return JSON.parse(readFileSync(join(serin.dataFolder, 'credentials.json'), 'utf8')) as Credentials;
}

/** Signs once a second, as long as a signature's timestamp is the same: what is measured is the server. */
function signer(credentials: Credentials, port: number, path: string, query: string): () => Buffer {
  let timestamp = '';
  let request: Buffer = Buffer.alloc(0);
  return () => {
    const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
    if (now !== timestamp) {
      timestamp = now;
      request = sign(credentials, { host: `127.0.0.1:${port}`, path, query, timestamp });
    }
    return request;
  };
}

function sign(
  { accessKeyId, secretAccessKey }: Credentials,
  { host, path, query, timestamp }: { host: string; path: string; query: string; timestamp: string },
): Buffer {
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const scope = [timestamp.slice(0, 8), 'us-east-1', 'lambda', 'aws4_request'];
  const canonical = [
    'POST',
    path,
    query,
    `host:${host}`,
    `x-amz-date:${timestamp}`,
    '',
    'host;x-amz-date',
    sha256('{}'),
  ].join('\n');
  let key: KeyObject = createSecretKey(Buffer.from(`AWS4${secretAccessKey}`));
  for (const part of scope) key = createSecretKey(createHmac('sha256', key).update(part).digest());
  const signature = createHmac('sha256', key)
    .update(['AWS4-HMAC-SHA256', timestamp, scope.join('/'), sha256(canonical)].join('\n'))
    .digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  return Buffer.from(
    `POST ${path}?${query} HTTP/1.1\r\nHost: ${host}\r\nX-Amz-Date: ${timestamp}\r\nAuthorization: ${authorization}\r\nContent-Length: 2\r\n\r\n{}`,
  );
}
