import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  functionArnPrefix,
  openTestLambda,
  putFunction,
  refusal,
  request,
  type TestLambda,
} from '../attachments.fixture.ts';
import { deleteFunctionEventInvokeConfig } from './delete-function-event-invoke-config.ts';
import { getFunctionEventInvokeConfig } from './get-function-event-invoke-config.ts';
import { listFunctionEventInvokeConfigs } from './list-function-event-invoke-configs.ts';
import { putFunctionEventInvokeConfig } from './put-function-event-invoke-config.ts';
import { updateFunctionEventInvokeConfig } from './update-function-event-invoke-config.ts';

let lambda: TestLambda;
beforeEach(async () => {
  lambda = await openTestLambda();
});
afterEach(() => lambda[Symbol.asyncDispose]());

type Changes = Partial<Parameters<typeof putFunctionEventInvokeConfig>[0]>;
const put = (changes: Changes) =>
  putFunctionEventInvokeConfig({ FunctionName: 'fn', ...changes }, request, lambda.context);
const update = (changes: Changes) =>
  updateFunctionEventInvokeConfig({ FunctionName: 'fn', ...changes }, request, lambda.context);
const read = (changes: Changes = {}) =>
  getFunctionEventInvokeConfig({ FunctionName: 'fn', ...changes }, request, lambda.context);
const remove = (changes: Changes = {}) =>
  deleteFunctionEventInvokeConfig({ FunctionName: 'fn', ...changes }, request, lambda.context);
const list = (more: { FunctionName?: string; Marker?: string; MaxItems?: number } = {}) =>
  listFunctionEventInvokeConfigs({ FunctionName: 'fn', ...more }, request, lambda.context);

const noFunction = { type: 'ResourceNotFoundException', message: "The function doesn't exist.", Type: 'User' };
const none = (qualified: string) => ({
  type: 'ResourceNotFoundException',
  message: `The function ${functionArnPrefix}:${qualified} doesn't have an EventInvokeConfig`,
  Type: 'User',
});

test('a put replaces all, an update what it names', async () => {
  const empty = {
    LastModified: new Date('2025-03-01T12:34:56.000Z'),
    FunctionArn: `${functionArnPrefix}:fn:$LATEST`,
    DestinationConfig: { OnFailure: {}, OnSuccess: {} },
  };
  await put({ MaximumRetryAttempts: 0 });
  expect(await put({ MaximumEventAgeInSeconds: 60 })).toEqual({ ...empty, MaximumEventAgeInSeconds: 60 });
  expect(await update({ MaximumRetryAttempts: 1 })).toEqual({
    ...empty,
    MaximumEventAgeInSeconds: 60,
    MaximumRetryAttempts: 1,
  });
  expect(await read()).toEqual({ ...empty, MaximumEventAgeInSeconds: 60, MaximumRetryAttempts: 1 });
  expect(await read({ Qualifier: '$LATEST' })).toEqual(await read());
});

test('function, version and alias each have settings, listed in that order and in pages', async () => {
  await put({ FunctionName: 'fn:live', MaximumRetryAttempts: 1 });
  await put({ Qualifier: '1', MaximumRetryAttempts: 1 });
  await put({ MaximumRetryAttempts: 1 });
  const arns = (page: Awaited<ReturnType<typeof list>>) =>
    page.FunctionEventInvokeConfigs?.map(({ FunctionArn }) => FunctionArn);
  const first = await list({ MaxItems: 2 });
  expect(arns(first)).toEqual([`${functionArnPrefix}:fn:$LATEST`, `${functionArnPrefix}:fn:1`]);
  expect(arns(await list({ Marker: first.NextMarker ?? '' }))).toEqual([`${functionArnPrefix}:fn:live`]);
  await remove({ Qualifier: '1' });
  expect(await refusal(read({ Qualifier: '1' }))).toEqual(none('fn:1'));
  expect(arns(await list())).toEqual([`${functionArnPrefix}:fn:$LATEST`, `${functionArnPrefix}:fn:live`]);
});

test.each([{ FunctionName: 'none' }, { Qualifier: 'none' }, { Qualifier: '42' }])(
  '%j does not exist for a write',
  async (named) => {
    expect(await refusal(put({ ...named, MaximumRetryAttempts: 1 }))).toEqual(noFunction);
    expect(await refusal(update({ ...named, MaximumRetryAttempts: 1 }))).toEqual(noFunction);
  },
);

test('settings that are not there are named by their qualified ARN', async () => {
  expect(await refusal(read())).toEqual(none('fn:$LATEST'));
  expect(await refusal(read({ FunctionName: 'none' }))).toEqual(none('none:$LATEST'));
  expect(await refusal(read({ Qualifier: 'none' }))).toEqual(none('fn:none'));
  expect(await refusal(remove({ FunctionName: 'none' }))).toEqual(none('none:$LATEST'));
  expect(await refusal(update({ Qualifier: 'live', MaximumRetryAttempts: 1 }))).toEqual(none('fn:live'));
  expect(await refusal(list({ FunctionName: 'none' }))).toEqual(noFunction);
});

test('a destination that is a function has to exist', async () => {
  const to = (Destination: string) => put({ DestinationConfig: { OnSuccess: { Destination } } });
  expect(await refusal(to(`${functionArnPrefix}:none`))).toEqual({
    type: 'InvalidParameterValueException',
    message: `The destination ARN ${functionArnPrefix}:none is invalid.`,
    Type: 'User',
  });
  await putFunction(lambda.store, 'other');
  expect(await to(`${functionArnPrefix}:other`)).toMatchObject({
    DestinationConfig: { OnSuccess: { Destination: `${functionArnPrefix}:other` }, OnFailure: {} },
  });
  expect(await refusal(to(`${functionArnPrefix}:other:none`))).toMatchObject({
    message: `The destination ARN ${functionArnPrefix}:other:none is invalid.`,
  });
  expect(await refusal(to(`${functionArnPrefix}:fn`))).toMatchObject({
    message: "You can't specify the function as a destination for itself.",
  });
});

test('a request that says nothing is refused', async () => {
  expect(await refusal(put({}))).toEqual({
    type: 'InvalidParameterValueException',
    message: 'You must specify at least one of error handling or destination setting.',
    Type: 'User',
  });
});
