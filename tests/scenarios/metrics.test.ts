/** Metrics through the real API: what functions leave behind, and what callers put. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchClient,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutMetricDataCommand,
  type Dimension,
} from '@aws-sdk/client-cloudwatch';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { startTestPlatform, type TestPlatform } from '../../src/testing/index.ts';

const code = `export const handler = async (event) => {
  if (event.fails) throw new Error('on purpose');
  if (event.orders !== undefined) {
    const metrics = [{ Namespace: 'shop', Dimensions: [['service']], Metrics: [{ Name: 'orders', Unit: 'Count' }] }];
    console.log(JSON.stringify({ _aws: { Timestamp: event.atMs, CloudWatchMetrics: metrics }, service: 'checkout', orders: event.orders }));
  }
  return 'done';
};`;

const dimensionsOf = (dimensions: Readonly<Record<string, string>>): Dimension[] =>
  Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));

/** One statistic of a Lambda metric over the platform's last hour: value and samples. */
async function measure(
  platform: TestPlatform,
  MetricName: string,
  dimensions: Readonly<Record<string, string>>,
  Namespace = 'AWS/Lambda',
): Promise<{ sum: number; samples: number; maximum: number }> {
  const { Datapoints = [] } = await new CloudWatchClient(platform.clientConfig).send(
    new GetMetricStatisticsCommand({
      Namespace,
      MetricName,
      Dimensions: dimensionsOf(dimensions),
      StartTime: new Date(platform.clock.now() - 3_600_000),
      EndTime: new Date(platform.clock.now() + 60_000),
      Period: 60,
      Statistics: ['Sum', 'SampleCount', 'Maximum'],
    }),
  );
  const add = (name: 'Sum' | 'SampleCount'): number =>
    Datapoints.reduce((sum, datapoint) => sum + (datapoint[name] ?? 0), 0);
  const maximum = Math.max(...Datapoints.map((datapoint) => datapoint.Maximum ?? 0));
  return { sum: add('Sum'), samples: add('SampleCount'), maximum };
}

