import { requireBucket } from '../buckets.ts';
import type { S3Operation, S3Output } from '../context.ts';
import { invalidArgument } from '../errors.ts';
import { cursorAfterKey, listKeys, pageLimit, type Listing } from '../listing.ts';
import type { S3Context } from '../context.ts';
import { canonicalUserId, type BucketRecord } from '../resources/bucket.ts';
import { parseToken, writeToken } from '../resources/continuation-token.ts';
import { describeLastModified } from '../resources/describe-object.ts';
import { encodeListedKey } from '../resources/encoded-key.ts';
import { headsPrefix } from '../resources/keys.ts';
import { quotedEtag, type ObjectVersion, type VersionRecord } from '../resources/object-version.ts';

/** The objects that are there, in the order of their keys' bytes, a page at a time. */
export const listObjectsV2: S3Operation<'ListObjectsV2'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const { Prefix: prefix = '', Delimiter: delimiter, ContinuationToken: token, StartAfter: startAfter } = input;
  const encode = (key: string): string => encodeListedKey(key, input.EncodingType);
  const after = token === undefined ? cursorAfterKey(startAfter ?? '', prefix, delimiter) : parseToken(token);
  const listing = await listHeads(context, bucket, { prefix, delimiter, after, maxKeys: input.MaxKeys });
  const owner = input.FetchOwner === true ? { Owner: { ID: canonicalUserId(bucket.account) } } : {};
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    ...(delimiter !== undefined && { Delimiter: encode(delimiter) }),
    MaxKeys: pageLimit(input.MaxKeys),
    KeyCount: listing.entries.length + listing.commonPrefixes.length,
    IsTruncated: listing.next !== undefined,
    ...(input.EncodingType !== undefined && { EncodingType: input.EncodingType }),
    ...(token !== undefined && { ContinuationToken: token }),
    ...(listing.next !== undefined && { NextContinuationToken: writeToken(listing.next.cursor) }),
    ...(startAfter !== undefined && { StartAfter: encode(startAfter) }),
    ...describeListing(listing, encode, owner),
  };
};

/** The older form, whose page ends with a key in place of a token. */
export const listObjects: S3Operation<'ListObjects'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const { Prefix: prefix = '', Delimiter: delimiter, Marker: marker = '' } = input;
  const encode = (key: string): string => encodeListedKey(key, input.EncodingType);
  const after = cursorAfterKey(marker, prefix, delimiter);
  const listing = await listHeads(context, bucket, { prefix, delimiter, after, maxKeys: input.MaxKeys });
  const last = listing.next?.last;
  const nextMarker = last?.kind === 'prefix' ? last.prefix : last?.entry.key;
  return {
    Name: bucket.name,
    Prefix: encode(prefix),
    Marker: encode(marker),
    ...(delimiter !== undefined && { Delimiter: encode(delimiter) }),
    MaxKeys: pageLimit(input.MaxKeys),
    IsTruncated: listing.next !== undefined,
    ...(input.EncodingType !== undefined && { EncodingType: input.EncodingType }),
    // Without a delimiter clients go on from the last key that they got, as with S3.
    ...(delimiter !== undefined && nextMarker !== undefined && { NextMarker: encode(nextMarker) }),
    ...describeListing(listing, encode, { Owner: { ID: canonicalUserId(bucket.account) } }),
  };
};

interface HeadQuery {
  readonly prefix: string;
  readonly delimiter: string | undefined;
  readonly after: string;
  readonly maxKeys: number | undefined;
}

async function listHeads(context: S3Context, bucket: BucketRecord, query: HeadQuery): Promise<Listing<VersionRecord>> {
  const limit = checkedLimit(query.maxKeys);
  if (limit === 0) return { entries: [], commonPrefixes: [] };
  return listKeys<VersionRecord>(context.store.documents, {
    root: headsPrefix(bucket.name),
    prefix: query.prefix,
    delimiter: query.delimiter,
    after: query.after,
    limit,
    keyOf: ({ key }) => key,
    isListed: ({ kind }) => kind === 'object',
  });
}

export function checkedLimit(asked: number | undefined): number {
  if (asked !== undefined && asked < 0) {
    throw invalidArgument('Argument maxKeys must be an integer between 0 and 2147483647', 'maxKeys', String(asked));
  }
  return pageLimit(asked);
}

type Content = NonNullable<S3Output<'ListObjectsV2'>['Contents']>[number];

function describeListing(
  listing: Listing<VersionRecord>,
  encode: (key: string) => string,
  owner: Pick<Content, 'Owner'>,
): Pick<S3Output<'ListObjectsV2'>, 'Contents' | 'CommonPrefixes'> {
  const objects = listing.entries.filter((entry): entry is ObjectVersion => entry.kind === 'object');
  return {
    ...(objects.length > 0 && {
      Contents: objects.map((version) => ({ ...describeContent(version, encode), ...owner })),
    }),
    ...(listing.commonPrefixes.length > 0 && {
      CommonPrefixes: listing.commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    }),
  };
}

function describeContent(
  { key, content, modifiedAt, storageClass }: ObjectVersion,
  encode: (key: string) => string,
): Content {
  const { algorithm, type } = content.checksum;
  return {
    Key: encode(key),
    LastModified: describeLastModified(modifiedAt),
    ETag: quotedEtag(content.etag),
    ChecksumAlgorithm: [algorithm],
    ChecksumType: type,
    Size: content.sizeBytes,
    StorageClass: listedStorageClass(storageClass),
  };
}

function listedStorageClass(storageClass: string): Content['StorageClass'] {
  // Given by a client as one of the enum's values, which the store keeps as text.
  return storageClass as Content['StorageClass'];
}
