import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { VersionSpec } from './execution-host.ts';
import { findBubblewrap } from './isolation.ts';
import type { Isolation } from './isolation.ts';
import { HostFixture, isAlive, until } from './process-host.fixture.ts';
import type { ProcessHostOptions } from './process-host.ts';

const found = await findBubblewrap({ searchPath: process.env['PATH'] ?? '', hidden: [] });
const isolations: readonly Isolation[] = [
  { kind: 'process' },
  ...(found.kind === 'available' ? [{ kind: 'bubblewrap' as const, sandbox: found.sandbox }] : []),
];

/** A process that waits has a folder; once a function has it, it is that of its environment. */
function waitingPids(fixture: HostFixture, word: 'waits' | 'begins' = 'waits'): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const line = read(`/proc/${pid}/cmdline`);
      const leadsItsGroup = read(`/proc/${pid}/stat`).replace(/.*\) /, '').split(' ')[2] === String(pid);
      const isOfHost = (line + read(`/proc/${pid}/environ`)).includes(fixture.folder);
      return leadsItsGroup && isOfHost && line.includes(`\0${word}\0`);
    });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

function waitingFolders({ folder }: HostFixture): readonly string[] {
  const [host] = readdirSync(path.join(folder, 'work')).map((name) => path.join(folder, 'work', name));
  return host === undefined ? [] : readdirSync(host).filter((name) => name.startsWith('waiting-'));
}

interface Prepared extends AsyncDisposable {
  readonly fixture: HostFixture;
  readonly next: (files: object, members?: object) => VersionSpec;
}

/** A host in which a function of the same kind has been called, and processes wait for the next. */
async function prepared(runtime: string, options: Partial<ProcessHostOptions>): Promise<Prepared> {
  const fixture = new HostFixture({ preStartedMax: 2, ...options });
  const first = fixture.version(
    { 'index.js': node, 'index.py': python },
    { runtime, environment: { SECRET: 'first' } },
  );
  await fixture.invoke(first);
  await until(() => waitingPids(fixture).length === 2);
  const next = (files: object, members: object = {}): VersionSpec =>
    fixture.version({ ...files }, { runtime, functionName: 'second', ...members });
  return { fixture, next, [Symbol.asyncDispose]: () => fixture[Symbol.asyncDispose]() };
}

const node = `
  const fs = require('node:fs');
  let calls = 0;
  const kept = globalThis.kept ?? 'nothing';
  exports.handler = async () => ({
    variables: process.env, cwd: process.cwd(), args: process.argv.length, calls: (calls += 1), pid: process.pid,
    hour: new Date(0).getHours(), started: ['environ', 'cmdline'].map((name) => fs.readFileSync('/proc/self/' + name, 'latin1')).join(''),
    kept, flags: process.execArgv, input: fs.readlinkSync('/proc/self/fd/0'), task: fs.readdirSync(process.env.LAMBDA_TASK_ROOT).sort(),
  });
  globalThis.kept = 'something';`;
const python = `
import os, sys, time
calls = 0
def handler(event, context):
    global calls
    calls += 1
    return {
        "variables": dict(os.environ), "cwd": os.getcwd(), "args": len(sys.argv), "calls": calls, "pid": os.getpid(),
        "hour": time.localtime(0).tm_hour, "kept": "nothing",
        "started": open("/proc/self/environ").read() + open("/proc/self/cmdline").read(),
        "task": sorted(os.listdir(os.environ["LAMBDA_TASK_ROOT"])),
    }
`;

interface Seen {
  readonly variables: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly args: number;
  readonly calls: number;
  readonly pid: number;
  readonly hour: number;
  /** With what variables and arguments the process was started. */
  readonly started: string;
  readonly kept: string;
  readonly task: readonly string[];
  readonly flags?: readonly string[];
  readonly input?: string;
}

async function see(fixture: HostFixture, spec: VersionSpec): Promise<Seen> {
  // The functions above answer in this shape; any other fails the assertion that reads it.
  return (await fixture.invoke(spec)).body as Seen;
}

/** What a function that a waiting process took saw: one may be started, but not taken in yet. */
async function seeEarly(fixture: HostFixture, version: () => VersionSpec): Promise<Seen> {
  for (;;) {
    const seen = await see(fixture, version());
    if (wasWaiting(seen)) return seen;
  }
}

