import { ApiError } from '../../../aws/api-error.ts';
import type { Change } from '../../../storage/documents.ts';
import { storeJoined } from '../content.ts';
import type { S3Context, S3Input, S3Operation } from '../context.ts';
import { describeChecksum, parseChecksum, verifyChecksum, type Checksum } from '../resources/checksum.ts';
import { checkWriteConditions } from '../resources/conditions.ts';
import { describeEncryption, describeVersionId } from '../resources/describe-object.ts';
import { quotedEtag, type ObjectContent } from '../resources/object-version.ts';
import {
  compositeChecksum,
  multipartEtag,
  selectParts,
  type PartRecord,
  type UploadRecord,
} from '../resources/upload.ts';
import { listAllParts, requireUpload } from '../uploads.ts';
import { addVersion } from '../versions.ts';

/** Makes an object of the parts: the object appears and the upload is gone in one transaction. */
export const completeMultipartUpload: S3Operation<'CompleteMultipartUpload'> = async (input, context, { origin }) => {
  const { bucket, stored, upload } = await requireUpload(context, input);
  const parts = await listAllParts(context, upload);
  const selected = selectParts(
    upload.uploadId,
    input.MultipartUpload?.Parts,
    parts.map(({ value }) => value),
  );
  const content = await joinParts(context, upload, selected);
  verifyClaims(input, upload, content);
  const version = await addVersion(
    context,
    { bucket, key: upload.key },
    { kind: 'object', ...upload.attributes, content },
    {
      condition: (current) => checkWriteConditions(input, upload.key, current?.content),
      changes: [
        // Of two completions and an abortion at the same time, one wins.
        { kind: 'delete', key: stored.key, ifRevision: stored.revision },
        ...parts.map(({ key }): Change => ({ kind: 'delete', key })),
      ],
    },
  );
  return {
    Location: `${origin}/${bucket.name}/${upload.key.split('/').map(encodeURIComponent).join('/')}`,
    Bucket: bucket.name,
    Key: upload.key,
    ETag: quotedEtag(content.etag),
    ...describeChecksum(content.checksum),
    ...describeVersionId(version.versionId, bucket.versioning !== undefined),
    ...describeEncryption(upload.attributes.encryption),
  };
};

async function joinParts(
  context: S3Context,
  upload: UploadRecord,
  parts: readonly PartRecord[],
): Promise<ObjectContent> {
  const { algorithm, type } = upload.checksum;
  const joined = await storeJoined(context, parts, algorithm);
  const checksum: Checksum = type === 'COMPOSITE' ? compositeChecksum(algorithm, parts) : { ...joined.checksum, type };
  return {
    blob: joined.blob,
    sizeBytes: joined.sizeBytes,
    md5: joined.md5,
    etag: multipartEtag(parts),
    checksum,
    parts: parts.map((part) => ({
      sizeBytes: part.sizeBytes,
      ...(type === 'COMPOSITE' && { checksum: part.checksum.value }),
    })),
  };
}

/** What the client says of the object as a whole must be so. */
function verifyClaims(input: S3Input<'CompleteMultipartUpload'>, upload: UploadRecord, content: ObjectContent): void {
  if (input.ChecksumType !== undefined && input.ChecksumType !== upload.checksum.type) {
    throw new ApiError(
      'InvalidRequest',
      `The upload was created using the ${upload.checksum.type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  if (input.MpuObjectSize !== undefined && input.MpuObjectSize !== content.sizeBytes) {
    throw new ApiError(
      'InvalidRequest',
      `The provided 'x-amz-mp-object-size' header value ${input.MpuObjectSize} does not match what was computed: ${content.sizeBytes}`,
    );
  }
  const given = parseChecksum(input);
  if (given === undefined || given.algorithm !== content.checksum.algorithm) return;
  verifyChecksum(
    { ...given, value: given.value.split('-', 1)[0] ?? '' },
    content.checksum.value.split('-', 1)[0] ?? '',
  );
}
