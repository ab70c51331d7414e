import { requireBucket } from '../buckets.ts';
import type { S3Operation } from '../context.ts';
import { notImplemented } from '../errors.ts';
import { describeGrants } from '../resources/acl.ts';
import { canonicalUserId } from '../resources/bucket.ts';
import { parseObjectAcl } from '../resources/object-attributes.ts';
import { requireKey } from '../resources/object-key.ts';
import { requireObject, updateObject } from '../versions.ts';

/** Takes canned lists; single grants are refused by name. */
export const putObjectAcl: S3Operation<'PutObjectAcl'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  if (input.ACL === undefined) throw notImplemented('single grants in access control lists: use x-amz-acl');
  const acl = parseObjectAcl(input.ACL, bucket);
  const reference = { bucket: bucket.name, key: requireKey(input), versionId: input.VersionId };
  await updateObject(context, reference, (version) => ({ ...version, acl }));
  return {};
};

export const getObjectAcl: S3Operation<'GetObjectAcl'> = async (input, context) => {
  const bucket = await requireBucket(context, input);
  const reference = { bucket: bucket.name, key: requireKey(input), versionId: input.VersionId };
  const version = await requireObject(context, reference);
  const ownerId = canonicalUserId(bucket.account);
  return { Owner: { ID: ownerId }, Grants: describeGrants(version.acl, ownerId) };
};
