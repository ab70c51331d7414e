import type { BucketRecord } from '../resources/bucket.ts';
import { requireBucket } from '../buckets.ts';
import type { S3Context, S3Operation } from '../context.ts';
import { invalidArgument, preconditionFailed } from '../errors.ts';
import { parseDescending } from '../resources/keys.ts';
import { checkWriteConditions } from '../resources/conditions.ts';
import type { ObjectVersion } from '../resources/object-version.ts';
import { requireKey } from '../resources/object-key.ts';
import { addVersion, removeVersion } from '../versions.ts';

/**
 * Deletes an object. In a bucket with versions the object is only marked as deleted; with a version
 * ID that version is gone for good. It is no error if there was nothing to delete.
 */
export const deleteObject: S3Operation<'DeleteObject'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const key = requireKey(input);
  const { deleteMarker, versionId } = await deleteKey(context, bucket, {
    key,
    versionId: input.VersionId,
    etag: input.IfMatch,
  });
  return {
    ...(deleteMarker && { DeleteMarker: true }),
    ...(versionId !== undefined && { VersionId: versionId }),
  };
};

interface Deletion {
  /** Whether a delete marker was made, or was what the version ID named. */
  readonly deleteMarker: boolean;
  /** Of the marker that was made, or of the version that was named. */
  readonly versionId: string | undefined;
}

export async function deleteKey(
  context: S3Context,
  bucket: BucketRecord,
  target: { readonly key: string; readonly versionId?: string | undefined; readonly etag?: string | undefined },
): Promise<Deletion> {
  const { key, versionId, etag } = target;
  if (versionId !== undefined) {
    if (versionId !== 'null' && parseDescending(versionId) === undefined) {
      throw invalidArgument('Invalid version id specified', 'versionId', versionId);
    }
    if (etag !== undefined) throw preconditionFailed('If-Match');
    const removed = await removeVersion(context, { bucket: bucket.name, key, versionId });
    return { deleteMarker: removed?.kind === 'delete-marker', versionId };
  }
  const condition = (current: ObjectVersion | undefined): void =>
    checkWriteConditions({ IfMatch: etag }, key, current?.content);
  if (bucket.versioning === undefined) {
    await removeVersion(context, { bucket: bucket.name, key, versionId: 'null' }, condition);
    return { deleteMarker: false, versionId: undefined };
  }
  const marker = await addVersion(context, { bucket, key }, { kind: 'delete-marker' }, { condition });
  return { deleteMarker: true, versionId: marker.versionId };
}
