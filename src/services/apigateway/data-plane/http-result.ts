/** What a function's result becomes as an answer of an HTTP API. */
import { say } from './answers.ts';
import { isConnectionHeader } from './request-headers.ts';
import type { ApiResponse } from './stage-executor.ts';

/**
 * With format 2.0 anything without `statusCode` is the body, byte for byte, but the text of a JSON
 * string; AWS does not even ask that it be JSON. Format 1.0 asks for the whole form. A result that
 * describes no possible answer is AWS's 500.
 */
export function mapResult(payload: Uint8Array, payloadFormat: '1.0' | '2.0'): ApiResponse {
  const value = parseJson(Buffer.from(payload).toString());
  if (isObject(value) && 'statusCode' in value) return mapDescribed(value, payloadFormat) ?? internalError();
  if (payloadFormat === '1.0') return internalError();
  const body = typeof value === 'string' ? Buffer.from(value) : payload;
  return { status: 200, headers: { 'content-type': 'application/json' }, body };
}

export const internalError = (): ApiResponse => say(500, 'Internal Server Error');

function mapDescribed(
  result: Readonly<Record<string, unknown>>,
  payloadFormat: '1.0' | '2.0',
): ApiResponse | undefined {
  const status = readStatus(result['statusCode']);
  const headers = readHeaders(result, payloadFormat);
  const body = readBody(result['body'], result['isBase64Encoded']);
  if (status === undefined || headers === undefined || body === undefined) return undefined;
  const type = 'content-type' in headers ? {} : { 'content-type': 'text/plain; charset=utf-8' };
  return { status, headers: { ...type, ...headers }, body };
}

/** A number or, as AWS takes it too, its digits in a string. */
function readStatus(status: unknown): number | undefined {
  const number = typeof status === 'string' && /^\d{3}$/.test(status) ? Number(status) : status;
  return typeof number === 'number' && Number.isInteger(number) && number >= 200 && number <= 599 ? number : undefined;
}

type Headers = Record<string, string | readonly string[]>;

function readHeaders(result: Readonly<Record<string, unknown>>, payloadFormat: '1.0' | '2.0'): Headers | undefined {
  const read: Headers = {};
  const single = table(result['headers']);
  if (single === undefined) return undefined;
  for (const [name, value] of Object.entries(single)) {
    const text = readValue(value);
    if (text === undefined || !headerName.test(name)) return undefined;
    if (isSent(name)) read[name.toLowerCase()] = text;
  }
  if (payloadFormat === '1.0') return withLists(read, result['multiValueHeaders']);
  const cookies = readList(result['cookies'] ?? []);
  if (cookies === undefined) return undefined;
  return cookies.length === 0 ? read : { ...read, 'set-cookie': cookies };
}

function withLists(read: Headers, lists: unknown): Headers | undefined {
  const entries = table(lists);
  if (entries === undefined) return undefined;
  const headers = { ...read };
  for (const [name, value] of Object.entries(entries)) {
    const values = readList(value);
    if (values === undefined || !headerName.test(name)) return undefined;
    if (!isSent(name)) continue;
    const key = name.toLowerCase();
    const single = headers[key];
    // What stands in both comes once.
    const more = typeof single === 'string' && !values.includes(single) ? [single] : [];
    headers[key] = [...values, ...more];
  }
  return headers;
}

const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// oxlint-disable-next-line no-control-regex -- control characters are exactly what a header must not hold
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The connection's own headers, and the length, are set by who sends the answer. */
function isSent(name: string): boolean {
  const lower = name.toLowerCase();
  return lower !== 'content-length' && !isConnectionHeader(lower);
}

function readValue(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
  const text = String(value);
  return headerValue.test(text) ? text : undefined;
}

function readList(values: unknown): string[] | undefined {
  if (!Array.isArray(values)) return undefined;
  const texts = values.map(readValue).filter((text) => text !== undefined);
  return texts.length === values.length ? texts : undefined;
}

function readBody(body: unknown, isBase64Encoded: unknown): Uint8Array | undefined {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body !== 'string') return undefined;
  return Buffer.from(body, isBase64Encoded === true ? 'base64' : 'utf8');
}

function table(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined || value === null) return {};
  return isObject(value) ? value : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A custom runtime may answer anything.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
