import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { collectReferencedBlobs } from '../referenced-blobs.ts';
import { bytes, openS3, readBody, type S3Fixture } from '../s3.fixture.ts';

const minimum = 5 * 1024 * 1024;
const big = Buffer.alloc(minimum, 'a');

let s3: S3Fixture;
beforeEach(async () => {
  s3 = await openS3();
  await s3.call('CreateBucket', { Bucket: 'alpha' });
});
afterEach(() => s3[Symbol.asyncDispose]());

const begin = async (more: object = {}) =>
  (await s3.call('CreateMultipartUpload', { Bucket: 'alpha', Key: 'a', ContentType: 'application/zip', ...more }))
    .UploadId;
const upload = (UploadId: string | undefined, PartNumber: number, Body: Uint8Array, more: object = {}) =>
  s3.call('UploadPart', { Bucket: 'alpha', Key: 'a', UploadId, PartNumber, Body, ...more });
const complete = (
  UploadId: string | undefined,
  parts: readonly { PartNumber: number; ETag?: string | undefined }[],
  more: object = {},
) =>
  s3.call('CompleteMultipartUpload', {
    Bucket: 'alpha',
    Key: 'a',
    UploadId,
    MultipartUpload: { Parts: [...parts] },
    ...more,
  });
const etagOf = (...parts: readonly Uint8Array[]) =>
  `"${createHash('md5')
    .update(Buffer.concat(parts.map((part) => createHash('md5').update(part).digest())))
    .digest('hex')}-${parts.length}"`;

test('parts become one object whose ETag is made of theirs', async () => {
  const id = await begin();
  const second = await upload(id, 2, bytes('end'));
  const first = await upload(id, 1, big);
  await s3.restart();
  const done = await complete(id, [
    { PartNumber: 1, ETag: first.ETag },
    { PartNumber: 2, ETag: second.ETag },
  ]);
  expect(done).toMatchObject({
    ETag: etagOf(big, bytes('end')),
    ChecksumType: 'FULL_OBJECT',
    Location: 'http://127.0.0.1:4566/alpha/a',
  });
  const object = await s3.call('GetObject', { Bucket: 'alpha', Key: 'a', Range: 'bytes=-4' });
  expect(await readBody(object.Body)).toBe('aend');
  expect(object).toMatchObject({
    ContentType: 'application/zip',
    ContentRange: `bytes ${minimum - 1}-${minimum + 2}/${minimum + 3}`,
  });
  const part = await s3.call('GetObject', { Bucket: 'alpha', Key: 'a', PartNumber: 2 });
  expect(await readBody(part.Body)).toBe('end');
  expect(part.PartsCount).toBe(2);
  await expect(complete(id, [{ PartNumber: 1, ETag: first.ETag }])).rejects.toMatchObject({ type: 'NoSuchUpload' });
});

test('a checksum that was asked for is made of the checksums of the parts', async () => {
  const id = await begin({ ChecksumAlgorithm: 'CRC32' });
  const crc = (part: Uint8Array): Buffer => {
    const buffer = Buffer.alloc(4);
    buffer.writeUInt32BE(crc32(part));
    return buffer;
  };
  const first = await upload(id, 1, big, { ChecksumCRC32: crc(big).toString('base64') });
  const second = await upload(id, 2, bytes('end'));
  expect(second.ChecksumCRC32).toBe(crc(bytes('end')).toString('base64'));
  await expect(upload(id, 3, bytes('x'), { ChecksumSHA1: 'AAAA' })).rejects.toMatchObject({ type: 'InvalidRequest' });
  const done = await complete(id, [
    { PartNumber: 1, ETag: first.ETag },
    { PartNumber: 2, ETag: second.ETag },
  ]);
  const composite = crc(Buffer.concat([crc(big), crc(bytes('end'))])).toString('base64');
  expect(done).toMatchObject({ ChecksumCRC32: `${composite}-2`, ChecksumType: 'COMPOSITE' });
});

