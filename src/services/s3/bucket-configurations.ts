/** Putting, getting and deleting one of a bucket's configurations. */
import type { ApiError } from '../../aws/api-error.ts';
import { requireBucket, updateBucket, type BucketReference } from './buckets.ts';
import type { S3Context } from './context.ts';
import { malformedXml } from './errors.ts';
import type { BucketConfigurations } from './resources/bucket.ts';

/** Puts the given ones in the place of what the bucket had. */
export async function putConfigurations(
  context: S3Context,
  reference: BucketReference,
  given: BucketConfigurations,
): Promise<void> {
  // A request without the body that its operation is about.
  if (Object.values(given).includes(undefined)) throw malformedXml();
  await updateBucket(context, reference, (bucket) => ({
    ...bucket,
    configurations: { ...bucket.configurations, ...given },
  }));
}

/** Nothing happens if the bucket has none, as in S3. */
export async function deleteConfiguration(
  context: S3Context,
  reference: BucketReference,
  name: keyof BucketConfigurations,
): Promise<void> {
  await updateBucket(context, reference, (bucket) => ({
    ...bucket,
    configurations: { ...bucket.configurations, [name]: undefined },
  }));
}

export async function findConfiguration<Name extends keyof BucketConfigurations>(
  context: S3Context,
  reference: BucketReference,
  name: Name,
): Promise<BucketConfigurations[Name]> {
  const bucket = await requireBucket(context, reference);
  return bucket.configurations[name];
}

/** Each configuration has an error of its own for a bucket that lacks it. */
export async function requireConfiguration<Name extends keyof BucketConfigurations>(
  context: S3Context,
  reference: BucketReference,
  name: Name,
  absent: () => ApiError,
): Promise<NonNullable<BucketConfigurations[Name]>> {
  const found = await findConfiguration(context, reference, name);
  if (found === undefined || found === null) throw absent();
  return found;
}
