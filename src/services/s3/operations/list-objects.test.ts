import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytes, openS3, type S3Fixture } from '../s3.fixture.ts';

let s3: S3Fixture;
beforeEach(async () => {
  s3 = await openS3();
  await s3.call('CreateBucket', { Bucket: 'alpha' });
});
afterEach(() => s3[Symbol.asyncDispose]());

const fill = async (...keys: readonly string[]): Promise<void> => {
  for (const key of keys) await s3.call('PutObject', { Bucket: 'alpha', Key: key, Body: bytes(key) });
};

/** Pages through a list; each page as its keys and prefixes. */
async function pages(input: object): Promise<string[][]> {
  const all: string[][] = [];
  let token: string | undefined;
  do {
    const page = await s3.call('ListObjectsV2', { Bucket: 'alpha', ...input, ContinuationToken: token });
    all.push([
      ...(page.Contents ?? []).map(({ Key }) => Key ?? ''),
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => `(${Prefix})`),
    ]);
    expect(page.IsTruncated).toBe(page.NextContinuationToken !== undefined);
    token = page.NextContinuationToken;
  } while (token !== undefined);
  return all;
}

test('keys come in the order of their bytes', async () => {
  await fill('b', 'a', 'é', 'B', '\u{1F600}', '\uFF5E');
  expect(await pages({})).toEqual([['B', 'a', 'b', 'é', '\uFF5E', '\u{1F600}']]);
});

test('pages end where the page size says, and the last one is not truncated', async () => {
  await fill('a', 'b', 'c', 'd');
  expect(await pages({ MaxKeys: 3 })).toEqual([['a', 'b', 'c'], ['d']]);
  expect(await pages({ MaxKeys: 4 })).toEqual([['a', 'b', 'c', 'd']]);
  expect(await pages({ MaxKeys: 0 })).toEqual([[]]);
  expect(await pages({ StartAfter: 'b' })).toEqual([['c', 'd']]);
});

test('what lies below a delimiter is rolled up and counts once', async () => {
  await fill('a', 'dir/1', 'dir/2', 'dir/sub/3', 'dis', 'e/1', 'z');
  expect(await pages({ Delimiter: '/' })).toEqual([['a', 'dis', 'z', '(dir/)', '(e/)']]);
  expect(await pages({ Delimiter: '/', MaxKeys: 2 })).toEqual([['a', '(dir/)'], ['dis', '(e/)'], ['z']]);
  expect(await pages({ Delimiter: '/', Prefix: 'dir/' })).toEqual([['dir/1', 'dir/2', '(dir/sub/)']]);
  expect(await pages({ Prefix: 'di' })).toEqual([['dir/1', 'dir/2', 'dir/sub/3', 'dis']]);
});

test('deleted objects are not listed, however many there are', async () => {
  await s3.call('PutBucketVersioning', { Bucket: 'alpha', VersioningConfiguration: { Status: 'Enabled' } });
  await fill('a', 'b', 'c', 'd');
  for (const key of ['a', 'b', 'c']) await s3.call('DeleteObject', { Bucket: 'alpha', Key: key });
  expect(await pages({ MaxKeys: 1 })).toEqual([['d']]);
});

test('the older list goes on from a marker', async () => {
  await fill('a', 'dir/1', 'dir/2', 'z');
  const first = await s3.call('ListObjects', { Bucket: 'alpha', Delimiter: '/', MaxKeys: 2 });
  expect(first).toMatchObject({ IsTruncated: true, NextMarker: 'dir/' });
  const second = await s3.call('ListObjects', { Bucket: 'alpha', Delimiter: '/', Marker: first.NextMarker });
  expect(second.Contents?.map(({ Key }) => Key)).toEqual(['z']);
  expect(second.CommonPrefixes).toBeUndefined();
});

test('keys are escaped where the client asks for it', async () => {
  await fill('a b+c/ü');
  const list = await s3.call('ListObjectsV2', { Bucket: 'alpha', EncodingType: 'url', Prefix: 'a b' });
  expect(list.Contents?.[0]?.Key).toBe('a+b%2Bc/%C3%BC');
  expect(list.Prefix).toBe('a+b');
});

test('a token that was never given out is refused', async () => {
  await expect(s3.call('ListObjectsV2', { Bucket: 'alpha', ContinuationToken: '!' })).rejects.toMatchObject({
    type: 'InvalidArgument',
    message: 'The continuation token provided is incorrect',
  });
});
