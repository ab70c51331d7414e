import { requireBucket } from '../buckets.ts';
import type { S3Operation } from '../context.ts';
import { uploadIdAlphabet } from '../resources/alphabets.ts';
import { parseChecksumAlgorithm } from '../resources/checksum.ts';
import { describeEncryption } from '../resources/describe-object.ts';
import { uploadKey } from '../resources/keys.ts';
import { parseAttributes } from '../resources/object-attributes.ts';
import { requireKey } from '../resources/object-key.ts';
import { parseUploadChecksum, uploadIdOf, type UploadRecord } from '../resources/upload.ts';

/** Begins an upload in parts; nothing of it is seen as an object until it is completed. */
export const createMultipartUpload: S3Operation<'CreateMultipartUpload'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const key = requireKey(input);
  const initiatedAt = context.clock.now();
  const checksum = parseUploadChecksum(parseChecksumAlgorithm(input.ChecksumAlgorithm), input.ChecksumType);
  const upload: UploadRecord = {
    bucket: bucket.name,
    key,
    uploadId: uploadIdOf(initiatedAt, context.random.text(64, uploadIdAlphabet)),
    initiatedAt,
    attributes: parseAttributes(input, bucket),
    checksum,
  };
  await context.store.documents.write([
    { kind: 'put', key: uploadKey(bucket.name, key, upload.uploadId), value: upload, ifRevision: 0 },
  ]);
  return {
    Bucket: bucket.name,
    Key: key,
    UploadId: upload.uploadId,
    ...(checksum.isAsked && { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    ...describeEncryption(upload.attributes.encryption),
  };
};
