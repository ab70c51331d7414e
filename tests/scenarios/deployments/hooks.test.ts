/** Hooks: functions that say whether a version may have the traffic, or keep it. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openReceiver } from '../receiver.ts';
import { deploymentGroupName, minuteMs, openStage, type Shift, type Stage } from './stage.ts';

/** Tells its event, and returns. */
const telling = `export const handler = async (event) => {
  await fetch(process.env.RECEIVER, { method: 'POST', body: JSON.stringify(event) });
};`;
/** Reports with AWS's own SDK and the credentials of its role, as AWS's documents show it. */
const reporting = `import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
export const handler = async ({ DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId }) => {
  const command = new PutLifecycleEventHookExecutionStatusCommand({ deploymentId, lifecycleEventHookExecutionId, status: process.env.STATUS });
  await new CodeDeployClient().send(command);
  await fetch(process.env.RECEIVER, { method: 'POST', body: JSON.stringify({ deploymentId }) });
};`;
const failed = 'The deployment failed because one or more of the lifecycle event validation functions failed.';

let stage: Stage;
let receiver: Awaited<ReturnType<typeof openReceiver>>;

beforeEach(async () => {
  stage = await openStage();
  receiver = await openReceiver();
  await stage.prepare();
});

afterEach(async () => {
  await stage[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const createHook = (name: string, content = telling, variables: Record<string, string> = {}) =>
  stage.createFunction(name, content, { Environment: { Variables: { RECEIVER: receiver.url, ...variables } } });

interface HookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
  readonly LifecycleEvent?: string;
}

const nextCall = async (): Promise<HookEvent> => JSON.parse((await receiver.next()).body) as HookEvent;

const report = async ({ DeploymentId, LifecycleEventHookExecutionId }: HookEvent, status: 'Succeeded' | 'Failed') => {
  const answer = await stage.codedeploy.putLifecycleEventHookExecutionStatus({
    deploymentId: DeploymentId,
    lifecycleEventHookExecutionId: LifecycleEventHookExecutionId,
    status,
  });
  await stage.platform.advance(0);
  return answer;
};

const deployWith = (hooks: NonNullable<Shift['hooks']>) => stage.deploy({ hooks });

/** Waits for what a function does in its own process. */
async function untilEnded(deploymentId: string) {
  for (;;) {
    await stage.platform.advance(0);
    const info = await stage.info(deploymentId);
    if (info.status !== 'Created' && info.status !== 'InProgress') return info;
  }
}

describe('a hook', () => {
  test('before the shift holds all traffic back until it has passed', async () => {
    await createHook('before');
    const deploymentId = await deployWith({ BeforeAllowTraffic: 'before' });
    const event = await nextCall();
    expect(event).toMatchObject({
      DeploymentId: deploymentId,
      LifecycleEventHookExecutionId: expect.stringMatching(/^eyJlbmNyeXB0ZWREYXRhIjoi/),
      LifecycleEvent: 'BeforeAllowTraffic',
      ApplicationName: 'shop',
      DeploymentGroupName: deploymentGroupName,
      FunctionName: 'checkout',
      Alias: 'live',
      CurrentVersion: '1',
      TargetVersion: '2',
    });
    expect(await stage.alias()).toBe('1');
    expect(await stage.lifecycle(deploymentId)).toEqual(['InProgress', 'Pending', 'Pending']);
    expect(await report(event, 'Succeeded')).toMatchObject({
      lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
    });
    expect(await stage.alias()).toBe('1, 2: 0.1');
  });

  test('before the shift that reports a failure ends the deployment, and no call ever reached the new version', async () => {
    await createHook('before');
    const deploymentId = await deployWith({ BeforeAllowTraffic: 'before' });
    await report(await nextCall(), 'Failed');
    expect(await stage.info(deploymentId)).toMatchObject({
      status: 'Failed',
      errorInformation: { code: 'HOOK_EXECUTION_FAILURE', message: failed },
    });
    expect(await stage.lifecycle(deploymentId)).toEqual(['Failed', 'Skipped', 'Skipped']);
    expect(await stage.rollbackOf(deploymentId)).toMatchObject({ status: 'Succeeded' });
    expect(await stage.alias()).toBe('1');
  });

  test('after the shift that reports a failure has all traffic taken back', async () => {
    await createHook('after');
    const deploymentId = await deployWith({ AfterAllowTraffic: 'after' });
    await stage.platform.advance(5 * minuteMs);
    const event = await nextCall();
    expect(await stage.alias()).toBe('2');
    await report(event, 'Failed');
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'Failed' });
    expect(await stage.lifecycle(deploymentId)).toEqual(['Succeeded', 'Succeeded', 'Failed']);
    expect(await stage.alias()).toBe('1');
    // A rollback runs no hooks.
    expect(receiver.received).toEqual([]);
  });

  test('that never reports fails the deployment after an hour', async () => {
    await createHook('before');
    const deploymentId = await deployWith({ BeforeAllowTraffic: 'before' });
    await nextCall();
    await stage.platform.advance(3_600_000 - 1);
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'InProgress' });
    await stage.platform.advance(1);
    expect(await stage.info(deploymentId)).toMatchObject({
      status: 'Failed',
      errorInformation: {
        message:
          'The deployment timed out while waiting for a status callback. CodeDeploy expects a status callback within one hour after a deployment hook is invoked.',
      },
    });
    expect(await stage.alias()).toBe('1');
  });

  test('reports once, with its own ID, that it succeeded or failed', async () => {
    await createHook('before');
    await deployWith({ BeforeAllowTraffic: 'before' });
    const event = await nextCall();
    const put = (lifecycleEventHookExecutionId: string, status: 'Succeeded' | 'Skipped') =>
      stage.codedeploy.putLifecycleEventHookExecutionStatus({
        deploymentId: event.DeploymentId,
        lifecycleEventHookExecutionId,
        status,
      });
    const ownId = event.LifecycleEventHookExecutionId;
    await expect(put('bogus', 'Succeeded')).rejects.toMatchObject({
      name: 'InvalidLifecycleEventHookExecutionIdException',
    });
    await expect(put(ownId, 'Skipped')).rejects.toMatchObject({
      name: 'InvalidLifecycleEventHookExecutionStatusException',
    });
    await put(ownId, 'Succeeded');
    await expect(put(ownId, 'Succeeded')).rejects.toMatchObject({ name: 'LifecycleEventAlreadyCompletedException' });
  });

  test("reports with AWS's SDK and the credentials of its own role", async () => {
    await createHook('before', reporting, { STATUS: 'Succeeded' });
    await createHook('after', reporting, { STATUS: 'Succeeded' });
    const deploymentId = await stage.deploy(
      { hooks: { BeforeAllowTraffic: 'before', AfterAllowTraffic: 'after' } },
      { deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' },
    );
    expect(await untilEnded(deploymentId)).toMatchObject({ status: 'Succeeded' });
    expect(await stage.lifecycle(deploymentId)).toEqual(['Succeeded', 'Succeeded', 'Succeeded']);
    expect(await stage.alias()).toBe('2');
  });
});

