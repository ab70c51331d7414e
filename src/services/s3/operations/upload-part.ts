import { ApiError } from '../../../aws/api-error.ts';
import { storeBody, storeJoined } from '../content.ts';
import type { S3Operation } from '../context.ts';
import {
  checksumMember,
  parseChecksum,
  parseChecksumAlgorithm,
  type ChecksumAlgorithm,
} from '../resources/checksum.ts';
import { describeEncryption, describeLastModified, describeVersionId } from '../resources/describe-object.ts';
import { refuseUnsupported } from '../resources/object-attributes.ts';
import { quotedEtag } from '../resources/object-version.ts';
import { parseCopyRange } from '../resources/range.ts';
import type { UploadRecord } from '../resources/upload.ts';
import { putPart, requirePartNumber, requireUpload } from '../uploads.ts';
import { requireCopySource } from './copy-object.ts';

/** Takes a part; a part sent again takes the place of the one before. */
export const uploadPart: S3Operation<'UploadPart'> = async (input, context) => {
  const found = await requireUpload(context, input);
  const number = requirePartNumber(input.PartNumber);
  refuseUnsupported(input);
  const given = parseChecksum(input)?.algorithm ?? parseChecksumAlgorithm(input.ChecksumAlgorithm);
  if (given !== undefined) refuseOtherAlgorithm(found.upload, given);
  const { ChecksumAlgorithm: _, ...claims } = input;
  const part = await putPart(context, found, number, await storeBody(context, claims, found.upload.checksum.algorithm));
  return {
    ETag: quotedEtag(part.etag),
    ...checksumMember(part.checksum.algorithm, part.checksum.value),
    ...describeEncryption(found.upload.attributes.encryption),
  };
};

/** Takes a part from an object that is there already. */
export const uploadPartCopy: S3Operation<'UploadPartCopy'> = async (input, context) => {
  const found = await requireUpload(context, input);
  const number = requirePartNumber(input.PartNumber);
  refuseUnsupported(input);
  const { source, sourceBucket } = await requireCopySource(context, input);
  const range = parseCopyRange(input.CopySourceRange, source.content.sizeBytes);
  const { algorithm } = found.upload.checksum;
  const content = await storeJoined(context, [{ blob: source.content.blob, ...range }], algorithm);
  const part = await putPart(context, found, number, content);
  const { VersionId: sourceVersion } = describeVersionId(source.versionId, sourceBucket.versioning !== undefined);
  return {
    CopyPartResult: {
      ETag: quotedEtag(part.etag),
      LastModified: describeLastModified(part.modifiedAt),
      ...checksumMember(part.checksum.algorithm, part.checksum.value),
    },
    ...(sourceVersion !== undefined && { CopySourceVersionId: sourceVersion }),
    ...describeEncryption(found.upload.attributes.encryption),
  };
};

/** The parts' checksums must be of the kind that the upload was begun with. */
function refuseOtherAlgorithm({ checksum }: UploadRecord, given: ChecksumAlgorithm): void {
  if (!checksum.isAsked || given === checksum.algorithm) return;
  throw new ApiError(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${checksum.algorithm.toLowerCase()}, actual checksum Type: ${given.toLowerCase()}`,
  );
}
