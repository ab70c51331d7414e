/** The commands that run deployments, against the real program, whose clock runs fast. */
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSerin, type SerinProgram } from '../serin-program.ts';
import { alarmName, applicationName, deploymentGroupName, openShop, type Shop } from '../shop.ts';

const program = fileURLToPath(new URL('../../bin/serin.js', import.meta.url));

let serin: SerinProgram;
let shop: Shop;

beforeAll(async () => {
  serin = await startSerin(['--speed', '600']);
  shop = await openShop(serin.environment);
});

afterAll(async () => {
  await serin?.[Symbol.asyncDispose]();
});

interface Ended {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], (error, stdout, stderr) => {
      resolve({ status: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const command = (...args: readonly string[]): Promise<Ended> => run(...args, '--data', serin.dataFolder);

const group = ['--application', applicationName, '--group', deploymentGroupName] as const;
const shift = [...group, '--function', 'checkout', '--alias', 'live'] as const;
/** Longer than any test: it ends by what the test does. */
const slowConfig = 'OneStepInTwoDays';

const deploy = (...args: readonly string[]): Promise<Ended> => command('deploy', ...shift, ...args);

/** A deployment that has moved ten percent and waits for long. */
async function beginSlowly(targetVersion = '2'): Promise<string> {
  const { stdout } = await deploy('--target-version', targetVersion, '--config', slowConfig);
  const id = stdout.trim();
  expect(id).toMatch(/^d-[A-Z0-9]{9}$/);
  // Whoever watches as a program sees the first step; the rest of its output is not waited for.
  const watcher = spawn(process.execPath, [
    program,
    'watch',
    id,
    '--json',
    '--interval',
    '0.05',
    '--data',
    serin.dataFolder,
  ]);
  for await (const line of createInterface({ input: watcher.stdout })) {
    const { deployment } = JSON.parse(line) as { deployment: { weightPercent: number; nextStepAt?: string } };
    if (deployment.weightPercent === 10 && deployment.nextStepAt !== undefined) break;
  }
  watcher.kill();
  return id;
}

describe('a deployment from the command line', () => {
  beforeAll(async () => {
    await shop.codedeploy.createDeploymentConfig({
      deploymentConfigName: slowConfig,
      computePlatform: 'Lambda',
      trafficRoutingConfig: {
        type: 'TimeBasedCanary',
        timeBasedCanary: { canaryPercentage: 10, canaryInterval: 2880 },
      },
    });
  });

  test('deploy --watch follows a canary to its success, a line per change, and undo takes it back', async () => {
    const { status, stdout } = await deploy(
      '--target-version',
      '2',
      '--description',
      'a try',
      '--watch',
      '--interval',
      '0.05',
    );
    const lines = stdout.trim().split('\n');
    const [id = ''] = lines;
    expect(id).toMatch(/^d-[A-Z0-9]{9}$/);
    expect(lines.slice(1).every((line) => /^\d\d:\d\d:\d\d {2}\S/.test(line))).toBe(true);
    expect(stdout).toMatch(/AllowTraffic Succeeded after \d/);
    expect(lines.at(-1)).toMatch(/ {2}Succeeded in .*: all traffic is on version 2$/);
    expect(status).toBe(0);
    expect(await shop.alias()).toBe('2');

    const undone = await command('undo', ...group);
    expect(undone.stdout).toMatch(new RegExp(`^${id} is taken back by d-\\S+ in .*: all traffic is on version 1\\n$`));
    expect(undone.status).toBe(0);
    expect(await shop.alias()).toBe('1');
    expect(await command('undo', id)).toMatchObject({ status: 1, stderr: expect.stringMatching(/^serin: .*already/) });
  });

  test('pause holds it, resume lets it go on, promote ends its waiting; each is one JSON object', async () => {
    const id = await beginSlowly();
    const paused = await command('pause', '--json');
    expect(JSON.parse(paused.stdout)).toEqual({ deploymentId: id, status: 'InProgress' });
    expect(await command('resume', id)).toMatchObject({ status: 0, stdout: `${id} goes on\n` });
    expect(await command('resume', id)).toMatchObject({
      status: 1,
      stderr: `serin: The deployment ${id} is not paused\n`,
    });

    const watching = command('watch', '--json', '--interval', '0.05');
    const promoted = await command('promote', id, '--json');
    expect(JSON.parse(promoted.stdout)).toMatchObject({ deploymentId: id });
    const watched = await command('watch', id, '--json');
    const looks = watched.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(looks.at(-1)).toMatchObject({
      isFinal: true,
      observedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      deployment: { deploymentId: id, status: 'Succeeded', weightPercent: 100 },
    });
    expect(watched.status).toBe(0);
    // It began before the end or after it: then it says that nothing runs.
    const { status, stderr } = await watching;
    expect(status === 0 || stderr === 'serin: no deployment is running\n').toBe(true);
    expect(await shop.alias()).toBe('2');
    expect(await command('rollback', id)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('is taken back by'),
    });
    expect(await shop.alias()).toBe('1');
  });

  test('stop leaves the traffic where it is, says so, and deploy names the way out', async () => {
    const id = await beginSlowly();
    const busy = await deploy('--target-version', '2', '--current-version', '1');
    expect(busy).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining(`serin rollback ${id}`) });
    expect(await deploy('--target-version', '2')).toMatchObject({ status: 1, stderr: busy.stderr });

    const stopped = await command('stop');
    expect(stopped.status).toBe(0);
    expect(stopped.stdout).toContain('The traffic stays split: 90 % on version 1, 10 % on version 2');
    expect(stopped.stdout).toContain(`serin undo ${id}`);
    expect(await shop.alias()).toBe('1, 2: 0.1');
    expect(await command('watch', id)).toMatchObject({ status: 1, stdout: expect.stringContaining('Stopped after') });
    expect(await deploy('--target-version', '2')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('is split: version 2 has 10 %'),
    });
    const undone = await command('undo', id, '--json');
    expect(JSON.parse(undone.stdout)).toEqual({
      deploymentId: id,
      rollbackDeploymentId: expect.stringMatching(/^d-/),
      status: 'Succeeded',
      tookSeconds: expect.any(Number),
    });
    expect(await shop.alias()).toBe('1');
  });

