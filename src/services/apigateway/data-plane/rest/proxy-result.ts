/** What the result of a function behind an `AWS_PROXY` integration becomes. */
import type { ApiResponse } from '../stage-executor.ts';
import { malformedAnswer } from './gateway-refusal.ts';
import { readHeaderValue, responseHeaders } from './response-headers.ts';

/** No member has to be there, but no other may be. */
const members = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

/** Throws the refusal that AWS answers with where the result is not of the form that it asks for. */
export function mapProxyResult(
  payload: Uint8Array,
  { acceptsBinary }: { readonly acceptsBinary: boolean },
): ApiResponse {
  const result = parse(payload);
  if (!isTable(result) || Object.keys(result).some((name) => !members.has(name))) throw malformedAnswer();
  const { body, isBase64Encoded } = result;
  if (body !== undefined && body !== null && typeof body !== 'string') throw malformedAnswer();
  const isBinary = isBase64Encoded === true && acceptsBinary;
  return {
    status: readStatus(result['statusCode']),
    headers: responseHeaders(readHeaders(result)),
    body: Buffer.from(body ?? '', isBinary ? 'base64' : 'utf8'),
  };
}

function parse(payload: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(payload).toString());
  } catch {
    // A custom runtime may answer anything.
    return undefined;
  }
}

function readStatus(status: unknown): number {
  if (status === undefined || status === null) return 200;
  const number = typeof status === 'string' && /^\d{3}$/.test(status) ? Number(status) : status;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 200 || number > 599) throw malformedAnswer();
  return number;
}

/** Of a name that stands in both, the list is taken. */
function readHeaders(result: Readonly<Record<string, unknown>>): readonly (readonly [string, readonly string[]])[] {
  const single = tableOf(result['headers']).map(([name, value]) => [name, [headerValue(value)]] as const);
  const lists = tableOf(result['multiValueHeaders']).map(([name, value]) => {
    if (!Array.isArray(value)) throw malformedAnswer();
    return [name, value.map(headerValue)] as const;
  });
  const names = new Set(lists.map(([name]) => name.toLowerCase()));
  return [...single.filter(([name]) => !names.has(name.toLowerCase())), ...lists];
}

function headerValue(value: unknown): string {
  const text = readHeaderValue(value);
  if (text === undefined) throw malformedAnswer();
  return text;
}

function tableOf(value: unknown): (readonly [string, unknown])[] {
  if (value === undefined || value === null) return [];
  if (!isTable(value)) throw malformedAnswer();
  return Object.entries(value);
}

const isTable = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
