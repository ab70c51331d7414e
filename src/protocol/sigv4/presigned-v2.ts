/**
 * S3's older signed addresses (Signature Version 2, in the query alone): `aws s3 presign` of AWS CLI 1
 * and boto3 still make them for the older regions, us-east-1 among them.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html
 */
import { createHmac } from 'node:crypto';
import type { WireRequest } from '../../aws/wire.ts';
import { parseQuery } from '../query-string.ts';
import { splitBucket } from '../s3-address.ts';
import type { Authorization } from './authorization.ts';
import { isSameSignature } from './signature.ts';
import type { Verdict } from './verdict.ts';

/** Parameters that are part of what is signed; any other may be changed by whoever has the address. */
const signedParameters = new Set(
  (
    'accelerate acl analytics cors defaultObjectAcl delete inventory lifecycle location logging metrics notification ' +
    'object-lock partNumber policy replication requestPayment response-cache-control response-content-disposition ' +
    'response-content-encoding response-content-language response-content-type response-expires restore select ' +
    'select-type storageClass tagging torrent uploadId uploads versionId versioning versions website'
  ).split(' '),
);

export function verifyPresignedV2(
  request: WireRequest,
  authorization: Authorization,
  secretAccessKey: string,
  nowMs: number,
): Verdict {
  const expiresAtMs = authorization.expiresAtMs ?? 0;
  if (nowMs > expiresAtMs) return { kind: 'presigned-expired', expiredAtMs: expiresAtMs };
  const expected = createHmac('sha1', secretAccessKey).update(stringToSign(request, expiresAtMs)).digest('base64');
  if (!isSameSignature(authorization.signature, expected)) return { kind: 'wrong-signature' };
  return { kind: 'valid', request };
}

function stringToSign(request: WireRequest, expiresAtMs: number): string {
  const parameters = [...parseQuery(request.query)].map(([name, [value = '']]) => [name, value] as const);
  // A signer moves the headers into the query, where a browser can send them.
  const inQuery = Object.fromEntries(parameters.map(([name, value]) => [name.toLowerCase(), value]));
  const headers = { ...inQuery, ...request.headers };
  const amazon = Object.entries(headers)
    .filter(([name]) => name.startsWith('x-amz-'))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}:${value.trim()}\n`);
  return [
    request.method,
    headers['content-md5'] ?? '',
    headers['content-type'] ?? '',
    String(expiresAtMs / 1000),
    amazon.join('') + canonicalResource(request, parameters),
  ].join('\n');
}

function canonicalResource(
  request: WireRequest,
  parameters: readonly (readonly [name: string, value: string])[],
): string {
  const split = splitBucket(request);
  // Where the bucket is in the host, the path is whole as it is.
  const path =
    split.request === request && split.bucket !== undefined ? `/${split.bucket}${request.path}` : request.path;
  const signed = parameters
    .filter(([name]) => signedParameters.has(name))
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  return signed.length === 0 ? path : `${path}?${signed.join('&')}`;
}
