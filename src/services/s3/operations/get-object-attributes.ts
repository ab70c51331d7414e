import { requireBucket } from '../buckets.ts';
import type { S3Input, S3Operation, S3Output } from '../context.ts';
import { checksumMember, describeChecksum } from '../resources/checksum.ts';
import { describeLastModified, describeStorageClass, describeVersionId } from '../resources/describe-object.ts';
import { requireKey } from '../resources/object-key.ts';
import type { ObjectContent } from '../resources/object-version.ts';
import { requireObject } from '../versions.ts';

/** Tells the attributes that are asked for, and no other. */
export const getObjectAttributes: S3Operation<'GetObjectAttributes'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const version = await requireObject(context, {
    bucket: bucket.name,
    key: requireKey(input),
    versionId: input.VersionId,
  });
  const asked = new Set<string>(input.ObjectAttributes);
  const { content } = version;
  return {
    LastModified: describeLastModified(version.modifiedAt),
    ...describeVersionId(version.versionId, bucket.versioning !== undefined),
    ...(asked.has('ETag') && { ETag: content.etag }),
    ...(asked.has('Checksum') && { Checksum: describeChecksum(content.checksum) }),
    ...(asked.has('ObjectParts') && content.parts && { ObjectParts: describeParts(content, input) }),
    ...(asked.has('StorageClass') && { StorageClass: describeStorageClass(version.storageClass) }),
    ...(asked.has('ObjectSize') && { ObjectSize: content.sizeBytes }),
  };
};

type Parts = NonNullable<S3Output<'GetObjectAttributes'>['ObjectParts']>;

/** Single parts are told only where each has a checksum of its own, as in S3. */
function describeParts(
  { parts = [], checksum }: ObjectContent,
  { MaxParts: limit = 1000, PartNumberMarker: marker = '0' }: S3Input<'GetObjectAttributes'>,
): Parts {
  if (checksum.type !== 'COMPOSITE') return { TotalPartsCount: parts.length };
  const first = Number(marker);
  const page = parts.slice(first, first + limit);
  return {
    TotalPartsCount: parts.length,
    PartNumberMarker: marker,
    NextPartNumberMarker: String(first + page.length),
    MaxParts: limit,
    IsTruncated: first + page.length < parts.length,
    Parts: page.map((part, index) => ({
      PartNumber: first + index + 1,
      Size: part.sizeBytes,
      ...(part.checksum !== undefined && checksumMember(checksum.algorithm, part.checksum)),
    })),
  };
}
