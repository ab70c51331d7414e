import { expect, test } from 'vitest';
import { minimal, openLambda } from './functions.fixture.ts';
import { collectReferencedBlobs } from './referenced-blobs.ts';
import { packageOf } from './test-zip.fixture.ts';

test('code of the function, of its versions and of an update under way is needed; of a function that is gone, nothing', async () => {
  await using lambda = await openLambda();
  const needed = async (): Promise<number> => {
    const blobs = new Set<string>();
    await collectReferencedBlobs(lambda.store.documents, blobs);
    return blobs.size;
  };
  const update = (code: string) => lambda.call('UpdateFunctionCode', { FunctionName: 'fn', ZipFile: packageOf(code) });
  await lambda.create({ Code: minimal.Code });
  await lambda.call('PublishVersion', { FunctionName: 'fn' });
  expect(await needed()).toBe(1);
  await update('export const handler = () => 2;');
  expect(await needed()).toBe(2);
  await lambda.settle();
  await update('export const handler = () => 3;');
  expect(await needed()).toBe(3);
  await lambda.settle();
  expect(await needed()).toBe(2);
  await lambda.call('DeleteFunction', { FunctionName: 'fn' });
  expect(await needed()).toBe(0);
});