describe("a function's metrics", () => {
  let platform: TestPlatform;
  let lambda: Lambda;
  const calls = 40;
  const counted: Record<string, number> = {};
  const live = { FunctionName: 'checkout', Resource: 'checkout:live' };

  beforeAll(async () => {
    platform = await startTestPlatform();
    lambda = new Lambda({ ...platform.clientConfig, maxAttempts: 1 });
    const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const { Role } = await new IAMClient(platform.clientConfig).send(
      new CreateRoleCommand({
        RoleName: 'metrics',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
      }),
    );
    const FunctionName = 'checkout';
    await lambda.createFunction({
      FunctionName,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: Role?.Arn,
      Code: { ZipFile: packageOf(code) },
    });
    await platform.advance(5000);
    await lambda.publishVersion({ FunctionName });
    await lambda.updateFunctionConfiguration({ FunctionName, Description: 'another' });
    await platform.advance(5000);
    await lambda.publishVersion({ FunctionName });
    await lambda.createAlias({
      FunctionName,
      Name: 'live',
      FunctionVersion: '1',
      RoutingConfig: { AdditionalVersionWeights: { '2': 0.5 } },
    });
    for (let call = 0; call < calls; call += 1) {
      const Payload = JSON.stringify({ fails: call % 4 === 0 });
      const { ExecutedVersion = '' } = await lambda.invoke({ FunctionName, Qualifier: 'live', Payload });
      counted[ExecutedVersion] = (counted[ExecutedVersion] ?? 0) + 1;
    }
  });
  afterAll(() => platform[Symbol.asyncDispose]());

  test('of an alias are the sum of those of the versions that took its calls', async () => {
    expect(await measure(platform, 'Invocations', live)).toMatchObject({ sum: calls, samples: calls });
    for (const version of ['1', '2']) {
      const { sum } = await measure(platform, 'Invocations', { ...live, ExecutedVersion: version });
      expect(sum).toBe(counted[version]);
    }
  });

  test('count a success as no error, so that errors have as many samples as there were calls', async () => {
    expect(await measure(platform, 'Errors', live)).toEqual({ sum: calls / 4, samples: calls, maximum: 1 });
    expect(await measure(platform, 'Throttles', live)).toEqual({ sum: 0, samples: calls, maximum: 0 });
  });

  test('are told of the account, the function and the resource', async () => {
    for (const dimensions of [{}, { FunctionName: 'checkout' }, live])
      expect((await measure(platform, 'Invocations', dimensions)).sum).toBe(calls);
    expect((await measure(platform, 'Invocations', { FunctionName: 'checkout', Resource: 'checkout:1' })).samples).toBe(
      0,
    );
  });

  test('are listed, each set of dimensions by itself', async () => {
    const { Metrics = [] } = await new CloudWatchClient(platform.clientConfig).send(
      new ListMetricsCommand({ Namespace: 'AWS/Lambda', MetricName: 'Errors' }),
    );
    const sets = Metrics.map(({ Dimensions = [] }) => Dimensions.map(({ Name }) => Name).join(' '));
    expect(sets.toSorted()).toEqual([
      '',
      'ExecutedVersion FunctionName Resource',
      'ExecutedVersion FunctionName Resource',
      'FunctionName',
      'FunctionName Resource',
    ]);
  });

  test('tell percentiles of durations', async () => {
    const { MetricDataResults } = await new CloudWatchClient(platform.clientConfig).send(
      new GetMetricDataCommand({
        StartTime: new Date(platform.clock.now() - 3_600_000),
        EndTime: new Date(platform.clock.now() + 60_000),
        MetricDataQueries: ['Minimum', 'p50', 'p99', 'Maximum'].map((Stat, index) => ({
          Id: `m${index}`,
          MetricStat: {
            Metric: { Namespace: 'AWS/Lambda', MetricName: 'Duration', Dimensions: dimensionsOf(live) },
            Period: 3600,
            Stat,
          },
        })),
      }),
    );
    const values = (MetricDataResults ?? []).flatMap(({ Values = [] }) => Values);
    expect(values).toHaveLength(4);
    expect(values).toEqual(values.toSorted((left, right) => left - right));
  });

  test('tell what became of asynchronous events', async () => {
    await lambda.invoke({ FunctionName: 'checkout', InvocationType: 'Event' });
    await expect
      .poll(async () => (await measure(platform, 'AsyncEventAge', { FunctionName: 'checkout' })).samples, {
        timeout: 100_000,
      })
      .toBe(1);
    expect((await measure(platform, 'AsyncEventsReceived', { FunctionName: 'checkout' })).sum).toBe(1);
  });

  test('are also those that it prints', async () => {
    const Payload = JSON.stringify({ orders: 7, atMs: platform.clock.now() });
    await lambda.invoke({ FunctionName: 'checkout', Payload });
    await expect
      .poll(async () => (await measure(platform, 'orders', { service: 'checkout' }, 'shop')).sum, { timeout: 100_000 })
      .toBe(7);
  });

  test('stay away where all calls are refused, but for the throttles', async () => {
    await lambda.putFunctionConcurrency({ FunctionName: 'checkout', ReservedConcurrentExecutions: 0 });
    await platform.advance(120_000);
    await expect(lambda.invoke({ FunctionName: 'checkout' })).rejects.toThrow('Rate Exceeded');
    expect(await measure(platform, 'Throttles', { FunctionName: 'checkout', Resource: 'checkout' })).toMatchObject({
      sum: 1,
    });
    await lambda.deleteFunctionConcurrency({ FunctionName: 'checkout' });
  });
});

test('metrics that were acknowledged are there after the platform was started again', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'serin-metrics-'));
  try {
    {
      await using first = await startTestPlatform({ runtimes: 'any', platform: { dataFolder } });
      const put = new PutMetricDataCommand({ Namespace: 'shop', MetricData: [{ MetricName: 'orders', Value: 3 }] });
      await new CloudWatchClient(first.clientConfig).send(put);
    }
    await using second = await startTestPlatform({ runtimes: 'any', platform: { dataFolder } });
    const list = new ListMetricsCommand({ Namespace: 'shop' });
    const { Metrics } = await new CloudWatchClient(second.clientConfig).send(list);
    expect(Metrics).toEqual([{ Namespace: 'shop', MetricName: 'orders', Dimensions: [] }]);
  } finally {
    rmSync(dataFolder, { recursive: true });
  }
});
