/**
 * Access control lists, as far as canned ones go: kept and told, never enforced, for whoever can sign
 * a request to Serin is its owner.
 */
import type { S3Output } from '../context.ts';
import { invalidArgument } from '../errors.ts';
import type { CannedAcl } from './bucket.ts';
import type { ObjectAcl } from './object-version.ts';

type Grants = S3Output<'GetBucketAcl'>['Grants'];
type Grant = NonNullable<Grants>[number];

const bucketAcls = ['private', 'public-read', 'public-read-write', 'authenticated-read', 'log-delivery-write'] as const;
const objectAcls = [
  'private',
  'public-read',
  'public-read-write',
  'authenticated-read',
  'aws-exec-read',
  'bucket-owner-read',
  'bucket-owner-full-control',
] as const;

export function requireCannedBucketAcl(text: string): CannedAcl {
  const known = bucketAcls.find((acl) => acl === text);
  if (known === undefined) throw invalidArgument('The ACL is none of the canned ones.', 'x-amz-acl', text);
  return known;
}

export function requireCannedObjectAcl(text: string): ObjectAcl {
  const known = objectAcls.find((acl) => acl === text);
  if (known === undefined) throw invalidArgument('The ACL is none of the canned ones.', 'x-amz-acl', text);
  return known;
}

const everyone = 'http://acs.amazonaws.com/groups/global/AllUsers';
const authenticated = 'http://acs.amazonaws.com/groups/global/AuthenticatedUsers';
const logDelivery = 'http://acs.amazonaws.com/groups/s3/LogDelivery';

export function describeGrants(acl: CannedAcl | ObjectAcl, ownerId: string): Grant[] {
  const owner: Grant = { Grantee: { ID: ownerId, Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' };
  const group = (uri: string, permission: Grant['Permission']): Grant => ({
    Grantee: { URI: uri, Type: 'Group' },
    Permission: permission,
  });
  switch (acl) {
    case 'private':
    case 'aws-exec-read':
    // The owner of the bucket and that of the object are one account here, and have its rights already.
    case 'bucket-owner-read':
    case 'bucket-owner-full-control':
      return [owner];
    case 'public-read':
      return [owner, group(everyone, 'READ')];
    case 'public-read-write':
      return [owner, group(everyone, 'READ'), group(everyone, 'WRITE')];
    case 'authenticated-read':
      return [owner, group(authenticated, 'READ')];
    case 'log-delivery-write':
      return [owner, group(logDelivery, 'WRITE'), group(logDelivery, 'READ_ACP')];
  }
}
