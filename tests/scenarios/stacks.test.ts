/** Stacks over the whole platform: what a template wants is there for other clients, and gone with the stack. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { Lambda } from '@aws-sdk/client-lambda';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { packageOf } from '../../src/services/lambda/test-zip.fixture.ts';
import { startTestPlatform, type TestPlatform, VirtualClock } from '../../src/testing/index.ts';

let folder: string;
let clock: VirtualClock;
let platform: TestPlatform;
let stacks: CloudFormation;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-stacks-'));
  clock = new VirtualClock();
  await start();
});

afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  platform = await startTestPlatform({ platform: { dataFolder: folder }, clock });
  stacks = new CloudFormation({ ...platform.clientConfig, maxAttempts: 1 });
}

/** Waits, a second of the clock at a time, until the stack is what it is to be. */
async function becomes(StackName: string, status: string): Promise<void> {
  for (let second = 0; second < 60; second += 1) {
    await platform.advance(1000);
    const { Stacks } = await stacks.describeStacks({ StackName });
    if (Stacks?.[0]?.StackStatus === status) return;
  }
  const { StackEvents } = await stacks.describeStackEvents({ StackName });
  throw new Error(`Not ${status}: ${JSON.stringify(StackEvents, undefined, 1)}`);
}

const template = (displayName: string): string =>
  JSON.stringify({
    Parameters: { Days: { Type: 'Number', Default: 7 } },
    Resources: {
      Topic: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: displayName } },
      Logs: {
        Type: 'AWS::Logs::LogGroup',
        Properties: { LogGroupName: { 'Fn::Sub': '/shop/${Topic.TopicName}' }, RetentionInDays: { Ref: 'Days' } },
      },
    },
    Outputs: { Topic: { Value: { Ref: 'Topic' } } },
  });

test('a template in a bucket becomes things that other clients see, and goes on after a restart', async () => {
  const s3 = new S3({ ...platform.clientConfig, forcePathStyle: true });
  await s3.createBucket({ Bucket: 'code' });
  await s3.putObject({ Bucket: 'code', Key: 'shop.json', Body: template('Shop') });
  const { endpoint } = platform.clientConfig;
  const { StackId = '' } = await stacks.createStack({ StackName: 'shop', TemplateURL: `${endpoint}/code/shop.json` });
  await platform[Symbol.asyncDispose]();
  await start();
  await becomes('shop', 'CREATE_COMPLETE');
  const { Stacks } = await stacks.describeStacks({ StackName: 'shop' });
  const TopicArn = Stacks?.[0]?.Outputs?.[0]?.OutputValue ?? '';
  const sns = new SNS(platform.clientConfig);
  expect((await sns.getTopicAttributes({ TopicArn })).Attributes?.['DisplayName']).toBe('Shop');
  const logs = new CloudWatchLogs(platform.clientConfig);
  const { logGroups } = await logs.describeLogGroups({ logGroupNamePrefix: '/shop/' });
  expect(logGroups?.map(({ retentionInDays }) => retentionInDays)).toEqual([7]);

  await stacks.updateStack({
    StackName: 'shop',
    TemplateBody: template('Market'),
    Parameters: [{ ParameterKey: 'Days', ParameterValue: '14' }],
  });
  await becomes('shop', 'UPDATE_COMPLETE');
  expect((await sns.getTopicAttributes({ TopicArn })).Attributes?.['DisplayName']).toBe('Market');

  await stacks.deleteStack({ StackName: 'shop' });
  await becomes(StackId, 'DELETE_COMPLETE');
  expect((await logs.describeLogGroups({})).logGroups).toEqual([]);
  expect((await sns.listTopics({})).Topics ?? []).toEqual([]);
  await expect(stacks.describeStacks({ StackName: 'shop' })).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id shop does not exist',
  });
});

test('a function of the user makes a custom resource', async () => {
  const iam = new IAM(platform.clientConfig);
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const { Role } = await iam.createRole({
    RoleName: 'maker',
    AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
  });
  const lambda = new Lambda(platform.clientConfig);
  const { FunctionArn } = await lambda.createFunction({
    FunctionName: 'maker',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: Role?.Arn ?? '',
    Code: { ZipFile: packageOf(making) },
  });
  await platform.advance(1000);
  await stacks.createStack({
    StackName: 'custom',
    TemplateBody: JSON.stringify({
      Resources: { Mine: { Type: 'Custom::Mine', Properties: { ServiceToken: FunctionArn, Number: 41 } } },
      Outputs: { Answer: { Value: { 'Fn::GetAtt': ['Mine', 'Answer'] } } },
    }),
  });
  await becomes('custom', 'CREATE_COMPLETE');
  const { Stacks } = await stacks.describeStacks({ StackName: 'custom' });
  expect(Stacks?.[0]?.Outputs).toEqual([{ OutputKey: 'Answer', OutputValue: '42' }]);
});

const making = `export const handler = async ({ ResponseURL, RequestType, ResourceProperties }) => {
  const Data = { Answer: String(Number(ResourceProperties.Number) + 1) };
  await fetch(ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'mine', Data }),
  });
};`;
