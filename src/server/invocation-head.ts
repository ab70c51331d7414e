/**
 * Reads the head of one request, if it is the plainest form of an invocation: `POST` to Lambda's
 * `invocations`, HTTP/1.1, a declared length, no header twice. Pure, and strict: whatever it does not
 * know for sure is for `node:http` to judge. It never repairs and never guesses.
 */
import type { WireRequest } from '../aws/wire.ts';

export interface InvocationHead {
  readonly request: Omit<WireRequest, 'body'>;
  /** The declared length of the body. */
  readonly bodyBytes: number;
  /** Where the body begins, counted from the first byte of the head. */
  readonly endsAt: number;
}

export type HeadReading =
  | { readonly kind: 'invocation'; readonly head: InvocationHead }
  /** Nothing speaks against it so far, but it is not whole. */
  | { readonly kind: 'partial' }
  | { readonly kind: 'other' };

/** Longer heads are `node:http`'s, whose own bound is twice as far. */
export const headMaxBytes = 8 * 1024;
/** Lambda's bound on an event; what is beyond is refused elsewhere. */
const bodyMaxBytes = 6_291_456;

const start = 'POST /2015-03-31/functions/';
const resource = '/invocations';
const version = ' HTTP/1.1';
const headEnd = Buffer.from('\r\n\r\n');

const partial: HeadReading = { kind: 'partial' };
const other: HeadReading = { kind: 'other' };

export function readInvocationHead(bytes: Buffer): HeadReading {
  const end = bytes.indexOf(headEnd);
  const isWhole = end >= 0;
  if ((isWhole ? end + headEnd.length : bytes.length) > headMaxBytes) return other;
  // With the line break that ends the last line, so that every whole line ends in one.
  const text = bytes.toString('latin1', 0, isWhole ? end + 2 : bytes.length);
  const lineEnd = text.indexOf('\r\n');
  if (lineEnd < 0) return isBeginning(text) ? partial : other;
  const target = readRequestLine(text, lineEnd);
  if (target === undefined) return other;
  const headers: Record<string, string> = {};
  const readTo = readHeaders(text, lineEnd + 2, headers);
  if (readTo < 0) return other;
  if (!isWhole) return isBeginningOfLine(text, readTo) ? partial : other;
  const bodyBytes = declaredLength(headers);
  if (bodyBytes === undefined) return other;
  return {
    kind: 'invocation',
    head: { request: { method: 'POST', ...target, headers }, bodyBytes, endsAt: end + headEnd.length },
  };
}

/** Whether a request line that is not whole may yet become one of ours. */
function isBeginning(text: string): boolean {
  if (text.length <= start.length) return start.startsWith(text);
  return text.startsWith(start) && isBeginningOfLine(text, 0);
}

function readRequestLine(text: string, end: number): { readonly path: string; readonly query: string } | undefined {
  if (!text.startsWith(start)) return undefined;
  const targetEnd = end - version.length;
  if (targetEnd <= start.length || !text.startsWith(version, targetEnd)) return undefined;
  const nameEnd = text.indexOf('/', start.length);
  if (nameEnd <= start.length || !text.startsWith(resource, nameEnd)) return undefined;
  const pathEnd = nameEnd + resource.length;
  for (let index = start.length; index < targetEnd; index += 1) {
    if (!isAllowed(text.charCodeAt(index), inTarget)) return undefined;
  }
  const path = text.slice('POST '.length, pathEnd);
  // A question mark before the resource makes the rest a query, and the request another one.
  if (path.includes('?')) return undefined;
  if (pathEnd === targetEnd) return { path, query: '' };
  return text[pathEnd] === '?' ? { path, query: text.slice(pathEnd + 1, targetEnd) } : undefined;
}

/** Puts the header lines that are whole into `headers`; where the first other one begins, or -1: this is not for us. */
function readHeaders(text: string, from: number, headers: Record<string, string>): number {
  let at = from;
  for (let end = text.indexOf('\r\n', at); end >= 0; end = text.indexOf('\r\n', at)) {
    const colon = text.indexOf(':', at);
    if (colon <= at || colon >= end) return -1;
    for (let index = at; index < colon; index += 1) {
      if (!isAllowed(text.charCodeAt(index), inName)) return -1;
    }
    let valueStart = colon + 1;
    while (text.charCodeAt(valueStart) === space) valueStart += 1;
    for (let index = valueStart; index < end; index += 1) {
      if (!isPrintable(text.charCodeAt(index))) return -1;
    }
    let valueEnd = end;
    while (valueEnd > valueStart && text.charCodeAt(valueEnd - 1) === space) valueEnd -= 1;
    const name = text.slice(at, colon).toLowerCase();
    // What an object inherits is found as well, and refused with the duplicates.
    if (headers[name] !== undefined || unusualHeaders.has(name)) return -1;
    headers[name] = text.slice(valueStart, Math.max(valueStart, valueEnd));
    at = end + 2;
  }
  return at;
}

/** Headers that change how a message or its connection is read. */
const unusualHeaders: ReadonlySet<string> = new Set([
  'expect',
  'http2-settings',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** `undefined`: a request that `node:http` must judge. */
function declaredLength(headers: Readonly<Record<string, string>>): number | undefined {
  if (headers['host'] === undefined || headers['host'] === '') return undefined;
  const { connection } = headers;
  if (connection !== undefined && connection.toLowerCase() !== 'keep-alive') return undefined;
  const text = headers['content-length'];
  if (text === undefined || !/^\d{1,7}$/.test(text)) return undefined;
  const length = Number(text);
  return length <= bodyMaxBytes ? length : undefined;
}

/** Whether an unfinished line holds nothing yet that no line may hold. A last carriage return may be half of its end. */
function isBeginningOfLine(text: string, from: number): boolean {
  const end = text.endsWith('\r') ? text.length - 1 : text.length;
  for (let index = from; index < end; index += 1) {
    if (!isPrintable(text.charCodeAt(index))) return false;
  }
  return true;
}

const space = 0x20;

function isPrintable(code: number): boolean {
  return code >= 0x20 && code <= 0x7e;
}

const inTarget = 1;
const inName = 2;
/** What each character may be part of: a path or a query as it is sent, a header's name. */
const allowed = new Uint8Array(256);
for (let code = 0x21; code <= 0x7e; code += 1) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z0-9-]/.test(character)) allowed[code] = inTarget | inName;
  else if ("._~%!$&'()*+,;=:@/?".includes(character)) allowed[code] = inTarget;
}

function isAllowed(code: number, place: number): boolean {
  return ((allowed[code] ?? 0) & place) !== 0;
}
