/**
 * Lambda's Runtime API (`2018-06-01`), by which custom runtimes fetch events and post answers: one
 * small HTTP server on the loopback interface for each execution environment.
 * https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 *
 * Only the environment's own processes may call, as far as the machine can tell them from others. A streamed
 * answer is read no faster than there is room for it. Snapshots (`/runtime/restore/…`) are not offered; what
 * extensions call is refused by name.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { invariant } from '../invariant.ts';
import type { Peer } from './peer-check.ts';
import { anyContentType, responseBytesMax } from './runtime-channel.ts';
import type { ChannelListener, RuntimeChannel, RuntimeEvent } from './runtime-channel.ts';

/** The states of a runtime, by the names that the API's errors use. */
type RuntimeState = 'Started' | 'InitError' | 'Ready' | 'Running' | 'RuntimeResponseSentState';

const root = '/2018-06-01/runtime';

/** The Extensions API, the Logs API and the Telemetry API, at the same address on AWS. */
const laterApis = /^\/(?:2020-01-01\/extension|2020-08-15\/logs|2022-07-01\/telemetry)(?:\/|$)/;

/** An answer, and for which event. */
const answerRoute = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/;

/** Whose a connection is. Never rejects. */
export type IdentifyPeer = (connection: Socket) => Promise<Peer>;

export class RuntimeApi implements RuntimeChannel {
  /** A runtime calls when it likes: only its exit tells that it is gone. */
  readonly isClosed = false;
  /** As `127.0.0.1:40123`: the value of AWS_LAMBDA_RUNTIME_API. */
  readonly address: string;
  #listener: ChannelListener = { wantsParts: false, onMessage: () => undefined, onPart: () => undefined };
  readonly #server: Server;
  readonly #opened = Promise.withResolvers<IdentifyPeer>();
  /** Of each connection whose it is; a promise until that is known. */
  readonly #peers = new WeakMap<Socket, Peer | Promise<Peer>>();
  #state: RuntimeState = 'Started';
  /** The event to hand out with the next request for one. */
  #waiting: RuntimeEvent | undefined;
  /** Resolves when the streamed answer under way has come to its end. Absent: none is, and none broke off. */
  #streaming: Promise<'whole' | 'broken'> | undefined;
  /** The event that was handed out last. */
  #current: RuntimeEvent | undefined;
  /** The request for the next event that waits for one. */
  #poll: ServerResponse | undefined;
  #ready = Promise.withResolvers<void>();

  static async listen(): Promise<RuntimeApi> {
    const server = createServer();
    // A runtime waits for its next event as long as it takes.
    server.requestTimeout = 0;
    server.headersTimeout = 0;
    server.keepAliveTimeout = 0;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return new RuntimeApi(server);
  }

