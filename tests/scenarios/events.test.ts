/** Asynchronous events over the whole platform: which version takes each attempt, and what a bound does to them. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { type CreateFunctionCommandInput, Lambda } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { startTestPlatform, type TestPlatform } from '../../src/testing/index.ts';
import { openQueueServer, queueCredentials } from '../queue-server.ts';
import { openReceiver } from './receiver.ts';

/** Tells which version runs, and fails if the event wants that. */
const telling = `export const handler = async ({ id, fails }, { functionVersion, awsRequestId }) => {
  const body = JSON.stringify({ id, functionVersion, awsRequestId });
  await fetch(process.env.RECEIVER, { method: 'POST', body });
  if (fails) throw new Error('on purpose');
};`;

const minuteMs = 60_000;

let platform: TestPlatform;
let queues: Awaited<ReturnType<typeof openQueueServer>>;
let receiver: Awaited<ReturnType<typeof openReceiver>>;
let lambda: Lambda;

beforeEach(async () => {
  queues = await openQueueServer();
  receiver = await openReceiver();
  platform = await startTestPlatform({
    platform: {
      queues: { kind: 'endpoint', url: queues.url, credentials: queueCredentials },
      routing: { kind: 'lowVariance' },
    },
  });
  lambda = new Lambda({ ...platform.clientConfig, maxAttempts: 1 });
});

afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  await queues[Symbol.asyncDispose]();
  await receiver[Symbol.asyncDispose]();
});

const queueArn = (): string => `arn:aws:sqs:${platform.region}:${platform.account}:failed`;

async function createFunction(more: Partial<CreateFunctionCommandInput> = {}): Promise<void> {
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  const iam = new IAMClient(platform.clientConfig);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'runner', AssumeRolePolicyDocument }));
  await lambda.createFunction({
    FunctionName: 'orders',
    Role: Role?.Arn,
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Timeout: 30,
    Environment: { Variables: { RECEIVER: receiver.url } },
    Code: { ZipFile: packageOf(telling) },
    ...more,
  });
  await platform.advance(1000);
}

async function send(event: object, Qualifier?: string): Promise<string> {
  const call = { FunctionName: 'orders', InvocationType: 'Event', Qualifier, Payload: JSON.stringify(event) } as const;
  const { $metadata } = await lambda.invoke(call);
  return $metadata.requestId ?? '';
}

interface Told {
  readonly id?: number;
  readonly functionVersion: string;
  readonly awsRequestId: string;
}

/** What the function told of its attempts so far; it wrote that itself. */
const told = (): readonly Told[] => receiver.received.splice(0).map(({ body }) => JSON.parse(body) as Told);

async function record(): Promise<Record<string, unknown>> {
  return JSON.parse((await queues.receive(platform.account, 'failed')).Body) as Record<string, unknown>;
}

test('each attempt at an event has its version chosen anew, by the weights as they are then', async () => {
  await createFunction();
  await lambda.publishVersion({ FunctionName: 'orders' });
  await lambda.updateFunctionConfiguration({ FunctionName: 'orders', Description: 'second' });
  await platform.advance(1000);
  await lambda.publishVersion({ FunctionName: 'orders' });
  const alias = { FunctionName: 'orders', Name: 'live' };
  const weigh = (weight: number) => ({ RoutingConfig: { AdditionalVersionWeights: { 2: weight } } });
  await lambda.createAlias({ ...alias, FunctionVersion: '1', ...weigh(0.5) });
  const events = Array.from({ length: 8 }, (_, id) => ({ id, fails: true }));
  for (const event of events) await send(event, 'live');
  await platform.eventsSettled();
  const first = told();
  await platform.advance(minuteMs);
  await platform.eventsSettled();
  const second = told();
  const versions = (attempts: readonly Told[]) => attempts.map(({ functionVersion }) => functionVersion);
  for (const attempts of [first, second]) {
    expect(versions(attempts).filter((version) => version === '1')).toHaveLength(4);
    expect(versions(attempts).filter((version) => version === '2')).toHaveLength(4);
  }
  // What was given back to the alias in between takes the last attempts.
  await lambda.updateAlias({ ...alias, FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: {} } });
  await platform.advance(2 * minuteMs);
  await platform.eventsSettled();
  expect(versions(told())).toEqual(Array.from({ length: 8 }, () => '1'));
});

