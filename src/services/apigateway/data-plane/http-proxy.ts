/** Passes a request on to an address on the web, and its answer back. */
import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { WireRequest } from '../../../aws/wire.ts';
import { isConnectionHeader } from './request-headers.ts';
import type { ApiResponse } from './stage-executor.ts';

/** AWS's bound on what an integration may answer. */
const answerBytesMax = 10 * 1024 * 1024;

export interface ProxiedRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: WireRequest['headers'];
  readonly body: Uint8Array;
}

export interface RunningProxy {
  /** `undefined`: the address could not be reached, or answered what is no answer. */
  readonly answer: Promise<ApiResponse | undefined>;
  /** Nobody waits for the answer any more. */
  abandon(): void;
}

export function startProxy({ url, method, headers, body }: ProxiedRequest): RunningProxy {
  const answered = Promise.withResolvers<ApiResponse | undefined>();
  const sent = Object.fromEntries(
    Object.entries(headers).filter(
      ([name]) => name !== 'host' && name !== 'content-length' && !isConnectionHeader(name),
    ),
  );
  const length = body.length > 0 || !['GET', 'HEAD', 'OPTIONS', 'DELETE'].includes(method);
  const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(
    url,
    { method, headers: { ...sent, ...(length && { 'content-length': String(body.length) }) } },
    (message) => void collect(message).then(answered.resolve, () => answered.resolve(undefined)),
  );
  request.on('error', () => answered.resolve(undefined));
  request.end(body);
  return { answer: answered.promise, abandon: () => void request.destroy() };
}

async function collect(message: IncomingMessage): Promise<ApiResponse | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > answerBytesMax) return undefined;
    chunks.push(chunk);
  }
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    if (values === undefined || name === 'content-length' || isConnectionHeader(name)) continue;
    headers[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return { status: message.statusCode ?? 502, headers, body: Buffer.concat(chunks, length) };
}
