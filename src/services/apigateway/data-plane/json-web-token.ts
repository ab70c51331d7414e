/** Reads JSON Web Tokens and holds them against what an authorizer asks for; signatures are checked with a key at hand. */
import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';

export interface WebToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signed: string;
  readonly signature: Uint8Array;
}

export function parseToken(text: string): WebToken | undefined {
  const [head, body, signature, ...rest] = text.split('.');
  if (head === undefined || body === undefined || signature === undefined || rest.length > 0) return undefined;
  const header = parsePart(head);
  const claims = parsePart(body);
  if (header === undefined || claims === undefined) return undefined;
  return { header, claims, signed: `${head}.${body}`, signature: Buffer.from(signature, 'base64url') };
}

/** RSA signatures alone, as AWS takes them. */
const digests: Readonly<Record<string, string>> = { RS256: 'sha256', RS384: 'sha384', RS512: 'sha512' };

export function hasValidSignature(token: WebToken, key: JsonWebKey): boolean {
  const digest = digests[String(token.header['alg'])];
  if (digest === undefined || key.kty !== 'RSA') return false;
  try {
    return verify(digest, Buffer.from(token.signed), createPublicKey({ key, format: 'jwk' }), token.signature);
  } catch {
    // A key that is none verifies nothing.
    return false;
  }
}

export interface TokenDemands {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly nowMs: number;
}

/** Why the claims do not do; `undefined`: they do. */
export function findClaimFault(
  claims: WebToken['claims'],
  { issuer, audience, nowMs }: TokenDemands,
): string | undefined {
  const seconds = nowMs / 1000;
  const { iss, aud, exp, nbf, iat, client_id: clientId } = claims;
  if (iss !== issuer) return 'invalid issuer';
  const audiences = aud === undefined ? [clientId] : Array.isArray(aud) ? aud : [aud];
  if (!audiences.some((entry) => audience.includes(String(entry)))) return 'the token does not have a valid audience';
  if (typeof exp !== 'number') return 'the token has no expiration time';
  if (exp <= seconds) return 'the token has expired';
  if (typeof nbf === 'number' && nbf > seconds) return 'the token is not valid yet';
  return typeof iat === 'number' && iat > seconds + 60 ? 'the token was issued in the future' : undefined;
}

/** `scope` is one text, `scp` may be a list. */
export function scopesOf({ scope, scp }: WebToken['claims']): readonly string[] {
  const found = scope ?? scp ?? '';
  return Array.isArray(found)
    ? found.map(String)
    : String(found)
        .split(' ')
        .filter((text) => text !== '');
}

/** As AWS puts them into the event: all are texts. */
export function describeClaims(claims: WebToken['claims']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(claims).map(([name, value]) => [
      name,
      Array.isArray(value)
        ? `[${value.map(String).join(' ')}]`
        : typeof value === 'string'
          ? value
          : JSON.stringify(value),
    ]),
  );
}

function parsePart(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
  } catch {
    // Not a token.
    return undefined;
  }
}
