import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  functionArnPrefix,
  openTestLambda,
  putAlias,
  putFunction,
  putVersion,
  refusal,
  request,
  type TestLambda,
} from '../attachments.fixture.ts';
import { deleteProvisionedConcurrencyConfig } from './delete-provisioned-concurrency-config.ts';
import { getProvisionedConcurrencyConfig } from './get-provisioned-concurrency-config.ts';
import { listProvisionedConcurrencyConfigs } from './list-provisioned-concurrency-configs.ts';
import { putFunctionConcurrency } from './put-function-concurrency.ts';
import { putProvisionedConcurrencyConfig } from './put-provisioned-concurrency-config.ts';

let lambda: TestLambda;
beforeEach(async () => {
  lambda = await openTestLambda();
});
afterEach(() => lambda[Symbol.asyncDispose]());

const put = (Qualifier: string, ProvisionedConcurrentExecutions = 1, FunctionName = 'fn') =>
  putProvisionedConcurrencyConfig(
    { FunctionName, Qualifier, ProvisionedConcurrentExecutions },
    request,
    lambda.context,
  );
const read = (Qualifier: string, FunctionName = 'fn') =>
  getProvisionedConcurrencyConfig({ FunctionName, Qualifier }, request, lambda.context);
const remove = (Qualifier: string, FunctionName = 'fn') =>
  deleteProvisionedConcurrencyConfig({ FunctionName, Qualifier }, request, lambda.context);
const list = (more: { FunctionName?: string; Marker?: string; MaxItems?: number } = {}) =>
  listProvisionedConcurrencyConfigs({ FunctionName: 'fn', ...more }, request, lambda.context);

test('a configuration begins in progress, with nothing yet', async () => {
  const begun = {
    RequestedProvisionedConcurrentExecutions: 5,
    AvailableProvisionedConcurrentExecutions: 0,
    AllocatedProvisionedConcurrentExecutions: 0,
    Status: 'IN_PROGRESS',
    LastModified: '2025-03-01T12:34:56.000+0000',
  };
  expect(await put('live', 5)).toEqual(begun);
  expect(await read('live')).toEqual(begun);
  expect(await list()).toEqual({
    ProvisionedConcurrencyConfigs: [{ FunctionArn: `${functionArnPrefix}:fn:live`, ...begun }],
  });
});

test('a deleted one is not found, and may be deleted again', async () => {
  await put('1');
  expect(await remove('1')).toEqual({});
  expect(await remove('1')).toEqual({});
  expect(await refusal(read('1'))).toEqual({
    type: 'ProvisionedConcurrencyConfigNotFoundException',
    message: 'No Provisioned Concurrency Config found for this function',
    Type: 'User',
  });
});

describe('a version and an alias on it', () => {
  const onAlias = "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned version";
  test('are not both provisioned: the version first', async () => {
    await put('1');
    expect(await refusal(put('live'))).toEqual({ type: 'ResourceConflictException', message: onAlias, Type: 'User' });
  });

  test('are not both provisioned: the alias first', async () => {
    await put('live');
    expect(await refusal(put('1'))).toEqual({
      type: 'ResourceConflictException',
      message: 'Version is pointed by a Provisioned Concurrency alias',
      Type: 'User',
    });
    expect(await put('2')).toMatchObject({ Status: 'IN_PROGRESS' });
  });

  test('are not both provisioned: the second version of a weighted alias counts', async () => {
    await put('2');
    await putAlias(lambda.store, 'fn', 'live', '1', { version: '2', weight: 0.1 });
    expect(await refusal(put('live'))).toMatchObject({ message: onAlias });
  });
});

describe('the bounds', () => {
  test('of the reserve hold for all configurations together', async () => {
    await putFunctionConcurrency({ FunctionName: 'fn', ReservedConcurrentExecutions: 3 }, request, lambda.context);
    await put('1', 2);
    const message =
      'Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function';
    expect(await refusal(put('2', 2))).toEqual({ type: 'InvalidParameterValueException', message, Type: 'User' });
    expect(await put('1', 3)).toMatchObject({ RequestedProvisionedConcurrentExecutions: 3 });
  });

  test('of the account hold where nothing is reserved', async () => {
    expect(await refusal(put('1', 901))).toMatchObject({
      message:
        "Specified ConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
      Type: undefined,
    });
    expect(await refusal(put('1', 1001))).toMatchObject({
      message: "Specified ConcurrentExecutions for function is greater than account's unreserved concurrency [1000].",
      Type: undefined,
    });
  });

  test('count what other functions have provisioned', async () => {
    await putFunction(lambda.store, 'other');
    await putVersion(lambda.store, 'other', '1');
    await put('1', 600, 'other');
    expect(await refusal(put('1', 301))).toMatchObject({
      message: expect.stringContaining('below its minimum value of [100]'),
    });
    expect(await put('1', 300)).toMatchObject({ Status: 'IN_PROGRESS' });
  });
});

describe('what is not there', () => {
  const alias = (name: string) => ({
    type: 'ResourceNotFoundException',
    message: `Cannot find alias arn: ${functionArnPrefix}:${name}`,
    Type: 'User',
  });
  const missing = (name: string) => ({
    type: 'ResourceNotFoundException',
    message: `Function not found: ${functionArnPrefix}:${name}`,
    Type: 'User',
  });

  test('is named as an alias or as a version, by all three calls', async () => {
    for (const call of [put, read, remove]) {
      expect(await refusal(call('noalias'))).toEqual(alias('fn:noalias'));
      expect(await refusal(call('10'))).toEqual(missing('fn:10'));
    }
    expect(await refusal(put('noalias', 1, 'none'))).toEqual(alias('none:noalias'));
    expect(await refusal(read('noalias', 'none'))).toEqual(alias('none:noalias'));
    expect(await refusal(remove('1', 'none'))).toEqual(missing('none:1'));
    expect(await refusal(list({ FunctionName: 'none' }))).toEqual(missing('none'));
  });

  test('$LATEST is no such thing', async () => {
    expect(await refusal(put('$LATEST'))).toMatchObject({
      message: 'Provisioned Concurrency Configs cannot be applied to unpublished function versions.',
    });
    const refused = {
      type: 'InvalidParameterValueException',
      message: 'The function resource provided must be an alias or a published version.',
      Type: 'User',
    };
    expect(await refusal(read('$LATEST'))).toEqual(refused);
    expect(await refusal(remove('$LATEST'))).toEqual(refused);
  });
});

test('a list comes in pages', async () => {
  await put('live');
  await put('2');
  const first = await list({ MaxItems: 1 });
  const second = await list({ MaxItems: 1, Marker: first.NextMarker ?? '' });
  const arns = [first, second]
    .flatMap((page) => page.ProvisionedConcurrencyConfigs ?? [])
    .map(({ FunctionArn }) => FunctionArn);
  expect(arns).toEqual([`${functionArnPrefix}:fn:2`, `${functionArnPrefix}:fn:live`]);
  expect(second.NextMarker).toBeUndefined();
  expect(await refusal(list({ Marker: 'made up!' }))).toMatchObject({ type: 'InvalidParameterValueException' });
});
