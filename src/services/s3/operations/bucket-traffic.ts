/** What a bucket says to browsers and of its traffic: kept and told; Serin serves no websites from buckets. */
import { ApiError } from '../../../aws/api-error.ts';
import {
  deleteConfiguration,
  findConfiguration,
  putConfigurations,
  requireConfiguration,
} from '../bucket-configurations.ts';
import { requireBucket } from '../buckets.ts';
import type { S3Operation } from '../context.ts';

export const putBucketCors: S3Operation<'PutBucketCors'> = async (input, context) => {
  await putConfigurations(context, input, { cors: input.CORSConfiguration });
  return {};
};

export const getBucketCors: S3Operation<'GetBucketCors'> = async (input, context) => {
  const absent = (): ApiError =>
    new ApiError('NoSuchCORSConfiguration', 'The CORS configuration does not exist', { BucketName: input.Bucket });
  return { CORSRules: (await requireConfiguration(context, input, 'cors', absent)).CORSRules };
};

export const deleteBucketCors: S3Operation<'DeleteBucketCors'> = async (input, context) => {
  await deleteConfiguration(context, input, 'cors');
  return {};
};

export const putBucketWebsite: S3Operation<'PutBucketWebsite'> = async (input, context) => {
  await putConfigurations(context, input, { website: input.WebsiteConfiguration });
  return {};
};

export const getBucketWebsite: S3Operation<'GetBucketWebsite'> = async (input, context) => {
  const absent = (): ApiError =>
    new ApiError('NoSuchWebsiteConfiguration', 'The specified bucket does not have a website configuration', {
      BucketName: input.Bucket,
    });
  return requireConfiguration(context, input, 'website', absent);
};

export const deleteBucketWebsite: S3Operation<'DeleteBucketWebsite'> = async (input, context) => {
  await deleteConfiguration(context, input, 'website');
  return {};
};

export const putBucketLogging: S3Operation<'PutBucketLogging'> = async (input, context) => {
  await putConfigurations(context, input, { logging: input.BucketLoggingStatus });
  return {};
};

export const getBucketLogging: S3Operation<'GetBucketLogging'> = async (input, context) =>
  (await findConfiguration(context, input, 'logging')) ?? {};

export const putBucketAcceleration: S3Operation<'PutBucketAccelerateConfiguration'> = async (input, context) => {
  await putConfigurations(context, input, { acceleration: input.AccelerateConfiguration });
  return {};
};

export const getBucketAcceleration: S3Operation<'GetBucketAccelerateConfiguration'> = async (input, context) =>
  (await findConfiguration(context, input, 'acceleration')) ?? {};

export const putBucketRequestPayment: S3Operation<'PutBucketRequestPayment'> = async (input, context) => {
  await putConfigurations(context, input, { requestPayment: input.RequestPaymentConfiguration });
  return {};
};

export const getBucketRequestPayment: S3Operation<'GetBucketRequestPayment'> = async (input, context) =>
  (await findConfiguration(context, input, 'requestPayment')) ?? { Payer: 'BucketOwner' };

/** Replication and object lock cannot be put here, so no bucket has them. */
export const getBucketReplication: S3Operation<'GetBucketReplication'> = async (input, context) => {
  await requireBucket(context, input);
  throw new ApiError('ReplicationConfigurationNotFoundError', 'The replication configuration was not found', {
    BucketName: input.Bucket,
  });
};

export const getObjectLockConfiguration: S3Operation<'GetObjectLockConfiguration'> = async (input, context) => {
  await requireBucket(context, input);
  throw new ApiError(
    'ObjectLockConfigurationNotFoundError',
    'Object Lock configuration does not exist for this bucket',
    { BucketName: input.Bucket },
  );
};
