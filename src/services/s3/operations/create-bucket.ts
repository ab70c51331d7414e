import { ApiError } from '../../../aws/api-error.ts';
import { RevisionConflict } from '../../../storage/documents.ts';
import { requireCannedBucketAcl } from '../resources/acl.ts';
import type { S3Context, S3Input, S3Operation } from '../context.ts';
import { notImplemented } from '../errors.ts';
import { isBucketName } from '../resources/bucket-name.ts';
import { newBucketConfigurations, type BucketConfigurations, type BucketRecord } from '../resources/bucket.ts';
import { bucketKey } from '../resources/keys.ts';
import { parseBucketLocation } from '../resources/bucket-location.ts';
import { bucketTagsMax, parseTags } from '../resources/tags.ts';

/** Makes a bucket; its name is taken from then on, in every account and region of the platform. */
export const createBucket: S3Operation<'CreateBucket'> = async (input, context, { caller }) => {
  const name = input.Bucket ?? '';
  if (!isBucketName(name)) {
    throw new ApiError('InvalidBucketName', 'The specified bucket is not valid.', { BucketName: name });
  }
  refuseUnsupported(input);
  const region = parseBucketLocation(caller.region, input.CreateBucketConfiguration?.LocationConstraint);
  const bucket: BucketRecord = {
    name,
    region,
    account: caller.account,
    createdAt: context.clock.now(),
    configurations: parseConfigurations(input),
  };
  try {
    await context.store.documents.write([{ kind: 'put', key: bucketKey(name), value: bucket, ifRevision: 0 }]);
  } catch (error) {
    if (!(error instanceof RevisionConflict)) throw error;
    await refuseTakenName(context, bucket, caller.region);
  }
  return {
    Location: region === 'us-east-1' ? `/${name}` : `http://${name}.s3.amazonaws.com/`,
    BucketArn: `arn:aws:s3:::${name}`,
  };
};

function parseConfigurations(input: S3Input<'CreateBucket'>): BucketConfigurations {
  const ownership = input.ObjectOwnership;
  const tags = parseTags(input.CreateBucketConfiguration?.Tags, bucketTagsMax);
  const acl = input.ACL === undefined ? undefined : requireCannedBucketAcl(input.ACL);
  if (acl !== undefined && acl !== 'private' && (ownership ?? 'BucketOwnerEnforced') === 'BucketOwnerEnforced') {
    throw new ApiError(
      'InvalidBucketAclWithObjectOwnership',
      "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    );
  }
  return {
    ...newBucketConfigurations,
    ...(ownership !== undefined && { ownershipControls: { Rules: [{ ObjectOwnership: ownership }] } }),
    ...(tags.length > 0 && { tagging: tags }),
    ...(acl !== undefined && { acl }),
  };
}

function refuseUnsupported(input: S3Input<'CreateBucket'>): void {
  if (input.ObjectLockEnabledForBucket === true) throw notImplemented('object lock');
  if (input.BucketNamespace === 'account-regional') throw notImplemented('account-regional bucket namespace');
  const { Location: zone, Bucket: directory } = input.CreateBucketConfiguration ?? {};
  if (zone !== undefined || directory !== undefined) throw notImplemented('directory buckets');
  for (const name of ['GrantFullControl', 'GrantRead', 'GrantReadACP', 'GrantWrite', 'GrantWriteACP'] as const) {
    if (input[name] !== undefined) throw notImplemented(name);
  }
}

/** In us-east-1 alone, making a bucket that one has already is no error. */
async function refuseTakenName(context: S3Context, bucket: BucketRecord, endpointRegion: string): Promise<void> {
  const existing = await context.store.documents.get<BucketRecord>(bucketKey(bucket.name));
  if (existing?.value.account !== bucket.account) {
    throw new ApiError(
      'BucketAlreadyExists',
      'The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.',
      { BucketName: bucket.name },
    );
  }
  if (endpointRegion === 'us-east-1' && existing.value.region === 'us-east-1' && bucket.region === 'us-east-1') return;
  throw new ApiError(
    'BucketAlreadyOwnedByYou',
    'Your previous request to create the named bucket succeeded and you already own it.',
    { BucketName: bucket.name },
  );
}
