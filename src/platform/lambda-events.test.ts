import { afterEach, beforeEach, expect, test } from 'vitest';
import { serviceRequest } from '../aws/service-caller.ts';
import type { AsynchronousEvent } from '../services/lambda/asynchronous-event.ts';
import { fnArn, minimal, openLambda, owner, type TestLambda } from '../services/lambda/functions.fixture.ts';
import { createLambdaEventClient, type LambdaEventClient } from './lambda-events.ts';

let lambda: TestLambda;
let client: LambdaEventClient;
let taken: AsynchronousEvent[];

const request = serviceRequest({ principal: 'sns.amazonaws.com', ...owner, requestId: 'request-1' });
const payload = Buffer.from('{"Records":[]}');

beforeEach(async () => {
  lambda = await openLambda();
  taken = [];
  client = createLambdaEventClient({
    documents: lambda.store.documents,
    clock: lambda.clock,
    enqueue: async (event) => void taken.push(event),
  });
});

afterEach(async () => {
  await lambda[Symbol.asyncDispose]();
});

async function createActive(): Promise<void> {
  await lambda.create({ Publish: true });
}

test('an event for a function is handed over once it is known to exist', async () => {
  await createActive();
  const answer = await client.Invoke({ FunctionName: fnArn, InvocationType: 'Event', Payload: payload }, request);
  expect(answer).toMatchObject({ StatusCode: 202 });
  expect(taken).toMatchObject([{ requestId: 'request-1', functionName: 'fn', functionArn: fnArn, payload }]);
  expect(taken[0]?.qualifier).toBeUndefined();
});

test('an alias and a version are named by the ARN', async () => {
  await createActive();
  await lambda.call('CreateAlias', { FunctionName: 'fn', Name: 'live', FunctionVersion: '1' });
  for (const qualifier of ['live', '1'])
    await client.Invoke({ FunctionName: `${fnArn}:${qualifier}`, InvocationType: 'Event' }, request);
  expect(taken.map(({ qualifier }) => qualifier)).toEqual(['live', '1']);
});

test.each([
  ['arn:aws:lambda:us-east-1:123456789012:function:none', 'none:$LATEST'],
  [`${fnArn}:none`, 'fn:none'],
  [`${fnArn}:7`, 'fn:7'],
])('what is not there is refused as AWS does: %s', async (FunctionName, said) => {
  await createActive();
  await expect(client.Invoke({ FunctionName, InvocationType: 'Event' }, request)).rejects.toMatchObject({
    type: 'ResourceNotFoundException',
    message: `Function not found: arn:aws:lambda:us-east-1:123456789012:function:${said}`,
  });
  expect(taken).toEqual([]);
});

test('a function that is not ready takes no event', async () => {
  await lambda.call('CreateFunction', minimal);
  await expect(client.Invoke({ FunctionName: fnArn, InvocationType: 'Event' }, request)).rejects.toMatchObject({
    type: 'ResourceConflictException',
  });
});

test('nothing but an event can be sent', async () => {
  await createActive();
  await expect(client.Invoke({ FunctionName: fnArn }, request)).rejects.toMatchObject({
    type: 'InvalidParameterValueException',
  });
});
