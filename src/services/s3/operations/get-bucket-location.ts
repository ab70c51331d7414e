import type { S3Operations } from '../../../api/s3.ts';
import { requireBucket } from '../buckets.ts';
import type { S3Operation } from '../context.ts';

type Location = S3Operations['GetBucketLocation']['output']['LocationConstraint'];

/** The bucket's region; us-east-1 is told by an empty answer. */
export const getBucketLocation: S3Operation<'GetBucketLocation'> = async (input, context) => {
  const { region } = await requireBucket(context, input);
  if (region === 'us-east-1') return {};
  // The SDK lists the regions of its day; a bucket may lie in any that its maker's requests named.
  return { LocationConstraint: region as Location };
};
