import type { Checksum } from './checksum.ts';
import type { Tag } from './tags.ts';

/** A version of an object, or the mark that the object was deleted. */
export type VersionRecord = ObjectVersion | DeleteMarker;

interface VersionIdentity {
  readonly bucket: string;
  readonly key: string;
  /** Counts the writes to the key: the version with the largest is the current one. */
  readonly sequence: number;
  /** `null` for what was written while versioning was off, as in S3. */
  readonly versionId: string;
  readonly modifiedAt: number;
}

export interface DeleteMarker extends VersionIdentity {
  readonly kind: 'delete-marker';
}

export interface ObjectVersion extends VersionIdentity, ObjectAttributes {
  readonly kind: 'object';
  readonly content: ObjectContent;
}

/** The bytes of an object and what is computed from them. */
export interface ObjectContent {
  readonly blob: string;
  readonly sizeBytes: number;
  /** Without its quotes. */
  readonly etag: string;
  /** Hexadecimal; differs from the ETag where the object was uploaded in parts. */
  readonly md5: string;
  readonly checksum: Checksum;
  /** The parts of a multipart upload, in order. */
  readonly parts?: readonly ObjectPart[];
}

export interface ObjectPart {
  readonly sizeBytes: number;
  readonly checksum?: string;
}

/** What a client says of an object beside its bytes. */
export interface ObjectAttributes {
  readonly headers: ObjectHeaders;
  /** User metadata: the names in lower case, without `x-amz-meta-`. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly storageClass: string;
  readonly encryption: ObjectEncryption;
  readonly tags: readonly Tag[];
  readonly acl: ObjectAcl;
}

/** Stored headers, given back as they came. */
export interface ObjectHeaders {
  readonly contentType: string;
  readonly cacheControl?: string | undefined;
  readonly contentDisposition?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly contentLanguage?: string | undefined;
  readonly expiresAt?: number | undefined;
  readonly websiteRedirectLocation?: string | undefined;
}

/** What was asked for. The bytes lie on Serin's disk as they are: encrypting that is its owner's business. */
export interface ObjectEncryption {
  readonly algorithm: string;
  readonly kmsKeyId?: string | undefined;
  readonly bucketKeyEnabled?: boolean | undefined;
}

export type ObjectAcl =
  | 'private'
  | 'public-read'
  | 'public-read-write'
  | 'authenticated-read'
  | 'aws-exec-read'
  | 'bucket-owner-read'
  | 'bucket-owner-full-control';

export const quotedEtag = (etag: string): string => `"${etag}"`;
export const unquotedEtag = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');
