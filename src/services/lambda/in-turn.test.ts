import { expect, test } from 'vitest';
import { openTestLambda } from './attachments.fixture.ts';
import { changeInTurn } from './in-turn.ts';

test('a hundred changes of one document all go through, in the order in which they came', async () => {
  await using lambda = await openTestLambda();
  const { documents } = lambda.store;
  const append = (number: number) =>
    changeInTurn(documents, 'list', async () => {
      const stored = await documents.get<number[]>('list');
      const value = [...(stored?.value ?? []), number];
      await documents.write([{ kind: 'put', key: 'list', value, ifRevision: stored?.revision ?? 0 }]);
    });
  const numbers = Array.from({ length: 100 }, (_, index) => index);
  await Promise.all(numbers.map(append));
  expect((await documents.get('list'))?.value).toEqual(numbers);
});

test('a change that fails does not hold up the next', async () => {
  await using lambda = await openTestLambda();
  const failed = changeInTurn(lambda.store.documents, 'key', async () => Promise.reject(new Error('no')));
  const next = changeInTurn(lambda.store.documents, 'key', async () => 'done');
  await expect(failed).rejects.toThrow('no');
  expect(await next).toBe('done');
});
