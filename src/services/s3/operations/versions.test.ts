import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytes, openS3, readBody, type S3Fixture } from '../s3.fixture.ts';

let s3: S3Fixture;
beforeEach(async () => {
  s3 = await openS3();
  await s3.call('CreateBucket', { Bucket: 'alpha' });
});
afterEach(() => s3[Symbol.asyncDispose]());

const setVersioning = (Status: 'Enabled' | 'Suspended') =>
  s3.call('PutBucketVersioning', { Bucket: 'alpha', VersioningConfiguration: { Status } });
const put = async (text: string, key = 'a') =>
  (await s3.call('PutObject', { Bucket: 'alpha', Key: key, Body: bytes(text) })).VersionId;
const read = async (versionId?: string) =>
  readBody((await s3.call('GetObject', { Bucket: 'alpha', Key: 'a', VersionId: versionId })).Body);
const remove = (versionId?: string) => s3.call('DeleteObject', { Bucket: 'alpha', Key: 'a', VersionId: versionId });

/** Every version, as its ID and whether it is the latest; delete markers with a cross. */
async function versions(): Promise<string[]> {
  const list = await s3.call('ListObjectVersions', { Bucket: 'alpha' });
  const all = [
    ...(list.Versions ?? []).map((version) => ({ ...version, mark: '' })),
    ...(list.DeleteMarkers ?? []).map((marker) => ({ ...marker, mark: 'x' })),
  ];
  return all.map(({ VersionId, IsLatest, mark }) => `${mark}${VersionId}${IsLatest ? '*' : ''}`);
}

test('each write is a version that stays readable', async () => {
  await setVersioning('Enabled');
  const one = await put('one');
  const two = await put('two');
  expect(await read()).toBe('two');
  expect(await read(one)).toBe('one');
  expect(await versions()).toEqual([`${two}*`, one]);
});

test('a delete marker hides the object, and removing it brings the object back', async () => {
  await setVersioning('Enabled');
  const one = await put('one');
  const marker = await remove();
  expect(marker).toMatchObject({ DeleteMarker: true });
  await expect(read()).rejects.toMatchObject({ type: 'NoSuchKey' });
  await expect(read(marker.VersionId)).rejects.toMatchObject({ type: 'MethodNotAllowed' });
  expect(await versions()).toEqual([one, `x${marker.VersionId}*`]);
  expect(await remove(marker.VersionId)).toEqual({ DeleteMarker: true, VersionId: marker.VersionId });
  expect(await read()).toBe('one');
});

test('removing the current version makes the one before it current', async () => {
  await setVersioning('Enabled');
  const one = await put('one');
  const two = await put('two');
  const three = await put('three');
  await remove(three);
  expect(await read()).toBe('two');
  await remove(one);
  expect(await versions()).toEqual([`${two}*`]);
  await remove(two);
  expect(await versions()).toEqual([]);
  await expect(read(two)).rejects.toMatchObject({ type: 'NoSuchVersion' });
  await s3.call('DeleteBucket', { Bucket: 'alpha' });
});

test('what was written before versioning is the null version, and suspending writes it again', async () => {
  await put('before');
  await setVersioning('Enabled');
  const one = await put('one');
  expect(await read('null')).toBe('before');
  await setVersioning('Suspended');
  expect(await put('after')).toBe('null');
  expect(await versions()).toEqual(['null*', one]);
  expect(await read('null')).toBe('after');
  expect(await remove()).toEqual({ DeleteMarker: true, VersionId: 'null' });
  expect(await versions()).toEqual([one, 'xnull*']);
});

test('many writes at once all become versions, one after the other', async () => {
  await setVersioning('Enabled');
  await Promise.all(['1', '2', '3', '4', '5'].map((text) => put(text)));
  const all = await versions();
  expect(all).toHaveLength(5);
  expect(all.filter((version) => version.endsWith('*'))).toEqual([all[0]]);
});

test('versions are listed a page at a time, and emptying a bucket by pages leaves nothing', async () => {
  await put('null version');
  await setVersioning('Enabled');
  for (const text of ['1', '2', '3']) await put(text);
  for (const text of ['1', '2']) await put(text, 'b');
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  let isTruncated = true;
  let seen = 0;
  while (isTruncated) {
    const page = await s3.call('ListObjectVersions', { Bucket: 'alpha', MaxKeys: 2, ...marker });
    const objects = (page.Versions ?? []).map(({ Key, VersionId }) => ({ Key, VersionId }));
    seen += objects.length;
    await s3.call('DeleteObjects', { Bucket: 'alpha', Delete: { Objects: objects, Quiet: true } });
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    isTruncated = page.IsTruncated ?? false;
  }
  expect(seen).toBe(6);
  expect(await versions()).toEqual([]);
});

test('tags belong to a version', async () => {
  await setVersioning('Enabled');
  const one = await put('one');
  await put('two');
  const tagging = { TagSet: [{ Key: 'k', Value: 'v' }] };
  await s3.call('PutObjectTagging', { Bucket: 'alpha', Key: 'a', VersionId: one, Tagging: tagging });
  expect((await s3.call('GetObjectTagging', { Bucket: 'alpha', Key: 'a', VersionId: one })).TagSet).toHaveLength(1);
  expect((await s3.call('GetObjectTagging', { Bucket: 'alpha', Key: 'a' })).TagSet).toEqual([]);
  expect(await read()).toBe('two');
});

test('a version ID that S3 could not have given is an invalid argument', async () => {
  await setVersioning('Enabled');
  await put('one');
  await expect(read('NOT-AN-ID')).rejects.toMatchObject({ type: 'InvalidArgument' });
});
