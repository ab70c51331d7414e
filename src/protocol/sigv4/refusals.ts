/** How AWS words the refusal of a signature: the same fault has another code in each protocol. */
import type { Protocol } from '../../api/service-api.ts';
import { ApiError } from '../../aws/api-error.ts';
import { formatTimestamp } from './authorization.ts';
import type { Verdict } from './verdict.ts';

export type Refusal =
  | Exclude<Verdict, { kind: 'valid' }>
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'unknown-key'; readonly accessKeyId: string }
  | { readonly kind: 'wrong-token' }
  | { readonly kind: 'expired-token' };

type Family = 'json' | 'query' | 's3';

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

const codes: Readonly<Record<Refusal['kind'], Readonly<Record<Family, string>>>> = {
  unsigned: { json: 'MissingAuthenticationTokenException', query: 'MissingAuthenticationToken', s3: 'AccessDenied' },
  malformed: { json: 'IncompleteSignatureException', query: 'IncompleteSignature', s3: 'AuthorizationHeaderMalformed' },
  'unknown-key': { json: 'UnrecognizedClientException', query: 'InvalidClientTokenId', s3: 'InvalidAccessKeyId' },
  'wrong-token': { json: 'UnrecognizedClientException', query: 'InvalidClientTokenId', s3: 'InvalidToken' },
  'expired-token': { json: 'ExpiredTokenException', query: 'ExpiredToken', s3: 'ExpiredToken' },
  'wrong-signature': { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch', s3: 'SignatureDoesNotMatch' },
  'body-mismatch': {
    json: 'InvalidSignatureException',
    query: 'SignatureDoesNotMatch',
    s3: 'XAmzContentSHA256Mismatch',
  },
  'unsigned-header': { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch', s3: 'AccessDenied' },
  skewed: { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch', s3: 'RequestTimeTooSkewed' },
  'presigned-expired': { json: 'InvalidSignatureException', query: 'SignatureDoesNotMatch', s3: 'AccessDenied' },
};

export function refusalError(refusal: Refusal, protocol: Protocol, nowMs: number): ApiError {
  const family = familyOf(protocol);
  return new ApiError(codes[refusal.kind][family], messageOf(refusal, family, nowMs));
}

function familyOf(protocol: Protocol): Family {
  if (protocol === 'rest-xml') return 's3';
  return protocol === 'query' ? 'query' : 'json';
}

function messageOf(refusal: Refusal, family: Family, nowMs: number): string {
  switch (refusal.kind) {
    case 'unsigned':
      return family === 's3' ? 'Access Denied' : 'Missing Authentication Token';
    case 'malformed':
      return refusal.reason;
    case 'unknown-key':
      return family === 's3'
        ? 'The AWS Access Key Id you provided does not exist in our records.'
        : 'The security token included in the request is invalid.';
    case 'wrong-token':
      return family === 's3'
        ? 'The provided token is malformed or otherwise invalid.'
        : 'The security token included in the request is invalid.';
    case 'expired-token':
      return family === 's3'
        ? 'The provided token has expired.'
        : 'The security token included in the request is expired';
    case 'wrong-signature':
      return mismatch;
    case 'body-mismatch':
      return family === 's3'
        ? "The provided 'x-amz-content-sha256' header does not match what was computed."
        : mismatch;
    case 'unsigned-header':
      return family === 's3'
        ? 'There were headers present in the request which were not signed'
        : `${refusal.name === 'host' ? "'Host' or ':authority'" : `'${refusal.name}'`} must be a 'SignedHeader' in the AWS Authorization.`;
    case 'skewed':
      return family === 's3'
        ? 'The difference between the request time and the current time is too large.'
        : skewMessage(refusal.requestAtMs, nowMs);
    case 'presigned-expired':
      return family === 's3'
        ? 'Request has expired'
        : `Signature expired: ${formatTimestamp(refusal.expiredAtMs)} is now earlier than ${formatTimestamp(nowMs)}`;
  }
}

function skewMessage(requestAtMs: number, nowMs: number): string {
  const isOld = requestAtMs < nowMs;
  const bound = isOld ? nowMs - 300_000 : nowMs + 300_000;
  const [state, side, sign] = isOld ? ['expired', 'earlier', '-'] : ['not yet current', 'later', '+'];
  return `Signature ${state}: ${formatTimestamp(requestAtMs)} is ${isOld ? 'now ' : 'still '}${side} than ${formatTimestamp(bound)} (${formatTimestamp(nowMs)} ${sign} 5 min.)`;
}
