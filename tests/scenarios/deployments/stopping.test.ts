/** What ends a shift: alarms and people. Traffic goes back, or stays where it was told to stay. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { alarmName, minuteMs, openStage, type Stage, watchedByAlarm } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(async () => stage[Symbol.asyncDispose]());

const alarmText = `One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <${alarmName}>`;

describe('an alarm', () => {
  test('that goes off during the shift stops it within a poll, and all calls go back', async () => {
    await stage.prepare(watchedByAlarm);
    await stage.putAlarm();
    const deploymentId = await stage.deploy();
    await stage.platform.advance(minuteMs);
    await stage.setAlarm('ALARM');
    await stage.platform.advance(10_000);

    expect(await stage.alias()).toBe('1');
    const rollback = await stage.rollbackOf(deploymentId);
    expect(await stage.info(deploymentId)).toMatchObject({
      status: 'Stopped',
      errorInformation: { code: 'ALARM_ACTIVE', message: alarmText },
      deploymentOverview: { Failed: 1, Succeeded: 0, InProgress: 0 },
      rollbackInfo: {
        rollbackDeploymentId: rollback.deploymentId,
        rollbackMessage: `Deployment ${deploymentId} terminated. Automatic rollback is triggered with a DeploymentId ${rollback.deploymentId}.`,
      },
    });
    expect(await stage.lifecycle(deploymentId)).toEqual(['Succeeded', 'Failed', 'Skipped']);
    expect((await stage.target(deploymentId)).lambdaFunctionInfo?.targetVersionWeight).toBe(0);
    expect(rollback).toMatchObject({
      status: 'Succeeded',
      creator: 'codeDeployRollback',
      deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      rollbackInfo: {
        rollbackTriggeringDeploymentId: deploymentId,
        rollbackMessage: `Deployment ${rollback.deploymentId} is triggered to roll back deployment ${deploymentId}.`,
      },
    });
    expect(await stage.lifecycle(rollback.deploymentId ?? '')).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
  });

  test('that is on already stops the deployment before any call reaches the new version, and says why', async () => {
    await stage.prepare(watchedByAlarm);
    await stage.putAlarm();
    await stage.setAlarm('ALARM');
    const { RevisionId: untouched } = await stage.lambda.getAlias({ FunctionName: 'checkout', Name: 'live' });
    const deploymentId = await stage.deploy();
    const info = await stage.info(deploymentId);
    expect(info).toMatchObject({ status: 'Stopped', errorInformation: { code: 'ALARM_ACTIVE', message: alarmText } });
    expect(info.deploymentStatusMessages).toEqual([
      `An alarm was already in ALARM when the deployment was about to start. ${alarmName}: a test wants it`,
    ]);
    expect(await stage.rollbackOf(deploymentId)).toMatchObject({ status: 'Succeeded', creator: 'codeDeployRollback' });
    expect(await stage.alias()).toBe('1');
    expect(untouched).toBeDefined();
    expect(await stage.lifecycle(deploymentId)).toEqual(['Skipped', 'Skipped', 'Skipped']);
  });

  test('that is on does not keep the fix back where the deployment overrides the alarms', async () => {
    await stage.prepare({ ...watchedByAlarm, deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' });
    await stage.putAlarm();
    await stage.setAlarm('ALARM');
    const deploymentId = await stage.deploy({}, { overrideAlarmConfiguration: { enabled: false, alarms: [] } });
    expect(await stage.info(deploymentId)).toMatchObject({
      status: 'Succeeded',
      overrideAlarmConfiguration: { enabled: false },
    });
    expect(await stage.alias()).toBe('2');
  });

  test('without data stops nothing', async () => {
    await stage.prepare(watchedByAlarm);
    await stage.putAlarm();
    await stage.setAlarm('INSUFFICIENT_DATA');
    const deploymentId = await stage.deploy();
    await stage.platform.advance(5 * minuteMs);
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'Succeeded' });
  });

  test('that goes off with the last step does not let it happen', async () => {
    await stage.prepare(watchedByAlarm);
    await stage.putAlarm();
    const deploymentId = await stage.deploy();
    await stage.platform.advance(5 * minuteMs - 1);
    await stage.setAlarm('ALARM');
    await stage.platform.advance(1);
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'Stopped' });
    expect(await stage.alias()).toBe('1');
  });

  test('that does not exist stops the deployment at its start, unless that is to be ignored', async () => {
    await stage.prepare(watchedByAlarm);
    const deploymentId = await stage.deploy();
    expect(await stage.info(deploymentId)).toMatchObject({
      status: 'Stopped',
      errorInformation: { message: expect.stringContaining(`There is no alarm ${alarmName}`) },
    });
    const ignoring = { alarmConfiguration: { ...watchedByAlarm.alarmConfiguration, ignorePollAlarmFailure: true } };
    const { alarmConfiguration: overrideAlarmConfiguration } = ignoring;
    const another = await stage.deploy({}, { overrideAlarmConfiguration });
    expect(await stage.info(another)).toMatchObject({ status: 'InProgress' });
  });

  test('that is deleted during the shift holds it where it is, and stops it after a minute', async () => {
    await stage.prepare(watchedByAlarm);
    await stage.putAlarm();
    const deploymentId = await stage.deploy();
    await stage.platform.advance(5 * minuteMs - 20_000);
    await stage.cloudwatch.deleteAlarms({ AlarmNames: [alarmName] });
    await stage.platform.advance(30_000);
    expect(await stage.alias()).toBe('1, 2: 0.1');
    await stage.platform.advance(minuteMs);
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'Stopped' });
    expect(await stage.alias()).toBe('1');
  });

  test('stops without taking back where only failures are', async () => {
    await stage.prepare({
      ...watchedByAlarm,
      autoRollbackConfiguration: { enabled: true, events: ['DEPLOYMENT_FAILURE'] },
    });
    await stage.putAlarm();
    const deploymentId = await stage.deploy();
    await stage.setAlarm('ALARM');
    await stage.platform.advance(10_000);
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'Stopped', rollbackInfo: {} });
    expect(await stage.alias()).toBe('1, 2: 0.1');
  });
});

describe('a request to stop', () => {
  test('takes the traffic back where the group says so', async () => {
    await stage.prepare();
    const deploymentId = await stage.deploy();
    expect(await stage.codedeploy.stopDeployment({ deploymentId })).toMatchObject({ status: 'Succeeded' });
    await stage.platform.advance(0);
    expect(await stage.info(deploymentId)).toMatchObject({
      status: 'Stopped',
      errorInformation: { code: 'MANUAL_STOP', message: 'the deployment is cancelled due to an abort request' },
    });
    expect(await stage.lifecycle(deploymentId)).toEqual(['Succeeded', 'Failed', 'Skipped']);
    expect(await stage.alias()).toBe('1');
    await expect(stage.codedeploy.stopDeployment({ deploymentId })).rejects.toMatchObject({
      name: 'DeploymentAlreadyCompletedException',
    });
  });

  test('takes it back where the request says so', async () => {
    await stage.prepare({ autoRollbackConfiguration: { enabled: false } });
    const deploymentId = await stage.deploy();
    await stage.codedeploy.stopDeployment({ deploymentId, autoRollbackEnabled: true });
    await stage.platform.advance(0);
    expect(await stage.rollbackOf(deploymentId)).toMatchObject({ status: 'Succeeded' });
    expect(await stage.alias()).toBe('1');
  });

  test('otherwise leaves the split, and the next deployment fails because of it', async () => {
    await stage.prepare({ autoRollbackConfiguration: { enabled: false } });
    const deploymentId = await stage.deploy();
    await stage.codedeploy.stopDeployment({ deploymentId });
    await stage.platform.advance(10 * minuteMs);
    expect(await stage.alias()).toBe('1, 2: 0.1');
    expect((await stage.target(deploymentId)).lambdaFunctionInfo?.targetVersionWeight).toBe(0.1);
    const next = await stage.deploy();
    expect(await stage.info(next)).toMatchObject({
      status: 'Failed',
      errorInformation: {
        code: 'INVALID_LAMBDA_CONFIGURATION',
        message:
          'The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration. The Lambda function alias version does not match the current version in AppSpec file.',
      },
      rollbackInfo: {},
    });
    expect(await stage.alias()).toBe('1, 2: 0.1');
  });

  test('of a deployment that nobody knows names it', async () => {
    await expect(stage.codedeploy.stopDeployment({ deploymentId: 'd-AAAAAAAAA' })).rejects.toMatchObject({
      name: 'DeploymentDoesNotExistException',
    });
    await expect(stage.codedeploy.stopDeployment({ deploymentId: 'nonsense' })).rejects.toMatchObject({
      name: 'InvalidDeploymentIdException',
    });
  });
});

describe('somebody else', () => {
  test('who takes the alias over keeps it, and the deployment fails', async () => {
    await stage.prepare({}, ['export const a = 1;', 'export const a = 2;', 'export const a = 3;']);
    const deploymentId = await stage.deploy();
    await stage.lambda.updateAlias({
      FunctionName: 'checkout',
      Name: 'live',
      FunctionVersion: '3',
      RoutingConfig: { AdditionalVersionWeights: {} },
    });
    await stage.platform.advance(5 * minuteMs);
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'Failed', rollbackInfo: {} });
    expect(await stage.alias()).toBe('3');
  });

  test('who deletes the group ends its deployment, and the traffic goes back', async () => {
    await stage.prepare();
    const deploymentId = await stage.deploy();
    await stage.codedeploy.deleteApplication({ applicationName: 'shop' });
    await stage.platform.advance(0);
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'Stopped' });
    expect(await stage.rollbackOf(deploymentId)).toMatchObject({ status: 'Succeeded' });
    expect(await stage.alias()).toBe('1');
  });
});
