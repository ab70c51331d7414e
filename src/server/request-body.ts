/** Reads a request whole, within bounds on the one request and on all that are held at once. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireRequest, WireResponse } from '../aws/wire.ts';

/** Bytes of request bodies held in memory now, over all connections. */
export interface BodyBudget {
  bytes: number;
  /** A request that would go beyond has to come again. */
  readonly maxBytes: number;
}

type Bytes = WireResponse & { readonly body: Uint8Array };

export type ReadRequest =
  | { readonly kind: 'read'; readonly request: WireRequest }
  | { readonly kind: 'refused'; readonly response: Bytes }
  /** The client went away. */
  | { readonly kind: 'aborted' };

/** AWS's bound on a Lambda request, and the largest part that an S3 client sends here in one go. */
const lambdaMaxBytes = 70_167_211;
const otherMaxBytes = 300 * 1024 * 1024;
/** Everything else that is posted is parameters, far below this even where templates are among them. */
const postedMaxBytes = 16 * 1024 * 1024;
/** What is too large is read and dropped up to here, so that the client gets to read the answer. */
const drainMaxBytes = 2 * 1024 * 1024 * 1024;

export async function readRequestBody(
  message: IncomingMessage,
  response: ServerResponse,
  budget: BodyBudget,
): Promise<ReadRequest> {
  if (isAmbiguous(message)) return { kind: 'refused', response: ambiguous() };
  const url = message.url ?? '/';
  const question = url.indexOf('?');
  const path = question < 0 ? url : url.slice(0, question);
  const maxBytes = maxBytesOf(message.method ?? '', path);
  const declared =
    message.headers['content-length'] === undefined ? undefined : Number(message.headers['content-length']);
  const expectsContinue = message.headers.expect?.toLowerCase() === '100-continue';
  const refusal = declared === undefined ? undefined : whyRefused(declared, maxBytes, budget, message, path);
  if (refusal !== undefined) {
    if (!expectsContinue) await drain(message);
    return { kind: 'refused', response: refusal };
  }
  if (expectsContinue) response.writeContinue();
  const body = await collect(message, maxBytes, budget);
  if (body === 'aborted') return { kind: 'aborted' };
  if (body === 'too-large') {
    await drain(message);
    return {
      kind: 'refused',
      response: whyRefused(maxBytes + 1, maxBytes, budget, message, path) ?? overloaded(message, path),
    };
  }
  return {
    kind: 'read',
    request: {
      method: message.method ?? 'GET',
      path,
      query: question < 0 ? '' : url.slice(question + 1),
      headers: joinedHeaders(message),
      rawHeaders: message.rawHeaders,
      body,
    },
  };
}

function maxBytesOf(method: string, path: string): number {
  if (lambdaOperation(method, path) !== undefined) return lambdaMaxBytes;
  return method === 'POST' ? postedMaxBytes : otherMaxBytes;
}

/** Node keeps the first of two hosts, and whoever stands before it perhaps the second. */
function isAmbiguous({ rawHeaders }: IncomingMessage): boolean {
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts > 1;
}

function joinedHeaders(message: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name in message.headers) {
    const value = message.headers[name];
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(',');
  }
  return headers;
}

async function collect(
  message: IncomingMessage,
  maxBytes: number,
  budget: BodyBudget,
): Promise<Uint8Array | 'too-large' | 'aborted'> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    // What comes after a body that is too large is drained, so leaving off must not end the connection.
    const chunksOfBody: AsyncIterable<Buffer> = message.iterator({ destroyOnReturn: false });
    for await (const chunk of chunksOfBody) {
      length += chunk.length;
      budget.bytes += chunk.length;
      if (length > maxBytes || budget.bytes > budget.maxBytes) {
        budget.bytes -= length;
        return 'too-large';
      }
      chunks.push(chunk);
    }
  } catch {
    // The connection broke: there is nobody to answer.
    budget.bytes -= length;
    return 'aborted';
  }
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  return Buffer.concat(chunks, length);
}

async function drain(message: IncomingMessage): Promise<void> {
  let dropped = 0;
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      dropped += chunk.length;
      if (dropped > drainMaxBytes) break;
    }
  } catch {
    // Gone already: the answer will find no reader, which is as well.
  }
}

function whyRefused(
  length: number,
  maxBytes: number,
  budget: BodyBudget,
  message: IncomingMessage,
  path: string,
): Bytes | undefined {
  if (length > maxBytes) return tooLarge(message, path, maxBytes);
  return budget.bytes + length > budget.maxBytes ? overloaded(message, path) : undefined;
}

function tooLarge(message: IncomingMessage, path: string, maxBytes: number): Bytes {
  const operation = lambdaOperation(message.method ?? '', path);
  if (operation !== undefined)
    return jsonError(
      413,
      'RequestEntityTooLargeException',
      `Request must be smaller than ${maxBytes} bytes for the ${operation} operation`,
    );
  if (message.method === 'POST')
    return jsonError(413, 'RequestEntityTooLargeException', `Request must be smaller than ${maxBytes} bytes`);
  const bound = `<MaxSizeAllowed>${maxBytes}</MaxSizeAllowed>`;
  return xmlError(400, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', bound);
}

function ambiguous(): Bytes {
  const { headers, ...refusal } = jsonError(400, 'BadRequest', 'The request names its host more than once.');
  return { ...refusal, headers: { ...headers, Connection: 'close' } };
}

function overloaded(message: IncomingMessage, path: string): Bytes {
  const text = 'Too many bytes of requests are held at once. Try again.';
  const isJson = message.method === 'POST' || lambdaOperation(message.method ?? '', path) !== undefined;
  return isJson ? jsonError(503, 'ServiceUnavailable', text) : xmlError(503, 'ServiceUnavailable', text);
}

function xmlError(status: number, code: string, text: string, more = ''): Bytes {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${text}</Message>${more}</Error>`;
  return { status, headers: { 'Content-Type': 'application/xml' }, body: Buffer.from(body) };
}

function jsonError(status: number, code: string, text: string): Bytes {
  return {
    status,
    headers: { 'Content-Type': 'application/json', 'x-amzn-ErrorType': code },
    body: Buffer.from(JSON.stringify({ message: text })),
  };
}

/** The operation that a Lambda path with a body means, for the message alone. */
function lambdaOperation(method: string, path: string): string | undefined {
  if (!/^\/20\d\d-\d\d-\d\d\/(functions|layers)(\/|$)/.test(path)) return undefined;
  if (path.endsWith('/invocations')) return 'InvokeFunction';
  if (path.endsWith('/response-streaming-invocations')) return 'InvokeWithResponseStream';
  if (path.endsWith('/code')) return 'UpdateFunctionCode';
  if (path.includes('/layers/') && path.endsWith('/versions')) return 'PublishLayerVersion';
  return method === 'POST' && /\/functions\/?$/.test(path) ? 'CreateFunction' : 'Lambda';
}
