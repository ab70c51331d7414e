/** Nested stacks through change sets, as the CDK asks for them: reviewed as a tree, executed from its root. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation, type ChangeSetType } from '@aws-sdk/client-cloudformation';
import { S3 } from '@aws-sdk/client-s3';
import { SNS } from '@aws-sdk/client-sns';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestPlatform, type TestPlatform, VirtualClock } from '../../src/testing/index.ts';

let folder: string;
let clock: VirtualClock;
let platform: TestPlatform;
let stacks: CloudFormation;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-nested-'));
  clock = new VirtualClock();
  await start();
  await new S3({ ...platform.clientConfig, forcePathStyle: true }).createBucket({ Bucket: 'code' });
});

afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  platform = await startTestPlatform({ platform: { dataFolder: folder }, clock });
  stacks = new CloudFormation({ ...platform.clientConfig, maxAttempts: 1 });
}

async function becomes(StackName: string, status: string): Promise<void> {
  for (let second = 0; second < 60; second += 1) {
    await platform.advance(1000);
    const { Stacks } = await stacks.describeStacks({ StackName });
    if (Stacks?.[0]?.StackStatus === status) return;
  }
  const { StackEvents } = await stacks.describeStackEvents({ StackName });
  throw new Error(`Not ${status}: ${JSON.stringify(StackEvents, undefined, 1)}`);
}

/** Puts the nested template under a name of its own, as the CDK does, and proposes a stack that has it. */
async function propose(type: ChangeSetType, key: string, displayName: string) {
  const Body = JSON.stringify({
    Parameters: { Shop: { Type: 'String', AllowedPattern: 'arn:.*' } },
    Resources: { Orders: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: displayName } } },
    Outputs: { Orders: { Value: { Ref: 'Orders' } } },
  });
  const s3 = new S3({ ...platform.clientConfig, forcePathStyle: true });
  await s3.putObject({ Bucket: 'code', Key: key, Body });
  const TemplateURL = `${platform.clientConfig.endpoint}/code/${key}`;
  const TemplateBody = JSON.stringify({
    Resources: {
      Shop: { Type: 'AWS::SNS::Topic' },
      Topics: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: { TemplateURL, Parameters: { Shop: { Ref: 'Shop' } } },
      },
    },
    Outputs: { Orders: { Value: { 'Fn::GetAtt': ['Topics', 'Outputs.Orders'] } } },
  });
  const { Id: ChangeSetName } = await stacks.createChangeSet({
    StackName: 'shop',
    ChangeSetName: 'cdk-deploy-change-set',
    ChangeSetType: type,
    TemplateBody,
    IncludeNestedStacks: true,
  });
  const root = await stacks.describeChangeSet({ ChangeSetName });
  const change = root.Changes?.find(({ ResourceChange }) => ResourceChange?.LogicalResourceId === 'Topics');
  const nested = await stacks.describeChangeSet({ ChangeSetName: change?.ResourceChange?.ChangeSetId });
  return { root, nested };
}

test('a tree of stacks is reviewed, made and changed by change sets, and goes on after a restart', async () => {
  const { root, nested } = await propose('CREATE', 'a.json', 'Orders');
  expect(root.Status).toBe('CREATE_COMPLETE');
  expect(nested).toMatchObject({
    Status: 'CREATE_COMPLETE',
    ParentChangeSetId: root.ChangeSetId,
    RootChangeSetId: root.ChangeSetId,
    Parameters: [{ ParameterKey: 'Shop', ParameterValue: '{{changeSet:KNOWN_AFTER_APPLY}}' }],
  });
  await expect(stacks.executeChangeSet({ ChangeSetName: nested.ChangeSetId })).rejects.toMatchObject({
    name: 'InvalidChangeSetStatusException',
  });
  await platform[Symbol.asyncDispose]();
  await start();
  await stacks.executeChangeSet({ ChangeSetName: root.ChangeSetId });
  await becomes('shop', 'CREATE_COMPLETE');
  const made = await stacks.describeStacks({ StackName: nested.StackId });
  expect(made.Stacks?.[0]).toMatchObject({ StackStatus: 'CREATE_COMPLETE', ChangeSetId: nested.ChangeSetId });

  const next = await propose('UPDATE', 'b.json', 'All orders');
  expect(next.nested.Changes?.map(({ ResourceChange }) => ResourceChange?.Action)).toEqual(['Modify']);
  await stacks.executeChangeSet({ ChangeSetName: next.root.ChangeSetId });
  await becomes('shop', 'UPDATE_COMPLETE');
  const { Stacks } = await stacks.describeStacks({ StackName: 'shop' });
  const TopicArn = Stacks?.[0]?.Outputs?.[0]?.OutputValue;
  const { Attributes } = await new SNS(platform.clientConfig).getTopicAttributes({ TopicArn });
  expect(Attributes?.['DisplayName']).toBe('All orders');
});

test('a tree that is looked at only leaves nothing', async () => {
  const { root } = await propose('CREATE', 'a.json', 'Orders');
  await stacks.deleteChangeSet({ ChangeSetName: root.ChangeSetId });
  await stacks.deleteStack({ StackName: root.StackId });
  await platform.advance(1000);
  expect((await stacks.describeStacks({})).Stacks).toEqual([]);
});