const wasWaiting = (seen: Seen): boolean => seen.started.includes('\0waits\0');

/** Whether only its place was there before. */
const wasHeld = (seen: Seen): boolean => seen.started.includes('\0begins\0');

describe.each(isolations)('a process that waits for its function ($kind)', (isolation) => {
  it.each([
    ['nodejs22.x', 2],
    ['python3.12', 1],
  ])('is that of one function alone, as if started for it (%s)', async (runtime, argumentCount) => {
    await using host = await prepared(runtime, { isolation });
    const { fixture, next } = host;
    const files = { 'index.js': node, 'index.py': python, 'own.txt': '' };
    const environment = { TZ: 'Asia/Tokyo', OWN: 'yes' };
    const early = await seeEarly(fixture, () => next(files, { environment }));
    await using ordinary = new HostFixture({ isolation, preStartedMax: 0 });
    const late = await see(ordinary, ordinary.version(files, { runtime, functionName: 'second', environment }));
    expect(wasWaiting(late)).toBe(false);
    expect(Object.keys(early.variables).toSorted()).toEqual(Object.keys(late.variables).toSorted());
    expect(early.variables).toMatchObject({ AWS_LAMBDA_FUNCTION_NAME: 'second', OWN: 'yes' });
    expect(early.variables).not.toHaveProperty('SECRET');
    expect(early.cwd).toBe(early.variables['LAMBDA_TASK_ROOT']);
    expect({ ...early, args: late.args }).toMatchObject({ hour: 9, kept: 'nothing', calls: 1, task: late.task });
    expect(early.args).toBe(argumentCount);
  });

  it('finds what the function packages and what its layers bring', async () => {
    await using host = await prepared('nodejs22.x', { isolation });
    const { fixture, next } = host;
    const layer = fixture.pack({ 'nodejs/node_modules/layered/index.js': 'module.exports = "layered";' });
    const source = `
      import own from 'own'; import layered from 'layered'; import { LambdaClient } from '@aws-sdk/client-lambda';
      import { readFileSync } from 'node:fs';
      export const handler = async () =>
        [own, layered, typeof LambdaClient, readFileSync('/proc/self/environ', 'latin1').includes('_HANDLER')];`;
    const files = { 'index.mjs': source, 'node_modules/own/index.js': 'module.exports = "own";' };
    const bodies: unknown[] = [];
    while (!bodies.some((body) => Array.isArray(body) && body[3] === false)) {
      bodies.push((await fixture.invoke(next(files, { layerPaths: [layer] }))).body);
    }
    for (const body of bodies) expect(body).toEqual(['own', 'layered', 'function', expect.any(Boolean)]);
  });

  it('tells what is wrong with a function, and the next has another', async () => {
    await using host = await prepared('nodejs22.x', { isolation });
    const { fixture, next } = host;
    const { error } = await fixture.invoke(next({ 'index.js': 'throw new Error("no");' }));
    expect(error).toMatchObject({ errorType: 'Error', errorMessage: 'no' });
    expect((await see(fixture, next({ 'index.js': node }))).calls).toBe(1);
  });

  it('that has ended meanwhile is not missed', async () => {
    await using host = await prepared('nodejs22.x', { isolation });
    const { fixture, next } = host;
    const pids = waitingPids(fixture);
    for (const pid of pids) process.kill(-pid, 'SIGSTOP');
    const seeing = see(fixture, next({ 'index.js': node }));
    await until(() => fixture.log.filter((line) => line.startsWith('INIT_START')).length === 2);
    for (const pid of pids) process.kill(-pid, 'SIGKILL');
    const seen = await seeing;
    expect([seen.calls, wasWaiting(seen)]).toEqual([1, false]);
    expect(fixture.log.join('')).not.toContain('INIT_REPORT');
  });

  it('goes with its host, and its folder too', async () => {
    const { fixture } = await prepared('nodejs22.x', { isolation });
    // One that was claimed meanwhile is replaced a moment later.
    await until(() => waitingPids(fixture).length >= 2);
    const pids = waitingPids(fixture);
    await fixture.host[Symbol.asyncDispose]();
    await until(() => !pids.some(isAlive));
    expect(readdirSync(path.join(fixture.folder, 'work'))).toEqual([]);
    await fixture[Symbol.asyncDispose]();
  });

  it('keeps nothing of the function that it has loaded to be ready', async () => {
    await using host = await prepared('nodejs22.x', { isolation });
    const { fixture, next } = host;
    const environment = { AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA: '1' };
    const files = { 'index.js': `globalThis.kept = typeof awslambda; ${node}` };
    expect((await seeEarly(fixture, () => next(files, { environment }))).kept).toBe('undefined');
    expect((await seeEarly(fixture, () => next(files))).kept).toBe('object');
  });

  it('is not for a function whose settings act when a process starts', async () => {
    await using host = await prepared('nodejs22.x', { isolation });
    const { fixture, next } = host;
    const environment = { NODE_OPTIONS: '--title=mine' };
    const files = { 'index.js': 'exports.handler = async () => process.title;' };
    expect((await fixture.invoke(next(files, { environment }))).body).toBe('mine');
  });
});

