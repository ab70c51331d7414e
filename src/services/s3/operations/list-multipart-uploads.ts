import { requireBucket } from '../buckets.ts';
import type { S3Input, S3Operation, S3Output } from '../context.ts';
import { cursorAfterKey, listKeys, pageLimit, type Listing } from '../listing.ts';
import { canonicalUserId } from '../resources/bucket.ts';
import { describeLastModified } from '../resources/describe-object.ts';
import { encodeListedKey } from '../resources/encoded-key.ts';
import { afterAll, uploadKey, uploadsOfKeyPrefix, uploadsPrefix } from '../resources/keys.ts';
import type { UploadRecord } from '../resources/upload.ts';
import { checkedLimit } from './list-objects.ts';

/** Uploads in progress: by key, and those of one key from old to new. */
export const listMultipartUploads: S3Operation<'ListMultipartUploads'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const encode = (key: string): string => encodeListedKey(key, input.EncodingType);
  const listing = await listKeys<UploadRecord>(context.store.documents, {
    root: uploadsPrefix(bucket.name),
    prefix: input.Prefix ?? '',
    delimiter: input.Delimiter,
    after: parseMarkers(bucket.name, input),
    limit: Math.max(1, checkedLimit(input.MaxUploads)),
    keyOf: ({ key }) => key,
  });
  return {
    Bucket: bucket.name,
    KeyMarker: encode(input.KeyMarker ?? ''),
    UploadIdMarker: input.UploadIdMarker ?? '',
    MaxUploads: pageLimit(input.MaxUploads),
    IsTruncated: listing.next !== undefined,
    ...(input.Prefix !== undefined && { Prefix: encode(input.Prefix) }),
    ...(input.Delimiter !== undefined && { Delimiter: encode(input.Delimiter) }),
    ...(input.EncodingType !== undefined && { EncodingType: input.EncodingType }),
    ...describeNext(listing, encode),
    ...(listing.commonPrefixes.length > 0 && {
      CommonPrefixes: listing.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }),
    ...(listing.entries.length > 0 && {
      Uploads: listing.entries.map((upload) => describeUpload(upload, canonicalUserId(bucket.account), encode)),
    }),
  };
};

function parseMarkers(bucket: string, input: S3Input<'ListMultipartUploads'>): string {
  const { KeyMarker: key = '', UploadIdMarker: uploadId = '', Prefix: prefix = '' } = input;
  const root = uploadsPrefix(bucket);
  if (key === '') return '';
  if (uploadId !== '') return uploadKey(bucket, key, uploadId).slice(root.length);
  const cursor = cursorAfterKey(key, prefix, input.Delimiter);
  return cursor === key ? uploadsOfKeyPrefix(bucket, key).slice(root.length) + afterAll : cursor;
}

type Output = S3Output<'ListMultipartUploads'>;

function describeNext(
  { next }: Listing<UploadRecord>,
  encode: (key: string) => string,
): Pick<Output, 'NextKeyMarker' | 'NextUploadIdMarker'> {
  if (next === undefined) return {};
  if (next.last.kind === 'prefix') return { NextKeyMarker: encode(next.last.prefix) };
  return { NextKeyMarker: encode(next.last.entry.key), NextUploadIdMarker: next.last.entry.uploadId };
}

function describeUpload(
  { key, uploadId, initiatedAt, checksum }: UploadRecord,
  ownerId: string,
  encode: (key: string) => string,
): NonNullable<Output['Uploads']>[number] {
  return {
    Key: encode(key),
    UploadId: uploadId,
    Initiated: describeLastModified(initiatedAt),
    StorageClass: 'STANDARD',
    Owner: { ID: ownerId },
    Initiator: { ID: ownerId },
    ...(checksum.isAsked && { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
  };
}
