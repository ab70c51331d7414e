import { describe, expect, test } from 'vitest';
import { type ActOptions, type Ended, stackId } from '../type-engine.fixture.ts';
import { call, openTypeStage } from '../type-stage.fixture.ts';

const typeName = 'AWS::Lambda::Alias';
const FunctionName = 'checkout';
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:checkout:live';
const group = { applicationName: 'shop', deploymentGroupName: 'checkout' };
const alarmName = 'CanaryErrors';
const updatePolicy = {
  CodeDeployLambdaAliasUpdate: { ApplicationName: 'shop', DeploymentGroupName: 'checkout' },
};
const properties = (FunctionVersion: string | number) => ({ FunctionName, Name: 'live', FunctionVersion });
const minuteMs = 60_000;

type Group = Parameters<Awaited<ReturnType<typeof openTypeStage>>['codedeploy']['CreateDeploymentGroup']>[0];

/** A function with two versions, and a deployment group that takes the five-minute canary. */
async function openShop({ crashes = false, ...more }: Partial<Group> & { crashes?: boolean } = {}) {
  const stage = await openTypeStage({ crashes });
  const fn = await stage.made('AWS::Lambda::Function', {
    FunctionName,
    Role: await stage.createRole('runner', 'lambda'),
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: 'exports.handler = async () => 1;' },
  });
  await stage.lambda.PublishVersion({ FunctionName }, call);
  await stage.update(fn, { ...fn.properties, Code: { ZipFile: 'exports.handler = async () => 2;' } });
  await stage.lambda.PublishVersion({ FunctionName }, call);
  await stage.codedeploy.CreateApplication({ applicationName: 'shop', computePlatform: 'Lambda' }, call);
  await stage.codedeploy.CreateDeploymentGroup(
    {
      ...group,
      serviceRoleArn: await stage.createRole('deployer', 'codedeploy'),
      deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      autoRollbackConfiguration: {
        enabled: true,
        events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
      ...more,
    },
    call,
  );
  const live = await stage.made(typeName, properties('1'), { updatePolicy });
  return Object.assign(stage, {
    live,
    /** Shifts to the second version. */
    shift: (options: ActOptions = {}): Promise<Ended> =>
      stage.update(live, properties('2'), { updatePolicy, ...options }),
    /** The alias as `1` or as `1, 2: 0.1`. */
    async alias(): Promise<string> {
      const { FunctionVersion = '', RoutingConfig } = await stage.lambda.GetAlias({ FunctionName, Name: 'live' }, call);
      const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
      return [FunctionVersion, ...weights.map(([version, weight]) => `${version}: ${weight}`)].join(', ');
    },
    async deployments() {
      const { deployments = [] } = await stage.codedeploy.ListDeployments({ ...group }, call);
      const infos = await Promise.all(
        deployments.map((deploymentId) => stage.codedeploy.GetDeployment({ deploymentId }, call)),
      );
      return infos.map(({ deploymentInfo }) => deploymentInfo ?? {}).toReversed();
    },
    async putAlarm(StateValue: 'OK' | 'ALARM'): Promise<void> {
      const watch = { Namespace: 'shop', MetricName: 'Errors', Statistic: 'Sum', Period: 60 } as const;
      const rule = { EvaluationPeriods: 1, Threshold: 0, ComparisonOperator: 'GreaterThanThreshold' } as const;
      await stage.cloudwatch.PutMetricAlarm({ AlarmName: alarmName, ...watch, ...rule }, call);
      await stage.cloudwatch.SetAlarmState({ AlarmName: alarmName, StateValue, StateReason: 'a test' }, call);
    },
  });
}

const watched: Partial<Group> = { alarmConfiguration: { enabled: true, alarms: [{ name: alarmName }] } };

