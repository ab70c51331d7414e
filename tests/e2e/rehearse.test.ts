/** `serin rehearse` as a person or a CI service calls it: real processes, the real engine on a fast clock. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RehearsalReport } from '../../src/rehearsal/report.ts';
import { writeApplication, type Application } from './rehearse-application.ts';

const program = fileURLToPath(new URL('../../bin/serin.js', import.meta.url));
const timeout = 300_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-rehearse-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with an application, and beside it what the program takes for the machine's temporary files. */
function newApplication(application: Application = {}): string {
  const place = mkdtempSync(join(folder, 'application-'));
  writeApplication(place, application);
  return place;
}

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function serin(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, TMPDIR: temporary() };
    execFile(process.execPath, [program, ...args], { env, maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

function temporary(): string {
  const place = join(folder, 'tmp');
  mkdirSync(place, { recursive: true });
  return place;
}

/** Node's own cache of compiled code is to stay. */
const remains = (): readonly string[] =>
  readdirSync(temporary()).filter((name) => !name.startsWith('serin-compile-cache'));

/** Slower than for people, and so many requests that chance does not matter: a busy machine has to keep up. */
const pace = ['--speed', '30', '--traffic', '10/s'] as const;

async function rehearse(place: string, ...args: readonly string[]): Promise<RehearsalReport & { status: number }> {
  const { status, stdout, stderr } = await serin('rehearse', place, '--report', 'json', ...pace, ...args);
  if (stdout === '') throw new Error(stderr);
  // The tests below hold its form.
  return { ...(JSON.parse(stdout) as RehearsalReport), status };
}

describe('a rehearsal', { timeout }, () => {
  test('without a fault ends promoted, and leaves nothing behind', async () => {
    const report = await rehearse(newApplication());
    expect(report).toMatchObject({
      status: 0,
      schema: 'serin.rehearsal.v1',
      verdict: 'promoted',
      expected: 'promoted',
      isPassed: true,
      baseline: { kind: 'same', isCodeMarked: true },
      stack: { name: 'rehearsal', status: 'UPDATE_COMPLETE' },
      traffic: { requestsPerSecond: 10, refused: 0 },
    });
    const [shift] = report.shifts;
    expect(shift).toMatchObject({
      resource: 'CheckoutAliaslive',
      functionResource: 'Checkout',
      currentVersion: '1',
      targetVersion: '2',
      outcome: 'promoted',
      deploymentConfig: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      exposure: { errors: 0 },
    });
    expect(shift?.weights.map(({ targetPercent }) => targetPercent)).toEqual([0, 10, 100]);
    expect(shift?.versions.map(({ errors, p99Ms = -1 }) => [errors, p99Ms > 0])).toEqual([
      [0, true],
      [0, true],
    ]);
    expect(report.advice).toEqual([]);
    expect(remains()).toEqual([]);
  });

  test('of a version that always fails ends rolled back by the alarm', async () => {
    const report = await rehearse(newApplication(), '--fault', 'errors=100%', '--expect', 'rollback');
    expect(report).toMatchObject({
      status: 0,
      verdict: 'rolledBack',
      isPassed: true,
      fault: { text: 'errors=100%', errorsPercent: 100, latencyMs: 0 },
      stack: { status: 'UPDATE_ROLLBACK_COMPLETE' },
    });
    const [shift] = report.shifts;
    expect(shift).toMatchObject({ outcome: 'rolledBack', detectedBy: 'ErrorsAlarm' });
    expect(shift?.exposure.requests).toBeGreaterThan(0);
    expect(shift?.exposure.errors).toBe(shift?.exposure.requests);
    expect(shift?.detectSeconds).toBeGreaterThan(0);
    expect(shift?.restoreSeconds).toBeGreaterThanOrEqual(shift?.detectSeconds ?? Infinity);
    expect(shift?.versions[0]).toMatchObject({ version: '1', role: 'current', errors: 0 });
    expect(report.alarms).toContainEqual(expect.objectContaining({ resource: 'ErrorsAlarm', isWatched: true }));
  });

  test('of a version that fails now and then ends rolled back', async () => {
    const report = await rehearse(newApplication(), '--fault', 'errors=5%', '--seed', '7');
    expect(report).toMatchObject({ status: 0, verdict: 'rolledBack' });
    expect(report.expected).toBeUndefined();
    const [shift] = report.shifts;
    expect(shift?.exposure.errors).toBeGreaterThan(0);
    expect(shift?.exposure.errors).toBeLessThan(shift?.exposure.requests ?? 0);
  });

  test('of a version that is slow ends rolled back by an alarm on the duration', async () => {
    const report = await rehearse(newApplication(), '--fault', 'latency=+2s', '--expect', 'rollback');
    expect(report).toMatchObject({ status: 0, verdict: 'rolledBack' });
    const [shift] = report.shifts;
    expect(shift).toMatchObject({ detectedBy: 'SlowAlarm', exposure: { errors: 0 } });
    expect(shift?.versions.find(({ role }) => role === 'target')?.p50Ms).toBeGreaterThan(1900);
  });

  test('of a fault that nobody notices fails where a rollback is expected, and names the blind alarm', async () => {
    const place = newApplication({ executedVersion: `'1'` });
    const { status, stdout } = await serin(
      'rehearse',
      place,
      ...pace,
      '--fault',
      'errors=100%',
      '--expect',
      'rollback',
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^ PROMOTED {2}Nobody noticed the bad version/);
    expect(stdout).toContain('✗ not as expected');
    expect(stdout).toMatch(/^ BLIND {3}ErrorsAlarm {2}other-version$/m);
  });

  test('of what differs from git is on top of its HEAD', async () => {
    const place = newApplication();
    await git(place, 'init', '--quiet');
    await git(place, 'add', '.');
    await git(place, 'commit', '--quiet', '--message', 'First');
    writeApplication(place, { answer: 'changed' });
    const file = join(place, 'report.xml');
    const args = ['--report', 'junit', '--out', file, ...pace];
    expect(await serin('rehearse', place, ...args)).toMatchObject({ status: 0, stdout: '' });
    const xml = readFileSync(file, 'utf8');
    expect(xml).toMatch(/<testsuite name="serin rehearse \S+" tests="1" failures="0"/);
    expect(xml).toMatch(/on top of {2}the revision HEAD \([0-9a-f]{9}\)/);
    expect(xml).not.toContain('was made');
  });

  test('of a change whose hook says no ends rolled back before any traffic has moved', async () => {
    const report = await rehearse(newApplication({ hook: 'Failed' }));
    expect(report).toMatchObject({
      status: 1,
      verdict: 'rolledBack',
      isPassed: false,
      summary: 'The new version was taken back by the hook Check; no request met it.',
    });
    const [shift] = report.shifts;
    expect(shift).toMatchObject({ outcome: 'rolledBack', exposure: { requests: 0 } });
    expect(shift?.deployments[0]?.lifecycleEvents[0]).toMatchObject({
      name: 'BeforeAllowTraffic',
      status: 'Failed',
      hook: 'Check',
    });
  });
});

describe('a rehearsal that is interrupted', { timeout }, () => {
  test('ends its platform and its processes, and leaves nothing behind', async () => {
    const place = newApplication();
    const child = spawn(process.execPath, [program, 'rehearse', place, ...pace], {
      env: { ...process.env, TMPDIR: temporary() },
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    // It is under way once a function runs in a process of its own.
    while (functionProcesses().length === 0 && child.exitCode === null) await pause();
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(functionProcesses()).toEqual([]);
    expect(remains()).toEqual([]);
  });
});

describe('a rehearsal that cannot be', { timeout }, () => {
  test.each([
    [['/nowhere/template.yaml'], 2, /\/nowhere\/template\.yaml is not there/],
    [['.', '--from', 'no-such-revision'], 2, /--from no-such-revision: it is no template, no folder/],
    [['.', '--fault', 'error=5%'], 2, /none of errors=5% and latency=\+2s/],
    [['.', '--traffic', '0/s'], 2, /no rate above 0/],
    [['.', '--event', 'Checkout=nowhere.json'], 2, /cannot read the events/],
  ])('is refused: %j', async (args, status, words) => {
    const place = newApplication();
    const [path = '', ...others] = args;
    const ended = await serin('rehearse', path === '.' ? place : path, ...others);
    expect(ended.stderr).toMatch(words);
    expect(ended.status).toBe(status);
  });

  test('says what is missing of the template', async () => {
    const place = newApplication({ hasPreference: false });
    const ended = await serin('rehearse', place);
    expect(ended).toMatchObject({ status: 1, stderr: expect.stringContaining('nothing is shifted') });
    rmSync(join(place, 'checkout'), { recursive: true });
    expect(await serin('rehearse', place)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/Resources\.Checkout: CodeUri: checkout\/ is not there/),
    });
  });
});

const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50));

async function git(place: string, ...args: readonly string[]): Promise<void> {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  const child = spawn('git', [...identity, ...args], { cwd: place, stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
}

/** Those that run in the temporary folder of these tests. */
function functionProcesses(): readonly string[] {
  if (!existsSync('/proc/self')) return [];
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && runsFunction(pid);
    } catch {
      return false;
    }
  });
}

/** In a sandbox all folders have other names: there its command line tells. */
function runsFunction(pid: string): boolean {
  const [command = '', ...args] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  if (command.endsWith('bwrap')) return args.some((arg) => arg.startsWith(temporary()));
  return readlinkSync(`/proc/${pid}/cwd`).startsWith(temporary());
}
