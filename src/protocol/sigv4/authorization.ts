/** Where a request carries its signature, and what the signature says of itself. */
import type { WireRequest } from '../../aws/wire.ts';
import { parseQuery } from '../query-string.ts';
import { detached, TextMemo } from '../text-memo.ts';

export interface Credential {
  readonly accessKeyId: string;
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

interface Spelling {
  readonly credential: string;
  /** The credential without the access key. */
  readonly scope: string;
  readonly signedHeaders: string;
}

export interface Authorization {
  /** `presigned-v2`: an S3 address signed in the older way. */
  readonly kind: 'header' | 'presigned' | 'presigned-v2';
  readonly credential: Credential;
  readonly signedHeaders: readonly string[];
  /** What a header says of these, so that nobody puts it together again. */
  readonly spelled?: Spelling;
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
  readonly securityToken: string | undefined;
  /** Seconds; presigned requests only. */
  readonly expiresSeconds?: number;
  /** Requests presigned in the older way only. */
  readonly expiresAtMs?: number;
}

export type FoundAuthorization =
  | { readonly kind: 'none' }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'found'; readonly authorization: Authorization };

const algorithm = 'AWS4-HMAC-SHA256';

export function findAuthorization(request: WireRequest): FoundAuthorization {
  const header = request.headers['authorization'];
  if (header !== undefined) return fromHeader(header, request.headers);
  if (request.query.includes('X-Amz-Signature=')) return fromQuery(request.query);
  if (isPresignedV2(request.query)) return fromOldQuery(request.query);
  return { kind: 'none' };
}

/** What a header says beside the signature: a client says the same all day. */
interface SignedScope {
  readonly credential: Credential;
  readonly signedHeaders: readonly string[];
  readonly spelled: Spelling;
}

const knownScopes = new TextMemo<SignedScope>({ lengthMax: 1024 });
/** As clients write it: the signature comes last. */
const lastParameter = /, ?Signature=$/;
const signatureLength = 64;

