import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteStore } from '../../storage/sqlite/sqlite-store.ts';
import { testStage } from './data-plane/http-call.fixture.ts';
import { servedStageKey, type ServedStageChange } from './served-stage.ts';
import { startServingProjection } from './serving-projection.ts';

async function openStore() {
  const folder = await mkdtemp(join(tmpdir(), 'serin-serving-'));
  const store = await openSqliteStore({ folder, commitMoment: 'at-once' });
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });
  return store;
}

const { apiId, stageName } = testStage;
const key = servedStageKey(apiId, stageName);

test('what is stored is sent, and each change before its write resolves', async () => {
  const { documents } = await openStore();
  await documents.write([{ kind: 'put', key, value: testStage }]);
  const changes: ServedStageChange[] = [];
  const projection = await startServingProjection(documents, (change) => void changes.push(change));
  expect(changes).toEqual([{ kind: 'stage', stage: testStage }]);

  const changed = { ...testStage, variables: { colour: 'red' } };
  await documents.write([{ kind: 'put', key, value: changed }]);
  expect(changes.at(-1)).toEqual({ kind: 'stage', stage: changed });
  await documents.write([{ kind: 'delete', key }]);
  expect(changes.at(-1)).toEqual({ kind: 'stage-deleted', apiId, stageName });
  projection[Symbol.dispose]();
});

test('what is written while the stored stages are read is not undone by them', async () => {
  const { documents } = await openStore();
  await documents.write([{ kind: 'put', key, value: testStage }]);
  const changes: ServedStageChange[] = [];
  const started = startServingProjection(documents, (change) => void changes.push(change));
  await documents.write([{ kind: 'delete', key }]);
  const projection = await started;
  expect(changes.at(-1)).toEqual({ kind: 'stage-deleted', apiId, stageName });
  projection[Symbol.dispose]();
});