  test('stop --rollback and rollback bring the traffic of a running deployment back', async () => {
    const first = await beginSlowly();
    const stopped = await command('stop', '--rollback', '--json');
    expect(JSON.parse(stopped.stdout)).toMatchObject({
      isFinal: true,
      deployment: { deploymentId: first, status: 'Stopped', error: { code: 'MANUAL_STOP' } },
      rollback: { status: 'Succeeded', weightPercent: 100, rollsBack: first },
    });
    expect(await shop.alias()).toBe('1');
    const second = await beginSlowly();
    const back = await command('rollback');
    expect(back.stdout).toMatch(
      new RegExp(`^${second} is taken back by d-\\S+ in .*: all traffic is on version 1\\n$`),
    );
    expect(back.status).toBe(0);
    expect(await shop.alias()).toBe('1');
  });

  test('errors of the target version are shown, and the alarm that takes it back', async () => {
    const id = await beginSlowly();
    const watching = command('watch', id, '--interval', '0.05');
    const race = { isOver: false };
    void watching.finally(() => (race.isOver = true));
    while (!race.isOver) await shop.call(20, { fails: true });
    const { status, stdout } = await watching;
    expect(status).toBe(1);
    expect(stdout).toMatch(/errors: version 2: \d+ invocations, [1-9]\d* errors/);
    expect(stdout).toMatch(new RegExp(`${alarmName}.*: Threshold Crossed`));
    expect(stdout).toMatch(/Stopped after .*: an alarm went off/);
    expect(stdout.trim()).toMatch(/took the traffic back in .*: all traffic is on version 1$/);
    expect(await shop.alias()).toBe('1');
  });

