/** An object's record as answers tell it. */
import { wholeSeconds } from './conditions.ts';
import { describeChecksum } from './checksum.ts';
import type { S3Output } from '../context.ts';
import { quotedEtag, type ObjectEncryption, type ObjectVersion } from './object-version.ts';

type HeadOutput = S3Output<'HeadObject'>;
type EncryptionMembers = Pick<HeadOutput, 'ServerSideEncryption' | 'SSEKMSKeyId' | 'BucketKeyEnabled'>;

export const describeLastModified = (atMs: number): Date => new Date(wholeSeconds(atMs));

export function describeEncryption(encryption: ObjectEncryption): EncryptionMembers {
  return {
    // Given by a client as one of the enum's values, which the store keeps as text.
    ServerSideEncryption: encryption.algorithm as EncryptionMembers['ServerSideEncryption'],
    ...(encryption.kmsKeyId !== undefined && { SSEKMSKeyId: encryption.kmsKeyId }),
    ...(encryption.bucketKeyEnabled !== undefined && { BucketKeyEnabled: encryption.bucketKeyEnabled }),
  };
}

/** The version's ID, where the bucket has versions at all. */
export const describeVersionId = (versionId: string, isVersioned: boolean): { VersionId?: string } =>
  isVersioned || versionId !== 'null' ? { VersionId: versionId } : {};

/** What GetObject and HeadObject tell alike. */
export function describeObject(
  version: ObjectVersion,
  options: { readonly isVersioned: boolean; readonly showsChecksum: boolean },
): HeadOutput {
  const { headers, content } = version;
  return {
    AcceptRanges: 'bytes',
    LastModified: describeLastModified(version.modifiedAt),
    ContentLength: content.sizeBytes,
    ETag: quotedEtag(content.etag),
    ...describeVersionId(version.versionId, options.isVersioned),
    ...(options.showsChecksum && describeChecksum(content.checksum)),
    ...describeEncryption(version.encryption),
    Metadata: { ...version.metadata },
    ContentType: headers.contentType,
    ...(headers.cacheControl !== undefined && { CacheControl: headers.cacheControl }),
    ...(headers.contentDisposition !== undefined && { ContentDisposition: headers.contentDisposition }),
    ...(headers.contentEncoding !== undefined && { ContentEncoding: headers.contentEncoding }),
    ...(headers.contentLanguage !== undefined && { ContentLanguage: headers.contentLanguage }),
    ...(headers.expiresAt !== undefined && { Expires: new Date(headers.expiresAt) }),
    ...(headers.websiteRedirectLocation !== undefined && { WebsiteRedirectLocation: headers.websiteRedirectLocation }),
    // S3 is silent about the class that nearly all objects have.
    ...(version.storageClass !== 'STANDARD' && { StorageClass: describeStorageClass(version.storageClass) }),
    ...(version.tags.length > 0 && { TagCount: version.tags.length }),
  };
}

export function describeStorageClass(storageClass: string): HeadOutput['StorageClass'] {
  // Given by a client as one of the enum's values, which the store keeps as text.
  return storageClass as HeadOutput['StorageClass'];
}
