/**
 * Bodies in AWS's own chunks, as clients send uploads whose hash they do not know beforehand:
 * `size;chunk-signature=…` lines, each chunk signed upon the one before it, then trailing headers.
 */
import type { KeyObject } from 'node:crypto';
import type { WireRequest } from '../../aws/wire.ts';
import type { Authorization } from './authorization.ts';
import { hmacHex, isSameSignature, scopeOf, sha256Hex } from './signature.ts';
import type { Verdict } from './verdict.ts';

interface Chunk {
  readonly data: Buffer;
  readonly signature: string | undefined;
}

interface Parsed {
  readonly chunks: readonly Chunk[];
  /** Names in lower case. */
  readonly trailers: ReadonlyMap<string, string>;
}

const emptyHash = sha256Hex('');

export function decodeChunked(
  request: WireRequest,
  declared: string,
  { key, authorization }: { readonly key: KeyObject; readonly authorization: Authorization },
): Verdict {
  const parsed = parseChunks(Buffer.from(request.body.buffer, request.body.byteOffset, request.body.byteLength));
  if (parsed === undefined) return { kind: 'malformed', reason: 'The request body is not in aws-chunked form' };
  if (!declared.startsWith('STREAMING-UNSIGNED-') && !areSigned(parsed, declared, key, authorization))
    return { kind: 'wrong-signature' };
  const body = Buffer.concat(parsed.chunks.map((chunk) => chunk.data));
  const expected = request.headers['x-amz-decoded-content-length'];
  if (expected !== undefined && Number(expected) !== body.length)
    return { kind: 'malformed', reason: 'The body is not as long as x-amz-decoded-content-length says' };
  const encodings = (request.headers['content-encoding'] ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'aws-chunked');
  const { 'content-encoding': _, ...others } = request.headers;
  const headers = {
    ...others,
    ...(encodings.length > 0 ? { 'content-encoding': encodings.join(',') } : {}),
    ...Object.fromEntries(parsed.trailers),
  };
  return { kind: 'valid', request: { ...request, headers, body } };
}

function parseChunks(body: Buffer): Parsed | undefined {
  const chunks: Chunk[] = [];
  let position = 0;
  for (;;) {
    const end = body.indexOf('\r\n', position);
    if (end < 0) return undefined;
    const match = /^([0-9a-fA-F]{1,8})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(
      body.toString('latin1', position, end),
    );
    if (match?.[1] === undefined) return undefined;
    const size = Number.parseInt(match[1], 16);
    const start = end + 2;
    if (start + size > body.length) return undefined;
    chunks.push({ data: body.subarray(start, start + size), signature: match[2] });
    position = start + size;
    if (size === 0) return { chunks, trailers: parseTrailers(body.toString('utf8', position)) };
    if (body.toString('latin1', position, position + 2) !== '\r\n') return undefined;
    position += 2;
  }
}

function parseTrailers(text: string): ReadonlyMap<string, string> {
  const trailers = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  return trailers;
}

function areSigned(
  { chunks, trailers }: Parsed,
  declared: string,
  key: KeyObject,
  authorization: Authorization,
): boolean {
  const scope = scopeOf(authorization.credential);
  let previous = authorization.signature;
  for (const chunk of chunks) {
    const text = [
      'AWS4-HMAC-SHA256-PAYLOAD',
      authorization.timestamp,
      scope,
      previous,
      emptyHash,
      sha256Hex(chunk.data),
    ].join('\n');
    if (chunk.signature === undefined || !isSameSignature(chunk.signature, hmacHex(key, text))) return false;
    previous = chunk.signature;
  }
  if (!declared.endsWith('-TRAILER')) return true;
  const signature = trailers.get('x-amz-trailer-signature');
  const signed = [...trailers]
    .filter(([name]) => name !== 'x-amz-trailer-signature')
    .map(([name, value]) => `${name}:${value}\n`)
    .join('');
  const text = ['AWS4-HMAC-SHA256-TRAILER', authorization.timestamp, scope, previous, sha256Hex(signed)].join('\n');
  return signature !== undefined && isSameSignature(signature, hmacHex(key, text));
}
