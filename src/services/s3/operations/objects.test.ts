import { createHash } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bytes, openS3, readBody, type S3Fixture } from '../s3.fixture.ts';

let s3: S3Fixture;
beforeEach(async () => {
  s3 = await openS3();
  await s3.call('CreateBucket', { Bucket: 'alpha' });
});
afterEach(() => s3[Symbol.asyncDispose]());

const put = (key: string, text: string, more: object = {}) =>
  s3.call('PutObject', { Bucket: 'alpha', Key: key, Body: bytes(text), ...more });
const get = (key: string, more: object = {}) => s3.call('GetObject', { Bucket: 'alpha', Key: key, ...more });
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

test('an object comes back as it was put, with what was said of it, after a restart too', async () => {
  const answer = await put('a/b c.txt', 'hello', {
    ContentType: 'text/plain',
    CacheControl: 'no-store',
    Metadata: { Author: 'me' },
    StorageClass: 'STANDARD_IA',
    Tagging: 'k=v&x=y%20z',
  });
  expect(answer).toMatchObject({
    ETag: `"${md5('hello')}"`,
    ServerSideEncryption: 'AES256',
    ChecksumType: 'FULL_OBJECT',
  });
  await s3.restart();
  const object = await get('a/b c.txt');
  expect(await readBody(object.Body)).toBe('hello');
  expect(object).toMatchObject({
    ContentLength: 5,
    ContentType: 'text/plain',
    CacheControl: 'no-store',
    Metadata: { author: 'me' },
    StorageClass: 'STANDARD_IA',
    TagCount: 2,
    ETag: `"${md5('hello')}"`,
    LastModified: new Date(s3.clock.now()),
  });
  expect(object.VersionId).toBeUndefined();
  const tags = await s3.call('GetObjectTagging', { Bucket: 'alpha', Key: 'a/b c.txt' });
  expect(tags.TagSet).toEqual([
    { Key: 'k', Value: 'v' },
    { Key: 'x', Value: 'y z' },
  ]);
});

test('an empty object has no bytes and no file', async () => {
  await s3.call('PutObject', { Bucket: 'alpha', Key: 'empty' });
  const object = await get('empty');
  expect(object.ContentLength).toBe(0);
  expect(await readBody(object.Body)).toBe('');
});

test('a part of an object is the slice of its file', async () => {
  await put('a', '0123456789');
  const part = await get('a', { Range: 'bytes=2-4', ChecksumMode: 'ENABLED' });
  expect(await readBody(part.Body)).toBe('234');
  expect(part).toMatchObject({ ContentLength: 3, ContentRange: 'bytes 2-4/10' });
  expect(part.ChecksumCRC64NVME).toBeUndefined();
});

test('a missing key is told by name', async () => {
  await expect(get('none')).rejects.toMatchObject({ type: 'NoSuchKey', message: 'The specified key does not exist.' });
  await expect(s3.call('HeadObject', { Bucket: 'alpha', Key: 'none' })).rejects.toMatchObject({ type: 'NoSuchKey' });
});

test('response parameters replace the headers of the answer', async () => {
  await put('a', 'x');
  expect((await get('a', { ResponseContentType: 'text/html' })).ContentType).toBe('text/html');
});

test('conditions on reading are those of HTTP', async () => {
  await put('a', 'x');
  const etag = `"${md5('x')}"`;
  const before = new Date(s3.clock.now() - 60_000);
  const after = new Date(s3.clock.now() + 60_000);
  await expect(get('a', { IfNoneMatch: etag })).rejects.toMatchObject({ type: 'NotModified' });
  await expect(get('a', { IfModifiedSince: after })).rejects.toMatchObject({ type: 'NotModified' });
  await expect(get('a', { IfMatch: '"other"' })).rejects.toMatchObject({ type: 'PreconditionFailed' });
  await expect(get('a', { IfUnmodifiedSince: before })).rejects.toMatchObject({ type: 'PreconditionFailed' });
  await get('a', { IfMatch: etag, IfUnmodifiedSince: before });
  await get('a', { IfNoneMatch: '"other"', IfModifiedSince: after });
});

