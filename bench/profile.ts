/** Where the time of an invocation goes: on Serin's main thread, by group of files and by function; and by process. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { LoadFigures } from './load.ts';
import { processorTime } from './processor-time.ts';
import type { Started } from './program.ts';

const folder = fileURLToPath(new URL('../.cache/bench', import.meta.url));
const rowsMax = 14;

/** Serin was started with `--inspect`. */
export async function profileLoad(
  serin: Started,
  requests: number,
  load: (requests: number) => Promise<LoadFigures>,
): Promise<void> {
  const address = /Debugger listening on (ws:\S+)/.exec(serin.said())?.[1];
  if (address === undefined) throw new Error(`Serin's debugger does not listen: ${serin.said()}`);
  using inspector = await connectInspector(address);
  const before = processorTime(serin.child.pid ?? 0);
  await load(requests);
  const after = processorTime(serin.child.pid ?? 0);
  await inspector.call('Profiler.enable');
  await inspector.call('Profiler.setSamplingInterval', { interval: 200 });
  await inspector.call('Profiler.start');
  await load(requests);
  const { profile } = (await inspector.call('Profiler.stop')) as { readonly profile: CpuProfile };
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'invoke.cpuprofile');
  writeFileSync(file, JSON.stringify(profile));
  console.log(`\nWhere the time of ${requests} invocations goes, 10 connections (whole profile: ${file})`);
  for (const [name, ms] of Object.entries(after)) {
    const perRequestUs = ((ms - (before[name] ?? 0)) * 1000) / requests;
    console.log(`  ${name.padEnd(34)} ${perRequestUs.toFixed(0).padStart(5)} us of processor time a request`);
  }
  printShares(`Serin's main thread, by its own time`, sharesOf(profile, groupOf));
  printShares('the same by function', sharesOf(profile, functionOf));
}

interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Of the time in which the thread was not idle, highest first. */
function sharesOf({ nodes, samples, timeDeltas }: CpuProfile, name: (frame: CallFrame) => string): [string, number][] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, name(callFrame)]));
  const times = new Map<string, number>();
  let total = 0;
  for (const [index, id] of samples.entries()) {
    const of = names.get(id) ?? '';
    if (of === '(idle)') continue;
    const delta = timeDeltas[index] ?? 0;
    times.set(of, (times.get(of) ?? 0) + delta);
    total += delta;
  }
  return [...times].map(([of, time]): [string, number] => [of, time / total]).toSorted((a, b) => b[1] - a[1]);
}

function printShares(title: string, shares: readonly [string, number][]): void {
  console.log(`  ${title}`);
  for (const [name, share] of shares.slice(0, rowsMax))
    console.log(`    ${`${(share * 100).toFixed(1)} %`.padStart(7)}  ${name}`);
}

/** Node's own by its module, Serin's by its folder, a package by its name. */
function groupOf({ functionName, url }: CallFrame): string {
  if (url === '') return /^\(.*\)$/.test(functionName) ? functionName : '(native)';
  if (url.startsWith('node:')) return url.replace(/^node:internal\/([^/]+)\/.*/, 'node:internal/$1');
  const path = url.replace(/^file:\/\//, '');
  const packageName = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
  if (packageName !== undefined) return packageName;
  return `serin ${/.*\/dist\/(.*)\/[^/]+$/.exec(path)?.[1] ?? path}`;
}

function functionOf(frame: CallFrame): string {
  const { functionName, url, lineNumber } = frame;
  if (url === '') return functionName;
  const file = url.replace(/^file:\/\/.*\/(?:dist|node_modules)\//, '');
  return `${functionName === '' ? '(anonymous)' : functionName}  ${file}:${lineNumber + 1}`;
}

interface Inspector extends Disposable {
  call(method: string, params?: object): Promise<unknown>;
}

async function connectInspector(address: string): Promise<Inspector> {
  const socket = new WebSocket(address);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`nobody answers at ${address}`)));
  });
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { readonly id?: number; readonly result?: unknown };
    if (id === undefined) return;
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  let last = 0;
  return {
    call(method, params = {}) {
      const id = (last += 1);
      const answered = Promise.withResolvers<unknown>();
      waiting.set(id, answered.resolve);
      socket.send(JSON.stringify({ id, method, params }));
      return answered.promise;
    },
    [Symbol.dispose]: () => socket.close(),
  };
}
