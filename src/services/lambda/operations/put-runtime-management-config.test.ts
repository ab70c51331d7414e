import { afterEach, beforeEach, expect, test } from 'vitest';
import { functionArnPrefix, openTestLambda, refusal, request, type TestLambda } from '../attachments.fixture.ts';
import { getFunctionCodeSigningConfig } from './get-function-code-signing-config.ts';
import { getFunctionRecursionConfig } from './get-function-recursion-config.ts';
import { getRuntimeManagementConfig } from './get-runtime-management-config.ts';
import { putFunctionRecursionConfig } from './put-function-recursion-config.ts';
import { putRuntimeManagementConfig } from './put-runtime-management-config.ts';

let lambda: TestLambda;
beforeEach(async () => {
  lambda = await openTestLambda();
});
afterEach(() => lambda[Symbol.asyncDispose]());

const put = (changes: Partial<Parameters<typeof putRuntimeManagementConfig>[0]>) =>
  putRuntimeManagementConfig({ FunctionName: 'fn', UpdateRuntimeOn: 'Auto', ...changes }, request, lambda.context);
const read = (FunctionName = 'fn') => getRuntimeManagementConfig({ FunctionName }, request, lambda.context);
const arn = `${functionArnPrefix}:fn`;

test('a runtime is managed automatically unless something else is said, for each version apart', async () => {
  expect(await read()).toEqual({ UpdateRuntimeOn: 'Auto', FunctionArn: arn });
  expect(await put({ UpdateRuntimeOn: 'FunctionUpdate', Qualifier: '1' })).toEqual({
    UpdateRuntimeOn: 'FunctionUpdate',
    FunctionArn: `${arn}:1`,
  });
  expect(await read('fn:1')).toEqual({ UpdateRuntimeOn: 'FunctionUpdate', FunctionArn: `${arn}:1` });
  expect(await read()).toEqual({ UpdateRuntimeOn: 'Auto', FunctionArn: arn });
});

test('a function is pinned to the build that it has, and to no other', async () => {
  const other = 'arn:aws:lambda:us-east-1::runtime:0000';
  const refused = await refusal(put({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn: other }));
  expect(refused).toMatchObject({ type: 'InvalidParameterValueException', message: expect.stringContaining(other) });
  const [present = ''] = /arn:aws:lambda:us-east-1::runtime:[0-9a-f]{64}/.exec(refused.message) ?? [];
  expect(await put({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn: present })).toEqual({
    UpdateRuntimeOn: 'Manual',
    FunctionArn: arn,
    RuntimeVersionArn: present,
  });
  expect(await read()).toMatchObject({ UpdateRuntimeOn: 'Manual', RuntimeVersionArn: present });
});

test('a build is named where it is pinned, and only there', async () => {
  expect(await refusal(put({ UpdateRuntimeOn: 'Manual' }))).toMatchObject({ type: 'InvalidParameterValueException' });
  expect(await refusal(put({ RuntimeVersionArn: 'arn:aws:lambda:us-east-1::runtime:0000' }))).toMatchObject({
    type: 'InvalidParameterValueException',
  });
  expect(await refusal(read('fn:live'))).toMatchObject({ type: 'InvalidParameterValueException' });
  expect(await refusal(read('none'))).toMatchObject({ message: `Function not found: ${functionArnPrefix}:none` });
});

test('circles of calls are stopped unless the function allows them', async () => {
  const recursion = () => getFunctionRecursionConfig({ FunctionName: 'fn' }, request, lambda.context);
  expect(await recursion()).toEqual({ RecursiveLoop: 'Terminate' });
  expect(
    await putFunctionRecursionConfig({ FunctionName: 'fn', RecursiveLoop: 'Allow' }, request, lambda.context),
  ).toEqual({ RecursiveLoop: 'Allow' });
  expect(await recursion()).toEqual({ RecursiveLoop: 'Allow' });
});

test('no function has a code-signing configuration', async () => {
  expect(await getFunctionCodeSigningConfig({ FunctionName: arn }, request, lambda.context)).toEqual({
    FunctionName: 'fn',
  });
  expect(await refusal(getFunctionCodeSigningConfig({ FunctionName: 'none' }, request, lambda.context))).toEqual({
    type: 'ResourceNotFoundException',
    message: `Function not found: ${functionArnPrefix}:none`,
    Type: 'User',
  });
});
