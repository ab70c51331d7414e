/** Takes bytes in: stores them, and proves what the client said of them. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { ApiError } from '../../aws/api-error.ts';
import { invariant } from '../../invariant.ts';
import type { S3Context } from './context.ts';
import { badDigest } from './errors.ts';
import {
  base64,
  createChecksum,
  parseChecksum,
  parseChecksumAlgorithm,
  verifyChecksum,
  type ChecksumAlgorithm,
  type ChecksumMembers,
} from './resources/checksum.ts';
import type { ByteRange } from './resources/range.ts';

/** What a request says of the bytes it carries. */
export interface Claims extends ChecksumMembers {
  readonly Body?: Uint8Array | undefined;
  readonly ContentMD5?: string | undefined;
  readonly ChecksumAlgorithm?: string | undefined;
}

export interface StoredContent {
  readonly blob: string;
  readonly sizeBytes: number;
  readonly md5: string;
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

/** S3 gives an object whose client names no checksum a CRC-64/NVME. */
export const defaultAlgorithm: ChecksumAlgorithm = 'CRC64NVME';

const emptyBody = new Uint8Array(0);

/** Resolves when the bytes are durable; refuses bytes that are not those the client claims. */
export async function storeBody(
  context: S3Context,
  claims: Claims,
  fallback: ChecksumAlgorithm = defaultAlgorithm,
): Promise<StoredContent> {
  const body = claims.Body ?? emptyBody;
  const md5 = createHash('md5').update(body).digest();
  if (claims.ContentMD5 !== undefined) verifyMd5(claims.ContentMD5, md5);
  const given = parseChecksum(claims);
  const algorithm = given?.algorithm ?? parseChecksumAlgorithm(claims.ChecksumAlgorithm) ?? fallback;
  const running = createChecksum(algorithm);
  running.update(body);
  const value = base64(running.digest());
  if (given !== undefined) verifyChecksum(given, value);
  const { sha256, sizeBytes } = await context.store.blobs.put(body);
  return { blob: sha256, sizeBytes, md5: md5.toString('hex'), checksum: { algorithm, value } };
}

function verifyMd5(header: string, md5: Uint8Array): void {
  const claimed = Buffer.from(header, 'base64');
  if (claimed.length !== 16 || claimed.toString('base64') !== header) {
    throw new ApiError('InvalidDigest', 'The Content-MD5 you specified was invalid.', { 'Content-MD5': header });
  }
  if (!claimed.equals(md5)) throw badDigest('Content-MD5');
}

export interface ContentSource extends Partial<ByteRange> {
  readonly blob: string;
}

/** Joins parts of blobs into a new one, a chunk at a time however large they are. */
export async function storeJoined(
  context: S3Context,
  sources: readonly ContentSource[],
  algorithm: ChecksumAlgorithm,
): Promise<StoredContent> {
  const md5 = createHash('md5');
  const checksum = createChecksum(algorithm);
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for (const source of sources) {
      for await (const chunk of readSource(context, source)) {
        md5.update(chunk);
        checksum.update(chunk);
        yield chunk;
      }
    }
  }
  const { sha256, sizeBytes } = await context.store.blobs.put(hashed());
  return {
    blob: sha256,
    sizeBytes,
    md5: md5.digest('hex'),
    checksum: { algorithm, value: base64(checksum.digest()) },
  };
}

async function* readSource(context: S3Context, { blob, start = 0, length }: ContentSource): AsyncGenerator<Uint8Array> {
  if (length === 0) return;
  const file = await locateBlob(context, blob);
  const stream = createReadStream(file, { start, ...(length !== undefined && { end: start + length - 1 }) });
  for await (const chunk of stream) {
    // A stream that was given no encoding yields buffers, whatever its type says.
    yield chunk as Uint8Array;
  }
}

export async function locateBlob(context: S3Context, blob: string): Promise<string> {
  const file = await context.store.blobs.locate(blob);
  invariant(file !== undefined, 'the bytes of a stored object are kept as long as it is');
  return file;
}
