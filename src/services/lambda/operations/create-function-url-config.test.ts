import { afterEach, beforeEach, expect, test } from 'vitest';
import { functionArnPrefix, openTestLambda, owner, refusal, request, type TestLambda } from '../attachments.fixture.ts';
import { aliasKey } from '../resources/keys.ts';
import { createFunctionUrlConfig } from './create-function-url-config.ts';
import { deleteFunctionUrlConfig } from './delete-function-url-config.ts';
import { getFunctionUrlConfig } from './get-function-url-config.ts';
import { listFunctionUrlConfigs } from './list-function-url-configs.ts';
import { updateFunctionUrlConfig } from './update-function-url-config.ts';

let lambda: TestLambda;
beforeEach(async () => {
  lambda = await openTestLambda();
});
afterEach(() => lambda[Symbol.asyncDispose]());

type Named = { FunctionName?: string; Qualifier?: string };
const create = (changes: Partial<Parameters<typeof createFunctionUrlConfig>[0]> = {}) =>
  createFunctionUrlConfig({ FunctionName: 'fn', AuthType: 'NONE', ...changes }, request, lambda.context);
const update = (changes: Partial<Parameters<typeof updateFunctionUrlConfig>[0]> = {}) =>
  updateFunctionUrlConfig({ FunctionName: 'fn', ...changes }, request, lambda.context);
const read = (named: Named = {}) => getFunctionUrlConfig({ FunctionName: 'fn', ...named }, request, lambda.context);
const remove = (named: Named = {}) =>
  deleteFunctionUrlConfig({ FunctionName: 'fn', ...named }, request, lambda.context);
const list = (more: Named & { Marker?: string; MaxItems?: number } = {}) =>
  listFunctionUrlConfigs({ FunctionName: 'fn', ...more }, request, lambda.context);

const notFound = {
  type: 'ResourceNotFoundException',
  message: 'The resource you requested does not exist.',
  Type: 'User',
};
const noFunction = { type: 'ResourceNotFoundException', message: 'Function does not exist', Type: 'User' };

test('a URL lives from create to delete', async () => {
  const created = await create();
  expect(created).toEqual({
    FunctionUrl: expect.stringMatching(/^http:\/\/[a-z0-9]{32}\.lambda-url\.us-east-1\.localhost:4566\/$/),
    FunctionArn: `${functionArnPrefix}:fn`,
    AuthType: 'NONE',
    CreationTime: '2025-03-01T12:34:56.000000000Z',
  });
  const times = { CreationTime: '2025-03-01T12:34:56.000000000Z', LastModifiedTime: '2025-03-01T12:34:56.000000000Z' };
  expect(await read()).toEqual({ ...created, ...times, InvokeMode: 'BUFFERED' });
  await lambda.clock.advance(1000);
  expect(await update({ AuthType: 'AWS_IAM' })).toEqual({
    ...created,
    AuthType: 'AWS_IAM',
    LastModifiedTime: '2025-03-01T12:34:57.000000000Z',
  });
  expect(await remove()).toEqual({});
  expect(await refusal(read())).toEqual(notFound);
});

test('an update keeps what it does not name', async () => {
  await create({ InvokeMode: 'BUFFERED', Cors: { AllowOrigins: ['*'], MaxAge: 60 } });
  expect(await update({ InvokeMode: 'RESPONSE_STREAM' })).toMatchObject({
    InvokeMode: 'RESPONSE_STREAM',
    Cors: { AllowOrigins: ['*'], MaxAge: 60 },
  });
  expect(await update()).toMatchObject({ InvokeMode: 'RESPONSE_STREAM' });
  expect(await update({ Cors: { AllowMethods: ['GET'] } })).toMatchObject({ Cors: { AllowMethods: ['GET'] } });
  expect(await update({ Cors: {} })).not.toHaveProperty('Cors');
});

test('function and alias each have one URL', async () => {
  const [one, other] = [await create(), await create({ Qualifier: 'live' })];
  expect(one.FunctionUrl).not.toBe(other.FunctionUrl);
  expect(await refusal(create())).toEqual({
    type: 'ResourceConflictException',
    message: `Failed to create function url config for [functionArn = ${functionArnPrefix}:fn]. Error message:  FunctionUrlConfig exists for this Lambda function`,
    Type: 'User',
  });
  await remove();
  expect(await read({ Qualifier: 'live' })).toMatchObject({ FunctionArn: `${functionArnPrefix}:fn:live` });
});

test('a list has the function first, in pages', async () => {
  expect(await list()).toEqual({ FunctionUrlConfigs: [] });
  await create({ Qualifier: 'live' });
  await create();
  const first = await list({ MaxItems: 1 });
  expect(first.FunctionUrlConfigs).toEqual([await read()]);
  expect(await list({ Marker: first.NextMarker ?? '' })).toEqual({
    FunctionUrlConfigs: [await read({ Qualifier: 'live' })],
  });
});

test('the URL of an alias outlives the alias', async () => {
  await create({ Qualifier: 'live' });
  await lambda.store.documents.write([{ kind: 'delete', key: aliasKey(owner, 'fn', 'live') }]);
  expect(await read({ Qualifier: 'live' })).toMatchObject({ AuthType: 'NONE' });
  expect(await refusal(update({ Qualifier: 'live' }))).toEqual(noFunction);
  expect(await remove({ Qualifier: 'live' })).toEqual({});
});

test.each([{ FunctionName: 'none' }, { Qualifier: 'none' }, { FunctionName: `${functionArnPrefix}:none` }])(
  'for %j the words depend on the call',
  async (named) => {
    expect(await refusal(create(named))).toEqual(noFunction);
    expect(await refusal(update(named))).toEqual(noFunction);
    expect(await refusal(read(named))).toEqual(notFound);
    expect(await refusal(remove(named))).toEqual(notFound);
  },
);

test('what has no URL has none to change', async () => {
  expect(await refusal(update())).toEqual(notFound);
  expect(await refusal(list({ FunctionName: 'none' }))).toEqual(noFunction);
});

test("a version in the function's name is refused as the parameter would be", async () => {
  expect(await refusal(create({ FunctionName: 'fn:1' }))).toMatchObject({ type: 'ValidationException' });
  expect(await refusal(read({ FunctionName: `${functionArnPrefix}:fn:live`, Qualifier: 'other' }))).toMatchObject({
    message: 'The derived qualifier from the function name does not match the specified qualifier.',
  });
});
