/** How traffic moves when nothing goes wrong. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appSpec, applicationName, deploymentGroupName, minuteMs, openStage, type Stage } from './stage.ts';

let stage: Stage;

beforeEach(async () => {
  stage = await openStage();
});

afterEach(async () => stage[Symbol.asyncDispose]());

test('all at once moves the alias, and reports each lifecycle event', async () => {
  await stage.prepare({ deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' });
  const deploymentId = await stage.deploy();
  expect(await stage.alias()).toBe('2');
  expect(await stage.info(deploymentId)).toMatchObject({
    status: 'Succeeded',
    creator: 'user',
    computePlatform: 'Lambda',
    deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
    deploymentOverview: { Pending: 0, InProgress: 0, Succeeded: 1, Failed: 0, Skipped: 0, Ready: 0 },
    rollbackInfo: {},
    deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
    revision: { revisionType: 'AppSpecContent', appSpecContent: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
  });
  expect(await stage.lifecycle(deploymentId)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
  expect(await stage.target(deploymentId)).toMatchObject({
    status: 'Succeeded',
    targetId: 'checkout:live',
    lambdaFunctionInfo: {
      functionName: 'checkout',
      functionAlias: 'live',
      currentVersion: '1',
      targetVersion: '2',
      targetVersionWeight: 1,
    },
  });
});

test('a canary sends a tenth at once and the rest after five minutes', async () => {
  await stage.prepare();
  const deploymentId = await stage.deploy();
  expect(await stage.alias()).toBe('1, 2: 0.1');
  expect(await stage.info(deploymentId)).toMatchObject({ status: 'InProgress', deploymentOverview: { InProgress: 1 } });
  expect(await stage.lifecycle(deploymentId)).toEqual(['Succeeded', 'InProgress', 'Pending']);
  expect((await stage.target(deploymentId)).lambdaFunctionInfo?.targetVersionWeight).toBe(0.1);
  await stage.platform.advance(5 * minuteMs - 1);
  expect(await stage.alias()).toBe('1, 2: 0.1');
  await stage.platform.advance(1);
  expect(await stage.alias()).toBe('2');
  expect(await stage.info(deploymentId)).toMatchObject({ status: 'Succeeded' });
  const { startTime, completeTime } = await stage.info(deploymentId);
  expect((completeTime?.getTime() ?? 0) - (startTime?.getTime() ?? 0)).toBe(5 * minuteMs);
});

test('ten linear steps a minute apart take nine minutes', async () => {
  await stage.prepare({ deploymentConfigName: 'CodeDeployDefault.LambdaLinear10PercentEvery1Minute' });
  await stage.deploy();
  for (let tenths = 1; tenths <= 9; tenths += 1) {
    expect(await stage.alias()).toBe(`1, 2: ${tenths / 10}`);
    await stage.platform.advance(minuteMs);
  }
  expect(await stage.alias()).toBe('2');
});

test('another deployment to a busy group is refused, and names the one that runs', async () => {
  await stage.prepare();
  const deploymentId = await stage.deploy();
  await expect(stage.deploy()).rejects.toMatchObject({
    name: 'DeploymentLimitExceededException',
    message: `The Deployment Group '${deploymentGroupName}' already has an active Deployment '${deploymentId}'`,
  });
});

test('a version that is shifted to itself fails, but all at once', async () => {
  await stage.prepare();
  const deploymentId = await stage.deploy({ to: 1 });
  expect(await stage.info(deploymentId)).toMatchObject({
    status: 'Failed',
    errorInformation: {
      code: 'INVALID_LAMBDA_CONFIGURATION',
      message:
        'The deployment failed because the AppSpec file that specifies the AWS Lambda deployment configuration is missing or has an invalid configuration.',
    },
  });
  const atOnce = await stage.deploy({ to: 1 }, { deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' });
  expect(await stage.info(atOnce)).toMatchObject({ status: 'Succeeded' });
  expect(await stage.alias()).toBe('1');
});

test('a revision that is known can be deployed again by its hash, and read with its content', async () => {
  await stage.prepare({ deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' });
  const { revision } = await stage.info(await stage.deploy());
  const sha256 = revision?.appSpecContent?.sha256 ?? '';
  await stage.lambda.updateAlias({ FunctionName: 'checkout', Name: 'live', FunctionVersion: '1' });
  const again = await stage.deploy({}, { revision: { revisionType: 'AppSpecContent', appSpecContent: { sha256 } } });
  expect(await stage.info(again)).toMatchObject({ status: 'Succeeded' });
  const read = await stage.codedeploy.getApplicationRevision({
    applicationName,
    revision: { revisionType: 'AppSpecContent', appSpecContent: { sha256 } },
  });
  expect(read.revision?.appSpecContent?.content).toBe(appSpec());
  expect(read.revisionInfo).toMatchObject({ deploymentGroups: [deploymentGroupName] });
});
