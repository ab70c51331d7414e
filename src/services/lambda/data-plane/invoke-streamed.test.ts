import { expect, test } from 'vitest';
import type { LambdaOperations } from '../../../api/lambda.ts';
import { BrokenStream } from '../../../aws/wire.ts';
import { CapacityError } from '../../../execution/execution-host.ts';
import {
  outcome,
  pointAlias,
  request,
  reserve,
  streaming,
  testPlane,
  type TestPlane,
} from './scripted-host.fixture.ts';

type Input = LambdaOperations['InvokeWithResponseStream']['input'];

function invoke({ plane }: TestPlane, input: Partial<Input> = {}) {
  const operation = plane.operations.InvokeWithResponseStream;
  if (operation === undefined) throw new Error('it is served');
  return operation({ FunctionName: 'checkout', ...input }, request);
}

/** The events, with bytes as text. */
async function eventsOf(test: TestPlane, input: Partial<Input> = {}): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const { PayloadChunk, ...event } of (await invoke(test, input)).EventStream ?? [])
    events.push(PayloadChunk === undefined ? event : Buffer.from(PayloadChunk.Payload ?? []).toString());
  return events;
}

test('what a function streams comes in chunks, and the end after them', async () => {
  const test = testPlane();
  test.host.script = streaming(['once ', 'upon a time']);
  expect(await eventsOf(test)).toEqual(['once ', 'upon a time', { InvokeComplete: {} }]);
});

test('what a function returns whole is one chunk', async () => {
  const test = testPlane();
  expect(await eventsOf(test, { Payload: Buffer.from('{"n":1}') })).toEqual(['{"n":1}', { InvokeComplete: {} }]);
});

test('the answer names the version that an alias has chosen, and its type', async () => {
  const test = testPlane();
  pointAlias(test, { version: '2' });
  const { EventStream, ...head } = await invoke(test, { Qualifier: 'live' });
  expect(head).toEqual({
    StatusCode: 200,
    ExecutedVersion: '2',
    ResponseStreamContentType: 'application/vnd.amazon.eventstream',
  });
  expect(EventStream).toBeDefined();
});

test('a failure stands in the last event, after what was streamed before', async () => {
  const test = testPlane();
  const failure = { functionError: 'Unhandled', payload: Buffer.from('{"errorType":"Error"}') } as const;
  const end = { InvokeComplete: { ErrorCode: 'Unhandled', ErrorDetails: '{"errorType":"Error"}' } };
  test.host.script = streaming(['half'], failure);
  expect(await eventsOf(test)).toEqual(['half', end]);
  test.host.script = () => outcome('{"errorType":"Error"}', failure);
  expect(await eventsOf(test)).toEqual([end]);
  expect(test.records.map(({ result }) => result)).toEqual(['function-error', 'function-error']);
});

test('the log stands in the last event for who asks for it', async () => {
  const test = testPlane();
  test.host.script = streaming(['all'], { logTail: 'START …' });
  const LogResult = Buffer.from('START …').toString('base64');
  expect(await eventsOf(test, { LogType: 'Tail' })).toEqual(['all', { InvokeComplete: { LogResult } }]);
  expect(test.host.invocations[0]?.invocation.wantsLogTail).toBe(true);
});

test('the first chunk comes while the function runs, which counts as running until its end', async () => {
  const test = testPlane();
  reserve(test, 1);
  const goOn = Promise.withResolvers<void>();
  test.host.script = async (_spec, { response }) => {
    response?.begin('text/plain');
    await response?.write(Buffer.from('first'));
    await goOn.promise;
    return outcome('');
  };
  const iterator = (await invoke(test)).EventStream?.[Symbol.asyncIterator]();
  expect((await iterator?.next())?.value).toEqual({ PayloadChunk: { Payload: Buffer.from('first') } });
  await expect(invoke(test)).rejects.toMatchObject({ type: 'TooManyRequestsException' });
  goOn.resolve();
  expect((await iterator?.next())?.value).toEqual({ InvokeComplete: {} });
  expect((await iterator?.next())?.done).toBe(true);
  await invoke(test);
});

test('a client that hangs up leaves the function running to its end', async () => {
  const test = testPlane();
  const ended = Promise.withResolvers<void>();
  test.host.script = async (_spec, { response }) => {
    response?.begin('text/plain');
    for (let count = 0; count < 100; count += 1) await response?.write(Buffer.alloc(100_000));
    ended.resolve();
    return outcome('');
  };
  await (await invoke(test)).EventStream?.[Symbol.asyncIterator]().return?.();
  await ended.promise;
});

test('a dry run streams nothing', async () => {
  const test = testPlane();
  expect(await invoke(test, { InvocationType: 'DryRun' })).toEqual({ StatusCode: 204 });
  await expect(invoke(test, { InvocationType: 'DryRun', Qualifier: '9' })).rejects.toMatchObject({
    type: 'ResourceNotFoundException',
  });
  expect(test.host.invocations).toEqual([]);
});

test('what AWS refuses is refused before anything is streamed', async () => {
  const test = testPlane();
  await expect(invoke(test, { FunctionName: 'nobody' })).rejects.toMatchObject({ type: 'ResourceNotFoundException' });
  await expect(invoke(test, { TenantId: 't' })).rejects.toMatchObject({ type: 'InvalidParameterValueException' });
  await expect(invoke(test, { Payload: Buffer.from('{') })).rejects.toMatchObject({
    type: 'InvalidRequestContentException',
  });
  test.host.script = () => {
    throw new CapacityError('full');
  };
  await expect(invoke(test)).rejects.toMatchObject({ type: 'TooManyRequestsException' });
});

test('an answer that Serin cannot carry to its end breaks off', async () => {
  const test = testPlane();
  test.host.script = async (_spec, { response }) => {
    response?.begin('text/plain');
    throw new CapacityError('The execution environment was stopped.');
  };
  await expect(eventsOf(test)).rejects.toBeInstanceOf(BrokenStream);
});
