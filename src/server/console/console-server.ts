/**
 * The console's port: a page, calls of operations by name, and the stream of events. Everything but
 * the address with the token needs the session's cookie; nothing here is reached from another site.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiError } from '../../aws/api-error.ts';
import type { Clock } from '../../time/clock.ts';
import { type NamedAnswer, type NamedCall, refusedCall } from '../named-calls.ts';
import { type BodyBudget, readRequestBody } from '../request-body.ts';
import type { ServerLog } from '../server-log.ts';
import type { ConsoleChange } from './changes.ts';
import { EventStreams } from './event-stream.ts';
import { fileNameOf, readPageFile } from './page-files.ts';
import { callHeader, ConsoleSession, isCrossSite, isLoopbackHost } from './session.ts';
import { noSessionPage, notBuiltPage } from './words.ts';

export interface ConsoleServerOptions {
  readonly host: string;
  readonly port: number;
  readonly token: string;
  /** Of the page as it was built. */
  readonly pageFolder: string;
  readonly clock: Clock;
  readonly log: ServerLog;
}

/** What the console shows. */
export interface ConsoleBackend {
  /** Where a call names no region. */
  readonly region: string;
  call(call: NamedCall): Promise<NamedAnswer>;
  /** Whether a page wants to be told of changes. */
  watchChanges(isWatched: boolean): void;
  /** What a page has to know of the platform. */
  session(): object;
}

export interface RunningConsole extends AsyncDisposable {
  readonly port: number;
  /** Requests that came before wait for this. */
  open(backend: ConsoleBackend): void;
  /** Tells all open pages. */
  publish(changes: readonly ConsoleChange[]): void;
  /** Ends all streams: the pages come back, and read everything anew. */
  reconnect(): void;
}

const drainMs = 2000;
const heldMaxBytes = 64 * 1024 * 1024;
const timeouts = { maxHeaderSize: 16 * 1024, headersTimeout: 20_000, requestTimeout: 60_000 } as const;
const connectionsMax = 500;

const securityHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

const html = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' } as const;
const json = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' } as const;

/** Rejects where the port cannot be had. */
export async function startConsoleServer(options: ConsoleServerOptions): Promise<RunningConsole> {
  const opened = Promise.withResolvers<ConsoleBackend>();
  let site: Site | undefined;
  const server = createServer(timeouts, (request, response) => {
    void (async () => {
      await (site ?? (await siteOpened)).serve(request, response);
    })();
  });
  server.maxConnections = connectionsMax;
  await listen(server, options);
  const { port } = server.address() as AddressInfo;
  const siteOpened = opened.promise.then((backend) => {
    site = new Site(options, new ConsoleSession({ token: options.token, port }), backend);
    return site;
  });
  let closed: Promise<void> | undefined;
  return {
    port,
    open: (backend) => opened.resolve(backend),
    publish: (changes) => site?.streams.publish(changes),
    reconnect: () => site?.streams.end(),
    [Symbol.asyncDispose]() {
      site?.streams.end();
      closed ??= close(server, options.clock);
      return closed;
    },
  };
}

function listen(server: Server, { host, port }: ConsoleServerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, 128, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function close(server: Server, clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const timer = clock.setRealTimer(drainMs, () => server.closeAllConnections());
    server.close(() => {
      timer.cancel();
      resolve();
    });
    server.closeIdleConnections();
  });
}

class Site {
  readonly streams: EventStreams;
  readonly #options: ConsoleServerOptions;
  readonly #session: ConsoleSession;
  readonly #backend: ConsoleBackend;
  readonly #budget: BodyBudget = { bytes: 0, maxBytes: heldMaxBytes };

  constructor(options: ConsoleServerOptions, session: ConsoleSession, backend: ConsoleBackend) {
    this.#options = options;
    this.#session = session;
    this.#backend = backend;
    this.streams = new EventStreams({
      clock: options.clock,
      hello: () => backend.session(),
      onListening: (isListened) => backend.watchChanges(isListened),
    });
  }

