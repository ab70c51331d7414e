/** The console's server over a whole platform, as a browser and as AWS's SDK see it. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatch } from '@aws-sdk/client-cloudwatch';
import { CodeDeploy } from '@aws-sdk/client-codedeploy';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPlatform } from '../../src/index.ts';
import { ConfigError } from '../../src/platform/config-error.ts';
import type { Platform } from '../../src/platform/platform.ts';
import { appSpec } from '../scenarios/deployments/stage.ts';
import { openShop, applicationName, deploymentGroupName, alarmName } from '../shop.ts';
import { type Browser, openBrowser } from './browser.ts';

let folder: string;
let platform: Platform;
let browser: Browser;

const start = () => startPlatform({ dataFolder: folder, server: { port: 0, consolePort: 0 }, clock: { speed: 20 } });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-console-'));
  platform = await start();
  browser = await openBrowser(platform.consoleUrl ?? '');
});

afterAll(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const environment = () => ({
  AWS_ENDPOINT_URL: platform.endpoint,
  AWS_ACCESS_KEY_ID: platform.credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: platform.credentials.secretAccessKey,
  AWS_REGION: platform.config.region,
});

/** What the SDK gives, as the console's JSON has it. */
function plain(output: object): unknown {
  const text = JSON.stringify(output, function (this: Record<string, unknown>, key: string, value: unknown) {
    if (key === '$metadata') return undefined;
    const original = this[key];
    if (original instanceof Date) return original.getTime() / 1000;
    if (original instanceof Uint8Array) return Buffer.from(original).toString('base64');
    return value;
  });
  return JSON.parse(text);
}

