/**
 * HTTP in: `node:http` itself, with plain invocations taken before it by `invocation-front.ts`. Reads
 * a request whole, within bounds, hands it on, and sends the answer. Everything that AWS's clients
 * send is small but code packages and objects.
 */
import { createReadStream } from 'node:fs';
import {
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { InvocationFront } from './invocation-front.ts';
import type { Clock } from '../time/clock.ts';
import { OpenConnections } from './open-connections.ts';
import { readRequestBody, type BodyBudget } from './request-body.ts';
import { sendChunks } from './send-chunks.ts';
import type { ServerLog } from './server-log.ts';

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly handle: (request: WireRequest, remoteAddress: string) => Promise<WireResponse>;
  readonly log: ServerLog;
  readonly clock: Clock;
  /** Bytes of request bodies that are held at once, over all connections. @default 1 GiB */
  readonly heldMaxBytes?: number;
}

export interface RunningHttpServer extends AsyncDisposable {
  readonly port: number;
  /** Takes no more connections, and resolves when the requests under way are answered, or have had their time. */
  drain(): Promise<void>;
}

const heldMaxBytes = 1024 * 1024 * 1024;
const headersMaxBytes = 16 * 1024;
const headersTimeoutMs = 20_000;
/** A client that sends a package over a slow line needs minutes; one that sends nothing gets none. */
const requestTimeoutMs = 15 * 60_000;
const keepAliveTimeoutMs = 75_000;
const connectionsMax = 10_000;

export async function startHttpServer(options: HttpServerOptions): Promise<RunningHttpServer> {
  const budget: BodyBudget = { bytes: 0, maxBytes: options.heldMaxBytes ?? heldMaxBytes };
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void serve({ message: request, response, options, budget, connections });
  };
  const server = createServer(
    {
      maxHeaderSize: headersMaxBytes,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      noDelay: true,
    },
    listener,
  );
  server.maxConnections = connectionsMax;
  server.on('checkContinue', listener);
  server.on('clientError', refuseUnreadable);
  const limits = { headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs };
  const { handle, log, clock } = options;
  // Before the connections are counted: it takes the place of the server's own listener.
  const front = new InvocationFront(server, { handle, log, clock, budget, limits, refuse: refuseUnreadable });
  const connections = new OpenConnections(server, clock);
  await listen(server, options);
  const address = server.address() as AddressInfo;
  const drain = (): Promise<void> => {
    const drained = connections.drain();
    front.stop();
    return drained;
  };
  return { port: address.port, drain, [Symbol.asyncDispose]: drain };
}

function listen(server: Server, { host, port }: HttpServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, 1024, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

/** One request, with all that it takes to answer it. */
interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly options: HttpServerOptions;
  readonly budget: BodyBudget;
  readonly connections: OpenConnections;
}

async function serve(exchange: Exchange): Promise<void> {
  const { message, response, options, budget, connections } = exchange;
  try {
    const read = await readRequestBody(message, response, budget);
    if (read.kind === 'aborted') return;
    if (read.kind === 'refused') {
      sendBytes(message, response, read.response);
      return;
    }
    // Whoever handles the request may pass the bytes on to another thread, and then they are none here.
    const heldBytes = read.request.body.length;
    try {
      const answer = await options.handle(read.request, message.socket.remoteAddress ?? '');
      await send(exchange, answer);
    } finally {
      budget.bytes -= heldBytes;
    }
  } catch (error) {
    // A client that hangs up before its answer is no failure of ours.
    if (!response.destroyed) options.log.failure(`${message.method} ${message.url}`, error);
    response.destroy();
  } finally {
    connections.answered(response);
  }
}

async function send({ message, response, connections }: Exchange, answer: WireResponse): Promise<void> {
  const { body } = answer;
  if (body instanceof Uint8Array) {
    sendBytes(message, response, { ...answer, body });
    return;
  }
  if ('chunks' in body) {
    const { status } = answer;
    writeHead(response, status, headersOf(answer));
    const hasBody = message.method !== 'HEAD' && status !== 204 && status !== 304;
    await connections.stream(message.socket, () => sendChunks(response, body.chunks, { hasBody }));
    return;
  }
  writeHead(response, answer.status, { ...answer.headers, 'Content-Length': body.length });
  if (message.method === 'HEAD' || body.length === 0) {
    response.end();
    return;
  }
  await pipeline(createReadStream(body.file, { start: body.start, end: body.start + body.length - 1 }), response);
}

function sendBytes(
  message: IncomingMessage,
  response: ServerResponse,
  answer: WireResponse & { readonly body: Uint8Array },
): void {
  // A HEAD's Content-Length is that of the body which GET would give; the operation has set it.
  const length =
    message.method === 'HEAD' || answer.status === 204 || answer.status === 304
      ? {}
      : { 'Content-Length': answer.body.length };
  writeHead(response, answer.status, { ...answer.headers, ...length });
  response.end(message.method === 'HEAD' ? undefined : answer.body);
}

/** Those of Node may hold lists that can be changed. */
function headersOf({ headers }: WireResponse): OutgoingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  );
}

/** A header may hold what a client once sent: what cannot travel in it gives way, and the answer arrives. */
function writeHead(response: ServerResponse, status: number, headers: OutgoingHttpHeaders): void {
  try {
    response.writeHead(status, headers);
  } catch (error) {
    if (response.headersSent) throw error;
    const printable = Object.entries(headers).map(([name, value]) => [
      name,
      typeof value === 'string' ? value.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '?') : value,
    ]);
    response.writeHead(status, Object.fromEntries(printable));
  }
}

/** Bytes that are no HTTP, or headers beyond the bound: an answer, where there is still someone to read it. */
function refuseUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const isOverflow = error.code === 'HPE_HEADER_OVERFLOW';
  const isTimeout = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const [status, code, text] = isOverflow
    ? [
        '431 Request Header Fields Too Large',
        'RequestHeaderSectionTooLarge',
        'Your request header section exceeds the maximum allowed size.',
      ]
    : isTimeout
      ? [
          '408 Request Timeout',
          'RequestTimeout',
          'Your socket connection to the server was not read from or written to within the timeout period.',
        ]
      : ['400 Bad Request', 'BadRequest', 'The request could not be read as HTTP.'];
  const body = JSON.stringify({ __type: code, message: text });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nx-amzn-ErrorType: ${code}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
