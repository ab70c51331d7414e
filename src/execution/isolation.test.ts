/**
 * What a function gets when it reaches for what is not its own, in each isolation that this machine
 * has. What `process` cannot deny is asserted, too: docs/isolation.md says so.
 */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ControlGroups } from './control-groups.ts';
import type { VersionSpec } from './execution-host.ts';
import { HostFixture, isAlive, isolations, until } from './process-host.fixture.ts';

/** Does what an event asks for, and answers with what became of it. */
const curious = `
  const fs = require('node:fs');
  const { spawn, spawnSync } = require('node:child_process');
  let calls = 0;
  const tried = (act) => { try { return act(); } catch (error) { return error.code ?? String(error); } };
  const attempts = {
    count: () => calls,
    read: ({ file }) => tried(() => fs.readFileSync(file, 'latin1')),
    open: ({ file }) => tried(() => { fs.closeSync(fs.openSync(file, 'r+')); return 'opened'; }),
    write: ({ file }) => tried(() => { fs.writeFileSync(file, 'x'); fs.rmSync(file); return 'written'; }),
    signal: ({ pid }) => tried(() => process.kill(pid, 0)),
    environments: () => fs.readdirSync('/proc').filter((name) => /^\\d+$/.test(name))
      .map((pid) => tried(() => fs.readFileSync('/proc/' + pid + '/environ', 'latin1'))).join('\\n'),
    shell: ({ script }) => {
      const { status, signal, stdout, stderr } = spawnSync('/bin/sh', ['-c', script], { encoding: 'latin1' });
      return { status, signal, stdout, stderr };
    },
    daemon: ({ script }) => spawn('/bin/sh', ['-c', script], { detached: true, stdio: 'ignore' }).unref() ?? 'started',
    hoard: async () => { const held = []; for (;;) { held.push(Buffer.alloc(8 << 20, 1)); await new Promise((r) => setTimeout(r, 5)); } },
    fill: async ({ files }) => {
      for (let n = 0; n < files; n += 1) {
        fs.writeFileSync(require('node:os').tmpdir() + '/file-' + n, Buffer.alloc(1 << 20));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    steal: async ({ port }) => {
      const local = '0100007F:' + port.toString(16).toUpperCase().padStart(4, '0') + ' 00000000:0000 0A';
      const found = fs.readFileSync('/proc/net/tcp', 'latin1').includes(local);
      const call = (method, path, body) => new Promise((resolve) => {
        const request = require('node:http').request({ port, host: '127.0.0.1', method, path: '/2018-06-01/runtime/invocation' + path });
        request.on('error', ({ code }) => resolve({ status: code }));
        request.on('response', (response) => { response.resume(); resolve({ status: response.statusCode, headers: response.headers }); });
        request.end(body);
      });
      // Of two that ask the first is sent away when the second is there: then that is the one which waits.
      const asked = [call('GET', '/next'), call('GET', '/next')];
      await Promise.race(asked);
      console.log('has asked');
      const answers = await Promise.all(asked);
      const id = answers.map(({ headers }) => headers?.['lambda-runtime-aws-request-id']).find(Boolean);
      if (id !== undefined) await call('POST', '/' + id + '/response', '"stolen"');
      return { found, answers: answers.map(({ status }) => status) };
    },
    print: () => { for (;;) process.stdout.write('x'.repeat(999) + '\\n'); },
  };
  exports.handler = async (event) => { calls += 1; return await attempts[event.attempt](event); };`;

/** A number that no other process of the machine has among its arguments. */
const mark = (): string => `98765.${process.pid}${Math.floor(performance.now() * 1000)}`;