describe('a call from the page', () => {
  beforeAll(async () => void (await openShop(environment())));

  test('answers what the SDK reads', async () => {
    const config = { endpoint: platform.endpoint, region: platform.config.region, credentials: platform.credentials };
    const [lambda, codedeploy, cloudwatch] = [new Lambda(config), new CodeDeploy(config), new CloudWatch(config)];
    const group = { applicationName, deploymentGroupName };
    const pairs = [
      ['lambda/GetFunctionConfiguration', lambda.getFunctionConfiguration({ FunctionName: 'checkout' })],
      ['lambda/ListVersionsByFunction', lambda.listVersionsByFunction({ FunctionName: 'checkout' })],
      ['lambda/GetAlias', lambda.getAlias({ FunctionName: 'checkout', Name: 'live' })],
      ['codedeploy/GetDeploymentGroup', codedeploy.getDeploymentGroup(group)],
      ['cloudwatch/DescribeAlarms', cloudwatch.describeAlarms({ AlarmNames: [alarmName] })],
    ] as const;
    const inputs: Readonly<Record<string, object>> = {
      'lambda/GetAlias': { FunctionName: 'checkout', Name: 'live' },
      'codedeploy/GetDeploymentGroup': group,
      'cloudwatch/DescribeAlarms': { AlarmNames: [alarmName] },
    };
    for (const [name, answer] of pairs) {
      const { status, body } = await browser.call(name, inputs[name] ?? { FunctionName: 'checkout' });
      expect([status, body], name).toEqual([200, plain(await answer)]);
    }
  });

  test('carries moments as seconds and bytes as base64, both ways', async () => {
    const atSeconds = Math.floor(platform.clock.now() / 60_000) * 60;
    const metric = { Namespace: 'shop', MetricName: 'Orders' };
    await browser.call('cloudwatch/PutMetricData', {
      Namespace: 'shop',
      MetricData: [{ MetricName: 'Orders', Value: 3, Timestamp: atSeconds }],
    });
    const { body } = await browser.call('cloudwatch/GetMetricStatistics', {
      ...metric,
      StartTime: atSeconds - 60,
      EndTime: atSeconds + 60.5,
      Period: 60,
      Statistics: ['Sum'],
    });
    expect(body.Datapoints).toEqual([{ Timestamp: atSeconds, Sum: 3, Unit: 'None' }]);
    const invoked = await browser.call('lambda/Invoke', {
      FunctionName: 'checkout:live',
      Payload: Buffer.from('{"a":1}').toString('base64'),
      LogType: 'Tail',
    });
    expect(invoked.body).toMatchObject({ StatusCode: 200, ExecutedVersion: '1', LogResult: expect.any(String) });
    expect(Buffer.from(invoked.body.Payload, 'base64').toString()).toBe('"version 1"');
  });

  test('reads objects whole', async () => {
    const s3 = new S3({
      endpoint: platform.endpoint,
      region: platform.config.region,
      credentials: platform.credentials,
      forcePathStyle: true,
    });
    await s3.createBucket({ Bucket: 'templates' });
    await s3.putObject({ Bucket: 'templates', Key: 'a/b.yaml', Body: 'Resources: {}' });
    const { body } = await browser.call('s3/GetObject', { Bucket: 'templates', Key: 'a/b.yaml', Range: 'bytes=0-8' });
    expect(Buffer.from(body.Body, 'base64').toString()).toBe('Resources');
    expect(body).toMatchObject({ ContentLength: 9, LastModified: expect.any(Number) });
  });

  test('meets AWS’s errors', async () => {
    const config = { endpoint: platform.endpoint, region: platform.config.region, credentials: platform.credentials };
    const lambda = new Lambda(config);
    const cloudformation = new CloudFormation({ ...config, maxAttempts: 1 });
    const codedeploy = new CodeDeploy(config);
    const refusals = [
      ['lambda/GetFunction', { FunctionName: 'absent' }, () => lambda.getFunction({ FunctionName: 'absent' })],
      ['lambda/GetFunction', { FunctionName: 'not valid!' }, () => lambda.getFunction({ FunctionName: 'not valid!' })],
      ['lambda/Invoke', { FunctionName: 'absent' }, () => lambda.invoke({ FunctionName: 'absent' })],
      ['lambda/ListEventSourceMappings', {}, () => lambda.listEventSourceMappings({})],
      [
        'cloudformation/DescribeStacks',
        { StackName: 'absent' },
        () => cloudformation.describeStacks({ StackName: 'absent' }),
      ],
      [
        'codedeploy/GetDeployment',
        { deploymentId: 'd-ABCDEFGHI' },
        () => codedeploy.getDeployment({ deploymentId: 'd-ABCDEFGHI' }),
      ],
    ] as const;
    for (const [name, input, sdk] of refusals) {
      const known = await sdk().then(
        () => undefined,
        (error: unknown) => error,
      );
      const { status, body } = await browser.call(name, input);
      expect(known, name).toMatchObject({
        name: body.code,
        message: body.message,
        $metadata: { httpStatusCode: status },
      });
      expect(body.requestId).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test('that cannot be read is refused', async () => {
    const wrong = await browser.call('lambda/ListFunctions', { MaxItems: ['x'] });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'SerializationException' } });
    expect(await browser.call('lambda/NoSuchOperation')).toMatchObject({ status: 404 });
    expect(await browser.call('serin/NoSuchOperation')).toMatchObject({ status: 404 });
    expect(await browser.call('serin/DescribeShift', { deploymentId: 'd-ABCDEFGHI' })).toMatchObject({
      status: 400,
      body: { code: 'DeploymentDoesNotExistException' },
    });
  });

  test('concerns the region that it names', async () => {
    const { body } = await browser.call('lambda/ListFunctions', {}, 'eu-west-1');
    expect(body).toEqual({ Functions: [] });
  });

  test('begins what the stream tells of', async () => {
    const leaving = new AbortController();
    const stream = browser.events(leaving.signal);
    expect((await stream.next()).value).toMatchObject({ event: 'hello', data: { region: 'us-east-1', speed: 20 } });
    const revision = { revisionType: 'AppSpecContent', appSpecContent: { content: appSpec() } };
    const { body } = await browser.call('codedeploy/CreateDeployment', {
      applicationName,
      deploymentGroupName,
      revision,
    });
    const wanted = new Set([`deployment ${body.deploymentId}`, 'function checkout']);
    for await (const { event, data } of stream) {
      if (event === 'change')
        for (const { kind, id, region } of data.changes) if (region === 'us-east-1') wanted.delete(`${kind} ${id}`);
      if (wanted.size === 0) break;
    }
    expect([...wanted]).toEqual([]);
    leaving.abort();
  });

  test('is told of logs and metrics, and of the clock', async () => {
    const leaving = new AbortController();
    const stream = browser.events(leaving.signal);
    await stream.next();
    await browser.call('lambda/Invoke', { FunctionName: 'checkout' });
    const wanted = new Set(['log /aws/lambda/checkout', 'metric checkout', 'clock']);
    for await (const { event, data } of stream) {
      if (event === 'clock' && typeof data.now === 'number') wanted.delete('clock');
      if (event === 'change') for (const { kind, id } of data.changes) wanted.delete(`${kind} ${id}`);
      if (wanted.size === 0) break;
    }
    expect([...wanted]).toEqual([]);
    leaving.abort();
  });
});