function fromHeader(header: string, headers: WireRequest['headers']): FoundAuthorization {
  const signature = header.slice(-signatureLength);
  // Whatever else it may be, a last part without a comma adds nothing to what is said before it.
  const before = signature.includes(',') ? undefined : header.slice(0, -signatureLength);
  const known = before === undefined ? undefined : knownScopes.get(before);
  if (known !== undefined) return withTimestamp(known, signature, headers);
  if (!header.startsWith(`${algorithm} `)) {
    return {
      kind: 'malformed',
      reason: `Authorization header requires '${algorithm}'. Authorization=${header.split(' ')[0]}`,
    };
  }
  const parts = new Map<string, string>();
  for (const part of header.slice(algorithm.length + 1).split(',')) {
    const equals = part.indexOf('=');
    if (equals > 0) parts.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const missing = ['Credential', 'Signature', 'SignedHeaders'].filter((name) => !parts.has(name));
  if (missing.length > 0) {
    return {
      kind: 'malformed',
      reason: missing.map((name) => `Authorization header requires '${name}' parameter.`).join(' '),
    };
  }
  const credential = parseCredential(parts.get('Credential') ?? '');
  if (credential === undefined) {
    return {
      kind: 'malformed',
      reason: `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${parts.get('Credential')}'`,
    };
  }
  const signedHeaders = parts.get('SignedHeaders') ?? '';
  const spelled = spell(parts.get('Credential') ?? '', credential, signedHeaders);
  const scope = { credential, signedHeaders: signedHeaders.split(';'), spelled };
  if (before !== undefined && lastParameter.test(before)) knownScopes.set(before, scope);
  return withTimestamp(scope, parts.get('Signature') ?? '', headers);
}

function spell(text: string, { accessKeyId }: Credential, signedHeaders: string): Spelling {
  return {
    credential: detached(text),
    scope: detached(text.slice(accessKeyId.length + '/'.length)),
    signedHeaders: detached(signedHeaders),
  };
}

function withTimestamp(scope: SignedScope, signature: string, headers: WireRequest['headers']): FoundAuthorization {
  const timestamp = headers['x-amz-date'] ?? headers['date'];
  if (timestamp === undefined)
    return {
      kind: 'malformed',
      reason: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    };
  return {
    kind: 'found',
    authorization: {
      kind: 'header',
      credential: scope.credential,
      signedHeaders: scope.signedHeaders,
      spelled: scope.spelled,
      signature,
      timestamp,
      securityToken: headers['x-amz-security-token'],
    },
  };
}

function fromQuery(query: string): FoundAuthorization {
  const parameters = parseQuery(query);
  const value = (name: string): string | undefined => parameters.get(name)?.[0];
  const required = ['X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-SignedHeaders', 'X-Amz-Signature'];
  const missing = required.filter((name) => value(name) === undefined);
  const credential = parseCredential(value('X-Amz-Credential') ?? '');
  if (missing.length > 0 || credential === undefined || value('X-Amz-Algorithm') !== algorithm) {
    return {
      kind: 'malformed',
      reason: `AWS query-string parameters must include '${missing[0] ?? 'X-Amz-Credential'}'. Re-examine the query-string parameters.`,
    };
  }
  return {
    kind: 'found',
    authorization: {
      kind: 'presigned',
      credential,
      signedHeaders: (value('X-Amz-SignedHeaders') ?? '').split(';'),
      signature: value('X-Amz-Signature') ?? '',
      timestamp: value('X-Amz-Date') ?? '',
      securityToken: value('X-Amz-Security-Token'),
      // STS URLs carry none and live for 15 minutes.
      expiresSeconds: Number(value('X-Amz-Expires') ?? 900),
    },
  };
}

/** S3's older signed addresses, see `presigned-v2.ts`. */
function isPresignedV2(query: string): boolean {
  return /(^|&)AWSAccessKeyId=/.test(query) && /(^|&)Signature=/.test(query) && !/(^|&)SignatureVersion=/.test(query);
}

function fromOldQuery(query: string): FoundAuthorization {
  const parameters = parseQuery(query);
  const value = (name: string): string => parameters.get(name)?.[0] ?? '';
  if (!/^\d+$/.test(value('Expires'))) {
    return {
      kind: 'malformed',
      reason: 'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    };
  }
  return {
    kind: 'found',
    authorization: {
      kind: 'presigned-v2',
      // Such an address names no region. It is S3's first, whose endpoint reaches the buckets of all.
      credential: { accessKeyId: value('AWSAccessKeyId'), date: '', region: 'us-east-1', service: 's3' },
      signedHeaders: [],
      signature: value('Signature'),
      timestamp: '',
      securityToken: parameters.get('x-amz-security-token')?.[0],
      expiresAtMs: Number(value('Expires')) * 1000,
    },
  };
}

function parseCredential(text: string): Credential | undefined {
  const parts = text.split('/');
  const [accessKeyId, date, region, service, terminator] = parts;
  if (parts.length !== 5 || terminator !== 'aws4_request') return undefined;
  if (!accessKeyId || !date || region === undefined || !service) return undefined;
  return { accessKeyId, date, region, service };
}

/** Requests of one second share their timestamp. */
let lastTimestamp: { readonly text: string; readonly epochMs: number | undefined } | undefined;

/** `20250101T120000Z`, or the form of a `Date` header, in epoch milliseconds; `undefined`: it is no such timestamp. */
export function parseTimestamp(text: string): number | undefined {
  if (lastTimestamp?.text !== text) lastTimestamp = { text, epochMs: readTimestamp(text) };
  return lastTimestamp.epochMs;
}

function readTimestamp(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const iso = match === null ? undefined : `${match[1]}-${match[2]}-${match[3]}T${match[4]}:${match[5]}:${match[6]}Z`;
  const epochMs = parseDate(iso ?? text);
  return Number.isNaN(epochMs) ? undefined : epochMs;
}

// Parsing is a function of the text alone; what this folder must not do is to ask for the present.
// oxlint-disable-next-line no-restricted-globals
const parseDate = (text: string): number => Date.parse(text);

/** The inverse: `20250101T120000Z`. */
export function formatTimestamp(epochMs: number): string {
  // Formatting is a function of the argument alone.
  // oxlint-disable-next-line no-restricted-globals
  return new Date(epochMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
}
