import { expect, test } from 'vitest';
import { minimal, openLambda, owner, request, startLambda } from './functions.fixture.ts';
import { aliasKey, functionKey } from './resources/keys.ts';
import { settleMs } from './state-runner.ts';
import { packageOf } from './test-zip.fixture.ts';
import type { FunctionRecord } from './resources/function.ts';

const stateOf = async (lambda: Pick<Awaited<ReturnType<typeof openLambda>>, 'call'>, FunctionName = 'fn') => {
  const { State, LastUpdateStatus, MemorySize } = await lambda.call('GetFunctionConfiguration', { FunctionName });
  return { State, LastUpdateStatus, MemorySize };
};

test('a create is under way until its moment has come', async () => {
  await using lambda = await openLambda();
  await lambda.call('CreateFunction', minimal);
  await lambda.clock.advance(settleMs - 1);
  expect(await stateOf(lambda)).toMatchObject({ State: 'Pending' });
  await lambda.clock.advance(1);
  await lambda.service.idle();
  expect(await stateOf(lambda)).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
});

test('what a process left under way, the next one carries on', async () => {
  await using lambda = await openLambda();
  await lambda.create({ FunctionName: 'updated' });
  await lambda.call('CreateFunction', { ...minimal, FunctionName: 'created', Publish: true });
  await lambda.call('UpdateFunctionConfiguration', { FunctionName: 'updated', MemorySize: 256 });
  await lambda.stop();

  const next = await startLambda(lambda.folder, lambda.objects);
  expect(await stateOf(next, 'created')).toMatchObject({ State: 'Pending' });
  expect(await stateOf(next, 'updated')).toMatchObject({ LastUpdateStatus: 'InProgress' });
  await next.settle();
  for (const name of ['created', 'created:1', 'updated'])
    expect(await stateOf(next, name)).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
  expect(await stateOf(next, 'updated')).toMatchObject({ MemorySize: 256 });
  await next.stop();
});

test('a change of other things meanwhile, as a tag, is not lost', async () => {
  await using lambda = await openLambda();
  await lambda.call('CreateFunction', minimal);
  await lambda.call('TagResource', { Resource: 'arn:aws:lambda:us-east-1:123456789012:function:fn', Tags: { a: '1' } });
  await lambda.settle();
  expect(await lambda.call('GetFunction', { FunctionName: 'fn' })).toMatchObject({
    Configuration: { State: 'Active' },
    Tags: { a: '1' },
  });
});

test('a function that is deleted while it is under way stays deleted', async () => {
  await using lambda = await openLambda();
  await lambda.call('CreateFunction', { ...minimal, Publish: true });
  await lambda.call('DeleteFunction', { FunctionName: 'fn' });
  await lambda.settle();
  expect((await lambda.store.documents.list({ prefix: 'lambda/' })).documents).toEqual([]);
});

test('a function that is made anew meanwhile becomes active with its own code', async () => {
  await using lambda = await openLambda();
  await lambda.call('CreateFunction', minimal);
  await lambda.call('DeleteFunction', { FunctionName: 'fn' });
  const anew = await lambda.call('CreateFunction', { ...minimal, Code: { ZipFile: packageOf('anew') } });
  // What was under way may first come to its end, and the new one then takes its own moment.
  await lambda.settle();
  await lambda.settle();
  expect(await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' })).toMatchObject({
    State: 'Active',
    CodeSha256: anew.CodeSha256,
  });
});

test('code that cannot be had fails the function at last, and an update mends it', async () => {
  await using lambda = await openLambda();
  await lambda.call('CreateFunction', minimal);
  const stored = await lambda.store.documents.get<FunctionRecord>(functionKey(owner, 'fn'));
  const broken = stored && {
    ...stored.value,
    settings: { ...stored.value.settings, code: { ...stored.value.settings.code, blob: 'f'.repeat(64) } },
  };
  await lambda.store.documents.write([{ kind: 'put', key: functionKey(owner, 'fn'), value: broken }]);
  // Four attempts, a second apart.
  for (let attempt = 0; attempt < 4; attempt += 1) {
    await lambda.settle();
    await lambda.clock.advance(1000);
  }
  const failed = await lambda.call('GetFunctionConfiguration', { FunctionName: 'fn' });
  expect(failed).toMatchObject({
    State: 'Failed',
    StateReasonCode: 'InternalError',
    StateReason: expect.stringContaining('upload it again'),
  });
  await lambda.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile: packageOf('good') }, request);
  await lambda.settle();
  expect(await stateOf(lambda)).toMatchObject({ State: 'Active', LastUpdateStatus: 'Successful' });
});

test('who waits for it to rest does not wait for a clock that stands still', async () => {
  await using lambda = await openLambda();
  await lambda.call('CreateFunction', minimal);
  await lambda.service.idle();
  expect(await stateOf(lambda)).toMatchObject({ State: 'Pending' });
});

test('records that are no function of ours are left alone', async () => {
  await using lambda = await openLambda();
  await lambda.store.documents.write([
    { kind: 'put', key: aliasKey(owner, 'fn', 'live'), value: { state: { phase: 'pending' } } },
  ]);
  await lambda.settle();
  expect(await lambda.store.documents.get(aliasKey(owner, 'fn', 'live'))).toMatchObject({
    value: { state: { phase: 'pending' } },
  });
});