test('a full checksum of a cyclic algorithm is that of the whole, and a wrong one is refused', async () => {
  const id = await begin({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
  const part = await upload(id, 1, bytes('hello'));
  const parts = [{ PartNumber: 1, ETag: part.ETag }];
  await expect(complete(id, parts, { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ type: 'BadDigest' });
  const expected = Buffer.alloc(4);
  expected.writeUInt32BE(crc32('hello'));
  expect((await complete(id, parts, { ChecksumCRC32: expected.toString('base64') })).ChecksumCRC32).toBe(
    expected.toString('base64'),
  );
});

test('a completion that names other parts than were sent is refused', async () => {
  const id = await begin();
  const small = await upload(id, 1, bytes('small'));
  const last = await upload(id, 2, bytes('last'));
  const both = [
    { PartNumber: 1, ETag: small.ETag },
    { PartNumber: 2, ETag: last.ETag },
  ];
  await expect(complete(id, both)).rejects.toMatchObject({
    type: 'EntityTooSmall',
    members: { ProposedSize: 5, MinSizeAllowed: minimum, PartNumber: 1 },
  });
  await expect(complete(id, both.toReversed())).rejects.toMatchObject({ type: 'InvalidPartOrder' });
  await expect(complete(id, [{ PartNumber: 1, ETag: '"wrong"' }])).rejects.toMatchObject({ type: 'InvalidPart' });
  await expect(complete(id, [{ PartNumber: 3, ETag: small.ETag }])).rejects.toMatchObject({ type: 'InvalidPart' });
  await expect(complete(id, [])).rejects.toMatchObject({ type: 'MalformedXML' });
  await complete(id, [{ PartNumber: 2, ETag: last.ETag }]);
});

test('parts are listed by number, and a part sent again replaces the one before', async () => {
  const id = await begin();
  for (const number of [3, 1, 2]) await upload(id, number, bytes(`part ${number}`));
  await upload(id, 2, bytes('again'));
  const first = await s3.call('ListParts', { Bucket: 'alpha', Key: 'a', UploadId: id, MaxParts: 2 });
  expect(first.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])).toEqual([
    [1, 6],
    [2, 5],
  ]);
  expect(first).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '2' });
  const second = await s3.call('ListParts', { Bucket: 'alpha', Key: 'a', UploadId: id, PartNumberMarker: '2' });
  expect(second).toMatchObject({ IsTruncated: false, Parts: [{ PartNumber: 3 }] });
});

test('uploads in progress are listed by key and age until they are aborted', async () => {
  const early = await begin();
  await s3.clock.advance(1000);
  const late = await begin();
  const other = await begin({ Key: 'b/c' });
  const list = await s3.call('ListMultipartUploads', { Bucket: 'alpha' });
  expect(list.Uploads?.map(({ UploadId }) => UploadId)).toEqual([early, late, other]);
  const page = await s3.call('ListMultipartUploads', { Bucket: 'alpha', MaxUploads: 1 });
  const next = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  const rest = await s3.call('ListMultipartUploads', { Bucket: 'alpha', Delimiter: '/', ...next });
  expect(rest).toMatchObject({ Uploads: [{ UploadId: late }], CommonPrefixes: [{ Prefix: 'b/' }] });
  await s3.call('AbortMultipartUpload', { Bucket: 'alpha', Key: 'a', UploadId: early });
  await expect(upload(early, 1, bytes('x'))).rejects.toMatchObject({ type: 'NoSuchUpload' });
});

test('a part may be copied from an object', async () => {
  await s3.call('PutObject', { Bucket: 'alpha', Key: 'source', Body: bytes('0123456789') });
  const id = await begin();
  const part = await s3.call('UploadPartCopy', {
    Bucket: 'alpha',
    Key: 'a',
    UploadId: id,
    PartNumber: 1,
    CopySource: 'alpha/source',
    CopySourceRange: 'bytes=2-5',
  });
  await complete(id, [{ PartNumber: 1, ETag: part.CopyPartResult?.ETag }]);
  expect(await readBody((await s3.call('GetObject', { Bucket: 'alpha', Key: 'a' })).Body)).toBe('2345');
});

test('of two completions at once one makes the object', async () => {
  const id = await begin();
  const part = await upload(id, 1, bytes('x'));
  await s3.call('PutBucketVersioning', { Bucket: 'alpha', VersioningConfiguration: { Status: 'Enabled' } });
  const parts = [{ PartNumber: 1, ETag: part.ETag }];
  const results = await Promise.allSettled([complete(id, parts), complete(id, parts)]);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await s3.call('ListObjectVersions', { Bucket: 'alpha' })).Versions).toHaveLength(1);
});

test('the blobs of versions and of parts are the ones that are needed', async () => {
  await s3.call('PutObject', { Bucket: 'alpha', Key: 'o', Body: bytes('object') });
  await upload(await begin(), 1, bytes('part'));
  const blobs = new Set<string>();
  await collectReferencedBlobs(s3.store.documents, blobs);
  const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
  expect(blobs).toEqual(new Set([sha256('object'), sha256('part')]));
});