  private constructor(server: Server) {
    this.#server = server;
    const address = server.address();
    invariant(typeof address === 'object' && address !== null, 'a listening server has an address');
    this.address = `127.0.0.1:${address.port}`;
    server.on('connection', (socket) => this.#peers.set(socket, this.#identify(socket)));
    server.on('request', (request, response) => {
      this.#take(request, response).catch(() => response.destroy());
    });
    server.unref();
  }

  /** Until then all requests wait: a process may call before it is known which one that is. */
  open(listener: ChannelListener, identifyPeer: IdentifyPeer): void {
    this.#listener = listener;
    this.#opened.resolve(identifyPeer);
  }

  send(event: RuntimeEvent): void {
    this.#waiting = event;
    this.#ready = Promise.withResolvers<void>();
    this.#deliver();
  }

  whenReady(): Promise<void> | undefined {
    return this.#state === 'Ready' ? undefined : this.#ready.promise;
  }

  drain(): void {
    // Its connections end with the process.
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #identify(socket: Socket): Promise<Peer> {
    const identifyPeer = await this.#opened.promise;
    const peer = await identifyPeer(socket);
    this.#peers.set(socket, peer);
    return peer;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = this.#peers.get(request.socket) ?? 'gone';
    const peer = typeof found === 'string' ? found : await found;
    if (peer === 'own') return await this.#serve(request, response);
    if (peer === 'gone') return this.#miss(request, response);
    // AWS has no words for it: there nobody else can call.
    response.setHeader('connection', 'close');
    const errorMessage = 'This Runtime API serves the processes of another execution environment';
    refuse(response, 403, { errorMessage, errorType: 'Forbidden' });
  }

  /**
   * What came over a connection that was closed before it was known whose it is. An answer counts as broken off:
   * were it not heard of at all, the runtime would get the same event again.
   */
  #miss(request: IncomingMessage, response: ServerResponse): void {
    response.destroy();
    const [, requestId] = answerRoute.exec(request.url ?? '') ?? [];
    if (request.method !== 'POST' || requestId !== this.#current?.requestId || this.#state !== 'Running') return;
    this.#state = 'RuntimeResponseSentState';
    this.#streaming = Promise.resolve('broken');
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').replace(/\?.*/, '');
    const route = `${request.method} ${path}`;
    if (route === `GET ${root}/invocation/next`) {
      return this.#streaming === undefined ? this.#next(response) : await this.#nextAfter(this.#streaming, response);
    }
    if (route === `POST ${root}/init/error`) return await this.#initError(request, response);
    if (route === 'GET /2018-06-01/ping') return void response.end('pong');
    if (route === `GET ${root}/restore/next`) return this.#forbid(response, 'RestoreReady');
    if (route === `POST ${root}/restore/error`) return this.#forbid(response, 'RuntimeRestoreErrorState');
    if (laterApis.test(path)) {
      const errorMessage = `Serin runs no extensions and keeps no telemetry for them: ${route} is not served`;
      return refuse(response, 501, { errorMessage, errorType: 'Extension.NotSupported' });
    }
    const match = answerRoute.exec(path);
    if (match === null || request.method !== 'POST') {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
      return;
    }
    await this.#answer(request, response, { requestId: match[1] ?? '', isError: match[2] === 'error' });
  }

  /** A runtime may ask for its next event before it has heard that its answer was taken. */
  async #nextAfter(streaming: Promise<'whole' | 'broken'>, response: ServerResponse): Promise<void> {
    const end = await streaming;
    if (end === 'broken' && this.#streaming === streaming) {
      this.#streaming = undefined;
      const errorType = 'Runtime.TruncatedResponse';
      const payload = Buffer.from(JSON.stringify({ errorType }));
      this.#listener.onMessage({ kind: 'error', errorType, payload, fatal: false });
    }
    this.#next(response);
  }

