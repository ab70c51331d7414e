/**
 * Verifies a request's signature. Pure but for hashing: the secret and the time come from outside.
 * Each service family words its refusals in its own way, see `refusals.ts`.
 */
import type { KeyObject } from 'node:crypto';
import type { WireRequest } from '../../aws/wire.ts';
import { decodeChunked } from './aws-chunked.ts';
import type { Verdict } from './verdict.ts';
import { parseTimestamp, type Authorization } from './authorization.ts';
import { verifyPresignedV2 } from './presigned-v2.ts';
import {
  deriveSigningKey,
  doubleEncodedPath,
  hmacHex,
  isSameSignature,
  scopeOf,
  sha256Hex,
  stringToSign,
  unsignedPayload,
} from './signature.ts';

/** How far a client's clock may be off. */
const skewMaxMs = 5 * 60 * 1000;
/** As long as AWS lets a presigned address live. */
const presignedMaxSeconds = 7 * 24 * 60 * 60;

/** Signing keys by secret and scope, bounded: a day's scopes are few. */
export class SigningKeys {
  readonly #keys = new Map<string, KeyObject>();
  readonly #max = 1000;

  get(secretAccessKey: string, { credential, spelled }: Authorization): KeyObject {
    const name = spelled?.credential ?? `${credential.accessKeyId}/${scopeOf(credential)}`;
    const known = this.#keys.get(name);
    if (known !== undefined) return known;
    const key = deriveSigningKey(secretAccessKey, credential);
    if (this.#keys.size >= this.#max) this.#keys.clear();
    this.#keys.set(name, key);
    return key;
  }
}

export function verifySignature(
  request: WireRequest,
  authorization: Authorization,
  secretAccessKey: string,
  { keys, nowMs }: { readonly keys: SigningKeys; readonly nowMs: number },
): Verdict {
  if (authorization.kind === 'presigned-v2') return verifyPresignedV2(request, authorization, secretAccessKey, nowMs);
  const time = checkTime(authorization, nowMs);
  if (time !== undefined) return time;
  const unsigned = findUnsignedHeader(request, authorization);
  if (unsigned !== undefined) return { kind: 'unsigned-header', name: unsigned };
  const payload = payloadHashes(request, authorization);
  if (payload.kind === 'body-mismatch') return payload;
  const key = keys.get(secretAccessKey, authorization);
  const isValid = payload.hashes.some((hash) => matchesSomePath(request, authorization, hash, key));
  if (!isValid) return { kind: 'wrong-signature' };
  const declared = request.headers['x-amz-content-sha256'] ?? '';
  if (!declared.startsWith('STREAMING-')) return { kind: 'valid', request };
  return decodeChunked(request, declared, { key, authorization });
}

function checkTime(authorization: Authorization, nowMs: number): Verdict | undefined {
  const requestAtMs = parseTimestamp(authorization.timestamp);
  if (requestAtMs === undefined)
    return { kind: 'malformed', reason: `Date must be in ISO-8601 'basic format'. Got '${authorization.timestamp}'` };
  if (!authorization.timestamp.startsWith(authorization.credential.date) && authorization.timestamp.endsWith('Z')) {
    return {
      kind: 'malformed',
      reason: 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP',
    };
  }
  if (authorization.kind === 'presigned') {
    const seconds = authorization.expiresSeconds ?? 0;
    if (!(seconds >= 1 && seconds <= presignedMaxSeconds))
      return { kind: 'malformed', reason: 'X-Amz-Expires must be between 1 and 604800 seconds' };
    const expiredAtMs = requestAtMs + seconds * 1000;
    if (nowMs > expiredAtMs) return { kind: 'presigned-expired', expiredAtMs };
    return requestAtMs - nowMs > skewMaxMs ? { kind: 'skewed', requestAtMs } : undefined;
  }
  return Math.abs(nowMs - requestAtMs) > skewMaxMs ? { kind: 'skewed', requestAtMs } : undefined;
}

/** AWS demands that the host is signed, and every `x-amz-` header that there is. */
function findUnsignedHeader({ headers }: WireRequest, { signedHeaders }: Authorization): string | undefined {
  if (!signedHeaders.includes('host')) return 'host';
  for (const name in headers) if (name.startsWith('x-amz-') && !signedHeaders.includes(name)) return name;
  return undefined;
}

type PayloadHashes =
  | { readonly kind: 'body-mismatch' }
  | { readonly kind: 'hashes'; readonly hashes: readonly string[] };

/** What may stand for the body in the signed string. */
function payloadHashes(request: WireRequest, authorization: Authorization): PayloadHashes {
  const declared = request.headers['x-amz-content-sha256'];
  if (declared === unsignedPayload || declared?.startsWith('STREAMING-') === true)
    return { kind: 'hashes', hashes: [declared] };
  if (authorization.kind === 'presigned') {
    // S3 signs no body; STS signs the empty one.
    return { kind: 'hashes', hashes: [unsignedPayload, sha256Hex(request.body)] };
  }
  const actual = sha256Hex(request.body);
  if (declared !== undefined && declared !== actual) return { kind: 'body-mismatch' };
  return { kind: 'hashes', hashes: [actual] };
}

function matchesSomePath(
  request: WireRequest,
  authorization: Authorization,
  payloadHash: string,
  key: KeyObject,
): boolean {
  const encoded = doubleEncodedPath(request.path);
  const paths =
    authorization.credential.service === 's3' || encoded === request.path ? [request.path] : [encoded, request.path];
  return paths.some((path) =>
    isSameSignature(authorization.signature, hmacHex(key, stringToSign(request, authorization, path, payloadHash))),
  );
}