describe.each([false, true])('an alias, with calls repeated after crashes: %s', (crashes) => {
  test('points at its version from its creation, without a deployment', async () => {
    await using shop = await openShop({ crashes });
    expect(shop.live).toMatchObject({ physicalId: arn, attributes: { AliasArn: arn } });
    expect(await shop.alias()).toBe('1');
    expect(await shop.deployments()).toEqual([]);
  });

  test('is shifted to a new version by one deployment, and is done when all of the traffic is there', async () => {
    await using shop = await openShop({ crashes });
    const startedAtMs = shop.clock.now();
    const seen = new Set<string>();
    const { outcome, notes } = await shop.shift({ before: async () => void seen.add(await shop.alias()) });
    expect(outcome).toMatchObject({ kind: 'done', physicalId: arn });
    expect([...seen]).toEqual(['1', '1, 2: 0.1', '2']);
    expect(shop.clock.now() - startedAtMs).toBeGreaterThanOrEqual(5 * minuteMs);
    expect(shop.clock.now() - startedAtMs).toBeLessThan(5 * minuteMs + 10_000);
    const deployments = await shop.deployments();
    expect(deployments).toMatchObject([
      { status: 'Succeeded', creator: 'user', description: `CloudFormation Deployment - ${stackId}` },
    ]);
    expect(notes).toEqual([`CodeDeploy deployment started: ${deployments[0]?.deploymentId}`]);
  });

  test('fails with what CodeDeploy says of an alarm, once the traffic is back', async () => {
    await using shop = await openShop({ crashes, ...watched });
    await shop.putAlarm('OK');
    const { outcome, notes } = await shop.shift({
      before: async (round) => (round === 30 ? shop.putAlarm('ALARM') : undefined),
    });
    const [failed, rollback] = await shop.deployments();
    expect(outcome).toEqual({
      kind: 'failed',
      code: 'InternalFailure',
      message: `${failed?.deploymentId} failed. One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <${alarmName}>`,
    });
    expect(notes).toEqual([
      `CodeDeploy deployment started: ${failed?.deploymentId}`,
      `CodeDeploy rollback deployment started: ${rollback?.deploymentId}`,
    ]);
    expect(rollback).toMatchObject({ status: 'Succeeded', creator: 'codeDeployRollback' });
    expect(await shop.alias()).toBe('1');
    // The stack's rollback finds nothing to do.
    const before = (await shop.lambda.GetAlias({ FunctionName, Name: 'live' }, call)).RevisionId;
    const moved = { ...shop.live, properties: properties('2') };
    const restored = await shop.update(moved, properties('1'), { updatePolicy, isRollback: true });
    expect(restored.outcome.kind).toBe('done');
    expect((await shop.lambda.GetAlias({ FunctionName, Name: 'live' }, call)).RevisionId).toBe(before);
  });

  test('fails when a hook says so, and no call has gone to the new version', async () => {
    await using shop = await openShop({ crashes });
    const hooked = {
      CodeDeployLambdaAliasUpdate: {
        ...updatePolicy.CodeDeployLambdaAliasUpdate,
        BeforeAllowTrafficHook: FunctionName,
      },
    };
    const seen = new Set<string>();
    const { outcome } = await shop.shift({
      updatePolicy: hooked,
      before: async () => {
        seen.add(await shop.alias());
        const event = shop.events.pop();
        if (event === undefined) return;
        const told: unknown = JSON.parse(Buffer.from(event.payload).toString());
        expect(told).toMatchObject({
          DeploymentId: expect.any(String),
          LifecycleEventHookExecutionId: expect.any(String),
        });
        const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } =
          told as Record<string, string>;
        const answer = { deploymentId, lifecycleEventHookExecutionId, status: 'Failed' } as const;
        await shop.codedeploy.PutLifecycleEventHookExecutionStatus(answer, call);
      },
    });
    expect(outcome).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('one or more of the lifecycle event validation functions failed.'),
    });
    expect([...seen]).toEqual(['1']);
  });

  test('that is wanted no more is stopped, and the act ends when the traffic is back', async () => {
    await using shop = await openShop({ crashes });
    const { outcome, notes } = await shop.shift({ before: (round) => (round >= 20 ? 'cancel' : undefined) });
    expect(outcome.kind).toBe('failed');
    const [stopped, rollback] = await shop.deployments();
    expect(stopped).toMatchObject({ status: 'Stopped' });
    expect(notes.at(-1)).toBe(`CodeDeploy rollback deployment started: ${rollback?.deploymentId}`);
    expect(await shop.alias()).toBe('1');
  });

  test('that is wanted no more just when its deployment was begun leaves none running', async () => {
    await using shop = await openShop({ crashes });
    const { outcome } = await shop.shift({ before: (round) => (round >= 1 ? 'cancel' : undefined) });
    expect(outcome.kind).toBe('failed');
    expect(await shop.deployments()).toEqual([]);
    expect(await shop.alias()).toBe('1');
  });

  test('is brought back at once, whatever the alarms of its group say', async () => {
    await using shop = await openShop({ crashes, ...watched });
    await shop.putAlarm('OK');
    const { live } = await shop.shift();
    await shop.putAlarm('ALARM');
    const startedAtMs = shop.clock.now();
    const { outcome } = await shop.update(live ?? shop.live, properties('1'), { updatePolicy, isRollback: true });
    expect(outcome.kind).toBe('done');
    expect(await shop.alias()).toBe('1');
    expect(shop.clock.now()).toBe(startedAtMs);
    expect(await shop.deployments()).toHaveLength(1);
  });

  test('changes its description and what is kept ready without a deployment', async () => {
    await using shop = await openShop({ crashes });
    const changed = {
      ...properties('1'),
      Description: 'all customers',
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 1 },
    };
    const { outcome } = await shop.update(shop.live, changed, { updatePolicy });
    expect(outcome.kind).toBe('done');
    const alias = await shop.lambda.GetAlias({ FunctionName, Name: 'live' }, call);
    expect(alias).toMatchObject({ Description: 'all customers', FunctionVersion: '1' });
    const target = { FunctionName, Qualifier: 'live' };
    expect(await shop.lambda.GetProvisionedConcurrencyConfig(target, call)).toMatchObject({ Status: 'READY' });
    expect(await shop.deployments()).toEqual([]);
  });

  test('without an update policy is moved and split at once', async () => {
    await using shop = await openShop({ crashes });
    const AdditionalVersionWeights = [{ FunctionVersion: '2', FunctionWeight: '0.25' }];
    const split = { ...properties('1'), RoutingConfig: { AdditionalVersionWeights } };
    const { live } = await shop.update(shop.live, split);
    expect(await shop.alias()).toBe('1, 2: 0.25');
    await shop.update(live ?? shop.live, properties('2'));
    expect(await shop.alias()).toBe('2');
    expect((await shop.delete(shop.live)).outcome.kind).toBe('done');
    await expect(shop.alias()).rejects.toThrow('alias');
  });
});

