/**
 * The story of AWS's SAM workshop: a template with `AutoPublishAlias`, a `DeploymentPreference` and an
 * alarm that sees the canary's version alone, deployed again and again through change sets.
 */
import { CloudFormation, type CreateChangeSetCommandInput } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { Lambda } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { codes, templateOf } from '../../demo/application.ts';
import { startTestPlatform, type TestPlatform } from '../../src/testing/index.ts';

const StackName = 'sam-app-prod';
const minuteMs = 60_000;

let platform: TestPlatform;
let cloudformation: CloudFormation;
let cloudwatch: CloudWatch;
let lambda: Lambda;
let deployments = 0;

beforeEach(async () => {
  platform = await startTestPlatform({ platform: { routing: { kind: 'lowVariance' } } });
  const config = { ...platform.clientConfig, maxAttempts: 1 };
  cloudformation = new CloudFormation(config);
  cloudwatch = new CloudWatch(config);
  lambda = new Lambda(config);
});

afterEach(async () => platform[Symbol.asyncDispose]());

/** Makes a change set and executes it, as `sam deploy` does. */
async function begin(code: string, more: Partial<CreateChangeSetCommandInput> = {}): Promise<void> {
  const ChangeSetName = `deploy-${(deployments += 1)}`;
  const { Stacks = [] } = await cloudformation.describeStacks({ StackName }).catch(() => ({ Stacks: [] }));
  await cloudformation.createChangeSet({
    StackName,
    ChangeSetName,
    ChangeSetType: Stacks.length === 0 ? 'CREATE' : 'UPDATE',
    TemplateBody: templateOf(code),
    Capabilities: ['CAPABILITY_IAM'],
    ...more,
  });
  await cloudformation.executeChangeSet({ StackName, ChangeSetName });
}

const status = async (): Promise<string> =>
  (await cloudformation.describeStacks({ StackName })).Stacks?.[0]?.StackStatus ?? '';

/** Lets time pass, with calls in each ten seconds of it, until the stack's operation has ended. */
async function settle(callsPerTenSeconds = 0): Promise<string> {
  for (let turn = 0; turn < 900 && (await status()).endsWith('IN_PROGRESS'); turn += 1) {
    if (turn % 10 === 0) await call(callsPerTenSeconds);
    await platform.advance(1000);
  }
  return status();
}

async function call(calls: number): Promise<void> {
  for (let index = 0; index < calls; index += 1) await lambda.invoke({ FunctionName: 'checkout', Qualifier: 'live' });
}

async function alias(): Promise<string> {
  const { FunctionVersion = '', RoutingConfig } = await lambda.getAlias({ FunctionName: 'checkout', Name: 'live' });
  const weights = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
  return [FunctionVersion, ...weights.map(([version, weight]) => `${version}: ${weight}`)].join(', ');
}

/** Events since the last `UPDATE_IN_PROGRESS` of the stack, oldest first, as `alias UPDATE_COMPLETE: reason`. */
async function events(): Promise<string[]> {
  const { StackEvents = [] } = await cloudformation.describeStackEvents({ StackName });
  const start = StackEvents.findIndex(
    ({ LogicalResourceId, ResourceStatus }) =>
      LogicalResourceId === StackName && ResourceStatus === 'UPDATE_IN_PROGRESS',
  );
  return StackEvents.slice(0, start + 1)
    .toReversed()
    .map(({ LogicalResourceId = '', ResourceStatus = '', ResourceStatusReason: reason }) => {
      const line = `${LogicalResourceId.replace(/Version[0-9a-f]{10}$/, 'Version')} ${ResourceStatus}`;
      return (reason === undefined ? line : `${line}: ${reason}`)
        .replaceAll(/d-[A-Z0-9]{9}/g, 'd-X')
        .replaceAll(/RequestToken: [0-9a-f-]{36}/g, 'RequestToken: token');
    });
}

const of = (all: readonly string[], ...names: readonly string[]): string[] =>
  all.filter((line) => names.some((name) => line.startsWith(`${name} `)));

