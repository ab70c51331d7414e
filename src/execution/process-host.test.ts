import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CapacityError } from './execution-host.ts';
import type { Timer } from '../time/clock.ts';
import { SystemClock } from '../time/system-clock.ts';
import { HostFixture, isAlive, until } from './process-host.fixture.ts';

// These look at processes and files from outside; isolation.test.ts looks from inside.
process.env['SERIN_TEST_ISOLATION'] = 'process';

/** Says its process and counts its calls; waits until `gate` is there, where it is asked to. */
const counting = `
  const { existsSync } = require('node:fs');
  let calls = 0;
  exports.handler = async ({ gate, exits, spins }) => {
    calls += 1;
    if (exits !== undefined) process.exit(exits);
    while (spins);
    while (gate && !existsSync(gate)) await new Promise((resolve) => setTimeout(resolve, 5));
    return { pid: process.pid, calls };
  };`;

interface Counted {
  readonly pid: number;
  readonly calls: number;
}

async function call(fixture: HostFixture, spec: Parameters<HostFixture['invoke']>[0], event: object = {}) {
  const { body } = await fixture.invoke(spec, event);
  // The counting function answers in this shape; any other fails the assertion that reads it.
  return body as Counted;
}

function openGate(fixture: HostFixture, name: string): void {
  fixture.pack({ [`../${name}`]: '' });
}

function started(fixture: HostFixture): number {
  return fixture.log.filter((line) => line.startsWith('INIT_START')).length;
}

describe('environments', () => {
  it('are kept, with what the function holds in memory', async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node(counting);
    const first = await fixture.invoke(spec);
    const second = await fixture.invoke(spec);
    expect(second.body).toEqual({ ...(first.body as Counted), calls: 2 });
    expect(first.outcome.initDurationMs).toBeGreaterThan(0);
    expect(second.outcome).not.toHaveProperty('initDurationMs');
    expect(second.outcome.maxMemoryUsedMiB).toBeGreaterThan(10);
  });

  it('run one invocation at a time, and there are more when more come at once', async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node(counting);
    const gate = path.join(fixture.folder, 'gate');
    const calls = Array.from({ length: 4 }, () => call(fixture, spec, { gate }));
    await until(() => fixture.log.filter((line) => line.startsWith('START')).length === 4);
    openGate(fixture, 'gate');
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ pid }) => pid)).size).toBe(4);
    expect(new Set(fixture.lines.map(({ stream }) => stream)).size).toBe(4);
  });

  it('never serve two versions', async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node(counting);
    const other = { ...spec, key: 'other' };
    const [one, two] = [await call(fixture, spec), await call(fixture, other)];
    expect(one.pid).not.toBe(two.pid);
    expect([one.calls, two.calls]).toEqual([1, 1]);
  });

  it('make place for another version, the longest idle first, when there are as many as may be', async () => {
    await using fixture = new HostFixture({ bounds: { environmentsMax: 2 } });
    const specs = [fixture.node(counting), fixture.node(counting), fixture.node(counting)] as const;
    const first = await call(fixture, specs[0]);
    const second = await call(fixture, specs[1]);
    await call(fixture, specs[2]);
    await until(() => !isAlive(first.pid));
    expect(isAlive(second.pid)).toBe(true);
    expect((await call(fixture, specs[1])).calls).toBe(2);
  });

  it('serve who waits in order of arrival, and refuse who finds no place to wait', async () => {
    await using fixture = new HostFixture({ bounds: { environmentsMax: 1, waitingMax: 2 } });
    const spec = fixture.node(counting);
    const gate = path.join(fixture.folder, 'gate');
    const running = call(fixture, spec, { gate });
    await until(() => fixture.log.some((line) => line.startsWith('START')));
    const waiting = [call(fixture, spec), call(fixture, spec)];
    await expect(call(fixture, spec)).rejects.toBeInstanceOf(CapacityError);
    openGate(fixture, 'gate');
    expect([await running, ...(await Promise.all(waiting))].map(({ calls }) => calls)).toEqual([1, 2, 3]);
  });

  it('give way to a version that has none and waits longer', async () => {
    await using fixture = new HostFixture({ bounds: { environmentsMax: 1 } });
    const busy = fixture.node(counting);
    const gate = path.join(fixture.folder, 'gate');
    const running = call(fixture, busy, { gate });
    await until(() => fixture.log.some((line) => line.startsWith('START')));
    const order: string[] = [];
    const other = call(fixture, { ...busy, key: 'other' }).then(() => order.push('other'));
    const later = call(fixture, busy).then(() => order.push('later'));
    openGate(fixture, 'gate');
    await Promise.all([running, other, later]);
    expect(order).toEqual(['other', 'later']);
  });

  it('are stopped when they have been idle long enough', async () => {
    await using fixture = new HostFixture({ idleTimeoutMs: 1 });
    const { pid } = await call(fixture, fixture.node(counting));
    await until(() => !isAlive(pid));
    // Its folder goes after it.
    await until(() => environmentFolders(fixture).length === 0);
  });

  it('are replaced when their credentials have expired', async () => {
    const lines: unknown[] = [];
    await using fixture = new HostFixture({
      surroundings: {
        awsEndpointUrl: 'http://127.0.0.1:4566',
        writeLog: (line) => lines.push(line),
        credentials: async () => ({ accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expiresAtMs: 0 }),
      },
    });
    const spec = fixture.node(counting);
    const first = await call(fixture, spec);
    expect((await call(fixture, spec)).pid).not.toBe(first.pid);
  });

  it('that cannot be prepared fail who asked, and the next try is another', async () => {
    let fails = true;
    await using fixture = new HostFixture({
      surroundings: {
        awsEndpointUrl: 'http://127.0.0.1:4566',
        writeLog: () => undefined,
        credentials: async () => {
          if (fails) throw new Error('No credentials.');
          return { accessKeyId: 'a', secretAccessKey: 'b', sessionToken: 'c', expiresAtMs: Infinity };
        },
      },
    });
    const spec = fixture.node(counting);
    await expect(call(fixture, spec)).rejects.toThrow('No credentials.');
    fails = false;
    expect((await call(fixture, spec)).calls).toBe(1);
  });
});

