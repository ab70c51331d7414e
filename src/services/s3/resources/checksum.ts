import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { ApiError } from '../../../aws/api-error.ts';
import { badDigest, notImplemented } from '../errors.ts';
import { Crc64Nvme, crc32c } from './crc.ts';

export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'SHA512', 'MD5'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

export interface Checksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64; of a composite checksum with the number of parts behind a hyphen. */
  readonly value: string;
  readonly type: 'FULL_OBJECT' | 'COMPOSITE';
}

/** The members that carry a checksum in requests and answers. */
export type ChecksumMembers = { readonly [Name in `Checksum${ChecksumAlgorithm}`]?: string | undefined };

export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  digest(): Uint8Array;
}

export function createChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  switch (algorithm) {
    case 'CRC32':
      return runningCrc((bytes, value) => crc32(bytes, value));
    case 'CRC32C':
      return runningCrc(crc32c);
    case 'CRC64NVME':
      return new Crc64Nvme();
    case 'SHA1':
    case 'SHA256':
    case 'SHA512':
    case 'MD5':
      return createHash(algorithm.toLowerCase());
  }
}

function runningCrc(advance: (bytes: Uint8Array, value: number) => number): RunningChecksum {
  let value = 0;
  return {
    update(bytes) {
      value = advance(bytes, value);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(value);
      return bytes;
    },
  };
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The one checksum that a request gives, or none. */
export function parseChecksum(
  members: ChecksumMembers,
): { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined {
  const given = checksumAlgorithms.flatMap((algorithm) => {
    const value = members[`Checksum${algorithm}`];
    return value === undefined ? [] : [{ algorithm, value }];
  });
  if (given.length > 1) {
    throw new ApiError(
      'InvalidRequest',
      'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    );
  }
  return given[0];
}

export function parseChecksumAlgorithm(text: string | undefined): ChecksumAlgorithm | undefined {
  if (text === undefined) return undefined;
  const known = checksumAlgorithms.find((algorithm) => algorithm === text.toUpperCase());
  if (known === undefined) throw notImplemented(`checksum algorithm ${text}`);
  return known;
}

/** Refuses a checksum that is none of its algorithm, and one that the content does not have. */
export function verifyChecksum(
  given: { readonly algorithm: ChecksumAlgorithm; readonly value: string },
  actual: string,
): void {
  if (given.value === actual) return;
  if (base64Length(given.value) !== base64Length(actual)) {
    throw new ApiError(
      'InvalidRequest',
      `Value for x-amz-checksum-${given.algorithm.toLowerCase()} header is invalid.`,
    );
  }
  throw badDigest(given.algorithm);
}

const base64Length = (text: string): number => Buffer.from(text, 'base64').length;

export function describeChecksum(checksum: Checksum | undefined): ChecksumMembers & {
  readonly ChecksumType?: Checksum['type'];
} {
  if (checksum === undefined) return {};
  return { ...checksumMember(checksum.algorithm, checksum.value), ChecksumType: checksum.type };
}

export function checksumMember(algorithm: ChecksumAlgorithm, value: string): ChecksumMembers {
  switch (algorithm) {
    case 'CRC32':
      return { ChecksumCRC32: value };
    case 'CRC32C':
      return { ChecksumCRC32C: value };
    case 'CRC64NVME':
      return { ChecksumCRC64NVME: value };
    case 'SHA1':
      return { ChecksumSHA1: value };
    case 'SHA256':
      return { ChecksumSHA256: value };
    case 'SHA512':
      return { ChecksumSHA512: value };
    case 'MD5':
      return { ChecksumMD5: value };
  }
}
