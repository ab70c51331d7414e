import type { ByteStream } from '../../../aws/wire.ts';

/** What a function's result becomes as an answer of its URL. */
export interface FunctionUrlResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** A Set-Cookie header each. */
  readonly cookies: readonly string[];
  readonly body: Uint8Array | ByteStream;
}

const json = { 'content-type': 'application/json' };
const anyBytes = { 'content-type': 'application/octet-stream' };
/** What stands between a prelude and the body. */
export const preludeEnd = Buffer.alloc(8);

/**
 * An object with `statusCode` describes the answer; anything else is the body, as JSON, but a string
 * as it is. A result that describes no possible answer is AWS's 502.
 */
export function mapUrlResult(payload: Uint8Array): FunctionUrlResponse {
  const text = Buffer.from(payload).toString();
  const result = parseJson(text);
  if (result === undefined) return badGateway();
  const { value } = result;
  if (typeof value === 'string') return answer(200, json, Buffer.from(value));
  if (!isObject(value) || !('statusCode' in value)) return answer(200, json, Buffer.from(JSON.stringify(value)));
  const head = describeHead(value, json);
  return head === undefined ? badGateway() : { ...head, body: readBody(value['body'], value['isBase64Encoded']) };
}

/** What a streaming handler says of its answer before the body; `undefined`: it describes no possible answer. */
export function mapPrelude(json: Uint8Array): Omit<FunctionUrlResponse, 'body'> | undefined {
  const prelude = parseJson(Buffer.from(json).toString())?.value;
  if (!isObject(prelude)) return undefined;
  return describeHead({ statusCode: 200, ...prelude }, anyBytes);
}

/** What AWS answers for a function that failed, or a result that is no answer. */
export function badGateway(): FunctionUrlResponse {
  return answer(502, json, Buffer.from('Internal Server Error'));
}

/** An error of Lambda's own, before the function ran. */
export function refuse(status: number, errorType: string, message: string | null): FunctionUrlResponse {
  return answer(status, { ...json, 'x-amzn-errortype': errorType }, Buffer.from(JSON.stringify({ Message: message })));
}

function describeHead(
  result: Readonly<Record<string, unknown>>,
  type: Readonly<Record<string, string>>,
): Omit<FunctionUrlResponse, 'body'> | undefined {
  const status = readStatus(result['statusCode']);
  const headers = readHeaders(result['headers']);
  const cookies = readCookies(result['cookies']);
  if (status === undefined || headers === undefined || cookies === undefined) return undefined;
  return { status, headers: 'content-type' in headers ? headers : { ...type, ...headers }, cookies };
}

/** A final status: a number or, as AWS takes it too, its digits in a string. */
function readStatus(status: unknown): number | undefined {
  const number = typeof status === 'string' && /^\d{3}$/.test(status) ? Number(status) : status;
  return typeof number === 'number' && Number.isInteger(number) && number >= 200 && number <= 599 ? number : undefined;
}

/** They belong to the connection, and the server sets them itself. */
const connectionHeaders = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// oxlint-disable-next-line no-control-regex -- control characters are exactly what a header must not hold
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

function readHeaders(headers: unknown): Record<string, string> | undefined {
  if (headers === undefined || headers === null) return {};
  if (!isObject(headers)) return undefined;
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return undefined;
    const text = String(value);
    if (!headerName.test(name) || !headerValue.test(text)) return undefined;
    if (!connectionHeaders.has(name.toLowerCase())) read[name.toLowerCase()] = text;
  }
  return read;
}

function readCookies(cookies: unknown): string[] | undefined {
  if (cookies === undefined || cookies === null) return [];
  if (!Array.isArray(cookies)) return undefined;
  const texts = cookies.filter((cookie): cookie is string => typeof cookie === 'string' && headerValue.test(cookie));
  return texts.length === cookies.length ? texts : undefined;
}

function readBody(body: unknown, isBase64Encoded: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return Buffer.from(text, isBase64Encoded === true ? 'base64' : 'utf8');
}

function answer(status: number, headers: Readonly<Record<string, string>>, body: Uint8Array): FunctionUrlResponse {
  return { status, headers, body, cookies: [] };
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    // A custom runtime may answer anything.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
