/** Uploads in parts, in the store. */
import type { Stored } from '../../storage/documents.ts';
import { requireBucket, type BucketReference } from './buckets.ts';
import type { S3Context } from './context.ts';
import { invalidArgument, noSuchUpload } from './errors.ts';
import type { BucketRecord } from './resources/bucket.ts';
import { partKey, partsPrefix, uploadKey } from './resources/keys.ts';
import { requireKey } from './resources/object-key.ts';
import { partNumberMax, requireUploadId, type PartRecord, type UploadRecord } from './resources/upload.ts';
import type { StoredContent } from './content.ts';

export interface UploadReference extends BucketReference {
  readonly Key?: string | undefined;
  readonly UploadId?: string | undefined;
}

export interface FoundUpload {
  readonly bucket: BucketRecord;
  readonly stored: Stored<UploadRecord>;
  readonly upload: UploadRecord;
}

export async function requireUpload(context: S3Context, reference: UploadReference): Promise<FoundUpload> {
  const bucket = await requireBucket(context, reference);
  const uploadId = requireUploadId(reference);
  const stored = await context.store.documents.get<UploadRecord>(
    uploadKey(bucket.name, requireKey(reference), uploadId),
  );
  if (stored === undefined) throw noSuchUpload(uploadId);
  return { bucket, stored, upload: stored.value };
}

export function requirePartNumber(number: number | undefined): number {
  if (number === undefined || !Number.isInteger(number) || number < 1 || number > partNumberMax) {
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      String(number),
    );
  }
  return number;
}

/** Keeps a part, in place of one that had its number. */
export async function putPart(
  context: S3Context,
  upload: FoundUpload,
  number: number,
  { blob, sizeBytes, md5, checksum }: StoredContent,
): Promise<PartRecord> {
  const { bucket, uploadId } = upload.upload;
  const part: PartRecord = { number, blob, sizeBytes, etag: md5, checksum, modifiedAt: context.clock.now() };
  await context.store.documents.write([{ kind: 'put', key: partKey(bucket, uploadId, number), value: part }]);
  return part;
}

/** All parts by number: ten thousand at most. */
export async function listAllParts(
  context: S3Context,
  { bucket, uploadId }: UploadRecord,
): Promise<readonly Stored<PartRecord>[]> {
  const prefix = partsPrefix(bucket, uploadId);
  const parts: Stored<PartRecord>[] = [];
  let after: string | undefined;
  do {
    const page = await context.store.documents.list<PartRecord>({ prefix, ...(after !== undefined && { after }) });
    parts.push(...page.documents);
    after = page.next;
  } while (after !== undefined);
  return parts;
}
