import { deleteConfiguration, findConfiguration, putConfigurations } from '../bucket-configurations.ts';
import type { S3Operation } from '../context.ts';
import { malformedXml } from '../errors.ts';
import { defaultEncryption } from '../resources/bucket.ts';

/** Says with what new objects are marked as encrypted; the bytes on Serin's disk are as they came. */
export const putBucketEncryption: S3Operation<'PutBucketEncryption'> = async (input, context) => {
  const algorithms = new Set(['AES256', 'aws:kms', 'aws:kms:dsse']);
  const rules = input.ServerSideEncryptionConfiguration?.Rules ?? [];
  const isKnown = rules.every(({ ApplyServerSideEncryptionByDefault: byDefault }) =>
    byDefault === undefined ? true : algorithms.has(byDefault.SSEAlgorithm ?? ''),
  );
  if (rules.length === 0 || !isKnown) throw malformedXml();
  await putConfigurations(context, input, { encryption: input.ServerSideEncryptionConfiguration });
  return {};
};

export const getBucketEncryption: S3Operation<'GetBucketEncryption'> = async (input, context) => ({
  ServerSideEncryptionConfiguration: (await findConfiguration(context, input, 'encryption')) ?? defaultEncryption,
});

/** Goes back to S3's own keys. */
export const deleteBucketEncryption: S3Operation<'DeleteBucketEncryption'> = async (input, context) => {
  await deleteConfiguration(context, input, 'encryption');
  return {};
};
