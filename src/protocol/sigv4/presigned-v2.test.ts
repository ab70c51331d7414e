import { expect, test } from 'vitest';
import type { WireRequest } from '../../aws/wire.ts';
import { findAuthorization } from './authorization.ts';
import { SigningKeys, verifySignature } from './verify.ts';

// What boto3 1.43.11 signed, with the clock at 2026-11-23 07:00 UTC and one hour to live.
const accessKeyId = 'AKIDEXAMPLE';
const secretAccessKey = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
const expiresAtMs = 1_795_420_800_000;

const signed: readonly (readonly [what: string, method: string, address: string])[] = [
  [
    'a key with unusual characters',
    'GET',
    '/shop/a%20b/c%2Bd.txt?AWSAccessKeyId=AKIDEXAMPLE&Signature=2tmJw0Kh0zG1%2FBGhRfDSocd2iGw%3D&Expires=1795420800',
  ],
  [
    'a version, and how the answer is to look',
    'GET',
    '/shop/k?versionId=v%2F1&response-content-type=text%2Fplain%3B%20charset%3Dx&AWSAccessKeyId=AKIDEXAMPLE&Signature=faRnCFHqKNxohY8jJjBtACBJExI%3D&Expires=1795420800',
  ],
  [
    'an upload with metadata',
    'PUT',
    '/shop/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=3NcCfyxi0M%2Fa6JZnYGLw0oEdPdk%3D&content-type=text%2Fplain&x-amz-meta-who=me&Expires=1795420800',
  ],
  [
    'a session token',
    'GET',
    '/shop/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=3gZ2QX0j27DG5epQEKd4Ye66Qf4%3D&x-amz-security-token=to%2Fken%3D&Expires=1795420800',
  ],
  [
    'the bucket in the host',
    'GET',
    'http://shop.s3.amazonaws.com/k?AWSAccessKeyId=AKIDEXAMPLE&Signature=Gb8l2e7tuNQhXQZdNxEpOMM3FTk%3D&Expires=1795420800',
  ],
];

function verify(method: string, address: string, atMs = expiresAtMs): string {
  const { pathname, search, host } = new URL(address, 'http://127.0.0.1:4566');
  const request: WireRequest = {
    method,
    path: pathname,
    query: search.slice(1),
    headers: { host },
    body: new Uint8Array(),
  };
  const found = findAuthorization(request);
  if (found.kind !== 'found') return found.kind;
  expect(found.authorization.credential.accessKeyId).toBe(accessKeyId);
  return verifySignature(request, found.authorization, secretAccessKey, { keys: new SigningKeys(), nowMs: atMs }).kind;
}

test.each(signed)('an address with %s is valid', (_, method, address) => {
  expect(verify(method, address)).toBe('valid');
});

test.each(signed)('an address with %s is not valid for another key or method', (_, method, address) => {
  expect(verify(method, address.replace('?', 'x?'))).toBe('wrong-signature');
  expect(verify('DELETE', address)).toBe('wrong-signature');
});

test('an address may not be lengthened in life, nor used after it', () => {
  const [, , address = ''] = signed[0] ?? [];
  expect(verify('GET', address, expiresAtMs + 1)).toBe('presigned-expired');
  expect(verify('GET', address.replace('1795420800', '1795420801'))).toBe('wrong-signature');
  expect(verify('GET', address.replace('Expires=1795420800', 'Expires=never'))).toBe('malformed');
});
