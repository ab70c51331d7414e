import { expect, test } from 'vitest';
import { testStage } from './http-call.fixture.ts';
import { StageTable } from './stage-table.ts';

function tableOf(...names: string[]): StageTable {
  const table = new StageTable();
  for (const stageName of names) table.apply({ kind: 'stage', stage: { ...testStage, stageName } });
  return table;
}

test.each([
  ['/dev/pets', 'dev', '/pets'],
  ['/dev', 'dev', '/'],
  ['/develop', '$default', '/develop'],
  ['/$default/pets', '$default', '/pets'],
  ['/%24default/pets', '$default', '/pets'],
])('%s means the stage %s', (path, stageName, rest) => {
  expect(tableOf('dev', '$default').find(testStage.apiId, path)).toMatchObject({ stage: { stageName }, path: rest });
});

test('a stage that is gone is not found, nor is the API that had no other', () => {
  const table = tableOf('dev');
  expect(table.find(testStage.apiId, '/other')).toBeUndefined();
  expect(table.kindOf(testStage.apiId)).toBe('http');
  table.apply({ kind: 'stage-deleted', apiId: testStage.apiId, stageName: 'dev' });
  expect(table.find(testStage.apiId, '/dev')).toBeUndefined();
  expect(table.kindOf(testStage.apiId)).toBeUndefined();
});
