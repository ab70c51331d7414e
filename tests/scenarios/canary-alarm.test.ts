/**
 * The alarm of AWS's SAM workshop, which watches the errors of a canary's version alone, over a
 * weighted alias: what stops a bad deployment.
 */
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { SNS } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { startTestPlatform, type TestPlatform } from '../../src/testing/index.ts';

const healthy = `export const handler = async () => 'done';`;
const broken = `export const handler = async () => { throw new Error('on purpose'); };`;
const AlarmName = 'CanaryErrorsAlarm';
const minuteMs = 60_000;

let platform: TestPlatform;
let lambda: Lambda;
let cloudwatch: CloudWatch;
let role: string;

beforeEach(async () => {
  platform = await startTestPlatform({ platform: { routing: { kind: 'lowVariance' } } });
  lambda = new Lambda({ ...platform.clientConfig, maxAttempts: 1 });
  cloudwatch = new CloudWatch({ ...platform.clientConfig, maxAttempts: 1 });
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const { Role } = await new IAMClient(platform.clientConfig).send(
    new CreateRoleCommand({
      RoleName: 'runner',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
    }),
  );
  role = Role?.Arn ?? '';
});

afterEach(async () => platform[Symbol.asyncDispose]());

/** Creates a function whose alias `live` sends half of its calls to version 2. */
async function deployCanary(version2: string): Promise<void> {
  const FunctionName = 'fn';
  await createFunction(FunctionName, healthy);
  await lambda.publishVersion({ FunctionName });
  await lambda.updateFunctionCode({ FunctionName, ZipFile: packageOf(version2) });
  await platform.advance(1000);
  await lambda.publishVersion({ FunctionName });
  const RoutingConfig = { AdditionalVersionWeights: { '2': 0.5 } };
  await lambda.createAlias({ FunctionName, Name: 'live', FunctionVersion: '1', RoutingConfig });
}

async function createFunction(FunctionName: string, content: string): Promise<string> {
  const { FunctionArn } = await lambda.createFunction({
    FunctionName,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: role,
    Code: { ZipFile: packageOf(content) },
  });
  await platform.advance(1000);
  return FunctionArn ?? '';
}

async function putAlarm(AlarmActions: string[] = []): Promise<void> {
  await cloudwatch.putMetricAlarm({
    AlarmName,
    Namespace: 'AWS/Lambda',
    MetricName: 'Errors',
    Dimensions: [
      { Name: 'Resource', Value: 'fn:live' },
      { Name: 'FunctionName', Value: 'fn' },
      { Name: 'ExecutedVersion', Value: '2' },
    ],
    Statistic: 'Sum',
    Period: 60,
    EvaluationPeriods: 2,
    Threshold: 0,
    ComparisonOperator: 'GreaterThanThreshold',
    AlarmActions,
  });
}

async function describeAlarm() {
  const { MetricAlarms: [alarm] = [] } = await cloudwatch.describeAlarms({ AlarmNames: [AlarmName] });
  return alarm;
}

/** Moves on to half a minute after the next full one. */
async function toHalfMinute(): Promise<void> {
  const now = platform.clock.now();
  await platform.advance((Math.floor(now / minuteMs) + 1) * minuteMs + minuteMs / 2 - now);
}

/** Calls the alias and lets a minute pass; tells the alarm's state then. */
async function minuteOfTraffic(calls = 10): Promise<string | undefined> {
  for (let call = 0; call < calls; call += 1) await lambda.invoke({ FunctionName: 'fn', Qualifier: 'live' });
  await platform.advance(minuteMs);
  return (await describeAlarm())?.StateValue;
}

async function history(HistoryItemType: 'StateUpdate' | 'Action') {
  const { AlarmHistoryItems = [] } = await cloudwatch.describeAlarmHistory({ AlarmName, HistoryItemType });
  return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);
}

describe('the alarm on a canary', () => {
  test('goes into ALARM within two periods and a second of the first error, and tells a function and a topic', async () => {
    await deployCanary(broken);
    const watcher = await createFunction('watcher', healthy);
    const { TopicArn: topic = '' } = await new SNS(platform.clientConfig).createTopic({ Name: 'told' });
    await putAlarm([watcher, topic]);
    await toHalfMinute();
    const startMs = platform.clock.now();
    expect(await minuteOfTraffic()).toBe('INSUFFICIENT_DATA');
    expect(await minuteOfTraffic()).toBe('ALARM');

    const alarm = await describeAlarm();
    const transitionedMs = alarm?.StateTransitionedTimestamp?.getTime() ?? Number.POSITIVE_INFINITY;
    expect(transitionedMs - startMs).toBeLessThanOrEqual(2 * minuteMs + 1000);
    expect(alarm?.StateReason).toMatch(
      /^Threshold Crossed: 2 datapoints \[5\.0 \(01\/01\/25 [\d:]{8}\), 5\.0 \(01\/01\/25 [\d:]{8}\)\] were greater than the threshold \(0\.0\)\.$/,
    );
    expect(await history('StateUpdate')).toEqual(['Alarm updated from INSUFFICIENT_DATA to ALARM']);
    expect((await history('Action')).toReversed()).toEqual([
      `Successfully executed action ${watcher}`,
      `Successfully executed action ${topic}`,
    ]);
  });

  test('stays OK while the new version is healthy', async () => {
    await deployCanary(`${healthy} // anew`);
    await putAlarm();
    await toHalfMinute();
    expect(await minuteOfTraffic()).toBe('OK');
    for (let minute = 0; minute < 4; minute += 1) expect(await minuteOfTraffic()).toBe('OK');
    expect(await history('StateUpdate')).toEqual(['Alarm updated from INSUFFICIENT_DATA to OK']);
  });

  test('comes to rest, without data, once the alias is whole again', async () => {
    await deployCanary(broken);
    await putAlarm();
    await toHalfMinute();
    await minuteOfTraffic();
    expect(await minuteOfTraffic()).toBe('ALARM');

    await lambda.updateAlias({ FunctionName: 'fn', Name: 'live', FunctionVersion: '1', RoutingConfig: {} });
    // Two breaching datapoints stay in the range of four periods, then one, which is old enough.
    for (let minute = 0; minute < 3; minute += 1) expect(await minuteOfTraffic()).toBe('ALARM');
    expect(await minuteOfTraffic()).toBe('INSUFFICIENT_DATA');
    expect((await describeAlarm())?.StateReason).toBe('Insufficient Data: 2 datapoints were unknown.');
  });

  test('sees the last second before the minute', async () => {
    await deployCanary(broken);
    await putAlarm();
    await toHalfMinute();
    await minuteOfTraffic();
    await platform.advance(minuteMs / 2 - 1);
    for (let call = 0; call < 4; call += 1) await lambda.invoke({ FunctionName: 'fn', Qualifier: 'live' });
    await platform.advance(1);
    expect((await describeAlarm())?.StateValue).toBe('ALARM');
  });
});
