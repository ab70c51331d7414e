import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../aws/api-error.ts';
import type { Request } from '../wire.ts';
import type { FunctionSettings } from './function.ts';
import { settingsOf } from './settings.fixture.ts';
import { mergeSettings } from './settings.ts';

const owner = { region: 'us-east-1', account: '123456789012' };
const vpc = { SubnetIds: ['subnet-1'], SecurityGroupIds: ['sg-1'] };

const full = settingsOf({
  description: 'Was',
  environment: { A: '1' },
  deadLetterTargetArn: 'arn:aws:sqs:us-east-1:123456789012:dead',
  kmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k',
  layers: [{ arn: 'arn:aws:lambda:us-east-1:123456789012:layer:l:1', codeSize: 1, blob: 'e' }],
  fileSystemConfigs: [
    { Arn: 'arn:aws:elasticfilesystem:us-east-1:123456789012:access-point/fsap-0', LocalMountPath: '/mnt/a' },
  ],
});

function merge(input: Partial<Request<'UpdateFunctionConfiguration'>>, before = full): FunctionSettings {
  const layers = input.Layers === undefined ? undefined : [];
  const merged = mergeSettings(before, input, { layers, owner });
  if (merged instanceof ApiError) throw merged;
  return merged;
}

describe('an update of the configuration', () => {
  test('that says nothing changes nothing', () => {
    expect(merge({})).toEqual(full);
  });

  test.each<[string, Partial<Request<'UpdateFunctionConfiguration'>>, Partial<FunctionSettings>]>([
    ['Description', { Description: '' }, { description: '' }],
    ['Environment', { Environment: { Variables: {} } }, { environment: {} }],
    ['Environment without variables', { Environment: {} }, { environment: {} }],
    ['Layers', { Layers: [] }, { layers: [] }],
    ['Timeout', { Timeout: 30 }, { timeoutSeconds: 30 }],
    ['MemorySize', { MemorySize: 256 }, { memoryMiB: 256 }],
    ['Handler', { Handler: 'a.b' }, { handler: 'a.b' }],
    ['EphemeralStorage', { EphemeralStorage: { Size: 1024 } }, { ephemeralStorageMiB: 1024 }],
    ['TracingConfig', { TracingConfig: { Mode: 'Active' } }, { tracingMode: 'Active' }],
    ['SnapStart', { SnapStart: { ApplyOn: 'PublishedVersions' } }, { snapStartApplyOn: 'PublishedVersions' }],
    ['an empty DeadLetterConfig, to no effect', { DeadLetterConfig: {} }, {}],
  ])('takes over %s', (_, input, expected) => {
    expect(merge(input)).toEqual({ ...full, ...expected });
  });

  test.each([
    ['the dead-letter queue', { DeadLetterConfig: { TargetArn: '' } }, 'deadLetterTargetArn'],
    ['the key', { KMSKeyArn: '' }, 'kmsKeyArn'],
    ['the file systems', { FileSystemConfigs: [] }, 'fileSystemConfigs'],
  ])('takes %s away with an empty value', (_, input, member) => {
    expect(merge(input)).not.toHaveProperty(member);
  });
});

describe('logging', () => {
  const text = { format: 'Text', logGroup: '/aws/lambda/fn' } as const;
  const json = {
    format: 'JSON',
    logGroup: '/aws/lambda/fn',
    applicationLogLevel: 'INFO',
    systemLogLevel: 'INFO',
  } as const;
  test.each([
    ['JSON brings both levels', text, { LogFormat: 'JSON' }, json],
    [
      'JSON keeps a level that is given',
      text,
      { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
      { ...json, systemLogLevel: 'WARN' },
    ],
    ['Text takes both levels away', json, { LogFormat: 'Text' }, text],
    ['a log group alone leaves the rest', json, { LogGroup: 'cool' }, { ...json, logGroup: 'cool' }],
    [
      'a level alone leaves the format',
      json,
      { ApplicationLogLevel: 'DEBUG' },
      { ...json, applicationLogLevel: 'DEBUG' },
    ],
  ] as const)('%s', (_, logging, LoggingConfig, expected) => {
    expect(merge({ LoggingConfig }, settingsOf({ logging })).logging).toEqual(expected);
  });

  test('has no levels with Text', () => {
    expect(() => merge({ LoggingConfig: { ApplicationLogLevel: 'INFO' } }, settingsOf({ logging: text }))).toThrow(
      'LogLevel is not supported when LogFormat is set to "Text". Remove LogLevel from your request or change the LogFormat to "JSON" and try again.',
    );
  });
});

describe('the VPC', () => {
  test('is made up, the same for all subnets of an account and region', () => {
    const first = merge({ VpcConfig: vpc }).vpcConfig;
    const second = merge({ VpcConfig: { ...vpc, SubnetIds: ['subnet-2'] } }).vpcConfig;
    expect(first).toEqual({
      ...vpc,
      VpcId: expect.stringMatching(/^vpc-[0-9a-f]{17}$/),
      Ipv6AllowedForDualStack: false,
    });
    expect(second?.VpcId).toBe(first?.VpcId);
  });

  test('once left is shown as empty', () => {
    const inside = merge({ VpcConfig: vpc });
    const empty = { SubnetIds: [], SecurityGroupIds: [], VpcId: '', Ipv6AllowedForDualStack: false };
    expect(merge({ VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } }, inside).vpcConfig).toEqual(empty);
  });

  test('never entered is not shown', () => {
    expect(merge({ VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } })).not.toHaveProperty('vpcConfig');
  });

  test('needs IDs of both kinds', () => {
    const halfEmpty = { SubnetIds: ['subnet-1'], SecurityGroupIds: [] };
    expect(() => merge({ VpcConfig: halfEmpty })).toThrow(
      'SubnetIds and SecurityIds must coexist or be both empty list.',
    );
  });
});