describe('a hook that breaks', () => {
  const crashing = `export const handler = async () => { throw new TypeError('no such table'); };`;

  test('fails the deployment at once, with the reason', async () => {
    await createHook('before', crashing);
    const deploymentId = await deployWith({ BeforeAllowTraffic: 'before' });
    const { status, errorInformation } = await untilEnded(deploymentId);
    expect(status).toBe('Failed');
    expect(errorInformation).toEqual({
      code: 'HOOK_EXECUTION_FAILURE',
      message: `${failed} BeforeAllowTraffic: The function before failed: TypeError: no such table`,
    });
    expect(await stage.alias()).toBe('1');
  });

  test('after all traffic has moved has it taken back at once', async () => {
    await createHook('after', crashing);
    const deploymentId = await stage.deploy(
      { hooks: { AfterAllowTraffic: 'after' } },
      { deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce' },
    );
    expect(await untilEnded(deploymentId)).toMatchObject({ status: 'Failed' });
    await stage.platform.advance(0);
    expect(await stage.alias()).toBe('1');
  });

  test('because it does not exist is found out before any traffic moves', async () => {
    const deploymentId = await deployWith({ AfterAllowTraffic: 'nobody' });
    expect(await stage.info(deploymentId)).toMatchObject({
      status: 'Failed',
      errorInformation: {
        code: 'HOOK_EXECUTION_FAILURE',
        message: 'The lifecycle event validation function nobody does not exist.',
      },
    });
    expect(await stage.alias()).toBe('1');
  });

  test('because it is named without a function fails in the words of AWS', async () => {
    const deploymentId = await deployWith({ BeforeAllowTraffic: null });
    expect(await stage.info(deploymentId)).toMatchObject({
      errorInformation: {
        code: 'INVALID_LAMBDA_CONFIGURATION',
        message: expect.stringMatching(/configuration\. The Lambda function name cannot be null or empty$/),
      },
    });
  });
});

describe("with AWS's own behaviour", () => {
  beforeEach(async () => {
    await stage[Symbol.asyncDispose]();
    stage = await openStage({ platform: { deployment: { parity: 'strict' } } });
    await stage.prepare();
  });

  test('a hook is told its ID and that of its deployment, and awaited for an hour though it broke', async () => {
    await createHook('before', telling.replace('};', "throw new Error('broken'); };"));
    const deploymentId = await deployWith({ BeforeAllowTraffic: 'before' });
    const event = await nextCall();
    expect(Object.keys(event)).toEqual(['DeploymentId', 'LifecycleEventHookExecutionId']);
    await stage.platform.advance(3_600_000 - 1);
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'InProgress' });
    await stage.platform.advance(1);
    expect(await stage.info(deploymentId)).toMatchObject({ status: 'Failed' });
  });
});