test('a write that may only create does not replace, and two of them at once make one object', async () => {
  const results = await Promise.allSettled([
    put('a', 'one', { IfNoneMatch: '*' }),
    put('a', 'two', { IfNoneMatch: '*' }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(put('a', 'three', { IfNoneMatch: '*' })).rejects.toMatchObject({ type: 'PreconditionFailed' });
  await expect(put('b', 'x', { IfMatch: '"e"' })).rejects.toMatchObject({ type: 'NoSuchKey' });
});

test('a body that is not what the client says is refused and leaves nothing', async () => {
  await expect(put('a', 'x', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toMatchObject({ type: 'BadDigest' });
  await expect(put('a', 'x', { ContentMD5: 'short' })).rejects.toMatchObject({ type: 'InvalidDigest' });
  await expect(put('a', 'x', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
    type: 'BadDigest',
    message: 'The CRC32 you specified did not match the calculated checksum.',
  });
  await expect(put('a', 'x', { ChecksumSHA256: 'AA==' })).rejects.toMatchObject({
    type: 'InvalidRequest',
    message: 'Value for x-amz-checksum-sha256 header is invalid.',
  });
  await expect(get('a')).rejects.toMatchObject({ type: 'NoSuchKey' });
});

test('the checksum that a client gave is kept and told to whoever asks', async () => {
  const checksum = createHash('sha256').update('hello').digest('base64');
  await put('a', 'hello', { ChecksumSHA256: checksum, ContentMD5: createHash('md5').update('hello').digest('base64') });
  expect((await get('a')).ChecksumSHA256).toBeUndefined();
  expect(await get('a', { ChecksumMode: 'ENABLED' })).toMatchObject({
    ChecksumSHA256: checksum,
    ChecksumType: 'FULL_OBJECT',
  });
  const attributes = await s3.call('GetObjectAttributes', {
    Bucket: 'alpha',
    Key: 'a',
    ObjectAttributes: ['ETag', 'Checksum', 'ObjectSize'],
  });
  expect(attributes).toMatchObject({ ETag: md5('hello'), Checksum: { ChecksumSHA256: checksum }, ObjectSize: 5 });
});

test('what would promise more than is done is refused by name', async () => {
  await expect(put('a', 'x', { SSECustomerAlgorithm: 'AES256' })).rejects.toMatchObject({ type: 'NotImplemented' });
  await expect(put('a', 'x', { ACL: 'public-read' })).rejects.toMatchObject({ type: 'AccessControlListNotSupported' });
  await expect(put('a', 'x', { StorageClass: 'COLD' })).rejects.toMatchObject({ type: 'InvalidStorageClass' });
  await expect(put('a', 'x', { ServerSideEncryption: 'rot13' })).rejects.toMatchObject({ type: 'InvalidArgument' });
  await expect(put('a', 'x', { ChecksumXXHASH3: 'AA==' })).rejects.toMatchObject({ type: 'NotImplemented' });
  await expect(put('a'.repeat(1025), 'x')).rejects.toMatchObject({ type: 'KeyTooLongError' });
  await expect(put('a', 'x', { Metadata: { m: 'v'.repeat(2048) } })).rejects.toMatchObject({
    type: 'MetadataTooLarge',
  });
});

test('a copy has the bytes and the metadata of its source', async () => {
  await put('from', 'hello', { ContentType: 'text/plain', Metadata: { a: '1' }, Tagging: 'k=v' });
  const copy = await s3.call('CopyObject', { Bucket: 'alpha', Key: 'to', CopySource: '/alpha/from' });
  expect(copy.CopyObjectResult?.ETag).toBe(`"${md5('hello')}"`);
  expect(await get('to')).toMatchObject({ ContentType: 'text/plain', Metadata: { a: '1' }, TagCount: 1 });
  await s3.call('CopyObject', {
    Bucket: 'alpha',
    Key: 'to',
    CopySource: 'alpha/to',
    MetadataDirective: 'REPLACE',
    Metadata: { b: '2' },
  });
  expect(await get('to')).toMatchObject({ ContentType: 'binary/octet-stream', Metadata: { b: '2' } });
  await expect(s3.call('CopyObject', { Bucket: 'alpha', Key: 'to', CopySource: 'alpha/to' })).rejects.toMatchObject({
    type: 'InvalidRequest',
  });
});

test('several keys are deleted at once, and one that is not there is no error', async () => {
  await put('a', '1');
  await put('b', '2');
  const answer = await s3.call('DeleteObjects', {
    Bucket: 'alpha',
    Delete: { Objects: [{ Key: 'a' }, { Key: 'b' }, { Key: 'c' }] },
  });
  expect(answer).toEqual({ Deleted: [{ Key: 'a' }, { Key: 'b' }, { Key: 'c' }] });
  expect((await s3.call('ListObjectsV2', { Bucket: 'alpha' })).KeyCount).toBe(0);
  await s3.call('DeleteBucket', { Bucket: 'alpha' });
});
