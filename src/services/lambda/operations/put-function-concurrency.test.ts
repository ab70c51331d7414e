import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  functionArnPrefix,
  openTestLambda,
  putFunction,
  readFunction,
  refusal,
  request,
  type TestLambda,
} from '../attachments.fixture.ts';
import { deleteFunctionConcurrency } from './delete-function-concurrency.ts';
import { getFunctionConcurrency } from './get-function-concurrency.ts';
import { putFunctionConcurrency } from './put-function-concurrency.ts';
import { putProvisionedConcurrencyConfig } from './put-provisioned-concurrency-config.ts';

let lambda: TestLambda;
beforeEach(async () => {
  lambda = await openTestLambda();
});
afterEach(() => lambda[Symbol.asyncDispose]());

const reserve = (ReservedConcurrentExecutions: number, FunctionName = 'fn') =>
  putFunctionConcurrency({ FunctionName, ReservedConcurrentExecutions }, request, lambda.context);
const read = (FunctionName = 'fn') => getFunctionConcurrency({ FunctionName }, request, lambda.context);
const release = (FunctionName = 'fn') => deleteFunctionConcurrency({ FunctionName }, request, lambda.context);

test('a reserve is set, read and given back, and 0 is one too', async () => {
  expect(await read()).toEqual({});
  expect(await reserve(0)).toEqual({ ReservedConcurrentExecutions: 0 });
  expect(await read()).toEqual({ ReservedConcurrentExecutions: 0 });
  expect(await reserve(1)).toEqual({ ReservedConcurrentExecutions: 1 });
  expect(await release()).toEqual({});
  expect(await release()).toEqual({});
  expect(await read()).toEqual({});
  expect((await readFunction(lambda.store)).revisionId).toBe('function-revision');
});

test('the account keeps its unreserved minimum', async () => {
  await putFunction(lambda.store, 'other');
  await reserve(800, 'other');
  expect(await refusal(reserve(101))).toEqual({
    type: 'InvalidParameterValueException',
    message:
      "Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [100].",
    Type: undefined,
  });
  expect(await reserve(100)).toEqual({ ReservedConcurrentExecutions: 100 });
  expect(await reserve(50)).toEqual({ ReservedConcurrentExecutions: 50 });
});

test('two functions that ask at once do not get more than there is', async () => {
  await putFunction(lambda.store, 'other');
  const outcomes = await Promise.allSettled([reserve(600), reserve(600, 'other')]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('a reserve is not less than what is provisioned', async () => {
  await putProvisionedConcurrencyConfig(
    { FunctionName: 'fn', Qualifier: 'live', ProvisionedConcurrentExecutions: 2 },
    request,
    lambda.context,
  );
  expect(await refusal(reserve(1))).toEqual({
    type: 'InvalidParameterValueException',
    message: " ReservedConcurrentExecutions  1 should not be lower than function's total provisioned concurrency [2].",
    Type: undefined,
  });
  expect(await reserve(2)).toEqual({ ReservedConcurrentExecutions: 2 });
});

test('a reserve is of a function as a whole', async () => {
  const refused = {
    type: 'InvalidParameterValueException',
    message:
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
    Type: 'User',
  };
  expect(await refusal(reserve(1, `${functionArnPrefix}:fn:1`))).toEqual(refused);
  expect(await refusal(reserve(1, 'fn:live'))).toEqual(refused);
});

test('a missing function is named with $LATEST by the write, and before its value is looked at', async () => {
  expect(await refusal(reserve(5000, 'none'))).toEqual({
    type: 'ResourceNotFoundException',
    message: `Function not found: ${functionArnPrefix}:none:$LATEST`,
    Type: 'User',
  });
  expect(await refusal(read('none'))).toMatchObject({ message: `Function not found: ${functionArnPrefix}:none` });
});