describe('a retired version', () => {
  it('finishes what runs and waits, and then has no process', async () => {
    await using fixture = new HostFixture({ bounds: { environmentsMax: 1 } });
    const spec = fixture.node(counting);
    const gate = path.join(fixture.folder, 'gate');
    const running = call(fixture, spec, { gate });
    await until(() => fixture.log.some((line) => line.startsWith('START')));
    const waiting = call(fixture, spec);
    fixture.host.retire(spec.key);
    openGate(fixture, 'gate');
    const { pid } = await running;
    expect((await waiting).calls).toBe(2);
    await until(() => !isAlive(pid));
    expect((await call(fixture, spec)).calls).toBe(1);
  });

  it('that is idle stops at once', async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node(counting);
    const { pid } = await call(fixture, spec);
    fixture.host.retire(spec.key);
    await until(() => !isAlive(pid));
  });
});

describe('provisioned concurrency', () => {
  const source = `exports.handler = async () => [process.env.AWS_LAMBDA_INITIALIZATION_TYPE, process.pid];`;

  it('keeps environments initialised until they are given back', async () => {
    await using fixture = new HostFixture({ idleTimeoutMs: 20 });
    const spec = fixture.node(source);
    expect(await fixture.host.provision(spec, 2)).toEqual({ kind: 'ready' });
    expect(started(fixture)).toBe(2);
    const { body, outcome } = await fixture.invoke(spec);
    expect(body).toEqual(['provisioned-concurrency', expect.any(Number)]);
    expect(outcome).not.toHaveProperty('initDurationMs');
    expect(started(fixture)).toBe(2);
    await fixture.host.provision(spec, 0);
    expect((await fixture.invoke(spec)).body).toEqual(['on-demand', expect.any(Number)]);
  });

  it('tells that the init fails', async () => {
    await using fixture = new HostFixture();
    const outcome = await fixture.host.provision(fixture.node('throw new Error("no")'), 1);
    expect(outcome).toEqual({ kind: 'failed', reason: 'FUNCTION_ERROR_INIT_FAILURE' });
  });

  it('tells that there is no room', async () => {
    await using fixture = new HostFixture({ bounds: { environmentsMax: 1 } });
    expect(await fixture.host.provision(fixture.node(source), 2)).toEqual({
      kind: 'failed',
      reason: expect.stringContaining('At most 1'),
    });
  });
});