test('the record tells the version of the last attempt, under the alias that was invoked', async () => {
  await createFunction();
  await lambda.publishVersion({ FunctionName: 'orders' });
  await lambda.createAlias({ FunctionName: 'orders', Name: 'live', FunctionVersion: '1' });
  const DestinationConfig = { OnFailure: { Destination: queueArn() } };
  const target = { FunctionName: 'orders', Qualifier: 'live' };
  await lambda.putFunctionEventInvokeConfig({ ...target, MaximumRetryAttempts: 0, DestinationConfig });
  const requestId = await send({ fails: true }, 'live');
  expect(await record()).toMatchObject({
    requestContext: { requestId, functionArn: expect.stringMatching(/:orders:live$/) },
    responseContext: { executedVersion: '1' },
  });
});

test('reserved concurrency holds events back and loses none', async () => {
  await createFunction();
  await lambda.putFunctionConcurrency({ FunctionName: 'orders', ReservedConcurrentExecutions: 1 });
  const sent = await Promise.all(Array.from({ length: 12 }, (_, id) => send({ id })));
  const seen: string[] = [];
  while (seen.length < sent.length) {
    await platform.eventsSettled();
    seen.push(...told().map(({ awsRequestId }) => awsRequestId));
    await platform.advance(1000);
  }
  expect(seen.toSorted()).toEqual(sent.toSorted());
});

test('an event that is throttled for longer than its age goes to the destination of failures', async () => {
  await createFunction();
  await lambda.putFunctionConcurrency({ FunctionName: 'orders', ReservedConcurrentExecutions: 1 });
  const DestinationConfig = { OnFailure: { Destination: queueArn() } };
  const config = { FunctionName: 'orders', MaximumEventAgeInSeconds: 60, DestinationConfig };
  await lambda.putFunctionEventInvokeConfig(config);
  // All that may run of the function is kept ready for its version, so nothing is left for `$LATEST`.
  await lambda.publishVersion({ FunctionName: 'orders' });
  const provisioned = { FunctionName: 'orders', Qualifier: '1', ProvisionedConcurrentExecutions: 1 };
  await lambda.putProvisionedConcurrencyConfig(provisioned);
  await platform.advance(1000);
  const requestId = await send({});
  // The waits between attempts double: 1, 2, 4 … seconds, and the next would end after the event's age.
  for (let seconds = 0; seconds < 60; seconds += 1) {
    await platform.eventsSettled();
    await platform.advance(1000);
  }
  const outcome = await record();
  expect(outcome).toMatchObject({
    requestContext: { requestId, condition: 'EventAgeExceeded', approximateInvokeCount: 0 },
    requestPayload: {},
  });
  expect(outcome).not.toHaveProperty('responseContext');
  expect(told()).toEqual([]);
});

test.each([0, 1, 2])('an event that fails is tried again %d times, if the configuration says so', async (retries) => {
  await createFunction();
  const DestinationConfig = { OnFailure: { Destination: queueArn() } };
  const config = { FunctionName: 'orders', MaximumRetryAttempts: retries, DestinationConfig };
  await lambda.putFunctionEventInvokeConfig(config);
  const requestId = await send({ fails: true });
  for (let minutes = 1; minutes <= 3; minutes += 1) {
    await platform.eventsSettled();
    await platform.advance(minutes * minuteMs);
  }
  expect(await record()).toMatchObject({
    requestContext: { requestId, condition: 'RetriesExhausted', approximateInvokeCount: retries + 1 },
  });
  expect(told().map(({ awsRequestId }) => awsRequestId)).toEqual(Array.from({ length: retries + 1 }, () => requestId));
});
