/** What Serin tells of deployments beyond AWS's API: a list with all that it shows, the story of one, what differs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { zipOf } from '../../../src/services/lambda/test-zip.fixture.ts';
import { alarmName, minuteMs, openStage, type Stage, watchedByAlarm } from './stage.ts';

let folder: string;
let stage: Stage;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-story-'));
  stage = await openStage({ platform: { dataFolder: folder } });
});

afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function restart(): Promise<void> {
  await stage[Symbol.asyncDispose]();
  stage = await stage.reopen();
}

const atOnce = { deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' };

describe('the list of shifts', () => {
  test('has what each one does, newest first', async () => {
    await stage.prepare();
    const first = await stage.deploy();
    await stage.platform.advance(minuteMs);
    await stage.codedeploy.stopDeployment({ deploymentId: first, autoRollbackEnabled: true });
    await stage.platform.advance(0);
    await stage.platform.advance(minuteMs);
    const second = await stage.deploy();
    const now = stage.platform.clock.now() / 1000;
    const { shifts, total, nextToken } = await stage.tell('ListShifts', {});
    expect([total, nextToken]).toEqual([3, undefined]);
    expect(shifts[0]).toMatchObject({
      deploymentId: second,
      applicationName: 'shop',
      deploymentGroupName: 'checkout',
      status: 'InProgress',
      phase: 'shifting',
      isPaused: false,
      creator: 'user',
      functionName: 'checkout',
      functionAlias: 'live',
      currentVersion: '1',
      targetVersion: '2',
      targetVersionWeight: 0.1,
      createTime: now,
      nextStepAt: now + 300,
      endsAt: now + 300,
      stepIndex: 0,
      stepCount: 2,
      isRollback: false,
    });
    expect(shifts[1]).toMatchObject({ creator: 'codeDeployRollback', isRollback: true, rollbackOf: first });
    expect(shifts[2]).toMatchObject({
      deploymentId: first,
      status: 'Stopped',
      targetVersionWeight: 0,
      rolledBackBy: shifts[1].deploymentId,
      errorCode: 'MANUAL_STOP',
      reason: 'root stopped it.',
    });
  });

  test('comes in pages, which a restart does not disturb', async () => {
    await stage.prepare(atOnce);
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      ids.unshift(await stage.deploy(count % 2 === 0 ? {} : { from: 2, to: 1 }));
      await stage.platform.advance(minuteMs);
    }
    const first = await stage.tell('ListShifts', { limit: 2 });
    await restart();
    const second = await stage.tell('ListShifts', { limit: 2, nextToken: first.nextToken });
    const third = await stage.tell('ListShifts', { limit: 2, nextToken: second.nextToken, status: ['Succeeded'] });
    const listed = [first, second, third].flatMap(({ shifts }) => shifts);
    expect(listed.map(({ deploymentId }) => deploymentId)).toEqual(ids);
    expect([first.total, second.total, third.total, third.nextToken]).toEqual([5, 5, 5, undefined]);
  });

  test('takes conditions, and refuses what is none', async () => {
    await stage.prepare();
    const stopped = await stage.deploy();
    await stage.codedeploy.stopDeployment({ deploymentId: stopped });
    await stage.platform.advance(0);
    const { shifts, total } = await stage.tell('ListShifts', { status: ['Stopped'], functionName: 'checkout' });
    expect([shifts.length, total, shifts[0].deploymentId]).toEqual([1, 1, stopped]);
    expect(await stage.tell('ListShifts', { functionName: 'other' })).toEqual({ shifts: [], total: 0 });
    expect(await stage.tell('ListShifts', { status: ['Gone'] })).toMatchObject({
      __type: 'InvalidDeploymentStatusException',
    });
    expect(await stage.tell('ListShifts', { limit: 0 })).toMatchObject({ __type: 'InvalidInputException' });
    expect(await stage.tell('ListShifts', { nextToken: 'x' })).toMatchObject({ __type: 'InvalidNextTokenException' });
  });
});

interface Entry {
  readonly at: number;
  readonly kind: string;
  readonly subject: string;
  readonly text: string;
  readonly tone: string;
}

const linesOf = ({ entries }: { readonly entries: readonly Entry[] }): string[] =>
  entries.map(({ kind, text }) => `${kind}: ${text}`);

describe('the timeline of a shift', () => {
  test('tells how an alarm ended it, and where the traffic was', async () => {
    await stage.prepare(watchedByAlarm);
    await stage.putAlarm();
    await stage.setAlarm('OK');
    await stage.platform.advance(minuteMs);
    const deploymentId = await stage.deploy();
    await stage.platform.advance(minuteMs);
    await stage.setAlarm('ALARM');
    await stage.platform.advance(minuteMs);
    const timeline = await stage.tell('DescribeShiftTimeline', { deploymentId });
    const { rollbackInfo } = await stage.info(deploymentId);
    const rollbackId = rollbackInfo?.rollbackDeploymentId ?? '';
    expect(linesOf(timeline)).toEqual([
      `deployment: ${deploymentId} begins, LambdaCanary10Percent5Minutes`,
      'traffic: 100 % on version 1',
      'traffic: 90 % on version 1, 10 % on version 2',
      'alarm: ALARM: a test wants it',
      `deployment: ${deploymentId} was stopped by an alarm`,
      `deployment: ${rollbackId} takes the traffic back`,
      'traffic: 100 % on version 1',
      `deployment: ${rollbackId} succeeded`,
    ]);
    expect(
      timeline.weights.map(({ targetVersionWeight }: { targetVersionWeight: number }) => targetVersionWeight),
    ).toEqual([0, 0.1, 0]);
    expect(timeline.reason).toBe(`The alarm ${alarmName} went off: a test wants it`);
  });

  test('tells who held it and who hurried it, also after a restart', async () => {
    await stage.prepare();
    const deploymentId = await stage.deploy();
    await stage.ask('PauseDeployment', deploymentId);
    await stage.platform.advance(minuteMs);
    await stage.ask('PromoteDeployment', deploymentId);
    const before = await stage.tell('DescribeShiftTimeline', { deploymentId });
    expect(linesOf(before)).toEqual(
      expect.arrayContaining(['deployment: paused by root', 'deployment: promoted by root']),
    );
    expect(before.reason).toBeUndefined();
    expect(before.weights.at(-1).targetVersionWeight).toBe(1);
    await restart();
    expect(await stage.tell('DescribeShiftTimeline', { deploymentId })).toEqual(before);
  });

  test('names the alarm that kept it from beginning, and what could not be carried out', async () => {
    await stage.prepare(watchedByAlarm);
    await stage.putAlarm();
    await stage.setAlarm('ALARM');
    const kept = await stage.deploy();
    await stage.setAlarm('OK');
    const refused = await stage.deploy({ from: 1, to: 7 });
    const { shifts } = await stage.tell('ListShifts', {});
    const reasonOf = (id: string): unknown =>
      shifts.find(({ deploymentId }: { readonly deploymentId: string }) => deploymentId === id)?.reason;
    expect(reasonOf(kept)).toBe(`The alarm ${alarmName} was in ALARM before the deployment began: a test wants it`);
    expect(reasonOf(refused)).toMatch(/7/);
  });

  test('names the hook that did not let it pass', async () => {
    await stage.prepare();
    const deploymentId = await stage.deploy({ hooks: { BeforeAllowTraffic: 'checkout' } });
    await stage.platform.advance(61 * minuteMs);
    const timeline = await stage.tell('DescribeShiftTimeline', { deploymentId });
    expect(timeline.reason).toBe('The hook checkout (BeforeAllowTraffic) did not report within its hour.');
    expect(linesOf(timeline)).toContain('hook: BeforeAllowTraffic failed');
  });
});

describe('the difference between two versions', () => {
  test('is told by settings and by lines', async () => {
    await stage.prepare();
    const FunctionName = 'checkout';
    const publish = async (ZipFile: Buffer, more: object): Promise<string> => {
      await stage.lambda.updateFunctionCode({ FunctionName, ZipFile });
      await stage.platform.advance(1000);
      await stage.lambda.updateFunctionConfiguration({ FunctionName, ...more });
      await stage.platform.advance(1000);
      return (await stage.lambda.publishVersion({ FunctionName })).Version ?? '';
    };
    const from = await publish(
      zipOf([
        { path: 'index.mjs', content: 'one\ntwo\nthree\n' },
        { path: 'gone.txt', content: 'bye' },
        { path: 'same.txt', content: 'same' },
        { path: 'image.png', content: Buffer.from([0, 1, 2]) },
        { path: 'large.txt', content: 'a'.repeat(300_000) },
      ]),
      { MemorySize: 128, Environment: { Variables: { STAGE: 'test', OLD: '1' } } },
    );
    const to = await publish(
      zipOf([
        { path: 'index.mjs', content: 'one\n2\nthree\n' },
        { path: 'same.txt', content: 'same' },
        { path: 'new/file.txt', content: 'hello' },
        { path: 'image.png', content: Buffer.from([0, 1, 3]) },
        { path: 'large.txt', content: 'b'.repeat(300_000) },
      ]),
      { MemorySize: 256, Environment: { Variables: { STAGE: 'live' } } },
    );
    const difference = await stage.tell('DescribeVersionDifference', {
      functionName: FunctionName,
      fromVersion: from,
      toVersion: to,
    });
    expect(difference).toEqual({
      configuration: [
        { name: 'Environment.OLD', from: '1' },
        { name: 'Environment.STAGE', from: 'test', to: 'live' },
        { name: 'MemorySize', from: '128', to: '256' },
      ],
      files: [
        {
          path: 'gone.txt',
          change: 'removed',
          fromSize: 3,
          isBinary: false,
          isTooLarge: false,
          diff: '@@ -1,1 +0,0 @@\n-bye\n\\ No newline at end of file\n',
        },
        { path: 'image.png', change: 'changed', fromSize: 3, toSize: 3, isBinary: true, isTooLarge: false },
        {
          path: 'index.mjs',
          change: 'changed',
          fromSize: 14,
          toSize: 12,
          isBinary: false,
          isTooLarge: false,
          diff: '@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n',
        },
        { path: 'large.txt', change: 'changed', fromSize: 300_000, toSize: 300_000, isBinary: false, isTooLarge: true },
        {
          path: 'new/file.txt',
          change: 'added',
          toSize: 5,
          isBinary: false,
          isTooLarge: false,
          diff: '@@ -0,0 +1,1 @@\n+hello\n\\ No newline at end of file\n',
        },
      ],
      unchangedFileCount: 1,
      isTruncated: false,
    });
    const self = await stage.tell('DescribeVersionDifference', {
      functionName: FunctionName,
      fromVersion: to,
      toVersion: to,
    });
    expect(self).toEqual({ configuration: [], files: [], unchangedFileCount: 5, isTruncated: false });
  });

  test('of what does not exist is refused as GetFunction refuses it', async () => {
    expect(
      await stage.tell('DescribeVersionDifference', { functionName: 'none', fromVersion: '1', toVersion: '2' }),
    ).toMatchObject({ __type: 'ResourceNotFoundException' });
    expect(await stage.tell('DescribeVersionDifference', { functionName: 'none', fromVersion: '1' })).toMatchObject({
      __type: 'InvalidParameterValueException',
    });
  });
});