async function deploymentCount(): Promise<number> {
  const { deployments: ids = [] } = await new CodeDeploy(platform.clientConfig).listDeployments({});
  return ids.length;
}

test('the first deployment points the alias at the first version, and no canary runs', async () => {
  await begin(codes.first);
  expect(await settle()).toBe('CREATE_COMPLETE');
  expect(await alias()).toBe('1');
  expect(await deploymentCount()).toBe(0);
});

test('changed code shifts as a part of the stack update, which is complete when the shift is', async () => {
  await begin(codes.first);
  await settle();
  await begin(codes.good);
  for (let second = 0; second < 60; second += 1) await platform.advance(1000);
  expect(await alias()).toBe('1, 2: 0.1');
  const startedAtMs = platform.clock.now();
  expect(await settle(1)).toBe('UPDATE_COMPLETE');
  expect(platform.clock.now() - startedAtMs).toBeGreaterThan(4 * minuteMs - 20_000);
  expect(await alias()).toBe('2');
  const all = await events();
  expect(of(all, 'CheckoutAliaslive')).toEqual([
    'CheckoutAliaslive UPDATE_IN_PROGRESS',
    'CheckoutAliaslive UPDATE_IN_PROGRESS: CodeDeploy deployment started: d-X',
    'CheckoutAliaslive UPDATE_COMPLETE',
  ]);
  expect(of(all, StackName, 'CheckoutVersion').slice(-3)).toEqual([
    `${StackName} UPDATE_COMPLETE_CLEANUP_IN_PROGRESS`,
    'CheckoutVersion DELETE_SKIPPED',
    `${StackName} UPDATE_COMPLETE`,
  ]);
  expect(await deploymentCount()).toBe(1);
});

test('a version that fails its calls is taken back by its alarm, and the stack with it', async () => {
  await begin(codes.first);
  await settle();
  await begin(codes.broken);
  expect(await settle(20)).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await alias()).toBe('1');
  const all = await events();
  expect(of(all, 'CheckoutAliaslive').slice(0, 4)).toEqual([
    'CheckoutAliaslive UPDATE_IN_PROGRESS',
    'CheckoutAliaslive UPDATE_IN_PROGRESS: CodeDeploy deployment started: d-X',
    'CheckoutAliaslive UPDATE_IN_PROGRESS: CodeDeploy rollback deployment started: d-X',
    'CheckoutAliaslive UPDATE_FAILED: Resource handler returned message: "d-X failed. One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms: <CanaryErrorsAlarm>" (RequestToken: token, HandlerErrorCode: InternalFailure)',
  ]);
  expect(all).toContain(
    `${StackName} UPDATE_ROLLBACK_IN_PROGRESS: The following resource(s) failed to update: [CheckoutAliaslive]. `,
  );
  expect(all.at(-1)).toBe(`${StackName} UPDATE_ROLLBACK_COMPLETE`);
  expect(await deploymentCount()).toBe(2);
});

test('a rollback trigger that fires while the stack is monitored brings the alias back, though its shift was over', async () => {
  await begin(codes.first);
  await settle();
  const AlarmName = 'Revenue';
  await cloudwatch.putMetricAlarm({
    AlarmName,
    Namespace: 'shop',
    MetricName: 'Revenue',
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 1,
    ComparisonOperator: 'LessThanThreshold',
  });
  const { MetricAlarms: [alarm] = [] } = await cloudwatch.describeAlarms({ AlarmNames: [AlarmName] });
  await begin(codes.good, {
    RollbackConfiguration: {
      MonitoringTimeInMinutes: 10,
      RollbackTriggers: [{ Arn: alarm?.AlarmArn ?? '', Type: 'AWS::CloudWatch::Alarm' }],
    },
  });
  for (let second = 0; second < 7 * 60; second += 1) await platform.advance(1000);
  expect(await alias()).toBe('2');
  expect(await status()).toBe('UPDATE_IN_PROGRESS');
  await cloudwatch.setAlarmState({ AlarmName, StateValue: 'ALARM', StateReason: 'nobody buys' });
  expect(await settle()).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await alias()).toBe('1');
});