function marked(text: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => readOrNothing(`/proc/${pid}/cmdline`).split('\0').includes(text))
    .map(Number);
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** The letter that the kernel has for it, and the parent. */
function stateOf(pid: number): { readonly state: string; readonly parent: number } {
  const [state = '', parent = ''] = readOrNothing(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ');
  return { state, parent: Number(parent) };
}

function hasControlGroups(): boolean {
  const groups = ControlGroups.make(`serin-${process.pid}-probe`);
  for (const folder of groups?.folders ?? []) rmdirSync(folder);
  return groups?.limits.processes === true;
}

const onLinux = process.platform === 'linux';
const hasCurl = existsSync('/usr/bin/curl');
const canHold = onLinux && hasControlGroups();

if (!isolations.some(({ kind }) => kind === 'bubblewrap')) {
  describe('isolation by bubblewrap', () => it.skip('needs a machine on which bubblewrap works', () => undefined));
}

describe.each(isolations)('in the isolation $kind a function', (isolation) => {
  const isSandboxed = isolation.kind === 'bubblewrap';
  const fixtureOf = (): HostFixture => new HostFixture({ isolation });
  const ask = async (fixture: HostFixture, spec: VersionSpec, event: object): Promise<unknown> =>
    (await fixture.invoke(spec, event)).body;

  it("that reads Serin's data or another function's code", async () => {
    await using fixture = fixtureOf();
    const [spec, other] = [fixture.node(curious), fixture.node('exports.secret = 1;')];
    const credentials = path.join(fixture.folder, 'credentials.json');
    writeFileSync(credentials, 'secret', { mode: 0o600 });
    const found = [
      await ask(fixture, spec, { attempt: 'read', file: credentials }),
      await ask(fixture, spec, { attempt: 'read', file: path.join(other.codePath, 'index.js') }),
    ];
    expect(found).toEqual(isSandboxed ? ['ENOENT', 'ENOENT'] : ['secret', 'exports.secret = 1;']);
  });

  it.runIf(onLinux)("that reads another function's environment", async () => {
    await using fixture = fixtureOf();
    const other = fixture.node(curious, { environment: { PASSWORD: 'of-another-function' } });
    await ask(fixture, other, { attempt: 'count' });
    const found = await ask(fixture, fixture.node(curious), { attempt: 'environments' });
    expect(String(found).includes('of-another-function')).toBe(!isSandboxed);
    expect(String(found)).toContain('AWS_LAMBDA_FUNCTION_NAME=checkout');
  });

  it('that signals other processes', async () => {
    await using fixture = fixtureOf();
    const [spec, other] = [fixture.node(curious), fixture.node(curious)];
    expect(await ask(fixture, spec, { attempt: 'signal', pid: process.pid })).toBe(isSandboxed ? 'ESRCH' : true);
    if (!isSandboxed) return;
    await ask(fixture, other, { attempt: 'count' });
    // Whatever it may signal: that is itself.
    const { error } = await fixture.invoke(spec, { attempt: 'shell', script: 'kill -s KILL -- -1' });
    expect(error.errorMessage).toMatch(/signal: killed$/);
    expect(await ask(fixture, other, { attempt: 'count' })).toBe(2);
  });

  it.runIf(onLinux)('that asks for the events of a custom runtime beside it', async () => {
    await using fixture = fixtureOf();
    const victim = patientRuntime(fixture);
    const { port } = (await fixture.invoke(victim, { n: 1 })).body as { readonly port: number };
    const theft = ask(fixture, fixture.node(curious), { attempt: 'steal', port });
    await until(() => fixture.log.some((line) => line.includes('has asked')));
    const answer = await ask(fixture, victim, { n: 2 });
    expect(answer).toEqual(isSandboxed ? { port, event: { n: 2 } } : 'stolen');
    const answers = isSandboxed ? [403, 403] : expect.arrayContaining([200]);
    expect(await theft).toEqual({ found: true, answers });
  });

  it('that writes outside of /tmp', async () => {
    await using fixture = fixtureOf();
    const spec = fixture.node(curious);
    const write = (file: string): Promise<unknown> => ask(fixture, spec, { attempt: 'write', file });
    if (!isSandboxed) {
      expect(await write(path.join(spec.codePath, 'x'))).toBe('written');
      return;
    }
    for (const folder of ['/var/task', '/opt', '/var/runtime', '/usr', '/etc', '/dev', '/dev/shm', '/var', '']) {
      expect([folder, await write(`${folder}/x`)]).toEqual([folder, 'EROFS']);
    }
    expect(await write(path.join(fixture.folder, 'x'))).toBe('ENOENT');
    expect(await write('/tmp/x')).toBe('written');
    // Opened, never written to: who could would have changed this machine.
    const settings = ['/proc/sys/kernel/core_pattern', '/proc/sys/vm/swappiness', '/proc/sysrq-trigger'];
    for (const file of settings) {
      expect(await ask(fixture, spec, { attempt: 'open', file })).toMatch(/^(EROFS|EACCES|ENOENT)$/);
    }
  });

  it.runIf(existsSync('/usr/bin/setpriv'))('that asks for rights which it does not have', async () => {
    await using fixture = fixtureOf();
    const status = await ask(fixture, fixture.node(curious), { attempt: 'read', file: '/proc/self/status' });
    expect(status).toMatch(/^NoNewPrivs:\t1$/m);
    if (isSandboxed) expect(status).toMatch(/^CapBnd:\t0+$/m);
  });

  it('that takes more memory than it has', async () => {
    await using fixture = fixtureOf();
    const { error, outcome } = await fixture.invoke(fixture.node(curious), { attempt: 'hoard' });
    expect(error.errorType).toBe('Runtime.OutOfMemory');
    expect(error.errorMessage).toMatch(/Runtime exited with error: signal: killed$/);
    expect(outcome.maxMemoryUsedMiB).toBe(128);
  });

  it.runIf(onLinux)('that has a process of its own take it', async () => {
    await using fixture = fixtureOf();
    // It holds all of its input until that ends; 600 MB, should nobody stop it.
    const script = 'head -c 600000000 /dev/zero | tail; sleep 2';
    const { body } = await fixture.invoke(fixture.node(curious), { attempt: 'shell', script });
    expect(JSON.stringify(body)).toMatch(/[Kk]illed|OutOfMemory/);
  });

  it.runIf(onLinux)('that starts 10,000 processes', async () => {
    await using fixture = fixtureOf();
    const argument = mark();
    const script = `n=0; while [ $n -lt 10000 ]; do sleep ${argument} >/dev/null 2>&1 & n=$((n + 1)); done; echo all`;
    const spec = fixture.node(curious, { memoryMiB: 1024 });
    const { body } = await fixture.invoke(spec, { attempt: 'shell', script });
    expect(JSON.stringify(body)).not.toContain('all');
    expect(marked(argument).length).toBeLessThan(1200);
    fixture.host.retire(spec.key);
    await until(() => marked(argument).length === 0);
  });

  it('that fills the disk, with one file or with many', async () => {
    await using fixture = fixtureOf();
    const spec = fixture.node(curious, { ephemeralStorageMiB: 24 });
    const one = await ask(fixture, spec, { attempt: 'shell', script: `head -c 50000000 /dev/zero > $TMPDIR/one` });
    expect(one).not.toMatchObject({ status: 0 });
    await fixture.invoke(spec, { attempt: 'shell', script: 'rm $TMPDIR/one' });
    await fixture.invoke(spec, { attempt: 'fill', files: 64 });
    // It was ended while it wrote, or as soon as it was idle.
    await until(() => fixture.log.some((line) => line.includes('/tmp held more than 24 MB')));
    expect(await ask(fixture, spec, { attempt: 'shell', script: 'ls $TMPDIR' })).toMatchObject({ stdout: '' });
  });

  it('that prints without end', async () => {
    await using fixture = fixtureOf();
    const { error } = await fixture.invoke(fixture.node(curious, { timeoutMs: 1500 }), { attempt: 'print' });
    expect(error.errorType).toBe('Sandbox.Timedout');
    expect(fixture.log.reduce((sum, line) => sum + line.length, 0)).toBeLessThan(64 * 1024 * 1024);
  });

  it.runIf(onLinux)('that goes on after its answer', async () => {
    await using fixture = fixtureOf();
    const argument = mark();
    const spec = fixture.node(curious);
    await ask(fixture, spec, { attempt: 'daemon', script: `while :; do :; done; : ${argument}; sleep ${argument}` });
    const child = (): number | undefined => find(`/proc`, argument);
    const parent = (): number => stateOf(child() ?? 0).parent;
    // A signal is heeded when its process has its turn, and each has another.
    await until(() => child() !== undefined && [child() ?? 0, parent()].every((pid) => stateOf(pid).state === 'T'));
    expect(stateOf(parent()).state).toBe('T');
    expect(await ask(fixture, spec, { attempt: 'count' })).toBe(2);
    fixture.host.retire(spec.key);
    await until(() => child() === undefined);
  });

  it.runIf(onLinux && hasCurl)('of a custom runtime, which waits for its event meanwhile', async () => {
    await using fixture = fixtureOf();
    const argument = mark();
    const spec = shellRuntime(fixture, `sleep ${argument} &`);
    await ask(fixture, spec, { n: 1 });
    await until(() => marked(argument).some((pid) => stateOf(pid).state === 'T'));
    expect(await ask(fixture, spec, { n: 2 })).toEqual([expect.any(String), { n: 2 }]);
  });

  it.runIf(onLinux)('that starts a daemon and survives Serin by it', async () => {
    await using fixture = fixtureOf();
    const argument = mark();
    const source = `require('node:child_process').spawnSync('/bin/sh', ['-c', 'setsid sh -c "sleep ${argument} & " </dev/null >/dev/null 2>&1 &']);
      exports.handler = async () => new Promise(() => setInterval(() => undefined, 1000));`;
    const program = fileURLToPath(new URL('./process-host.victim.ts', import.meta.url));
    const args = [program, path.join(fixture.folder, 'other'), JSON.stringify([fixture.node(source)])];
    const victim = spawn(process.execPath, [...args, JSON.stringify(isolation)], { stdio: 'ignore' });
    await until(() => marked(argument).length > 0);
    const [daemon = 0] = marked(argument);
    victim.kill('SIGKILL');
    await until(() => readdirSync(path.join(fixture.folder, 'other')).length === 0);
    if (isSandboxed || canHold) await until(() => !isAlive(daemon));
    else {
      expect(isAlive(daemon)).toBe(true);
      process.kill(daemon, 'SIGKILL');
    }
  });
});

/** A custom runtime that is a script, after what `before` does. */
function shellRuntime(fixture: HostFixture, before = ''): VersionSpec {
  const bootstrap = `#!/bin/sh
    ${before}
    api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation"
    while :; do
      id=$(curl -s -D - -o $TMPDIR/event "$api/next" | sed -n 's/^Lambda-Runtime-Aws-Request-Id: *\\([^\\r]*\\).*/\\1/ip')
      curl -s -X POST "$api/$id/response" -d "[\\"$PWD\\", $(cat $TMPDIR/event)]" >/dev/null
    done\n`;
  return fixture.version({ bootstrap }, { runtime: 'provided.al2023' });
}

/** A custom runtime that tells where its Runtime API is, and waits for ever once that fails. */
function patientRuntime(fixture: HostFixture): VersionSpec {
  const bootstrap = `#!${process.execPath}
    const root = 'http://' + process.env.AWS_LAMBDA_RUNTIME_API + '/2018-06-01/runtime/invocation/';
    const port = Number(new URL(root).port);
    (async () => {
      for (;;) {
        const next = await fetch(root + 'next');
        const body = JSON.stringify({ port, event: await next.json() });
        await fetch(root + next.headers.get('lambda-runtime-aws-request-id') + '/response', { method: 'POST', body });
      }
    })().catch(() => setInterval(() => undefined, 1e6));\n`;
  return fixture.version({ bootstrap }, { runtime: 'provided.al2023' });
}

/** The process whose command holds the text. */
function find(folder: string, text: string): number | undefined {
  const found = readdirSync(folder).find(
    (name) => /^\d+$/.test(name) && readOrNothing(`${folder}/${name}/cmdline`).includes(`: ${text};`),
  );
  return found === undefined ? undefined : Number(found);
}

describe.runIf(isolations.length > 1)('in bubblewrap a function', () => {
  const isolation = isolations[1];

  it("knows its folders and its user by AWS's names", async () => {
    await using fixture = new HostFixture({ ...(isolation && { isolation }) });
    const source = `const os = require('node:os');
      exports.handler = async () => [__filename, process.cwd(), process.execPath, os.tmpdir(), os.userInfo().username,
        process.env.LAMBDA_TASK_ROOT, process.env.LAMBDA_RUNTIME_DIR, process.env.PATH, process.env.NODE_PATH, process.env.PWD];`;
    expect((await fixture.invoke(fixture.node(source))).body).toEqual([
      '/var/task/index.js',
      '/var/task',
      '/var/lang/bin/node',
      '/tmp',
      'sbx_user1051',
      '/var/task',
      '/var/runtime',
      '/var/lang/bin:/usr/local/bin:/usr/bin:/bin:/opt/bin',
      '/opt/nodejs/node22/node_modules:/opt/nodejs/node_modules:/var/runtime/node_modules:/var/runtime:/var/task',
      '/var/task',
    ]);
    const failing = fixture.node('exports.handler = async () => { throw new Error("no"); };');
    expect((await fixture.invoke(failing)).error.trace?.[1]).toContain('(/var/task/index.js:1:');
  });

  it('finds the AWS SDK and its layers, which it cannot change', async () => {
    await using fixture = new HostFixture({ ...(isolation && { isolation }) });
    const layer = fixture.pack({ 'nodejs/node_modules/greeting/index.js': 'module.exports = "hello";' });
    const source = `exports.handler = async () => [require('greeting'), typeof require('@aws-sdk/client-lambda').LambdaClient, require.resolve('greeting')];`;
    const { body } = await fixture.invoke(fixture.node(source, { layerPaths: [layer] }));
    expect(body).toEqual(['hello', 'function', '/opt/nodejs/node_modules/greeting/index.js']);
  });

  it('that exits or is killed is told so in the same words', async () => {
    await using fixture = new HostFixture({ ...(isolation && { isolation }) });
    const spec = fixture.node(
      'exports.handler = async ({ signal, code }) => signal ? process.kill(process.pid, signal) && new Promise(() => setInterval(() => undefined, 100)) : process.exit(code);',
    );
    const reason = async (event: object): Promise<unknown> => (await fixture.invoke(spec, event)).error.errorMessage;
    expect(await reason({ code: 3 })).toMatch(/exit status 3$/);
    expect(await reason({ signal: 'SIGKILL' })).toMatch(/signal: killed$/);
    expect(await reason({ signal: 'SIGSEGV' })).toMatch(/signal: segmentation fault$/);
  });

  it.runIf(hasCurl && existsSync('/usr/bin/setsid'))(
    'may have its runtime in a process that has left the others',
    async () => {
      await using fixture = new HostFixture({ ...(isolation && { isolation }) });
      const shell = shellRuntime(fixture, `[ "$1" = away ] || { (setsid /bin/sh "$0" away &); exec sleep 1000; }`);
      expect((await fixture.invoke(shell, { n: 1 })).body).toEqual(['/var/task', { n: 1 }]);
      expect((await fixture.invoke(shell, { n: 2 })).body).toEqual(['/var/task', { n: 2 }]);
    },
  );

  it.runIf(hasCurl)('may be of any runtime', async () => {
    await using fixture = new HostFixture({ ...(isolation && { isolation }) });
    const shell = shellRuntime(fixture);
    expect((await fixture.invoke(shell, { n: 1 })).body).toEqual(['/var/task', { n: 1 }]);
    expect((await fixture.invoke(shell, { n: 2 })).body).toEqual(['/var/task', { n: 2 }]);
  });
});
