import type { WireRequest } from '../aws/wire.ts';
import { parseQuery } from './query-string.ts';
import { decodeLabel } from './rest-routes.ts';

/**
 * Host-style addresses: `bucket.s3.localhost`, `bucket.s3.us-east-1.amazonaws.com`, and
 * `bucket.localhost`, which the SDKs make of an endpoint called `localhost`.
 */
const hostStyle = /^([a-z0-9][a-z0-9.-]+)\.(?:s3[.-][^:]*|localhost)(?::\d+)?$/;

/** Takes the bucket out of host or path; the path that remains begins with the key. */
export function splitBucket(request: WireRequest): {
  readonly request: WireRequest;
  readonly bucket: string | undefined;
} {
  const fromHost = hostStyle.exec(request.headers['host'] ?? '')?.[1];
  if (fromHost !== undefined && !/^s3([.-]|$)/.test(fromHost)) return { request, bucket: fromHost };
  const [, bucket = '', ...rest] = request.path.split('/');
  if (bucket === '') return { request, bucket: undefined };
  return { request: { ...request, path: `/${rest.join('/')}` }, bucket: decodeLabel(bucket) };
}

/**
 * Whoever signs an address moves the `x-amz-` headers into the query, where a browser can send them.
 * They mean there what they mean as headers.
 */
export function withHeadersOfAddress(request: WireRequest): WireRequest {
  if (!request.query.includes('Signature=')) return request;
  const moved = [...parseQuery(request.query)]
    .map(([name, [value = '']]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-amz-'));
  return moved.length === 0 ? request : { ...request, headers: { ...Object.fromEntries(moved), ...request.headers } };
}
