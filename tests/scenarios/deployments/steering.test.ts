/** What people can do with a deployment that AWS does not let them: hurry it, hold it, take it back. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { minuteMs, openStage, type Stage, watchedByAlarm } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(async () => stage[Symbol.asyncDispose]());

describe('promoting', () => {
  test('sends all traffic to the new version at once', async () => {
    await stage.prepare();
    const deploymentId = await stage.deploy();
    await stage.ask('PromoteDeployment', deploymentId);
    expect(await stage.alias()).toBe('2');
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'Succeeded' });
    await expect(stage.ask('PromoteDeployment', deploymentId)).rejects.toMatchObject({
      name: 'DeploymentAlreadyCompletedException',
    });
  });

  test('does not outrun an alarm', async () => {
    await stage.prepare(watchedByAlarm);
    await stage.putAlarm();
    const deploymentId = await stage.deploy();
    await stage.setAlarm('ALARM');
    await stage.ask('PromoteDeployment', deploymentId);
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'Stopped' });
    expect(await stage.alias()).toBe('1');
  });
});

describe('pausing', () => {
  test('holds the split, and resuming goes on with what was left of the interval', async () => {
    await stage.prepare();
    const deploymentId = await stage.deploy();
    await stage.platform.advance(2 * minuteMs);
    await stage.ask('PauseDeployment', deploymentId);
    await stage.platform.advance(60 * minuteMs);
    expect(await stage.alias()).toBe('1, 2: 0.1');
    await stage.ask('ResumeDeployment', deploymentId);
    await stage.platform.advance(3 * minuteMs - 1);
    expect(await stage.alias()).toBe('1, 2: 0.1');
    await stage.platform.advance(1);
    expect(await stage.alias()).toBe('2');
  });

  test('does not blind the deployment to its alarms', async () => {
    await stage.prepare(watchedByAlarm);
    await stage.putAlarm();
    const deploymentId = await stage.deploy();
    await stage.ask('PauseDeployment', deploymentId);
    await stage.setAlarm('ALARM');
    await stage.platform.advance(10_000);
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'Stopped' });
    expect(await stage.alias()).toBe('1');
  });
});

describe('undoing', () => {
  const atOnce = { deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' };

  test('brings the alias back to where it came from, as a deployment of its own', async () => {
    await stage.prepare(atOnce);
    const deploymentId = await stage.deploy();
    expect(await stage.alias()).toBe('2');
    const undoingId = await stage.ask('UndoDeployment', deploymentId);
    expect(await stage.alias()).toBe('1');
    expect(await stage.info(undoingId)).toMatchObject({
      status: 'Succeeded',
      creator: 'user',
      rollbackInfo: { rollbackTriggeringDeploymentId: deploymentId },
    });
    expect(await stage.info(deploymentId)).toMatchObject({
      status: 'Succeeded',
      rollbackInfo: { rollbackDeploymentId: undoingId },
    });
    await expect(stage.ask('UndoDeployment', deploymentId)).rejects.toThrow(/already taken back/);
  });

  test('joins a split that a stopped deployment left', async () => {
    await stage.prepare({ autoRollbackConfiguration: { enabled: false } });
    const deploymentId = await stage.deploy();
    await stage.codedeploy.stopDeployment({ deploymentId });
    await stage.ask('UndoDeployment', deploymentId);
    expect(await stage.alias()).toBe('1');
  });

  test.each([
    ['that is still running', async () => stage.deploy(), /still running|already has an active/],
    [
      'that is too long ago',
      async () => within(await stage.deploy({}, atOnce), 25 * 60 * minuteMs),
      /more than 24 hours ago/,
    ],
    ['that another one followed', async () => followed(await stage.deploy({}, atOnce)), /no longer the last one/],
  ])('is refused for a deployment %s', async (_, begin, reason) => {
    await stage.prepare();
    const deploymentId = await begin();
    const before = await stage.alias();
    await expect(stage.ask('UndoDeployment', deploymentId)).rejects.toThrow(reason);
    expect(await stage.alias()).toBe(before);
  });

  async function within(deploymentId: string, byMs: number): Promise<string> {
    await stage.platform.advance(byMs);
    return deploymentId;
  }

  async function followed(deploymentId: string): Promise<string> {
    await stage.deploy({ from: 2, to: 1 }, atOnce);
    return deploymentId;
  }
});
