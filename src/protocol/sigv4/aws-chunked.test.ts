import { describe, expect, test } from 'vitest';
import type { WireRequest } from '../../aws/wire.ts';
import type { Authorization } from './authorization.ts';
import { decodeChunked } from './aws-chunked.ts';
import { deriveSigningKey, hmacHex, scopeOf, sha256Hex } from './signature.ts';

const credential = { accessKeyId: 'AKID', date: '20250101', region: 'us-east-1', service: 's3' };
const authorization: Authorization = {
  kind: 'header',
  credential,
  signedHeaders: ['host'],
  signature: 'a'.repeat(64),
  timestamp: '20250101T000000Z',
  securityToken: undefined,
};
const key = deriveSigningKey('secret', credential);
const signedForm = 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD';

function requestOf(body: Buffer, headers: Record<string, string> = {}): WireRequest {
  return {
    method: 'PUT',
    path: '/bucket/key',
    query: '',
    headers: { 'content-encoding': 'aws-chunked', ...headers },
    body,
  };
}

/** Chunks signed upon one another, as clients send them; the last one is empty. */
function signedBody(parts: readonly string[]): Buffer {
  let previous = authorization.signature;
  const lines = [...parts, ''].map((part) => {
    const text = [
      'AWS4-HMAC-SHA256-PAYLOAD',
      authorization.timestamp,
      scopeOf(credential),
      previous,
      sha256Hex(''),
      sha256Hex(part),
    ].join('\n');
    previous = hmacHex(key, text);
    return `${Buffer.byteLength(part).toString(16)};chunk-signature=${previous}\r\n${part}\r\n`;
  });
  return Buffer.from(lines.join(''));
}

describe('a body in chunks', () => {
  test('is put together when every chunk is signed', () => {
    const verdict = decodeChunked(requestOf(signedBody(['hello ', 'world'])), signedForm, { key, authorization });
    expect(verdict).toMatchObject({ kind: 'valid' });
    if (verdict.kind === 'valid') {
      expect(Buffer.from(verdict.request.body).toString()).toBe('hello world');
      expect(verdict.request.headers).not.toHaveProperty('content-encoding');
    }
  });

  test('is refused when a byte of a chunk was altered', () => {
    const body = Buffer.from(signedBody(['hello ', 'world']).toString().replace('world', 'w0rld'));
    expect(decodeChunked(requestOf(body), signedForm, { key, authorization })).toEqual({ kind: 'wrong-signature' });
  });

  test('is refused when chunks were swapped or left out', () => {
    const [first = '', second = '', last = ''] = signedBody(['one', 'two'])
      .toString()
      .split(/(?<=\r\n(?:one|two)\r\n)/);
    for (const body of [second + first + last, first + last]) {
      expect(decodeChunked(requestOf(Buffer.from(body)), signedForm, { key, authorization })).toEqual({
        kind: 'wrong-signature',
      });
    }
  });

  test('hands trailing headers on, for the checksum that they carry', () => {
    const body = Buffer.from('5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n');
    const verdict = decodeChunked(
      requestOf(body, { 'content-encoding': 'gzip,aws-chunked' }),
      'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
      { key, authorization },
    );
    expect(verdict).toMatchObject({
      kind: 'valid',
      request: { headers: { 'x-amz-checksum-crc32': 'NhCmhg==', 'content-encoding': 'gzip' } },
    });
  });

  test.each([
    ['ends early', '5\r\nhel'],
    ['is longer than it says', '2\r\nhello\r\n0\r\n\r\n'],
    ['has a size that is none', 'zz\r\nhello\r\n0\r\n\r\n'],
    ['is not chunked at all', 'hello'],
  ])('is refused when it %s', (_, text) => {
    expect(
      decodeChunked(requestOf(Buffer.from(text)), 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', { key, authorization }),
    ).toMatchObject({ kind: 'malformed' });
  });

  test('is refused when it is not as long as declared', () => {
    const body = Buffer.from('5\r\nhello\r\n0\r\n\r\n');
    expect(
      decodeChunked(requestOf(body, { 'x-amz-decoded-content-length': '6' }), 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', {
        key,
        authorization,
      }),
    ).toMatchObject({ kind: 'malformed' });
  });
});
