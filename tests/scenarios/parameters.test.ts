/** Parameters over the whole platform: AWS's own client puts them, stacks take them and make others. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormation } from '@aws-sdk/client-cloudformation';
import { SSM } from '@aws-sdk/client-ssm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestPlatform, type TestPlatform, VirtualClock } from '../../src/testing/index.ts';

let folder: string;
let clock: VirtualClock;
let platform: TestPlatform;
let ssm: SSM;
let stacks: CloudFormation;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serin-parameters-'));
  clock = new VirtualClock();
  await start();
});

afterEach(async () => {
  await platform[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

async function start(): Promise<void> {
  platform = await startTestPlatform({ platform: { dataFolder: folder }, clock });
  const config = { ...platform.clientConfig, maxAttempts: 1 };
  ssm = new SSM(config);
  stacks = new CloudFormation(config);
}

async function becomes(StackName: string, status: string): Promise<void> {
  for (let second = 0; second < 30; second += 1) {
    await platform.advance(1000);
    const { Stacks } = await stacks.describeStacks({ StackName });
    if (Stacks?.[0]?.StackStatus === status) return;
  }
  const { StackEvents } = await stacks.describeStackEvents({ StackName });
  throw new Error(`Not ${status}: ${JSON.stringify(StackEvents, undefined, 1)}`);
}

const TemplateBody = JSON.stringify({
  Parameters: {
    Version: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    Stage: { Type: 'String', Default: 'prod' },
  },
  Rules: {
    CheckBootstrapVersion: {
      Assertions: [
        { Assert: { 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], { Ref: 'Version' }] }] }, AssertDescription: 'too old' },
      ],
    },
  },
  Resources: {
    Copy: {
      Type: 'AWS::SSM::Parameter',
      Properties: { Type: 'String', Value: { 'Fn::Sub': '${Version}/{{resolve:ssm:/${Stage}/db}}' } },
    },
    Metadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2' } },
  },
  Outputs: { Name: { Value: { Ref: 'Copy' } }, Value: { Value: { 'Fn::GetAtt': 'Copy.Value' } } },
});

test('a stack takes what SSM holds, and what it made of it is there for other clients until it goes', async () => {
  await ssm.putParameter({ Name: '/cdk-bootstrap/hnb659fds/version', Value: '31', Type: 'String' });
  await expect(stacks.createStack({ StackName: 'shop', TemplateBody })).rejects.toThrow(
    'Parameters: [ssm:/prod/db] cannot be found.',
  );
  await ssm.putParameter({ Name: '/prod/db', Value: 'one', Type: 'String' });
  await stacks.createStack({ StackName: 'shop', TemplateBody });
  await becomes('shop', 'CREATE_COMPLETE');
  const { Stacks: [stack] = [] } = await stacks.describeStacks({ StackName: 'shop' });
  expect(stack?.Parameters).toContainEqual({
    ParameterKey: 'Version',
    ParameterValue: '/cdk-bootstrap/hnb659fds/version',
    ResolvedValue: '31',
  });
  const outputs = new Map(stack?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
  expect(outputs.get('Value')).toBe('31/one');
  const Name = outputs.get('Name') ?? '';
  expect((await ssm.getParameter({ Name })).Parameter).toMatchObject({ Value: '31/one', Version: 1 });

  await platform[Symbol.asyncDispose]();
  await start();
  await ssm.putParameter({ Name: '/prod/db', Value: 'two', Overwrite: true });
  await stacks.updateStack({ StackName: 'shop', UsePreviousTemplate: true });
  await becomes('shop', 'UPDATE_COMPLETE');
  expect((await ssm.getParameter({ Name: `${Name}:2` })).Parameter).toMatchObject({ Value: '31/two', Selector: ':2' });
  expect((await ssm.listTagsForResource({ ResourceType: 'Parameter', ResourceId: Name })).TagList).toContainEqual({
    Key: 'aws:cloudformation:logical-id',
    Value: 'Copy',
  });

  await stacks.deleteStack({ StackName: 'shop' });
  await platform.advance(5000);
  await expect(ssm.getParameter({ Name })).rejects.toMatchObject({ name: 'ParameterNotFound' });
});

test('what is refused comes as AWS sends it', async () => {
  await expect(ssm.getParameter({ Name: 'none' })).rejects.toMatchObject({
    name: 'ParameterNotFound',
    $metadata: { httpStatusCode: 400 },
  });
  await expect(ssm.getParameters({ Names: [] })).rejects.toMatchObject({
    name: 'ValidationException',
    message:
      "1 validation error detected: Value '[]' at 'names' failed to satisfy constraint: Member must have length greater than or equal to 1",
  });
  await expect(ssm.sendCommand({ DocumentName: 'AWS-RunShellScript' })).rejects.toMatchObject({
    name: 'NotImplemented',
  });
});
