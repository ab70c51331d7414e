/**
 * The examples, each rehearsed as its README says: without a fault it is promoted, and a fault is
 * noticed where the example's alarms are made for it.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RehearsalReport } from '../../src/rehearsal/report.ts';

const program = fileURLToPath(new URL('../../bin/serin.js', import.meta.url));
const template = (example: string): string =>
  fileURLToPath(new URL(`../../examples/${example}/template.yaml`, import.meta.url));

type Verdict = RehearsalReport['verdict'];

interface Example {
  readonly name: string;
  readonly args?: readonly string[];
  /** The alarm, or hook, that notices a version which always fails. */
  readonly guard: string;
  /** What comes of two more seconds for each call of the new version. */
  readonly whenSlow: Verdict;
}

const examples: readonly Example[] = [
  {
    name: 'workshop',
    args: ['--stack-name', 'checkout-prod'],
    guard: 'CanaryErrorsAlarm',
    whenSlow: 'promoted',
  },
  { name: 'hooks', guard: 'CheckTraffic', whenSlow: 'promoted' },
  { name: 'linear', guard: 'UnwellAlarm', whenSlow: 'rolledBack' },
  { name: 'python', guard: 'CanaryErrorsAlarm', whenSlow: 'promoted' },
  { name: 'http-api', guard: 'CanaryErrorsAlarm', whenSlow: 'promoted' },
];

/** Few failures are noticed if there are calls enough: a slow clock lets a slow machine make them. */
const unhurried = ['--speed', '20'];

describe.each(examples)('the example $name', ({ name, args = [], guard, whenSlow }) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'serin-example-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function rehearse(...faults: readonly string[]): Promise<RehearsalReport> {
    const out = join(folder, 'report.json');
    const words = ['rehearse', template(name), ...args, ...faults, '--report', 'json', '--out', out];
    const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'ignore', 'pipe'] });
    let problems = '';
    child.stderr.on('data', (chunk: Buffer) => {
      problems += chunk.toString();
    });
    await new Promise((resolve) => child.once('close', resolve));
    // The exit code says less than the report; without one, what was said instead is of interest.
    expect(problems).toBe('');
    // The command's own documented form.
    return JSON.parse(await readFile(out, 'utf8')) as RehearsalReport;
  }

  test('is promoted without a fault', async () => {
    const { verdict, stack, shifts } = await rehearse();
    expect({ verdict, status: stack.status }).toEqual({ verdict: 'promoted', status: 'UPDATE_COMPLETE' });
    expect(shifts.map(({ outcome }) => outcome)).toEqual(['promoted']);
  });

  test('is rolled back when the new version always fails', async () => {
    const { verdict, stack, shifts } = await rehearse('--fault', 'errors=100%');
    expect({ verdict, status: stack.status }).toEqual({ verdict: 'rolledBack', status: 'UPDATE_ROLLBACK_COMPLETE' });
    const [shift] = shifts;
    const failedHook = shift?.deployments[0]?.lifecycleEvents.find(({ status }) => status === 'Failed')?.hook;
    expect([shift?.detectedBy, failedHook].join(' ')).toContain(guard);
  });

  test('is rolled back when one in twenty calls of the new version fails', async () => {
    const { verdict, stack } = await rehearse('--fault', 'errors=5%', ...unhurried);
    expect({ verdict, status: stack.status }).toEqual({ verdict: 'rolledBack', status: 'UPDATE_ROLLBACK_COMPLETE' });
  });

  test(`is ${whenSlow === 'promoted' ? 'promoted' : 'rolled back'} when the new version is slow`, async () => {
    const { verdict } = await rehearse('--fault', 'latency=+2s');
    expect(verdict).toBe(whenSlow);
  });
});
