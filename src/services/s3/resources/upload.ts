import { createHash } from 'node:crypto';
import { ApiError } from '../../../aws/api-error.ts';
import { malformedXml, noSuchUpload } from '../errors.ts';
import {
  base64,
  checksumAlgorithms,
  createChecksum,
  type Checksum,
  type ChecksumAlgorithm,
  type ChecksumMembers,
} from './checksum.ts';
import { quotedEtag, unquotedEtag, type ObjectAttributes } from './object-version.ts';

/** An upload in parts that was neither completed nor aborted. */
export interface UploadRecord {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
  readonly initiatedAt: number;
  readonly attributes: ObjectAttributes;
  readonly checksum: UploadChecksum;
}

export interface UploadChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: Checksum['type'];
  /** Whether the client asked for it; else it is S3's own choice, which stays unsaid until the end. */
  readonly isAsked: boolean;
}

export interface PartRecord {
  readonly number: number;
  readonly blob: string;
  readonly sizeBytes: number;
  /** Without its quotes. */
  readonly etag: string;
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
  readonly modifiedAt: number;
}

export const partNumberMax = 10_000;
/** Every part but the last must have this much. */
export const partBytesMin = 5 * 1024 * 1024;

/** What a completion says of a part. */
export interface NamedPart extends ChecksumMembers {
  readonly PartNumber?: number | undefined;
  readonly ETag?: string | undefined;
}

/** The parts that a completion names, in its order; refuses what S3 refuses. */
export function selectParts(
  uploadId: string,
  named: readonly NamedPart[] | undefined,
  parts: readonly PartRecord[],
): readonly PartRecord[] {
  if (named === undefined || named.length === 0) throw malformedXml();
  const known = new Map(parts.map((part) => [part.number, part]));
  if (parts.length === 0) throw invalidPart(uploadId, named[0]);
  let previous = 0;
  for (const { PartNumber: number = 0 } of named) {
    if (number <= previous) {
      throw new ApiError(
        'InvalidPartOrder',
        'The list of parts was not in ascending order. Parts must be ordered by part number.',
        { UploadId: uploadId },
      );
    }
    previous = number;
  }
  return named.map((name, index) => {
    const part = known.get(name.PartNumber ?? 0);
    if (part === undefined || part.etag !== unquotedEtag(name.ETag) || !hasChecksum(part, name))
      throw invalidPart(uploadId, name);
    if (index < named.length - 1 && part.sizeBytes < partBytesMin) {
      throw new ApiError('EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size', {
        ProposedSize: part.sizeBytes,
        MinSizeAllowed: partBytesMin,
        PartNumber: part.number,
        ETag: part.etag,
      });
    }
    return part;
  });
}

function hasChecksum({ checksum }: PartRecord, named: NamedPart): boolean {
  return checksumAlgorithms.every((algorithm) => {
    const value = named[`Checksum${algorithm}`];
    return value === undefined || (algorithm === checksum.algorithm && value === checksum.value);
  });
}

function invalidPart(uploadId: string, named: NamedPart | undefined): ApiError {
  return new ApiError(
    'InvalidPart',
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.",
    { UploadId: uploadId, PartNumber: named?.PartNumber ?? 0, ETag: quotedEtag(unquotedEtag(named?.ETag)) },
  );
}

/** The MD5 of the parts' MD5s, and how many there are. */
export function multipartEtag(parts: readonly PartRecord[]): string {
  const hash = createHash('md5');
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'));
  return `${hash.digest('hex')}-${parts.length}`;
}

/** The checksum of the parts' checksums, and how many there are. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly PartRecord[]): Checksum {
  const running = createChecksum(algorithm);
  for (const { checksum } of parts) running.update(Buffer.from(checksum.value, 'base64'));
  return { algorithm, value: `${base64(running.digest())}-${parts.length}`, type: 'COMPOSITE' };
}

/** A cyclic checksum may be of the whole; a cryptographic one is always of the parts' checksums. */
export function parseUploadChecksum(
  algorithm: ChecksumAlgorithm | undefined,
  type: string | undefined,
): UploadChecksum {
  if (algorithm === undefined) {
    if (type !== undefined) {
      throw new ApiError(
        'InvalidRequest',
        'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
      );
    }
    return { algorithm: 'CRC64NVME', type: 'FULL_OBJECT', isAsked: false };
  }
  const isCyclic = algorithm.startsWith('CRC');
  const chosen = type ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
  const isPossible = chosen === 'FULL_OBJECT' ? isCyclic : algorithm !== 'CRC64NVME';
  if (!isPossible) {
    throw new ApiError(
      'InvalidRequest',
      `The ${chosen} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type: chosen === 'FULL_OBJECT' ? 'FULL_OBJECT' : 'COMPOSITE', isAsked: true };
}

/** Upload IDs of one key sort by the time of their beginning, as S3 lists them. */
export const uploadIdOf = (initiatedAt: number, random: string): string =>
  `${initiatedAt.toString(36).padStart(9, '0')}${random}`;

export function requireUploadId(input: { readonly UploadId?: string | undefined }): string {
  const { UploadId: uploadId = '' } = input;
  if (!/^[\w.]+$/.test(uploadId)) throw noSuchUpload(uploadId);
  return uploadId;
}
