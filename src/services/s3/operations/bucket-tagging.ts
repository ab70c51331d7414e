import { ApiError } from '../../../aws/api-error.ts';
import { deleteConfiguration, putConfigurations, requireConfiguration } from '../bucket-configurations.ts';
import type { S3Operation } from '../context.ts';
import { bucketTagsMax, describeTags, parseTags } from '../resources/tags.ts';

/** Puts the tags in the place of all that the bucket had. */
export const putBucketTagging: S3Operation<'PutBucketTagging'> = async (input, context) => {
  await putConfigurations(context, input, { tagging: parseTags(input.Tagging?.TagSet, bucketTagsMax) });
  return {};
};

export const getBucketTagging: S3Operation<'GetBucketTagging'> = async (input, context) => {
  const absent = (): ApiError =>
    new ApiError('NoSuchTagSet', 'The TagSet does not exist', { BucketName: input.Bucket });
  return { TagSet: describeTags(await requireConfiguration(context, input, 'tagging', absent)) };
};

export const deleteBucketTagging: S3Operation<'DeleteBucketTagging'> = async (input, context) => {
  await deleteConfiguration(context, input, 'tagging');
  return {};
};