  /** Never rejects. */
  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
      await this.#route(request, response);
    } catch (error) {
      // A browser that leaves before its answer is no failure of ours.
      if (!response.destroyed) this.#options.log.failure(`console: ${request.method} ${pathOf(request)}`, error);
      response.destroy();
    }
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    if (!isLoopbackHost(request.headers)) {
      refuse(response, 421, 'MisdirectedRequest', 'The console answers to 127.0.0.1 and localhost alone');
      return;
    }
    if (path.startsWith('/api/')) {
      await this.#serveApi(path, request, response);
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      refuse(response, 405, 'MethodNotAllowed', 'Pages are read with GET');
      return;
    }
    const token = new URLSearchParams(queryOf(request)).get('token');
    if (token !== null && this.#session.accepts(token)) {
      // Two slashes would lead to another host.
      const location = path.replace(/^\/+/, '/');
      response.writeHead(303, { Location: location, 'Set-Cookie': this.#session.cookie, 'Cache-Control': 'no-store' });
      response.end();
    } else if (token !== null || !this.#session.isKnown(request.headers)) send(response, 401, html, noSessionPage);
    else await this.#servePage(path, request, response);
  }

  async #servePage(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = fileNameOf(path);
    const accepted = request.headers['accept-encoding'] ?? '';
    const file = name === undefined ? undefined : await readPageFile(this.#options.pageFolder, name, accepted);
    if (file !== undefined) send(response, 200, file.headers, file.body);
    else if (name === 'index.html') send(response, 503, html, notBuiltPage);
    else refuse(response, 404, 'NotFound', 'The console has no such file');
  }

  async #serveApi(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#session.isKnown(request.headers)) {
      refuse(
        response,
        401,
        'SessionRequired',
        'Open the address that `serin start` printed, or `serin console` prints',
      );
      return;
    }
    if (isCrossSite(request.headers)) {
      refuse(response, 403, 'CrossSiteRequest', 'Only a page of the console itself may ask this');
      return;
    }
    if (request.method === 'GET' && path === '/api/session') {
      send(response, 200, json, Buffer.from(JSON.stringify(this.#backend.session())));
      return;
    }
    if (request.method === 'GET' && path === '/api/events') {
      this.#serveEvents(response);
      return;
    }
    const [, service, operation] = /^\/api\/([a-z0-9]+)\/([A-Za-z0-9]+)$/.exec(path) ?? [];
    if (service === undefined || operation === undefined || request.method !== 'POST')
      refuse(response, 404, 'NotFound', 'Operations are called with POST /api/<service>/<Operation>');
    else if (request.headers[callHeader] !== '1')
      refuse(response, 403, 'HeaderRequired', `A call needs the header ${callHeader}: 1`);
    else await this.#call({ service, operation }, request, response);
  }

  #serveEvents(response: ServerResponse): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      'X-Accel-Buffering': 'no',
    });
    if (!this.streams.open(response)) response.end('event: refused\ndata: {"reason":"too many pages are open"}\n\n');
  }

  async #call(
    name: Pick<NamedCall, 'service' | 'operation'>,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const region = String(request.headers['x-serin-region'] ?? this.#backend.region);
    if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
      refuse(response, 400, 'InvalidRegion', `${region} is no region`);
      return;
    }
    const read = await readRequestBody(request, response, this.#budget);
    if (read.kind === 'aborted') return;
    if (read.kind === 'refused') {
      refuse(response, read.response.status, 'RequestEntityTooLarge', 'The request is too large');
      return;
    }
    const heldBytes = read.request.body.length;
    try {
      const { status, body } = await this.#answer({ ...name, region, body: read.request.body });
      send(response, status, json, body);
    } finally {
      this.#budget.bytes -= heldBytes;
    }
  }

  async #answer(call: NamedCall): Promise<NamedAnswer> {
    try {
      return await this.#backend.call(call);
    } catch (error) {
      // The control plane is being started again.
      if (!(error instanceof ApiError)) throw error;
      return refusedCall(503, error.type, error.message, '');
    }
  }
}

const pathOf = ({ url = '/' }: Pick<IncomingMessage, 'url'>): string => url.split('?')[0] ?? '/';
const queryOf = ({ url = '/' }: Pick<IncomingMessage, 'url'>): string => url.slice(pathOf({ url }).length);

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): void {
  response.writeHead(status, { ...headers, 'Content-Length': body.length });
  // Node itself leaves the body out of the answer to a HEAD.
  response.end(body);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  send(response, status, json, refusedCall(status, code, message, '').body);
}
