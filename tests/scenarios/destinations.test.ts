/** Where the outcomes of asynchronous events go, over the whole platform. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PlatformOptions } from '../../src/platform/config.ts';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { startTestPlatform, type TestPlatform } from '../../src/testing/index.ts';
import { openQueueServer, queueCredentials } from '../queue-server.ts';

const source = `export const handler = async ({ fails, size = 0 }) => {
  if (fails) throw new Error('on purpose');
  return 'x'.repeat(size);
};`;

let platform: TestPlatform;
let queues: Awaited<ReturnType<typeof openQueueServer>>;
let lambda: Lambda;

beforeEach(async () => {
  queues = await openQueueServer();
});

afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  await queues[Symbol.asyncDispose]();
});

async function start(options: PlatformOptions = {}): Promise<void> {
  platform = await startTestPlatform({ platform: options, log: quietLog });
  lambda = new Lambda({ ...platform.clientConfig, maxAttempts: 1 });
}

/** What is expected to fail is no news. */
const quietLog = { failure: () => undefined, notice: () => undefined };

const startWithQueues = (): Promise<void> =>
  start({ queues: { kind: 'endpoint', url: queues.url, credentials: queueCredentials } });

const arnOf = (service: string, resource: string): string =>
  `arn:aws:${service}:${platform.region}:${platform.account}:${resource}`;

async function createFunction(DeadLetterConfig?: { readonly TargetArn: string }): Promise<void> {
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
    Code: { ZipFile: packageOf(source) },
    ...(DeadLetterConfig && { DeadLetterConfig }),
  });
  await platform.advance(1000);
}

const send = (event: object) =>
  lambda.invoke({ FunctionName: 'orders', InvocationType: 'Event', Payload: JSON.stringify(event) });

const configure = (input: Omit<Parameters<Lambda['putFunctionEventInvokeConfig']>[0], 'FunctionName'>) =>
  lambda.putFunctionEventInvokeConfig({ FunctionName: 'orders', ...input });

describe('an SQS queue on a server of its own', () => {
  test('gets the record of an outcome, and the event itself as a dead letter', async () => {
    await startWithQueues();
    await createFunction({ TargetArn: arnOf('sqs', 'dead-letters') });
    await configure({
      MaximumRetryAttempts: 0,
      DestinationConfig: {
        OnSuccess: { Destination: arnOf('sqs', 'done') },
        OnFailure: { Destination: arnOf('sqs', 'failed') },
      },
    });
    await send({});
    await platform.advance(0);
    const done = await queues.receive(platform.account, 'done');
    expect(JSON.parse(done.Body)).toMatchObject({
      requestContext: { condition: 'Success', approximateInvokeCount: 1 },
      requestPayload: {},
      responsePayload: '',
    });
    const { $metadata } = await send({ fails: true });
    await platform.advance(0);
    const failed = await queues.receive(platform.account, 'failed');
    expect(JSON.parse(failed.Body)).toMatchObject({
      version: '1.0',
      requestContext: { requestId: $metadata.requestId, condition: 'RetriesExhausted', approximateInvokeCount: 1 },
      requestPayload: { fails: true },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorMessage: 'on purpose' },
    });
    const dead = await queues.receive(platform.account, 'dead-letters');
    expect(dead.Body).toBe('{"fails":true}');
    expect(dead.MessageAttributes).toEqual({
      RequestID: { DataType: 'String', StringValue: $metadata.requestId },
      ErrorCode: { DataType: 'Number', StringValue: '200' },
      ErrorMessage: { DataType: 'String', StringValue: 'on purpose' },
    });
  });

  test('gets its message later, where the server failed or had no such queue at first', async () => {
    await startWithQueues();
    await createFunction();
    await configure({ DestinationConfig: { OnSuccess: { Destination: arnOf('sqs', 'done') } } });
    queues.refuse(503, 'ServiceUnavailable');
    queues.refuse(400, 'com.amazonaws.sqs#QueueDoesNotExist');
    const { $metadata } = await send({});
    await platform.advance(0);
    await queues.answered(1);
    await platform.advance(1000);
    await queues.answered(2);
    await platform.advance(2000);
    const { Body } = await queues.receive(platform.account, 'done');
    expect(JSON.parse(Body)).toMatchObject({ requestContext: { requestId: $metadata.requestId } });
  });

  test('is not asked again for a message that it will not take', async () => {
    await startWithQueues();
    await createFunction();
    await configure({ DestinationConfig: { OnSuccess: { Destination: arnOf('sqs', 'done') } } });
    queues.refuse(400, 'com.amazonaws.sqs#InvalidMessageContents');
    await send({});
    await platform.advance(0);
    await queues.answered(1);
    await platform.advance(0);
    const { $metadata } = await send({});
    await platform.advance(600_000);
    const { Body } = await queues.receive(platform.account, 'done');
    expect(JSON.parse(Body)).toMatchObject({ requestContext: { requestId: $metadata.requestId } });
  });
});

describe('without such a server', () => {
  test('a queue is refused as a target, by the name of the option that would help', async () => {
    await start();
    const target = arnOf('sqs', 'dead-letters');
    await expect(createFunction({ TargetArn: target })).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
      message: expect.stringContaining('--sqs-endpoint URL'),
    });
    await lambda.createFunction({
      FunctionName: 'orders',
      Role: arnOf('iam', 'role/runner').replace(platform.region, ''),
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { ZipFile: packageOf(source) },
    });
    await platform.advance(1000);
    const refusal = { name: 'InvalidParameterValueException', message: expect.stringContaining(target) };
    await expect(configure({ DestinationConfig: { OnFailure: { Destination: target } } })).rejects.toMatchObject(
      refusal,
    );
    const update = { FunctionName: 'orders', DeadLetterConfig: { TargetArn: target } };
    await expect(lambda.updateFunctionConfiguration(update)).rejects.toMatchObject(refusal);
  });

  test('an event bus that Serin has not is refused too, as is a dead-letter target of another kind', async () => {
    await start();
    await createFunction();
    const bus = arnOf('events', 'event-bus/other');
    await expect(configure({ DestinationConfig: { OnSuccess: { Destination: bus } } })).rejects.toMatchObject({
      message: `Serin serves the default event bus only, so nothing could be sent to ${bus}. Name event-bus/default.`,
    });
    const update = { FunctionName: 'orders', DeadLetterConfig: { TargetArn: arnOf('lambda', 'function:orders') } };
    await expect(lambda.updateFunctionConfiguration(update)).rejects.toMatchObject({
      name: 'InvalidParameterValueException',
    });
  });
});

test('a bucket gets the record of a failure as an object', async () => {
  await startWithQueues();
  // What is told last: then the object is there.
  await createFunction({ TargetArn: arnOf('sqs', 'dead-letters') });
  const s3 = new S3(platform.clientConfig);
  await s3.createBucket({ Bucket: 'failures' });
  await configure({
    MaximumRetryAttempts: 0,
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failures' } },
  });
  const { $metadata } = await send({ fails: true });
  await platform.advance(0);
  await queues.receive(platform.account, 'dead-letters');
  const [object] = (await s3.listObjectsV2({ Bucket: 'failures' })).Contents ?? [];
  expect(object?.Key).toMatch(
    /^aws\/lambda\/async\/orders\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
  );
  const { Body } = await s3.getObject({ Bucket: 'failures', Key: object?.Key });
  expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({
    requestContext: { requestId: $metadata.requestId, condition: 'RetriesExhausted' },
  });
});
