/**
 * Programs of others that run functions on one's own machine, with the same handler. They are
 * installed when the bench is first run, in the versions of `bench/peers`, and used again after that;
 * one that cannot be had is left out, aloud.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { plainRequest, type Contender } from './contender.ts';
import { runLoad } from './load.ts';

const source = fileURLToPath(new URL('./peers', import.meta.url));
const cache = fileURLToPath(new URL('../.cache/bench/peers', import.meta.url));
const startMaxMs = 60_000;
const handler = `async () => ({ greeting: 'hello' })`;

export interface Peers extends AsyncDisposable {
  readonly started: readonly Contender[];
}

export async function startPeers(): Promise<Peers> {
  await using stack = new AsyncDisposableStack();
  const started: Contender[] = [];
  if (install()) {
    for (const [name, start] of Object.entries({
      'serverless-offline': startServerlessOffline,
      workerd: startWorkerd,
    })) {
      try {
        started.push(stack.use(await start(name)));
      } catch (error) {
        console.log(`\n${name} is left out: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  }
  const owned = stack.move();
  return { started, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** No package's own scripts are run: none of these needs them. */
function install(): boolean {
  const lock = readFileSync(join(source, 'package-lock.json'), 'utf8');
  const mark = join(cache, 'installed');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return true;
  mkdirSync(cache, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(source, name), join(cache, name));
  console.log('Installing what Serin is measured against (once) ...');
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--fetch-retries=1'];
  const { status, stderr } = spawnSync('npm', ['ci', ...options], { cwd: cache, encoding: 'utf8' });
  if (status === 0) writeFileSync(mark, lock);
  else console.log(`\nserverless-offline and workerd are left out, since npm cannot install them:\n${stderr.trim()}`);
  return status === 0;
}

/** At its port for Lambda's own API, where nothing stands before the function. */
async function startServerlessOffline(name: string): Promise<Contender> {
  const [port, httpPort, websocketPort, albPort] = [
    await findPort(),
    await findPort(),
    await findPort(),
    await findPort(),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'serin-bench-offline-'));
  symlinkSync(join(cache, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'index.js'), `exports.handler = ${handler};\n`);
  const service = {
    service: 'bench',
    provider: { name: 'aws', runtime: 'nodejs20.x', stage: 'dev', region: 'us-east-1' },
    plugins: ['serverless-offline'],
    functions: { bench: { handler: 'index.handler' } },
    custom: { 'serverless-offline': { lambdaPort: port, httpPort, websocketPort, albPort, noTimeout: true } },
  };
  writeFileSync(join(folder, 'serverless.json'), JSON.stringify(service));
  const child = spawn(process.execPath, ['node_modules/serverless/bin/serverless.js', 'offline', 'start'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, CI: '1', SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
  });
  const path = '/2015-03-31/functions/bench-dev-bench/invocations';
  return await whenReady({ name, folder, child, port, path });
}

async function startWorkerd(name: string): Promise<Contender> {
  const port = await findPort();
  const folder = mkdtempSync(join(tmpdir(), 'serin-bench-workerd-'));
  // The package's own way to its binary for this machine.
  const { default: binary } = createRequire(join(cache, 'package.json'))('workerd') as { readonly default: string };
  writeFileSync(join(folder, 'worker.js'), workerdModule);
  writeFileSync(join(folder, 'config.capnp'), workerdConfig(port));
  const child = spawn(binary, ['serve', 'config.capnp'], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  return await whenReady({ name, folder, child, port, path: '/' });
}

const workerdModule = `const handler = ${handler};
export default {
  async fetch(request) {
    await request.json();
    return new Response(JSON.stringify(await handler()), { headers: { 'Content-Type': 'application/json' } });
  },
};
`;

const workerdConfig = (port: number): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main)],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
);
`;

interface StartedPeer {
  readonly name: string;
  readonly folder: string;
  readonly child: ChildProcess;
  readonly port: number;
  readonly path: string;
}

async function whenReady({ name, folder, child, port, path }: StartedPeer): Promise<Contender> {
  const contender: Contender = {
    name,
    pid: child.pid ?? 0,
    target: { port, makeRequest: plainRequest(port, path, '{}') },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)));
  const endMs = performance.now() + startMaxMs;
  for (;;) {
    const isReady = await runLoad({ ...contender.target, connections: 1, requests: 1 }).then(
      () => true,
      () => false,
    );
    if (isReady) return contender;
    if (child.exitCode !== null || performance.now() > endMs) {
      await contender[Symbol.asyncDispose]();
      throw new Error(`it does not answer: ${said.trim()}`);
    }
    await wait(200);
  }
}

async function findPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
