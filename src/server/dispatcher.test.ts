import {
  LambdaClient,
  GetFunctionCommand,
  ListFunctionsCommand,
  CreateAliasCommand,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { S3Client, HeadBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ApiError } from '../aws/api-error.ts';
import type { WireRequest } from '../aws/wire.ts';
import { systemRandom } from '../time/random.ts';
import { SystemClock } from '../time/system-clock.ts';
import { Dispatcher } from './dispatcher.ts';
import { startHttpServer, type RunningHttpServer } from './http-server.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' };
const failures: string[] = [];
let server: RunningHttpServer;
let lambda: LambdaClient;
let dispatcher: Dispatcher;

beforeAll(async () => {
  const clock = new SystemClock();
  const log = { failure: (what: string) => failures.push(what), notice: () => {} };
  dispatcher = new Dispatcher({
    services: {
      lambda: {
        operations: {
          ListFunctions: async (_input, { caller }) => ({ Functions: [{ FunctionName: caller.arn }] }),
          GetFunction: async () => {
            throw new ApiError('ResourceNotFoundException', 'Function not found: x', { Type: 'User' });
          },
          CreateAlias: async () => {
            throw new TypeError('a secret of ours');
          },
        },
      },
    },
    credentials: {
      find: (id) =>
        id === credentials.accessKeyId
          ? { ...credentials, account: '000000000000', arn: 'arn:aws:iam::000000000000:root', userId: 'root' }
          : undefined,
    },
    clock,
    random: systemRandom,
    log,
    origin: 'http://127.0.0.1',
  });
  server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    handle: (request) => dispatcher.handle(request),
    log,
    clock,
  });
  lambda = new LambdaClient(config());
});
afterAll(async () => {
  lambda.destroy();
  await server[Symbol.asyncDispose]();
});

const config = () => ({
  endpoint: `http://127.0.0.1:${server.port}`,
  region: 'us-east-1',
  credentials,
  maxAttempts: 1,
});

describe('the path of every request', () => {
  test('hands the operation its input and who sent it', async () => {
    const { Functions: functions } = await lambda.send(new ListFunctionsCommand({}));
    expect(functions?.[0]?.FunctionName).toBe('arn:aws:iam::000000000000:root');
  });

  test("answers an API error with AWS's code, status and message", async () => {
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: 'x' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Function not found: x',
      Type: 'User',
      $metadata: { httpStatusCode: 404 },
    });
  });

  test("reports what violates the model's constraints before the operation sees it", async () => {
    await expect(lambda.send(new GetFunctionCommand({ FunctionName: 'not valid!' }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(
        "1 validation error detected: Value 'not valid!' at 'functionName' failed to satisfy constraint",
      ),
    });
  });

  test('names an operation that is not served, of a service that is and of one that is not', async () => {
    await expect(lambda.send(new ListEventSourceMappingsCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('lambda:ListEventSourceMappings'),
      $metadata: { httpStatusCode: 501 },
    });
    const cloudformation = new CloudFormationClient(config());
    await expect(cloudformation.send(new DescribeStacksCommand({}))).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('cloudformation:DescribeStacks'),
    });
    cloudformation.destroy();
  });

  test('names an operation that is called without a key', async () => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/`, {
      method: 'POST',
      body: 'Action=AssumeRoleWithWebIdentity&Version=2011-06-15',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain('sts:AssumeRoleWithWebIdentity');
  });

  test('keeps our own failures from the caller, and tells the log', async () => {
    await expect(
      lambda.send(new CreateAliasCommand({ FunctionName: 'f', Name: 'a', FunctionVersion: '1' })),
    ).rejects.toMatchObject({ name: 'ServiceException', message: expect.not.stringContaining('secret') });
    expect(failures.at(-1)).toContain('lambda');
  });

  test('refuses a request without a signature in the words of its protocol', async () => {
    const bare = await fetch(`http://127.0.0.1:${server.port}/2015-03-31/functions`);
    expect(bare.status).toBe(403);
    expect(bare.headers.get('x-amzn-errortype')).toBe('MissingAuthenticationTokenException');
    const query = await fetch(`http://127.0.0.1:${server.port}/`, {
      method: 'POST',
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(await query.text()).toContain('<Code>MissingAuthenticationToken</Code>');
  });

  test('refuses an unknown key, a wrong secret and a stale clock', async () => {
    const refusalOf = async (change: object): Promise<unknown> => {
      const client = new LambdaClient({ ...config(), ...change });
      const error: unknown = await client.send(new ListFunctionsCommand({})).catch((caught: unknown) => caught);
      client.destroy();
      return error;
    };
    expect(await refusalOf({ credentials: { ...credentials, accessKeyId: 'AKIDOTHER' } })).toMatchObject({
      name: 'UnrecognizedClientException',
    });
    expect(await refusalOf({ credentials: { ...credentials, secretAccessKey: 'wrong' } })).toMatchObject({
      name: 'InvalidSignatureException',
    });
    expect(await refusalOf({ systemClockOffset: -6 * 60_000 })).toMatchObject({
      name: 'InvalidSignatureException',
      message: expect.stringContaining('Signature expired'),
    });
  });

  test('gives HEAD no body', async () => {
    const s3 = new S3Client({ ...config(), forcePathStyle: true });
    await expect(s3.send(new HeadBucketCommand({ Bucket: 'bucket' }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
    });
    s3.destroy();
  });

  test('gives the query protocol’s code to a client that asks for it', async () => {
    const request: WireRequest = {
      method: 'POST',
      path: '/',
      query: '',
      headers: { 'x-amz-target': 'GraniteServiceVersion20100801.PutMetricAlarm', 'x-amzn-query-mode': 'true' },
      body: Buffer.from('{}'),
    };
    const answer = await dispatcher.handle(request);
    expect(answer.headers['x-amzn-query-error']).toBe('MissingAuthenticationTokenException;Sender');
  });
});