  #next(response: ServerResponse): void {
    // An event that is handed to somebody who has gone meanwhile would be lost.
    if (response.req.socket.destroyed) return;
    if (this.#state === 'InitError') return this.#forbid(response, 'Ready');
    // A second request for the event in hand is answered with it again, as by AWS.
    this.#poll?.destroy();
    this.#poll = response;
    response.once('close', () => {
      if (this.#poll === response) this.#poll = undefined;
    });
    if (this.#state === 'Running') {
      this.#waiting = this.#current;
      return this.#deliver();
    }
    const started = this.#state === 'Started';
    this.#state = 'Ready';
    this.#ready.resolve();
    if (started) this.#listener.onMessage({ kind: 'ready' });
    this.#deliver();
  }

  #deliver(): void {
    const [event, response] = [this.#waiting, this.#poll];
    if (event === undefined || response === undefined) return;
    this.#poll = undefined;
    this.#waiting = undefined;
    this.#current = event;
    this.#state = 'Running';
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': event.payload.length,
      'Lambda-Runtime-Aws-Request-Id': event.requestId,
      'Lambda-Runtime-Deadline-Ms': String(event.deadlineMs),
      'Lambda-Runtime-Invoked-Function-Arn': event.invokedFunctionArn,
      ...(event.traceId !== undefined && { 'Lambda-Runtime-Trace-Id': event.traceId }),
      ...(event.clientContext !== undefined && { 'Lambda-Runtime-Client-Context': headerText(event.clientContext) }),
    });
    response.end(event.payload);
  }

  async #initError(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#state !== 'Started') return this.#forbid(response, 'InitError');
    this.#state = 'InitError';
    const payload = (await readBody(request)) ?? Buffer.from('{}');
    accept(response);
    this.#listener.onMessage({ kind: 'init-error', errorType: errorTypeOf(request, 'Runtime.Unknown'), payload });
  }

  async #answer(
    request: IncomingMessage,
    response: ServerResponse,
    { requestId, isError }: { readonly requestId: string; readonly isError: boolean },
  ): Promise<void> {
    if (requestId !== this.#current?.requestId) {
      refuse(response, 400, { errorMessage: 'Invalid request ID', errorType: 'InvalidRequestID' });
      return;
    }
    if (this.#state !== 'Running')
      return this.#forbid(response, isError ? 'InvocationErrorResponse' : 'InvocationResponse');
    this.#state = 'RuntimeResponseSentState';
    const mode = request.headers['lambda-runtime-function-response-mode'];
    if (!isError && mode !== undefined && mode !== 'streaming') {
      refuse(response, 400, {
        errorMessage: 'Invalid function response mode',
        errorType: 'InvalidFunctionResponseMode',
      });
      const errorType = 'Runtime.InvalidResponseModeHeader';
      this.#listener.onMessage({
        kind: 'error',
        errorType,
        payload: Buffer.from(JSON.stringify({ errorType })),
        fatal: false,
      });
      return;
    }
    // Go's client never says that it streams: AWS goes by what the caller has asked for.
    const isStreamed = mode === 'streaming' || this.#listener.wantsParts;
    if (isStreamed && !isError) return await this.#takeStream(request, response);
    const payload = await readBody(request);
    if (payload === undefined) {
      const errorMessage = `Exceeded maximum allowed payload size (${responseBytesMax} bytes).`;
      refuse(response, 413, { errorMessage, errorType: 'RequestEntityTooLarge' });
      this.#listener.onMessage({ kind: 'too-large' });
      return;
    }
    accept(response);
    const errorType = errorTypeOf(request, 'Function.Unknown');
    if (isError) this.#listener.onMessage({ kind: 'error', errorType, payload, fatal: false });
    else this.#tellEnd(request, payload);
  }

  /** Where it breaks off, the answer has failed once the runtime asks for its next event, and not if it exits before. */
  async #takeStream(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<'whole' | 'broken'>();
    this.#streaming = promise;
    try {
      await this.#listener.onPart({ kind: 'begin', contentType: request.headers['content-type'] ?? anyContentType });
      for await (const bytes of request) {
        invariant(Buffer.isBuffer(bytes), 'a body without an encoding comes as buffers');
        await this.#listener.onPart({ kind: 'bytes', bytes });
      }
    } catch (error) {
      resolve('broken');
      throw error;
    }
    this.#streaming = undefined;
    accept(response);
    this.#tellEnd(request, new Uint8Array());
    resolve('whole');
  }

  /** In trailers a runtime tells that an answer is not whole. */
  #tellEnd(request: IncomingMessage, payload: Uint8Array): void {
    const trailer = request.trailers['lambda-runtime-function-error-type'];
    if (trailer === undefined) {
      this.#listener.onMessage({ kind: 'response', payload, peakKiB: 0 });
      return;
    }
    const errorType = validErrorType(trailer, 'Function.Unknown');
    const error = Buffer.from(request.trailers['lambda-runtime-function-error-body'] ?? '', 'base64');
    this.#listener.onMessage({ kind: 'error', errorType, payload: error, fatal: false });
  }

  #forbid(response: ServerResponse, to: string): void {
    refuse(response, 403, {
      errorMessage: `State transition from ${this.#state} to ${to} failed for runtime. Error: State transition is not allowed`,
      errorType: 'InvalidStateTransition',
    });
  }
}

/** The body, or `undefined` where it is longer than an answer may be; the rest is then read and dropped. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    invariant(Buffer.isBuffer(chunk), 'a body without an encoding comes as buffers');
    bytes += chunk.length;
    if (bytes <= responseBytesMax) chunks.push(chunk);
    else chunks.length = 0;
  }
  return bytes <= responseBytesMax ? Buffer.concat(chunks) : undefined;
}

function accept(response: ServerResponse): void {
  writeJson(response, 202, { status: 'OK' });
}

function refuse(
  response: ServerResponse,
  status: number,
  body: { readonly errorMessage: string; readonly errorType: string },
): void {
  writeJson(response, status, body);
}

/** With its length, so that head and body go out in one write. */
function writeJson(response: ServerResponse, status: number, body: object): void {
  const text = `${JSON.stringify(body)}\n`;
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  response.writeHead(status, headers).end(text);
}

function errorTypeOf(request: IncomingMessage, otherwise: string): string {
  return validErrorType(String(request.headers['lambda-runtime-function-error-type'] ?? ''), otherwise);
}

function validErrorType(text: string, otherwise: string): string {
  return /^(Runtime|Function)\.[A-Z][a-zA-Z]+$/.test(text) ? text : otherwise;
}

/** A header holds Latin-1 without line ends; JSON can say the rest with escapes. */
function headerText(json: string): string {
  return json
    .replaceAll(/[\r\n]+/g, ' ')
    .replaceAll(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
