import { ApiError } from '../../../aws/api-error.ts';
import { requireBucket } from '../buckets.ts';
import type { S3Operation } from '../context.ts';

/** Tells that the bucket is there and in which region. */
export const headBucket: S3Operation<'HeadBucket'> = async (input, context) => {
  try {
    const bucket = await requireBucket(context, input);
    return { BucketRegion: bucket.region, BucketArn: `arn:aws:s3:::${bucket.name}`, AccessPointAlias: false };
  } catch (error) {
    // The answer to a HEAD has no body to carry a code, so clients know this one by its status.
    if (error instanceof ApiError && error.type === 'NoSuchBucket') throw new ApiError('NotFound', 'Not Found');
    throw error;
  }
};
