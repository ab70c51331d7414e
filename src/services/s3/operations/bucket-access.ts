/** Who may reach a bucket: kept and told, never enforced. */
import { ApiError } from '../../../aws/api-error.ts';
import { deleteConfiguration, putConfigurations, requireConfiguration } from '../bucket-configurations.ts';
import { requireBucket, updateBucket } from '../buckets.ts';
import type { S3Operation } from '../context.ts';
import { malformedXml, notImplemented } from '../errors.ts';
import { describeGrants, requireCannedBucketAcl } from '../resources/acl.ts';
import { canonicalUserId, hasAccessControlLists } from '../resources/bucket.ts';

export const putPublicAccessBlock: S3Operation<'PutPublicAccessBlock'> = async (input, context) => {
  const given = input.PublicAccessBlockConfiguration;
  const publicAccessBlock = given && {
    BlockPublicAcls: given.BlockPublicAcls ?? false,
    IgnorePublicAcls: given.IgnorePublicAcls ?? false,
    BlockPublicPolicy: given.BlockPublicPolicy ?? false,
    RestrictPublicBuckets: given.RestrictPublicBuckets ?? false,
  };
  await putConfigurations(context, input, { publicAccessBlock });
  return {};
};

export const getPublicAccessBlock: S3Operation<'GetPublicAccessBlock'> = async (input, context) => {
  const absent = (): ApiError =>
    new ApiError('NoSuchPublicAccessBlockConfiguration', 'The public access block configuration was not found', {
      BucketName: input.Bucket,
    });
  return { PublicAccessBlockConfiguration: await requireConfiguration(context, input, 'publicAccessBlock', absent) };
};

export const deletePublicAccessBlock: S3Operation<'DeletePublicAccessBlock'> = async (input, context) => {
  await deleteConfiguration(context, input, 'publicAccessBlock');
  return {};
};

export const putBucketOwnershipControls: S3Operation<'PutBucketOwnershipControls'> = async (input, context) => {
  const ownerships = ['BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'];
  const rules = input.OwnershipControls?.Rules ?? [];
  if (rules.length !== 1 || !ownerships.includes(rules[0]?.ObjectOwnership ?? '')) throw malformedXml();
  await putConfigurations(context, input, { ownershipControls: input.OwnershipControls });
  return {};
};

export const getBucketOwnershipControls: S3Operation<'GetBucketOwnershipControls'> = async (input, context) => {
  const absent = (): ApiError =>
    new ApiError('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', {
      BucketName: input.Bucket,
    });
  return { OwnershipControls: await requireConfiguration(context, input, 'ownershipControls', absent) };
};

export const deleteBucketOwnershipControls: S3Operation<'DeleteBucketOwnershipControls'> = async (input, context) => {
  await deleteConfiguration(context, input, 'ownershipControls');
  return {};
};

/** Takes canned lists; single grants are refused by name. */
export const putBucketAcl: S3Operation<'PutBucketAcl'> = async (input, context) => {
  if (input.ACL === undefined) throw notImplemented('single grants in access control lists: use x-amz-acl');
  const acl = requireCannedBucketAcl(input.ACL);
  await updateBucket(context, input, (bucket) => {
    if (acl !== 'private' && !hasAccessControlLists(bucket)) {
      throw new ApiError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
    }
    return { ...bucket, configurations: { ...bucket.configurations, acl } };
  });
  return {};
};

export const getBucketAcl: S3Operation<'GetBucketAcl'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const ownerId = canonicalUserId(bucket.account);
  return { Owner: { ID: ownerId }, Grants: describeGrants(bucket.configurations.acl ?? 'private', ownerId) };
};
