import { requireBucket } from '../buckets.ts';
import type { S3Operation } from '../context.ts';

/** Tells that the bucket is there and in which region. */
export const headBucket: S3Operation<'HeadBucket'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  return { BucketRegion: bucket.region, BucketArn: `arn:aws:s3:::${bucket.name}`, AccessPointAlias: false };
};