describe('the console of a platform', () => {
  test('knows what it shows', async () => {
    const session: unknown = await (await browser.get('/api/session')).json();
    expect(session).toMatchObject({
      region: 'us-east-1',
      account: '000000000000',
      speed: 20,
      endpoint: platform.endpoint,
      dataFolder: folder,
      isolation: platform.isolation.kind,
      version: expect.any(String),
      now: expect.any(Number),
    });
  });

  test('keeps its token for its owner alone, and over a restart', async () => {
    expect((await stat(join(folder, 'console-token'))).mode & 0o777).toBe(0o600);
    const tokenOf = (url = ''): string | null => new URL(url).searchParams.get('token');
    const before = tokenOf(platform.consoleUrl);
    await platform[Symbol.asyncDispose]();
    platform = await start();
    expect(tokenOf(platform.consoleUrl)).toBe(before);
    browser = await openBrowser(platform.consoleUrl ?? '');
    expect((await browser.call('lambda/ListFunctions')).body.Functions).toHaveLength(1);
  });

  test('has its address printed by a command', async () => {
    const program = fileURLToPath(new URL('../../bin/serin.js', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'console', '--data', folder]);
    expect(stdout).toBe(`${platform.consoleUrl}\n`);
  });

  test('refuses a port that another program uses, and says how to mend it', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const dataFolder = await mkdtemp(join(tmpdir(), 'serin-console-'));
    const refused = await startPlatform({ dataFolder, server: { port: 0, consolePort: port } }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(ConfigError);
    expect(refused).toMatchObject({
      problems: [{ place: 'console port', mend: expect.stringContaining('--no-console') }],
    });
    other.close();
    await rm(dataFolder, { recursive: true, force: true });
  });

  test('takes another port than the usual one where nobody asked for one', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'serin-console-'));
    const other = createServer().listen(4567, '127.0.0.1');
    // Whether this test has the port now or another program had it before does not matter.
    await Promise.race([once(other, 'listening'), once(other, 'error')]).catch(() => undefined);
    await using started = await startPlatform({ dataFolder, server: { port: 0, consolePort: 'default' } });
    expect(new URL(started.consoleUrl ?? '').port).not.toBe('4567');
    await started[Symbol.asyncDispose]();
    other.close();
    await rm(dataFolder, { recursive: true, force: true });
  });

  test('is not there where nobody asked for it', async () => {
    const dataFolder = await mkdtemp(join(tmpdir(), 'serin-console-'));
    await using bare = await startPlatform({ dataFolder, server: { port: 0 } });
    expect(bare.consoleUrl).toBeUndefined();
    await bare[Symbol.asyncDispose]();
    await rm(dataFolder, { recursive: true, force: true });
  });
});
