import { ApiError } from '../../../aws/api-error.ts';
import type { BucketRecord } from '../resources/bucket.ts';
import { requireBucket } from '../buckets.ts';
import { storeJoined, type StoredContent } from '../content.ts';
import type { S3Context, S3Input, S3Operation } from '../context.ts';
import { invalidArgument } from '../errors.ts';
import { parseChecksumAlgorithm, describeChecksum, type Checksum } from '../resources/checksum.ts';
import { checkCopyConditions, checkWriteConditions } from '../resources/conditions.ts';
import { parseCopySource } from '../resources/copy-source.ts';
import { describeEncryption, describeLastModified, describeVersionId } from '../resources/describe-object.ts';
import { parseAttributes, parseMetadata, refuseUnsupported } from '../resources/object-attributes.ts';
import { requireKey } from '../resources/object-key.ts';
import { quotedEtag, type ObjectAttributes, type ObjectVersion } from '../resources/object-version.ts';
import { addVersion, requireObject } from '../versions.ts';

/** Copies an object without moving its bytes: the copy names the same blob. */
export const copyObject: S3Operation<'CopyObject'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const key = requireKey(input);
  refuseUnsupported(input);
  checkDirective('metadata', input.MetadataDirective);
  checkDirective('tagging', input.TaggingDirective);
  const { source, sourceBucket } = await requireCopySource(context, input);
  refuseCopyOntoItself(input, bucket, key, source);
  const attributes = copiedAttributes(input, bucket, source);
  const content = await copiedContent(context, input, source);
  const version = await addVersion(
    context,
    { bucket, key },
    { kind: 'object', ...attributes, content },
    { condition: (current) => checkWriteConditions(input, key, current?.content) },
  );
  const sourceVersion = describeVersionId(source.versionId, sourceBucket.versioning !== undefined).VersionId;
  return {
    CopyObjectResult: {
      ETag: quotedEtag(content.etag),
      LastModified: describeLastModified(version.modifiedAt),
      ...describeChecksum(content.checksum),
    },
    ...(sourceVersion !== undefined && { CopySourceVersionId: sourceVersion }),
    ...describeVersionId(version.versionId, bucket.versioning !== undefined),
    ...describeEncryption(attributes.encryption),
  };
};

type CopyMembers = Pick<
  S3Input<'UploadPartCopy'>,
  | 'CopySource'
  | 'CopySourceIfMatch'
  | 'CopySourceIfNoneMatch'
  | 'CopySourceIfModifiedSince'
  | 'CopySourceIfUnmodifiedSince'
  | 'ExpectedSourceBucketOwner'
>;

export async function requireCopySource(
  context: S3Context,
  input: CopyMembers,
): Promise<{ readonly source: ObjectVersion; readonly sourceBucket: BucketRecord }> {
  const reference = parseCopySource(input.CopySource);
  const sourceBucket = await requireBucket(context, {
    Bucket: reference.bucket,
    ExpectedBucketOwner: input.ExpectedSourceBucketOwner,
  });
  const source = await requireObject(context, reference);
  checkCopyConditions(
    {
      IfMatch: input.CopySourceIfMatch,
      IfNoneMatch: input.CopySourceIfNoneMatch,
      IfModifiedSince: input.CopySourceIfModifiedSince,
      IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
    },
    { etag: source.content.etag, modifiedAt: source.modifiedAt },
  );
  return { source, sourceBucket };
}

function refuseCopyOntoItself(
  input: S3Input<'CopyObject'>,
  bucket: BucketRecord,
  key: string,
  source: ObjectVersion,
): void {
  const isSame =
    source.bucket === bucket.name && source.key === key && parseCopySource(input.CopySource).versionId === undefined;
  const changes =
    input.MetadataDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.WebsiteRedirectLocation !== undefined ||
    input.ServerSideEncryption !== undefined ||
    input.ChecksumAlgorithm !== undefined;
  if (isSame && !changes) {
    throw new ApiError(
      'InvalidRequest',
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
  }
}

function checkDirective(kind: 'metadata' | 'tagging', directive: string | undefined): void {
  if (directive === undefined || directive === 'COPY' || directive === 'REPLACE') return;
  throw invalidArgument(`Unknown ${kind} directive.`, `x-amz-${kind}-directive`, directive);
}

/** Metadata and tags come along unless the request replaces them; the rest is the request's own. */
function copiedAttributes(input: S3Input<'CopyObject'>, bucket: BucketRecord, source: ObjectVersion): ObjectAttributes {
  const given = parseAttributes(input, bucket);
  const replaces = input.MetadataDirective === 'REPLACE';
  return {
    ...given,
    headers: replaces ? given.headers : { ...source.headers, websiteRedirectLocation: input.WebsiteRedirectLocation },
    metadata: replaces ? parseMetadata(input.Metadata) : source.metadata,
    tags: input.TaggingDirective === 'REPLACE' ? given.tags : source.tags,
  };
}

/** A copy is in one piece: what came in parts gets the ETag and the checksum of its whole. */
async function copiedContent(
  context: S3Context,
  input: S3Input<'CopyObject'>,
  source: ObjectVersion,
): Promise<ObjectVersion['content']> {
  const { blob, sizeBytes, md5, checksum } = source.content;
  const algorithm = parseChecksumAlgorithm(input.ChecksumAlgorithm) ?? checksum.algorithm;
  if (checksum.type === 'FULL_OBJECT' && checksum.algorithm === algorithm)
    return { blob, sizeBytes, md5, etag: md5, checksum };
  const computed: StoredContent = await storeJoined(context, [{ blob }], algorithm);
  const whole: Checksum = { ...computed.checksum, type: 'FULL_OBJECT' };
  return { blob, sizeBytes, md5, etag: md5, checksum: whole };
}
