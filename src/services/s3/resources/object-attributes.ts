/** What a request says of an object beside its bytes. */
import { ApiError } from '../../../aws/api-error.ts';
import type { S3Input } from '../context.ts';
import { invalidArgument, notImplemented } from '../errors.ts';
import { requireCannedObjectAcl } from './acl.ts';
import { defaultEncryption, hasAccessControlLists, type BucketRecord } from './bucket.ts';
import type { ObjectAcl, ObjectAttributes, ObjectEncryption, ObjectHeaders } from './object-version.ts';
import { parseTaggingHeader } from './tags.ts';

/** The members that PutObject, CreateMultipartUpload and CopyObject have in common. */
export type AttributeMembers = Pick<
  S3Input<'CreateMultipartUpload'>,
  | 'ACL'
  | 'CacheControl'
  | 'ContentDisposition'
  | 'ContentEncoding'
  | 'ContentLanguage'
  | 'ContentType'
  | 'Expires'
  | 'Metadata'
  | 'ServerSideEncryption'
  | 'SSEKMSKeyId'
  | 'BucketKeyEnabled'
  | 'StorageClass'
  | 'Tagging'
  | 'WebsiteRedirectLocation'
>;

/** In bytes, names and values together. */
const metadataMax = 2048;

export function parseAttributes(input: AttributeMembers, bucket: BucketRecord): ObjectAttributes {
  refuseUnsupported(input);
  return {
    headers: parseHeaders(input),
    metadata: parseMetadata(input.Metadata),
    storageClass: parseStorageClass(input.StorageClass),
    encryption: parseEncryption(input, bucket),
    tags: parseTaggingHeader(input.Tagging),
    acl: parseObjectAcl(input.ACL, bucket),
  };
}

export function parseHeaders(input: AttributeMembers): ObjectHeaders {
  return {
    contentType: input.ContentType ?? 'binary/octet-stream',
    cacheControl: input.CacheControl,
    contentDisposition: input.ContentDisposition,
    contentEncoding: parseContentEncoding(input.ContentEncoding),
    contentLanguage: input.ContentLanguage,
    expiresAt: input.Expires?.getTime(),
    websiteRedirectLocation: input.WebsiteRedirectLocation,
  };
}

const storageClasses = new Set([
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
]);

function parseStorageClass(text: string | undefined): string {
  if (text === undefined) return 'STANDARD';
  if (!storageClasses.has(text)) {
    throw new ApiError('InvalidStorageClass', 'The storage class you specified is not valid', {
      StorageClassRequested: text,
    });
  }
  return text;
}

/** `aws-chunked` is how the body travelled, and no property of the object. */
function parseContentEncoding(header: string | undefined): string | undefined {
  const kept = (header ?? '').split(',').filter((coding) => !['', 'aws-chunked'].includes(coding.trim()));
  return kept.length === 0 ? undefined : kept.join(',');
}

export function parseMetadata(
  metadata: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const entries = Object.entries(metadata ?? {}).map(([name, value]) => [name.toLowerCase(), value] as const);
  const size = entries.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value), 0);
  if (size > metadataMax) {
    throw new ApiError('MetadataTooLarge', 'Your metadata headers exceed the maximum allowed metadata size', {
      Size: size,
      MaxSizeAllowed: metadataMax,
    });
  }
  return Object.fromEntries(entries);
}

export function parseEncryption(input: AttributeMembers, bucket: BucketRecord): ObjectEncryption {
  const rule = (bucket.configurations.encryption ?? defaultEncryption).Rules?.[0];
  const fallback = rule?.ApplyServerSideEncryptionByDefault;
  if (input.ServerSideEncryption === undefined) {
    if (input.SSEKMSKeyId !== undefined) {
      throw new ApiError(
        'InvalidArgument',
        'Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms',
        { ArgumentName: 'x-amz-server-side-encryption', ArgumentValue: 'null' },
      );
    }
    const algorithm = fallback?.SSEAlgorithm ?? 'AES256';
    if (algorithm === 'AES256') return { algorithm };
    return {
      algorithm,
      kmsKeyId: fallback?.KMSMasterKeyID,
      bucketKeyEnabled: input.BucketKeyEnabled ?? rule?.BucketKeyEnabled,
    };
  }
  if (input.ServerSideEncryption === 'AES256') return { algorithm: 'AES256' };
  if (input.ServerSideEncryption !== 'aws:kms' && input.ServerSideEncryption !== 'aws:kms:dsse') {
    throw invalidArgument(
      'The encryption method specified is not supported',
      'x-amz-server-side-encryption',
      input.ServerSideEncryption,
    );
  }
  return {
    algorithm: input.ServerSideEncryption,
    kmsKeyId: input.SSEKMSKeyId,
    bucketKeyEnabled: input.BucketKeyEnabled ?? rule?.BucketKeyEnabled,
  };
}

export function parseObjectAcl(text: string | undefined, bucket: BucketRecord): ObjectAcl {
  const acl = text === undefined ? 'private' : requireCannedObjectAcl(text);
  if (acl !== 'private' && acl !== 'bucket-owner-full-control' && !hasAccessControlLists(bucket)) {
    throw new ApiError('AccessControlListNotSupported', 'The bucket does not allow ACLs');
  }
  return acl;
}

/** Members that would promise what is not done: keys of the client's own, locks, checksums that Node lacks, single grants. */
const unsupported = [
  'SSECustomerAlgorithm',
  'SSECustomerKey',
  'CopySourceSSECustomerAlgorithm',
  'ObjectLockMode',
  'ObjectLockRetainUntilDate',
  'ObjectLockLegalHoldStatus',
  'WriteOffsetBytes',
  'ChecksumXXHASH64',
  'ChecksumXXHASH3',
  'ChecksumXXHASH128',
  'GrantFullControl',
  'GrantRead',
  'GrantReadACP',
  'GrantWriteACP',
] as const;

export function refuseUnsupported(input: object): void {
  const members = new Map<string, unknown>(Object.entries(input));
  for (const name of unsupported) if (members.get(name) !== undefined) throw notImplemented(name);
}
