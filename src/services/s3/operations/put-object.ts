import { requireBucket } from '../buckets.ts';
import { storeBody } from '../content.ts';
import type { S3Operation } from '../context.ts';
import { describeChecksum, type Checksum } from '../resources/checksum.ts';
import { checkWriteConditions } from '../resources/conditions.ts';
import { describeEncryption, describeVersionId } from '../resources/describe-object.ts';
import { parseAttributes } from '../resources/object-attributes.ts';
import { requireKey } from '../resources/object-key.ts';
import { quotedEtag } from '../resources/object-version.ts';
import { addVersion } from '../versions.ts';

/** Writes an object, or its next version. Answered once bytes and record are durable. */
export const putObject: S3Operation<'PutObject'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const key = requireKey(input);
  const attributes = parseAttributes(input, bucket);
  const stored = await storeBody(context, input);
  const checksum: Checksum = { ...stored.checksum, type: 'FULL_OBJECT' };
  const { blob, sizeBytes, md5 } = stored;
  const version = await addVersion(
    context,
    { bucket, key },
    { kind: 'object', ...attributes, content: { blob, sizeBytes, md5, etag: md5, checksum } },
    { condition: (current) => checkWriteConditions(input, key, current?.content) },
  );
  return {
    ETag: quotedEtag(md5),
    ...describeChecksum(checksum),
    ...describeEncryption(attributes.encryption),
    ...describeVersionId(version.versionId, bucket.versioning !== undefined),
  };
};
