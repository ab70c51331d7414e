/** Reading and changing the record of a bucket. */
import { ApiError } from '../../aws/api-error.ts';
import type { Stored } from '../../storage/documents.ts';
import { retryConflicts as retry } from '../../storage/retry-on-conflict.ts';
import type { S3Context } from './context.ts';
import { noSuchBucket } from './errors.ts';
import type { BucketRecord } from './resources/bucket.ts';
import { bucketKey } from './resources/keys.ts';

/** Names the bucket, and perhaps the account that must own it. */
export interface BucketReference {
  readonly Bucket?: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

export async function requireBucket(context: S3Context, reference: BucketReference): Promise<BucketRecord> {
  return (await requireStoredBucket(context, reference)).value;
}

export async function requireStoredBucket(
  context: S3Context,
  reference: BucketReference,
): Promise<Stored<BucketRecord>> {
  const name = reference.Bucket ?? '';
  const stored = await context.store.documents.get<BucketRecord>(bucketKey(name));
  if (stored === undefined) throw noSuchBucket(name);
  const { ExpectedBucketOwner: owner } = reference;
  if (owner !== undefined && owner !== stored.value.account) throw new ApiError('AccessDenied', 'Access Denied');
  return stored;
}

export async function updateBucket(
  context: S3Context,
  reference: BucketReference,
  change: (bucket: BucketRecord) => BucketRecord,
): Promise<void> {
  await retryConflicts(async () => {
    const stored = await requireStoredBucket(context, reference);
    await context.store.documents.write([
      { kind: 'put', key: stored.key, value: change(stored.value), ifRevision: stored.revision },
    ]);
  });
}

const lost = (): ApiError =>
  new ApiError(
    'OperationAborted',
    'A conflicting conditional operation is currently in progress against this resource. Please try again.',
  );

/** Repeats a read, a decision and a write until no other write came between; then S3's error. */
export const retryConflicts = <T>(attempt: () => Promise<T>): Promise<T> => retry(attempt, lost);
