import { requireBucket } from '../buckets.ts';
import type { S3Context, S3Input, S3Operation, S3Output } from '../context.ts';
import { invalidArgument } from '../errors.ts';
import { cursorAfterKey, listKeys, pageLimit, type Listing } from '../listing.ts';
import { canonicalUserId, type BucketRecord } from '../resources/bucket.ts';
import { describeLastModified } from '../resources/describe-object.ts';
import { encodeListedKey } from '../resources/encoded-key.ts';
import { afterAll, parseDescending, versionKey, versionsOfKeyPrefix, versionsPrefix } from '../resources/keys.ts';
import { quotedEtag, type VersionRecord } from '../resources/object-version.ts';
import { findVersion } from '../versions.ts';
import { checkedLimit } from './list-objects.ts';

/** Every version of every object and every delete marker: by key, and from new to old. */
export const listObjectVersions: S3Operation<'ListObjectVersions'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const encode = (key: string): string => encodeListedKey(key, input.EncodingType);
  const limit = checkedLimit(input.MaxKeys);
  const listing: Listing<VersionRecord> =
    limit === 0
      ? { entries: [], commonPrefixes: [] }
      : await listKeys<VersionRecord>(context.store.documents, {
          root: versionsPrefix(bucket.name),
          prefix: input.Prefix ?? '',
          delimiter: input.Delimiter,
          after: await parseMarkers(context, bucket, input),
          limit,
          keyOf: ({ key }) => key,
        });
  return {
    Name: bucket.name,
    Prefix: encode(input.Prefix ?? ''),
    KeyMarker: encode(input.KeyMarker ?? ''),
    VersionIdMarker: input.VersionIdMarker ?? '',
    MaxKeys: pageLimit(input.MaxKeys),
    IsTruncated: listing.next !== undefined,
    ...(input.Delimiter !== undefined && { Delimiter: encode(input.Delimiter) }),
    ...(input.EncodingType !== undefined && { EncodingType: input.EncodingType }),
    ...describeNext(listing, encode),
    ...describeVersions(listing, input, canonicalUserId(bucket.account), encode),
  };
};

async function parseMarkers(
  context: S3Context,
  bucket: BucketRecord,
  input: S3Input<'ListObjectVersions'>,
): Promise<string> {
  const { KeyMarker: key = '', VersionIdMarker: versionId = '', Prefix: prefix = '' } = input;
  const root = versionsPrefix(bucket.name);
  if (versionId !== '') {
    if (key === '') {
      throw invalidArgument(
        'A version-id marker cannot be specified without a key marker.',
        'version-id-marker',
        versionId,
      );
    }
    const sequence =
      versionId === 'null'
        ? (await findVersion(context, { bucket: bucket.name, key, versionId }))?.value.sequence
        : parseDescending(versionId);
    // Whoever empties a bucket deletes what a page showed: what is left of the key comes then.
    const from =
      sequence === undefined ? versionsOfKeyPrefix(bucket.name, key) : versionKey(bucket.name, key, sequence);
    return from.slice(root.length);
  }
  if (key === '') return '';
  const cursor = cursorAfterKey(key, prefix, input.Delimiter);
  return cursor === key ? versionsOfKeyPrefix(bucket.name, key).slice(root.length) + afterAll : cursor;
}

type Versions = S3Output<'ListObjectVersions'>;

function describeNext(
  { next }: Listing<VersionRecord>,
  encode: (key: string) => string,
): Pick<Versions, 'NextKeyMarker' | 'NextVersionIdMarker'> {
  if (next === undefined) return {};
  if (next.last.kind === 'prefix') return { NextKeyMarker: encode(next.last.prefix) };
  return { NextKeyMarker: encode(next.last.entry.key), NextVersionIdMarker: next.last.entry.versionId };
}

function describeVersions(
  { entries, commonPrefixes }: Listing<VersionRecord>,
  input: S3Input<'ListObjectVersions'>,
  ownerId: string,
  encode: (key: string) => string,
): Pick<Versions, 'Versions' | 'DeleteMarkers' | 'CommonPrefixes'> {
  const versions: NonNullable<Versions['Versions']> = [];
  const markers: NonNullable<Versions['DeleteMarkers']> = [];
  // A page that begins in the middle of a key's versions begins behind the latest.
  let previousKey = input.VersionIdMarker ? input.KeyMarker : undefined;
  for (const entry of entries) {
    const described = {
      Key: encode(entry.key),
      VersionId: entry.versionId,
      IsLatest: entry.key !== previousKey,
      LastModified: describeLastModified(entry.modifiedAt),
      Owner: { ID: ownerId },
    };
    previousKey = entry.key;
    if (entry.kind === 'delete-marker') {
      markers.push(described);
      continue;
    }
    const { checksum, etag, sizeBytes } = entry.content;
    versions.push({
      ...described,
      ETag: quotedEtag(etag),
      ChecksumAlgorithm: [checksum.algorithm],
      ChecksumType: checksum.type,
      Size: sizeBytes,
      // A list of versions knows one class in the SDK's types; the others are told as they were given.
      StorageClass: entry.storageClass as 'STANDARD',
    });
  }
  return {
    ...(versions.length > 0 && { Versions: versions }),
    ...(markers.length > 0 && { DeleteMarkers: markers }),
    ...(commonPrefixes.length > 0 && { CommonPrefixes: commonPrefixes.map((prefix) => ({ Prefix: encode(prefix) })) }),
  };
}
