/**
 * Reads the head of one request, if it is the plainest form of an invocation: `POST` to Lambda's
 * `invocations`, HTTP/1.1, a declared length, no header twice. Pure, and strict: whatever it does not
 * know for sure is for `node:http` to judge. It never repairs and never guesses.
 */
import type { WireRequest } from '../aws/wire.ts';
import { detached, TextMemo } from '../protocol/text-memo.ts';

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
  const lineEnd = text.indexOf('\r');
  if (lineEnd < 0 || lineEnd + 1 === text.length) return isBeginning(text) ? partial : other;
  const target = bytes[lineEnd + 1] === lineFeed ? readRequestLine(text.slice(0, lineEnd)) : undefined;
  if (target === undefined) return other;
  const headers = readHeaders(bytes, text, lineEnd + 2);
  if (headers === undefined) return other;
  if (!isWhole) return partial;
  const bodyBytes = declaredLength(headers);
  if (bodyBytes === undefined) return other;
  return {
    kind: 'invocation',
    head: {
      request: { method: 'POST', path: target.path, query: target.query, headers },
      bodyBytes,
      endsAt: end + headEnd.length,
    },
  };
}

/** Whether a request line that is not whole may yet become one of ours. */
function isBeginning(text: string): boolean {
  if (text.length <= start.length) return start.startsWith(text);
  return text.startsWith(start) && beginningOfLine.test(text);
}

/** A last carriage return may be half of the line's end. */
const beginningOfLine = /^[\x20-\x7e]*\r?$/;

interface Target {
  readonly path: string;
  readonly query: string;
}

/** What request lines say: clients call the same functions all day. */
const knownTargets = new TextMemo<Target>();

function readRequestLine(line: string): Target | undefined {
  const known = knownTargets.get(line);
  if (known !== undefined) return known;
  const target = parseRequestLine(line);
  if (target !== undefined) knownTargets.set(line, target);
  return target;
}

function parseRequestLine(line: string): Target | undefined {
  if (!line.startsWith(start)) return undefined;
  const targetEnd = line.length - version.length;
  if (targetEnd <= start.length || !line.endsWith(version)) return undefined;
  const nameEnd = line.indexOf('/', start.length);
  if (nameEnd <= start.length || !line.startsWith(resource, nameEnd)) return undefined;
  const pathEnd = nameEnd + resource.length;
  for (let index = start.length; index < targetEnd; index += 1) {
    if (!isAllowed(line.charCodeAt(index), inTarget)) return undefined;
  }
  const path = detached(line.slice('POST '.length, pathEnd));
  // A question mark before the resource makes the rest a query, and the request another one.
  if (path.includes('?')) return undefined;
  if (pathEnd === targetEnd) return { path, query: '' };
  return line[pathEnd] === '?' ? { path, query: detached(line.slice(pathEnd + 1, targetEnd)) } : undefined;
}

/** The header lines that are whole, from where they begin. `undefined`: there is something that is not for us. */
function readHeaders(bytes: Buffer, text: string, from: number): Record<string, string> | undefined {
  const headers: Record<string, string> = {};
  let lines = 0;
  let at = from;
  for (let end = text.indexOf('\r\n', at); end >= 0; end = text.indexOf('\r\n', at)) {
    const colon = text.indexOf(':', at);
    if (colon <= at || colon >= end) return undefined;
    const name = readName(text, at, colon, lines);
    // What an object inherits is found as well, and refused with the duplicates.
    if (name === undefined || headers[name] !== undefined) return undefined;
    headers[name] = valueBetween(text, colon + 1, end);
    lines += 1;
    at = end + 2;
  }
  // A last carriage return may be half of a line's end.
  const endings = lines * 2 + (text.endsWith('\r') ? 1 : 0);
  return countUnprintable(bytes, from, text.length) === endings ? headers : undefined;
}

interface FamiliarName {
  /** With the colon. */
  readonly sent: string;
  readonly name: string;
}

/** The headers' names of the last request by their place: a client sends the same ones every time, in the same order. */
const familiarNames: (FamiliarName | undefined)[] = [];
const familiarPlacesMax = 32;
const familiarLengthMax = 64;

/** A header's name in lower case; `undefined`: it is none, or one that is not for us. */
function readName(text: string, from: number, colon: number, place: number): string | undefined {
  const familiar = familiarNames[place];
  if (familiar?.sent.length === colon + 1 - from && text.startsWith(familiar.sent, from)) return familiar.name;
  for (let index = from; index < colon; index += 1) {
    if (!isAllowed(text.charCodeAt(index), inName)) return undefined;
  }
  const name = text.slice(from, colon).toLowerCase();
  if (unusualHeaders.has(name)) return undefined;
  if (place < familiarPlacesMax && name.length < familiarLengthMax)
    familiarNames[place] = { sent: detached(text.slice(from, colon + 1)), name };
  return name;
}

function valueBetween(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && text.charCodeAt(start) === space) start += 1;
  while (end > start && text.charCodeAt(end - 1) === space) end -= 1;
  return text.slice(start, end);
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

const space = 0x20;
const lineFeed = 0x0a;
/** 1 for what no line of a head may hold. */
const unprintable = new Uint8Array(256).fill(1).fill(0, 0x20, 0x7f);

/** Looks at every byte without a choice, which is several times as quick as to stop at the first. */
function countUnprintable(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let index = from; index < to; index += 1) count += unprintable[bytes[index] ?? 0] ?? 0;
  return count;
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
