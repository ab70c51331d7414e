import { afterEach, beforeEach, expect, test } from 'vitest';
import { openTestLambda, owner, putAlias, putVersion, request, type TestLambda } from './attachments.fixture.ts';
import { deleteProvisionedConcurrencyConfig } from './operations/delete-provisioned-concurrency-config.ts';
import { getProvisionedConcurrencyConfig } from './operations/get-provisioned-concurrency-config.ts';
import { putProvisionedConcurrencyConfig } from './operations/put-provisioned-concurrency-config.ts';
import { startProvisioningRunner, type ProvisioningRunner, type ProvisionOutcome } from './provisioning-runner.ts';
import { aliasKey, provisionedKey } from './resources/keys.ts';

/** Environments as the runner asks for them, by `qualifier/version`; what is not answered by the test is ready at once. */
class Host {
  readonly environments = new Map<string, number>();
  readonly failing = new Set<string>();
  isAway = false;
  asked = 0;
  gate: Promise<void> | undefined;

  readonly provision = async (
    _arn: string,
    qualifier: string,
    version: string,
    count: number,
  ): Promise<ProvisionOutcome> => {
    this.asked += 1;
    await this.gate;
    if (this.isAway) throw new Error('The data plane is away');
    if (count === 0) this.environments.delete(`${qualifier}/${version}`);
    else this.environments.set(`${qualifier}/${version}`, count);
    return this.failing.has(version) ? { kind: 'failed', reason: 'init failed' } : { kind: 'ready' };
  };

  get shown(): Record<string, number> {
    return Object.fromEntries(this.environments);
  }
}

let lambda: TestLambda;
let host: Host;
let runner: ProvisioningRunner;
const start = (): ProvisioningRunner => startProvisioningRunner({ context: lambda.context, provision: host.provision });
beforeEach(async () => {
  lambda = await openTestLambda();
  host = new Host();
  runner = start();
});
afterEach(async () => {
  await runner[Symbol.asyncDispose]();
  await lambda[Symbol.asyncDispose]();
});

const put = (Qualifier: string, ProvisionedConcurrentExecutions: number) =>
  putProvisionedConcurrencyConfig(
    { FunctionName: 'fn', Qualifier, ProvisionedConcurrentExecutions },
    request,
    lambda.context,
  );
const read = async (Qualifier = 'live') => {
  const shown = await getProvisionedConcurrencyConfig({ FunctionName: 'fn', Qualifier }, request, lambda.context);
  return [shown.Status, shown.AllocatedProvisionedConcurrentExecutions];
};

test('what was asked for is made ready', async () => {
  const gate = Promise.withResolvers<void>();
  host.gate = gate.promise;
  expect(await put('live', 5)).toMatchObject({ Status: 'IN_PROGRESS' });
  expect(await read()).toEqual(['IN_PROGRESS', 0]);
  gate.resolve();
  await runner.settled();
  expect(await read()).toEqual(['READY', 5]);
  expect(host.shown).toEqual({ 'live/1': 5 });
});

test('another count replaces the first, and keeps its environments meanwhile', async () => {
  await put('1', 2);
  await runner.settled();
  expect(await put('1', 4)).toMatchObject({ Status: 'IN_PROGRESS', AllocatedProvisionedConcurrentExecutions: 2 });
  await runner.settled();
  expect(await read('1')).toEqual(['READY', 4]);
  expect(host.shown).toEqual({ '1/1': 4 });
});

test('the environments move with the alias', async () => {
  await put('live', 3);
  await runner.settled();
  const gate = Promise.withResolvers<void>();
  host.gate = gate.promise;
  await putAlias(lambda.store, 'fn', 'live', '2');
  expect(await read()).toEqual(['IN_PROGRESS', 3]);
  gate.resolve();
  await runner.settled();
  expect(await read()).toEqual(['READY', 3]);
  expect(host.shown).toEqual({ 'live/2': 3 });
});

test('a weighted alias has its environments on both versions, until the shift ends', async () => {
  await put('live', 10);
  await putAlias(lambda.store, 'fn', 'live', '1', { version: '2', weight: 0.1 });
  await runner.settled();
  expect(host.shown).toEqual({ 'live/1': 9, 'live/2': 1 });
  expect(await read()).toEqual(['READY', 10]);
  await putAlias(lambda.store, 'fn', 'live', '2');
  await runner.settled();
  expect(host.shown).toEqual({ 'live/2': 10 });
});

test('the last of many quick moves is what counts', async () => {
  await put('live', 4);
  for (const weight of [0.1, 0.2, 0.3, 0.5, 0.75])
    await putAlias(lambda.store, 'fn', 'live', '1', { version: '2', weight });
  await runner.settled();
  expect(host.shown).toEqual({ 'live/1': 1, 'live/2': 3 });
  expect(await read()).toEqual(['READY', 4]);
});

test('a failed init is told, and another version is another try', async () => {
  host.failing.add('1');
  await put('live', 1);
  await runner.settled();
  expect(await read()).toEqual(['FAILED', 0]);
  await putAlias(lambda.store, 'fn', 'live', '2');
  await runner.settled();
  expect(await read()).toEqual(['READY', 1]);
  expect(host.shown).toEqual({ 'live/2': 1 });
});

test('environments are given back with the configuration', async () => {
  await put('1', 2);
  await runner.settled();
  await deleteProvisionedConcurrencyConfig({ FunctionName: 'fn', Qualifier: '1' }, request, lambda.context);
  await runner.settled();
  expect(host.shown).toEqual({});
});

test('environments are given back with the alias', async () => {
  await put('live', 2);
  await runner.settled();
  await lambda.store.documents.write([
    { kind: 'delete', key: aliasKey(owner, 'fn', 'live') },
    { kind: 'delete', key: provisionedKey(owner, 'fn', 'live') },
  ]);
  await runner.settled();
  expect(host.shown).toEqual({});
});

test('a version that is still being made is waited for', async () => {
  await putVersion(lambda.store, 'fn', '3', { state: { phase: 'pending' } });
  await put('3', 1);
  await runner.settled();
  expect(await read('3')).toEqual(['IN_PROGRESS', 0]);
  expect(host.asked).toBe(0);
  await putVersion(lambda.store, 'fn', '3');
  await runner.settled();
  expect(await read('3')).toEqual(['READY', 1]);
});

test('a start asks again for all that is stored', async () => {
  await put('live', 2);
  await runner.settled();
  await runner[Symbol.asyncDispose]();
  await put('2', 3);
  host.environments.clear();
  runner = start();
  await runner.settled();
  expect(host.shown).toEqual({ 'live/1': 2, '2/2': 3 });
  expect(await read('2')).toEqual(['READY', 3]);
});

test('a data plane that is away is asked again later', async () => {
  host.isAway = true;
  await put('live', 2);
  await runner.settled();
  expect(await read()).toEqual(['IN_PROGRESS', 0]);
  await lambda.clock.advance(1_000);
  expect(host.asked).toBe(2);
  host.isAway = false;
  await lambda.clock.advance(5_000);
  await runner.settled();
  expect(await read()).toEqual(['READY', 2]);
});

test('nothing is asked for once nothing changes', async () => {
  await put('live', 2);
  await runner.settled();
  const before = host.asked;
  await lambda.clock.advance(3_600_000);
  await runner.settled();
  expect(host.asked).toBe(before);
});
