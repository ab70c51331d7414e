/** Signs requests as AWS's clients do. Pure but for hashing: the key and the time come from outside. */
import type { WireRequest } from '../../aws/wire.ts';
import { type Authorization, formatTimestamp } from './authorization.ts';
import { deriveSigningKey, doubleEncodedPath, hmacHex, scopeOf, sha256Hex, stringToSign } from './signature.ts';

export interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
  /** The wall's time. */
  readonly nowMs: number;
}

/** The request with its signature; `host` is among its headers already, and every header is signed. */
export function signRequest(request: WireRequest, signer: Signer): WireRequest {
  const { accessKeyId, secretAccessKey, region, service, nowMs } = signer;
  const timestamp = formatTimestamp(nowMs);
  const dated: WireRequest = { ...request, headers: { ...request.headers, 'x-amz-date': timestamp } };
  const unsigned: Authorization = {
    kind: 'header',
    credential: { accessKeyId, date: timestamp.slice(0, 8), region, service },
    signedHeaders: Object.keys(dated.headers).toSorted(),
    signature: '',
    timestamp,
    securityToken: undefined,
  };
  const path = service === 's3' ? request.path : doubleEncodedPath(request.path);
  const text = stringToSign(dated, unsigned, path, sha256Hex(request.body));
  const signature = hmacHex(deriveSigningKey(secretAccessKey, unsigned.credential), text);
  const credential = `${accessKeyId}/${scopeOf(unsigned.credential)}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${unsigned.signedHeaders.join(';')}, Signature=${signature}`;
  return { ...dated, headers: { ...dated.headers, authorization } };
}