describe.each(isolations)('a place that waits for a function of any memory size ($kind)', (isolation) => {
  it('becomes that of one function alone, as if prepared for it', async () => {
    await using host = await prepared('nodejs22.x', { isolation });
    const { fixture, next } = host;
    const files = { 'index.js': node, 'own.txt': '' };
    const members = { memoryMiB: 384, environment: { OWN: 'yes' } };
    let early: Seen | undefined;
    while (early === undefined || !wasHeld(early)) {
      await until(() => waitingPids(fixture, 'begins').length > 0);
      early = await see(fixture, next(files, members));
      members.memoryMiB += 1;
    }
    await using ordinary = new HostFixture({ isolation, preStartedMax: 0 });
    const { memoryMiB, ...rest } = members;
    const late = await see(
      ordinary,
      ordinary.version(files, { ...rest, memoryMiB: memoryMiB - 1, runtime: 'nodejs22.x', functionName: 'second' }),
    );
    expect([wasWaiting(late), wasHeld(late)]).toEqual([false, false]);
    expect(Object.keys(early.variables).toSorted()).toEqual(Object.keys(late.variables).toSorted());
    expect(early.variables).toMatchObject({ AWS_LAMBDA_FUNCTION_NAME: 'second', OWN: 'yes' });
    expect(early.variables).not.toHaveProperty('SECRET');
    expect(early.cwd).toBe(early.variables['LAMBDA_TASK_ROOT']);
    const { args, calls, kept, task, flags, input } = late;
    expect(early).toMatchObject({ args, calls, kept, task, flags, input });
    expect([args, kept, input]).toEqual([2, 'nothing', '/dev/null']);
  });

  it('that is gone meanwhile is not missed', async () => {
    await using host = await prepared('nodejs22.x', { isolation });
    const { fixture, next } = host;
    await until(() => waitingPids(fixture, 'begins').length === 2);
    const pids = waitingPids(fixture, 'begins');
    for (const pid of pids) process.kill(-pid, 'SIGSTOP');
    const seeing = see(fixture, next({ 'index.js': node }, { memoryMiB: 384 }));
    await until(() => fixture.log.filter((line) => line.startsWith('INIT_START')).length === 2);
    for (const pid of pids) process.kill(-pid, 'SIGKILL');
    const seen = await seeing;
    expect([seen.calls, wasHeld(seen)]).toEqual([1, false]);
    expect(fixture.log.join('')).not.toContain('INIT_REPORT');
  });
});

describe('processes that wait', () => {
  it('are none before there is a function, and there for its first call', async () => {
    await using fixture = new HostFixture({ preStartedMax: 1 });
    expect(waitingFolders(fixture)).toEqual([]);
    fixture.host.expect(fixture.node(node));
    await until(() => waitingPids(fixture).length === 1);
    await seeEarly(fixture, () => fixture.node(node));
  });

  it('are those of the profiles that were used last', async () => {
    await using fixture = new HostFixture({ preStartedMax: 2 });
    for (const memoryMiB of [128, 256, 512]) fixture.host.expect(fixture.node(node, { memoryMiB }));
    await until(() => waitingPids(fixture).length === 2);
    expect(wasWaiting(await see(fixture, fixture.node(node, { memoryMiB: 128 })))).toBe(false);
    await seeEarly(fixture, () => fixture.node(node, { memoryMiB: 512 }));
  });
});
