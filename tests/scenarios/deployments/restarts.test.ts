/** What a deployment owes to the time in which Serin was not there. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/testing/index.ts';
import { alarmName, minuteMs, openStage, type Stage, watchedByAlarm } from './stage.ts';

let folder: string;
let clock: VirtualClock;
let stage: Stage;

const open = async (): Promise<void> => {
  stage = await openStage({ clock, platform: { dataFolder: folder } });
};

/** Ends the platform, lets time pass without it, and starts another on the same data. */
async function restart(downMs = 0): Promise<void> {
  await stage[Symbol.asyncDispose]();
  await clock.advance(downMs);
  await open();
  await stage.platform.advance(0);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-restarts-'));
  clock = new VirtualClock();
  await open();
});

afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

test('a restart in the middle of a canary changes nothing of its course', async () => {
  await stage.prepare();
  const deploymentId = await stage.deploy();
  await stage.platform.advance(2 * minuteMs);
  await restart();
  expect(await stage.alias()).toBe('1, 2: 0.1');
  await stage.platform.advance(3 * minuteMs - 1);
  expect(await stage.alias()).toBe('1, 2: 0.1');
  await stage.platform.advance(1);
  expect(await stage.info(deploymentId)).toMatchObject({ status: 'Succeeded' });
  expect(await stage.alias()).toBe('2');
});

test('time in which nobody answered calls proves nothing of the new version', async () => {
  await stage.prepare();
  await stage.deploy();
  await stage.platform.advance(minuteMs);
  await restart(60 * minuteMs);
  expect(await stage.alias()).toBe('1, 2: 0.1');
  await stage.platform.advance(3 * minuteMs);
  expect(await stage.alias()).toBe('1, 2: 0.1');
  await stage.platform.advance(minuteMs + 10_000);
  expect(await stage.alias()).toBe('2');
});

test('an alarm that went off while Serin was down stops the deployment after it', async () => {
  await stage.prepare(watchedByAlarm);
  await stage.putAlarm();
  const deploymentId = await stage.deploy();
  await stage.cloudwatch.setAlarmState({
    AlarmName: alarmName,
    StateValue: 'ALARM',
    StateReason: 'just before the end',
  });
  await restart(minuteMs);
  await stage.platform.advance(10_000);
  expect(await stage.info(deploymentId)).toMatchObject({ status: 'Stopped' });
  expect(await stage.rollbackOf(deploymentId)).toMatchObject({ status: 'Succeeded' });
  expect(await stage.alias()).toBe('1');
});

test('a hook can report to the Serin that comes after the one that called it', async () => {
  await stage.prepare();
  await stage.createFunction('before', 'export const handler = async () => {};');
  const deploymentId = await stage.deploy({ hooks: { BeforeAllowTraffic: 'before' } });
  await restart(30 * minuteMs);
  expect(await stage.lifecycle(deploymentId)).toEqual(['InProgress', 'Pending', 'Pending']);
  await stage.platform.advance(59 * minuteMs);
  expect(await stage.info(deploymentId)).toMatchObject({ status: 'InProgress' });
  await stage.platform.advance(2 * minuteMs);
  expect(await stage.info(deploymentId)).toMatchObject({ status: 'Failed', errorInformation: { code: 'TIMEOUT' } });
});
