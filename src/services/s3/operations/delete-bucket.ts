import { ApiError } from '../../../aws/api-error.ts';
import type { Change } from '../../../storage/documents.ts';
import { requireStoredBucket } from '../buckets.ts';
import type { S3Context, S3Operation } from '../context.ts';
import { bucketKey, headsPrefix, partsOfBucketPrefix, uploadsPrefix } from '../resources/keys.ts';

/** Deletes a bucket that holds no version of any object; uploads that were not completed go with it. */
export const deleteBucket: S3Operation<'DeleteBucket'> = async (input, context) => {
  const bucket = await requireStoredBucket(context, input);
  const { name } = bucket.value;
  const heads = await context.store.documents.list({ prefix: headsPrefix(name), limit: 1 });
  if (heads.documents.length > 0) {
    throw new ApiError('BucketNotEmpty', 'The bucket you tried to delete is not empty', { BucketName: name });
  }
  await deleteAll(context, partsOfBucketPrefix(name));
  await deleteAll(context, uploadsPrefix(name));
  await context.store.documents.write([{ kind: 'delete', key: bucketKey(name) }]);
  return {};
};

async function deleteAll(context: S3Context, prefix: string): Promise<void> {
  for (;;) {
    const page = await context.store.documents.list({ prefix });
    if (page.documents.length === 0) return;
    await context.store.documents.write(page.documents.map(({ key }): Change => ({ kind: 'delete', key })));
  }
}
