import { createHash } from 'node:crypto';
import type { S3Input } from '../context.ts';
import type { Tag } from './tags.ts';

export interface BucketRecord {
  readonly name: string;
  readonly region: string;
  readonly account: string;
  readonly createdAt: number;
  /** Absent: versioning was never turned on. */
  readonly versioning?: 'Enabled' | 'Suspended';
  readonly configurations: BucketConfigurations;
}

type Given<T> = Exclude<T, undefined>;

/** What `Put…` was given, kept as it came; a configuration that is absent was not put, or deleted. */
export interface BucketConfigurations {
  readonly tagging?: readonly Tag[] | undefined;
  readonly policy?: string | undefined;
  readonly encryption?: Given<S3Input<'PutBucketEncryption'>['ServerSideEncryptionConfiguration']> | undefined;
  readonly publicAccessBlock?: Given<S3Input<'PutPublicAccessBlock'>['PublicAccessBlockConfiguration']> | undefined;
  readonly ownershipControls?: Given<S3Input<'PutBucketOwnershipControls'>['OwnershipControls']> | undefined;
  readonly lifecycle?: Given<S3Input<'PutBucketLifecycleConfiguration'>['LifecycleConfiguration']> | undefined;
  readonly notification?: Given<S3Input<'PutBucketNotificationConfiguration'>['NotificationConfiguration']> | undefined;
  readonly cors?: Given<S3Input<'PutBucketCors'>['CORSConfiguration']> | undefined;
  readonly logging?: Given<S3Input<'PutBucketLogging'>['BucketLoggingStatus']> | undefined;
  readonly website?: Given<S3Input<'PutBucketWebsite'>['WebsiteConfiguration']> | undefined;
  readonly acceleration?: Given<S3Input<'PutBucketAccelerateConfiguration'>['AccelerateConfiguration']> | undefined;
  readonly requestPayment?: Given<S3Input<'PutBucketRequestPayment'>['RequestPaymentConfiguration']> | undefined;
  readonly acl?: CannedAcl | undefined;
}

export type CannedAcl = 'private' | 'public-read' | 'public-read-write' | 'authenticated-read' | 'log-delivery-write';

/** Since April 2023 every new bucket is closed to the public and knows no access control lists. */
export const newBucketConfigurations: BucketConfigurations = {
  publicAccessBlock: {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  },
  ownershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
};

/** S3 encrypts with keys of its own wherever nothing else was asked for, since January 2023. */
export const defaultEncryption: Given<BucketConfigurations['encryption']> = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' }, BucketKeyEnabled: false }],
};

/** An account's canonical user ID: 64 hexadecimal digits, always the same for one account. */
export const canonicalUserId = (account: string): string =>
  createHash('sha256').update(`canonical user ${account}`).digest('hex');

/** Whether access control lists have an effect on the bucket at all. */
export function hasAccessControlLists(bucket: BucketRecord): boolean {
  const ownership = bucket.configurations.ownershipControls?.Rules?.[0]?.ObjectOwnership;
  return ownership !== undefined && ownership !== 'BucketOwnerEnforced';
}