  test('an alarm that is active already is named before anything begins, and can be overridden', async () => {
    const name = 'AlwaysOn';
    await shop.cloudwatch.putCompositeAlarm({ AlarmName: name, AlarmRule: 'TRUE' });
    await shop.codedeploy.updateDeploymentGroup({
      applicationName,
      currentDeploymentGroupName: deploymentGroupName,
      alarmConfiguration: { enabled: true, alarms: [{ name }] },
    });
    const isActive = async (): Promise<boolean> => {
      const { CompositeAlarms = [] } = await shop.cloudwatch.describeAlarms({
        AlarmNames: [name],
        AlarmTypes: ['CompositeAlarm'],
      });
      return CompositeAlarms[0]?.StateValue === 'ALARM';
    };
    while (!(await isActive()));
    const refused = await deploy('--target-version', '2');
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toMatch(/^serin: the alarm AlwaysOn is in ALARM .*--override-alarms\n$/);
    const config = 'CodeDeployDefault.LambdaAllAtOnce';
    const done = await deploy('--target-version', '2', '--config', config, '--override-alarms', '--watch', '--json');
    expect(done.status).toBe(0);
    const [first = '', ...looks] = done.stdout.trim().split('\n');
    const { deploymentId } = JSON.parse(first) as { deploymentId: string };
    expect(JSON.parse(looks.at(-1) ?? '')).toMatchObject({ deployment: { deploymentId, alarms: [] } });
    expect(await command('undo', deploymentId)).toMatchObject({ status: 0 });
  });

  test('hooks go into the AppSpec file, and one that does not exist fails the deployment before any traffic moves', async () => {
    for (const [flag, hook] of [
      ['--before-hook', 'asks-before'],
      ['--after-hook', 'asks-after'],
    ] as const) {
      const { status, stdout } = await deploy('--target-version', '2', flag, hook, '--override-alarms', '--watch');
      expect(status).toBe(1);
      expect(stdout).toContain('Failed after');
      expect(stdout).toContain(`The lifecycle event validation function ${hook} does not exist.`);
      expect(stdout).toContain('No traffic was moved: all traffic is on version 1');
    }
  });

  test('what cannot be is one line and exit code 1', async () => {
    for (const args of [
      ['watch', 'd-000000000'],
      ['stop', 'd-000000000'],
      ['rollback', 'not-an-id'],
      ['promote'],
      ['undo', '--application', 'none', '--group', 'none'],
      ['deploy', ...group, '--function', 'nothing', '--alias', 'live', '--target-version', '2'],
    ]) {
      const { status, stdout, stderr } = await command(...args);
      expect({ args, status, stdout }).toEqual({ args, status: 1, stdout: '' });
      expect(stderr).toMatch(/^serin: [^\n]+\n$/);
    }
  });

  test('deployments of another region are found there alone', async () => {
    expect(await command('watch', '--region', 'eu-west-1')).toMatchObject({ status: 1 });
    expect(await command('undo', ...group, '--region', 'eu-west-1')).toMatchObject({
      stderr: 'serin: No application found for name: shop\n',
    });
  });
});

test.each([
  [['deploy', '--application', 'shop']],
  [['deploy', ...shift, '--target-version', '$LATEST']],
  [['watch', '--interval', '0']],
  [['watch', '--application', 'shop']],
  [['undo']],
  [['stop', 'd-000000000', 'd-000000001']],
])('%s is wrong usage', async (args) => {
  const { status, stderr } = await command(...args);
  expect(status).toBe(2);
  expect(stderr).not.toContain('    at ');
});

test('without a platform every command ends with 3', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'serin-cli-'));
  for (const args of [
    ['deploy', ...shift, '--target-version', '2'],
    ...['watch', 'stop', 'rollback', 'promote', 'pause', 'resume', 'undo'].map((name) => [name, 'd-000000000']),
  ]) {
    const { status, stderr } = await run(...args, '--data', folder);
    expect({ args, status }).toEqual({ args, status: 3 });
    expect(stderr).toContain('serin start --data');
  }
  rmSync(folder, { recursive: true, force: true });
});
