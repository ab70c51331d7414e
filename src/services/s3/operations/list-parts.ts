import type { S3Operation } from '../context.ts';
import { pageLimit } from '../listing.ts';
import { canonicalUserId } from '../resources/bucket.ts';
import { checksumMember } from '../resources/checksum.ts';
import { describeLastModified, describeStorageClass } from '../resources/describe-object.ts';
import { partKey, partsPrefix } from '../resources/keys.ts';
import { quotedEtag } from '../resources/object-version.ts';
import type { PartRecord } from '../resources/upload.ts';
import { requireUpload } from '../uploads.ts';
import { checkedLimit } from './list-objects.ts';

/** The parts that arrived, by number. */
export const listParts: S3Operation<'ListParts'> = async (input, context) => {
  const { bucket, upload } = await requireUpload(context, input);
  const marker = Number(input.PartNumberMarker ?? 0);
  const { documents, next } = await context.store.documents.list<PartRecord>({
    prefix: partsPrefix(bucket.name, upload.uploadId),
    after: partKey(bucket.name, upload.uploadId, marker),
    limit: Math.max(1, checkedLimit(input.MaxParts)),
  });
  const parts = documents.map(({ value }) => value);
  const owner = { ID: canonicalUserId(bucket.account) };
  return {
    Bucket: bucket.name,
    Key: upload.key,
    UploadId: upload.uploadId,
    PartNumberMarker: String(marker),
    NextPartNumberMarker: String(parts.at(-1)?.number ?? 0),
    MaxParts: pageLimit(input.MaxParts),
    IsTruncated: next !== undefined,
    Owner: owner,
    Initiator: owner,
    StorageClass: describeStorageClass(upload.attributes.storageClass),
    ...(upload.checksum.isAsked && {
      ChecksumAlgorithm: upload.checksum.algorithm,
      ChecksumType: upload.checksum.type,
    }),
    ...(parts.length > 0 && { Parts: parts.map((part) => describePart(part, upload.checksum.isAsked)) }),
  };
};

const describePart = (part: PartRecord, showsChecksum: boolean) => ({
  PartNumber: part.number,
  LastModified: describeLastModified(part.modifiedAt),
  ETag: quotedEtag(part.etag),
  Size: part.sizeBytes,
  ...(showsChecksum && checksumMember(part.checksum.algorithm, part.checksum.value)),
});
