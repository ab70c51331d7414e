/** Signature Version 4: what is signed, and the signature of it. */
import { createHmac, createSecretKey, hash, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { WireRequest } from '../../aws/wire.ts';
import { invariant } from '../../invariant.ts';
import type { Authorization, Credential } from './authorization.ts';

export const unsignedPayload = 'UNSIGNED-PAYLOAD';

/** Header names that every HTTP stack may add or change on the way are signed as the client saw them. */
export function sha256Hex(data: Uint8Array | string): string {
  return hash('sha256', data, 'hex');
}

/**
 * A signing key for one day, region and service. A KeyObject, for `createHmac` with a buffer costs
 * several times as much.
 */
export function deriveSigningKey(secretAccessKey: string, credential: Credential): KeyObject {
  let key = createSecretKey(Buffer.from(`AWS4${secretAccessKey}`, 'utf8'));
  for (const part of [credential.date, credential.region, credential.service, 'aws4_request']) {
    key = createSecretKey(createHmac('sha256', key).update(part).digest());
  }
  return key;
}

export function hmacHex(key: KeyObject, text: string): string {
  if (text.length * utf8BytesMax > textBytesMax) return createHmac('sha256', key).update(text).digest('hex');
  let pads = padsOfKeys.get(key);
  if (pads === undefined) {
    pads = makePads(key.export());
    padsOfKeys.set(key, pads);
  }
  const length = pads.inner.write(text, blockBytes, 'utf8');
  pads.outer.write(hash('sha256', pads.inner.subarray(0, blockBytes + length), 'hex'), blockBytes, 'hex');
  return hash('sha256', pads.outer, 'hex');
}

/** What SHA-256 works on at a time, and what it gives. */
const blockBytes = 64;
const digestBytes = 32;
/** Longer texts are left to `createHmac`. */
const textBytesMax = 1024;
const utf8BytesMax = 3;

/** The two messages of RFC 2104, each with the place for what is hashed behind the padded key. */
interface Pads {
  readonly inner: Buffer;
  readonly outer: Buffer;
}

/** HMAC is two hashes, and two hashes at once cost half of what `createHmac` does. */
const padsOfKeys = new WeakMap<KeyObject, Pads>();

function makePads(key: Uint8Array): Pads {
  invariant(key.length <= blockBytes, 'a signing key is a digest');
  const inner = Buffer.alloc(blockBytes + textBytesMax, 0x36, 'latin1');
  const outer = Buffer.alloc(blockBytes + digestBytes, 0x5c, 'latin1');
  for (const [index, byte] of key.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return { inner, outer };
}

export function scopeOf(credential: Credential): string {
  return `${credential.date}/${credential.region}/${credential.service}/aws4_request`;
}

/** Compares in constant time, whatever the lengths. */
export function isSameSignature(given: string, computed: string): boolean {
  const left = Buffer.from(given, 'utf8');
  const right = Buffer.from(computed, 'utf8');
  return left.length === right.length && timingSafeEqual(left, right);
}

/**
 * The string that the client signed. `path` is the canonical URI: S3 signs the path as it is sent,
 * the others encode it once more.
 */
export function stringToSign(
  request: WireRequest,
  authorization: Authorization,
  path: string,
  payloadHash: string,
): string {
  const { credential, timestamp, signedHeaders, spelled, kind } = authorization;
  // Joined at once: a text that grows piece by piece is put together a second time to be hashed.
  const lines = [request.method, path, canonicalQuery(request.query, kind === 'presigned')];
  for (const name of signedHeaders) lines.push(`${name}:${canonicalHeader(request.headers[name] ?? '')}`);
  lines.push('', spelled?.signedHeaders ?? signedHeaders.join(';'), payloadHash);
  return `AWS4-HMAC-SHA256\n${timestamp}\n${spelled?.scope ?? scopeOf(credential)}\n${sha256Hex(lines.join('\n'))}`;
}

function canonicalHeader(value: string): string {
  const trimmed = value.trim();
  return trimmed.includes('  ') ? trimmed.replaceAll(/ +/g, ' ') : trimmed;
}

/** One parameter, spelled as it is signed. */
const canonicalParameter = /^[\w.~-]+=[\w.~-]*$/;

function canonicalQuery(query: string, isPresigned: boolean): string {
  if (query === '' || (!isPresigned && canonicalParameter.test(query))) return query;
  const pairs: (readonly [string, string])[] = [];
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = equals < 0 ? part : part.slice(0, equals);
    const value = equals < 0 ? '' : part.slice(equals + 1);
    if (isPresigned && name === 'X-Amz-Signature') continue;
    pairs.push([recode(name), recode(value)]);
  }
  return pairs
    .toSorted(
      ([leftName, leftValue], [rightName, rightValue]) =>
        compare(leftName, rightName) || compare(leftValue, rightValue),
    )
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Brings a parameter, however the client encoded it, to the one form that is signed. */
function recode(text: string): string {
  try {
    return encodeRfc3986(decodeURIComponent(text.replaceAll('+', '%20')));
  } catch {
    return encodeRfc3986(text);
  }
}

export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** The path's segments encoded once more, as all services but S3 sign it. */
export function doubleEncodedPath(path: string): string {
  if (/^[\w.~/-]*$/.test(path)) return path;
  return path
    .split('/')
    .map((segment) => encodeRfc3986(segment))
    .join('/');
}