test('a group that is busy fails the alias, and its deployment goes on', async () => {
  await using shop = await openShop();
  const content = JSON.stringify({
    version: '0.0',
    Resources: [
      {
        checkout: {
          Type: 'AWS::Lambda::Function',
          Properties: { Name: FunctionName, Alias: 'live', CurrentVersion: '1', TargetVersion: '2' },
        },
      },
    ],
  });
  const revision = { revisionType: 'AppSpecContent', appSpecContent: { content } } as const;
  const { deploymentId } = await shop.codedeploy.CreateDeployment({ ...group, revision }, call);
  await shop.advance(0);
  const { outcome } = await shop.shift();
  expect(outcome).toMatchObject({
    kind: 'failed',
    code: 'ResourceConflict',
    message: `A conflicting deployment is in progress: The Deployment Group 'checkout' already has an active Deployment '${deploymentId}'`,
  });
  expect(await shop.deployments()).toMatchObject([{ deploymentId, status: 'InProgress' }]);
  expect(await shop.alias()).toBe('1, 2: 0.1');
});

test('a cancelled shift whose beginning was not saved is found, stopped and taken back', async () => {
  await using shop = await openShop({ crashes: true });
  let isBegun = false;
  const { outcome } = await shop.shift({
    before: async (round) => {
      // The call that began the deployment has ended, and its answer was lost with the process.
      if (round === 1) isBegun = true;
      return round > 1 ? 'cancel' : undefined;
    },
  });
  expect(isBegun).toBe(true);
  expect(outcome.kind).toBe('failed');
  const [first, second] = await shop.deployments();
  expect(first).toMatchObject({ status: 'Stopped' });
  expect(second).toMatchObject({ status: 'Succeeded', creator: 'codeDeployRollback' });
  expect(await shop.alias()).toBe('1');
});

test('a shift that nobody follows any more is ended before the alias is brought back', async () => {
  await using shop = await openShop();
  const abandoned = shop.shift({
    before: (round) => {
      if (round === 10) throw new Error('the act is over');
    },
  });
  await expect(abandoned).rejects.toThrow('the act is over');
  expect(await shop.alias()).toBe('1, 2: 0.1');
  const moved = { ...shop.live, properties: properties('2') };
  const { outcome } = await shop.update(moved, properties('1'), { updatePolicy, isRollback: true });
  expect(outcome.kind).toBe('done');
  expect(await shop.alias()).toBe('1');
  await shop.advance(10 * minuteMs);
  expect(await shop.alias()).toBe('1');
});

test('an alias that is there already needs no deployment', async () => {
  await using shop = await openShop();
  await shop.lambda.UpdateAlias({ FunctionName, Name: 'live', FunctionVersion: '2' }, call);
  const { outcome } = await shop.shift();
  expect(outcome.kind).toBe('done');
  expect(await shop.deployments()).toEqual([]);
});
