import { requireBucket, updateBucket } from '../buckets.ts';
import type { S3Operation } from '../context.ts';
import { malformedXml, notImplemented } from '../errors.ts';

/** Turns versioning on or off for what is written from now on; versions that are there stay. */
export const putBucketVersioning: S3Operation<'PutBucketVersioning'> = async (input, context) => {
  const status = input.VersioningConfiguration?.Status;
  if (input.VersioningConfiguration?.MFADelete === 'Enabled') throw notImplemented('MFA delete');
  if (status !== 'Enabled' && status !== 'Suspended') throw malformedXml();
  await updateBucket(context, input, (bucket) => ({ ...bucket, versioning: status }));
  return {};
};

export const getBucketVersioning: S3Operation<'GetBucketVersioning'> = async (input, context) => {
  const { versioning } = await requireBucket(context, input);
  return versioning === undefined ? {} : { Status: versioning };
};
