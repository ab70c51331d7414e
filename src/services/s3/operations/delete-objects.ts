import { ApiError } from '../../../aws/api-error.ts';
import type { BucketRecord } from '../resources/bucket.ts';
import { requireBucket } from '../buckets.ts';
import type { S3Context, S3Input, S3Operation, S3Output } from '../context.ts';
import { malformedXml } from '../errors.ts';
import { requireKey } from '../resources/object-key.ts';
import { deleteKey } from './delete-object.ts';

const keysMax = 1000;
/** How many are deleted side by side: their writes then share the store's commits. */
const batchSize = 50;

type Target = NonNullable<NonNullable<S3Input<'DeleteObjects'>['Delete']>['Objects']>[number];
type Deleted = NonNullable<S3Output<'DeleteObjects'>['Deleted']>[number];
type Failed = NonNullable<S3Output<'DeleteObjects'>['Errors']>[number];

/** Deletes up to a thousand objects, each for itself: one that cannot be deleted leaves the others be. */
export const deleteObjects: S3Operation<'DeleteObjects'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const targets = input.Delete?.Objects ?? [];
  if (targets.length === 0 || targets.length > keysMax) throw malformedXml();
  const deleted: Deleted[] = [];
  const errors: Failed[] = [];
  for (let start = 0; start < targets.length; start += batchSize) {
    const batch = targets.slice(start, start + batchSize);
    const results = await Promise.all(batch.map((target) => deleteOne(context, bucket, target)));
    for (const result of results) {
      if (result.deleted !== undefined) deleted.push(result.deleted);
      else errors.push(result.failed);
    }
  }
  return {
    ...(deleted.length > 0 && input.Delete?.Quiet !== true && { Deleted: deleted }),
    ...(errors.length > 0 && { Errors: errors }),
  };
};

type Result = { readonly deleted: Deleted } | { readonly deleted?: undefined; readonly failed: Failed };

async function deleteOne(context: S3Context, bucket: BucketRecord, target: Target): Promise<Result> {
  const { VersionId: versionId } = target;
  try {
    const key = requireKey(target);
    const done = await deleteKey(context, bucket, { key, versionId, etag: target.ETag });
    return {
      deleted: {
        Key: key,
        ...(versionId !== undefined && { VersionId: versionId }),
        ...(done.deleteMarker && { DeleteMarker: true, DeleteMarkerVersionId: done.versionId }),
      },
    };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return {
      failed: {
        Key: target.Key,
        ...(versionId !== undefined && { VersionId: versionId }),
        Code: error.type,
        Message: error.message,
      },
    };
  }
}