describe('an invocation ends', () => {
  it('with Sandbox.Timedout when its time is over, and /tmp outlives the process', async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node(
      `const fs = require('node:fs'); const file = require('node:os').tmpdir() + '/kept'; let calls = 0;
       exports.handler = async ({ spins }) => { calls += 1; fs.appendFileSync(file, 'x'); while (spins); return [calls, fs.readFileSync(file, 'utf8')]; };`,
      { timeoutMs: 400 },
    );
    expect((await fixture.invoke(spec)).body).toEqual([1, 'x']);
    const { outcome } = await fixture.invoke(spec, { spins: true }, { requestId: 'r-1' });
    expect(Buffer.from(outcome.payload).toString()).toBe(
      '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: r-1 Error: Task timed out after 0.40 seconds"}',
    );
    expect(outcome).toMatchObject({ functionError: 'Unhandled', durationMs: 400 });
    expect(outcome.logTail).toMatch(
      /^START RequestId: r-1 Version: 7\nEND RequestId: r-1\nREPORT RequestId: r-1\tDuration: 400.00 ms\tBilled Duration: 400 ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tStatus: timeout\n$/,
    );
    const next = await fixture.invoke({ ...spec, timeoutMs: 20_000 });
    expect(next.body).toEqual([1, 'xxx']);
    expect(next.outcome).not.toHaveProperty('initDurationMs');
    expect(new Set(fixture.lines.map(({ stream }) => stream)).size).toBe(1);
  });

  it.each([
    ['process.exit(0)', 'Runtime exited without providing a reason'],
    ['process.exit(127)', 'Runtime exited with error: exit status 127'],
    ['process.kill(process.pid, "SIGKILL")', 'Runtime exited with error: signal: killed'],
    ['process.abort()', 'Runtime exited with error: signal: aborted'],
  ])('with Runtime.ExitError at %s', async (statement, reason) => {
    await using fixture = new HostFixture();
    const spec = fixture.node(`exports.handler = async () => { console.log('before'); ${statement}; };`);
    const { outcome } = await fixture.invoke(spec, {}, { requestId: 'r-1' });
    expect(Buffer.from(outcome.payload).toString()).toBe(
      JSON.stringify({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: r-1 Error: ${reason}` }),
    );
    expect(outcome.logTail).toMatch(
      /\tINFO\tbefore\n(.*\n)*END RequestId: r-1\nREPORT .*\tStatus: error\tError Type: Runtime.ExitError\n$/,
    );
  });

  it('with Runtime.OutOfMemory when it takes more memory than it may', async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node(
      'exports.handler = async () => { const held = []; for (;;) { held.push(Buffer.alloc(8 << 20, 1)); await new Promise((r) => setTimeout(r, 5)); } };',
    );
    const { error, outcome } = await fixture.invoke(spec);
    expect(error.errorType).toBe('Runtime.OutOfMemory');
    expect(error.errorMessage).toMatch(/Runtime exited with error: signal: killed$/);
    expect(outcome.maxMemoryUsedMiB).toBe(128);
  });

  it('together with all that it started', async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node(
      `exports.handler = async () => { const { pid } = require('node:child_process').spawn('sleep', ['1000'], { stdio: 'inherit' }); console.log('child ' + pid); process.exit(1); };`,
    );
    const { outcome } = await fixture.invoke(spec);
    const pid = Number(/child (\d+)/.exec(outcome.logTail ?? '')?.[1]);
    await until(() => !isAlive(pid));
  });

  it('as usual after a process ended while it was idle', async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node(counting);
    const { pid } = await call(fixture, spec);
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(pid));
    const next = await call(fixture, spec);
    expect(next.calls).toBe(1);
  });
});

describe('an init that fails', () => {
  it('is repeated by the invocation, which gets its error', async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node('console.log("loads"); throw new Error("no");');
    const { error, outcome } = await fixture.invoke(spec, {}, { requestId: 'r-1' });
    expect(error).toMatchObject({ errorType: 'Error', errorMessage: 'no' });
    expect(outcome).not.toHaveProperty('initDurationMs');
    const kinds = fixture.log.map((line) =>
      /^INIT_REPORT .*Phase.*\n|^[A-Z_]+(?= )|loads|Uncaught Exception/.exec(line)?.[0].replace(/Duration: [\d.]+/, ''),
    );
    expect(kinds).toEqual([
      'INIT_START',
      'loads',
      'Uncaught Exception',
      'INIT_REPORT Init  ms\tPhase: init\tStatus: error\tError Type: Error\n',
      'loads',
      'Uncaught Exception',
      'INIT_REPORT Init  ms\tPhase: invoke\tStatus: error\tError Type: Error\n',
      'START',
      'END',
      'REPORT',
    ]);
  });

  it('may succeed when it is repeated', async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node(`
      const fs = require('node:fs'); const file = require('node:os').tmpdir() + '/tried';
      if (!fs.existsSync(file)) { fs.writeFileSync(file, ''); process.exit(3); }
      exports.handler = async () => 'served';`);
    const { body, outcome } = await fixture.invoke(spec);
    expect(body).toBe('served');
    expect(outcome).not.toHaveProperty('initDurationMs');
    expect(fixture.log).toContainEqual(
      expect.stringMatching(/Phase: init\tStatus: error\tError Type: Runtime.ExitError\n$/),
    );
  });

  it('by taking longer than ten seconds is ended, and repeated in the time of the invocation', async () => {
    class ShortInit extends SystemClock {
      override setRealTimer(delayMs: number, callback: () => void): Timer {
        return super.setRealTimer(delayMs === 10_000 ? 2000 : delayMs, callback);
      }
    }
    await using fixture = new HostFixture({ clock: new ShortInit() });
    const spec = fixture.node(`
      const fs = require('node:fs'); const file = require('node:os').tmpdir() + '/tried';
      if (!fs.existsSync(file)) { fs.writeFileSync(file, ''); for (;;); }
      exports.handler = async () => 'served';`);
    expect((await fixture.invoke(spec)).body).toBe('served');
    expect(fixture.log[1]).toMatch(/^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: timeout\n$/);
  });

  it('by exiting is told as an exit', async () => {
    await using fixture = new HostFixture();
    const { error } = await fixture.invoke(fixture.node('process.exit(0)'));
    expect(error).toEqual({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('Runtime exited without providing a reason'),
    });
  });

  it.each([0, 1, 2, 5, 10])('by exiting %i ms after it was ready, is told as an exit', async (delayMs) => {
    await using fixture = new HostFixture();
    const spec = fixture.node(
      `setTimeout(() => process.exit(7), ${delayMs}); exports.handler = () => new Promise((resolve) => setTimeout(resolve, 1e6));`,
      { timeoutMs: 60_000 },
    );
    expect((await fixture.invoke(spec)).error.errorType).toBe('Runtime.ExitError');
  });

  it('for want of a runtime says what to do', async () => {
    await using fixture = new HostFixture();
    const { error } = await fixture.invoke(fixture.node('', { runtime: 'java21' }));
    expect(error.errorMessage).toContain('The runtime java21 does not run on this machine');
  });
});

describe('the process', () => {
  it("sees AWS's variables and its own, and nothing of Serin's", async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node('exports.handler = async () => ({ ...process.env, cwd: process.cwd() });', {
      environment: { STAGE: 'prod', AWS_REGION: 'no', TZ: 'Europe/Berlin' },
    });
    const { body } = await fixture.invoke(spec);
    expect(body).toMatchObject({
      STAGE: 'prod',
      TZ: 'Europe/Berlin',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      LAMBDA_TASK_ROOT: spec.codePath,
      cwd: spec.codePath,
      _HANDLER: 'index.handler',
    });
    expect(body).not.toHaveProperty('HOME');
    expect(body).not.toHaveProperty('VITEST');
  });

  it("is started through the function's wrapper script", async () => {
    await using fixture = new HostFixture();
    const files = {
      'index.js': 'exports.handler = async () => process.env.WRAPPED;',
      bootstrap: '#!/bin/sh\nWRAPPED=yes exec "$@"\n',
    };
    const wrapped = fixture.version(files, { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/var/task/bootstrap' } });
    expect((await fixture.invoke(wrapped)).body).toBe('yes');
    const missing = fixture.version(files, { environment: { AWS_LAMBDA_EXEC_WRAPPER: '/opt/none' } });
    expect((await fixture.invoke(missing)).error.errorMessage).toMatch(/exit status 127$/);
  });

  it('that prints without bound waits, and the rest is still logged', async () => {
    await using fixture = new HostFixture();
    const spec = fixture.node(
      'exports.handler = async () => { for (let n = 0; n < 60; n += 1) process.stdout.write("x".repeat(99_999) + "\\n"); };',
    );
    await fixture.invoke(spec);
    expect(fixture.log.filter((line) => line.startsWith('x'))).toHaveLength(60);
  });
});

describe('the end of a host', () => {
  it('leaves no process and no folder, and rejects what ran and waited', async () => {
    const fixture = new HostFixture({ bounds: { environmentsMax: 1 } });
    const spec = fixture.node(`console.log('pid ' + process.pid); ${counting}`);
    const running = expect(call(fixture, spec, { spins: true })).rejects.toBeInstanceOf(CapacityError);
    const waiting = expect(call(fixture, spec)).rejects.toBeInstanceOf(CapacityError);
    await until(() => fixture.log.some((line) => line.startsWith('START')));
    const pid = Number(/pid (\d+)/.exec(fixture.log.join(''))?.[1]);
    await fixture.host[Symbol.asyncDispose]();
    await Promise.all([running, waiting]);
    expect(isAlive(pid)).toBe(false);
    expect(readdirSync(path.join(fixture.folder, 'work'))).toEqual([]);
    await expect(call(fixture, spec)).rejects.toBeInstanceOf(CapacityError);
    await fixture[Symbol.asyncDispose]();
  });

  it('by a kill -9 of Serin leaves no process and no folder either', async () => {
    await using fixture = new HostFixture();
    const node = fixture.node(`console.log('pid ' + process.pid); ${counting}`);
    const shell = fixture.version(
      { bootstrap: '#!/bin/sh\necho "pid $$"\nsleep 1000 &\necho "pid $!"\nwait\n' },
      { runtime: 'provided.al2023' },
    );
    const work = path.join(fixture.folder, 'other-work');
    const program = fileURLToPath(new URL('./process-host.victim.ts', import.meta.url));
    const victim = spawn(process.execPath, [program, work, JSON.stringify([node, shell])], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    victim.stdout.on('data', (chunk) => (printed += String(chunk)));
    const pids = (): number[] => [...printed.matchAll(/pid (\d+)/g)].map(([, pid]) => Number(pid));
    await until(() => pids().length === 3 && printed.includes('START'));
    expect(pids().every(isAlive)).toBe(true);
    victim.kill('SIGKILL');
    await until(() => !pids().some(isAlive));
    await until(() => existsSync(work) && readdirSync(work).length === 0);
  });
});

function environmentFolders({ folder }: HostFixture): readonly string[] {
  return readdirSync(path.join(folder, 'work'), { encoding: 'utf8', recursive: true }).filter((name) =>
    name.includes('environment-'),
  );
}
