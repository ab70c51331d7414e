import { expect, test } from 'vitest';
import { openTestLambda, request } from './attachments.fixture.ts';
import { createAttachmentOperations } from './attachment-operations.ts';

test('every operation takes its input, the request and the context', async () => {
  await using lambda = await openTestLambda();
  const operations = createAttachmentOperations(lambda.context);
  expect(Object.keys(operations)).toHaveLength(37);
  await operations.PutFunctionConcurrency?.({ FunctionName: 'fn', ReservedConcurrentExecutions: 3 }, request);
  expect(await operations.GetFunctionConcurrency?.({ FunctionName: 'fn' }, request)).toEqual({
    ReservedConcurrentExecutions: 3,
  });
});
