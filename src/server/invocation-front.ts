/**
 * Stands before `node:http` and answers plain invocations itself, for there `node:http` costs more
 * than all that Serin does. Everything else, and whatever is unusual about an invocation, goes to
 * `node:http` unchanged: see `invocation-head.ts` for what is plain.
 */
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { invariant } from '../invariant.ts';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import type { Clock } from '../time/clock.ts';
import { answerFraming } from './answer-bytes.ts';
import { InvocationConnection, type ConnectionOwner } from './invocation-connection.ts';
import type { BodyBudget } from './request-body.ts';
import type { ServerLog } from './server-log.ts';

export interface InvocationFrontOptions {
  readonly handle: (request: WireRequest, remoteAddress: string) => Promise<WireResponse>;
  readonly log: ServerLog;
  readonly clock: Clock;
  readonly budget: BodyBudget;
  readonly limits: {
    readonly headersTimeoutMs: number;
    readonly requestTimeoutMs: number;
    readonly keepAliveTimeoutMs: number;
  };
  /** Answers what is no request and ends the connection, in the words of `node:http`'s part. */
  readonly refuse: (error: Error & { readonly code?: string }, socket: Socket) => void;
}

/** How often connections are looked at: their time limits are no finer. */
const lookEveryMs = 5000;

export class InvocationFront implements ConnectionOwner {
  readonly budget: BodyBudget;
  isStopping = false;
  readonly #options: InvocationFrontOptions;
  readonly #toHttp: (socket: Socket) => void;
  readonly #connections = new Set<InvocationConnection>();
  #isWatching = false;
  #second = 0;
  #framing = '';

  /** From now on the server's connections come here first. */
  constructor(server: Server, options: InvocationFrontOptions) {
    const [listener, another] = server.listeners('connection');
    invariant(listener !== undefined && another === undefined, 'node:http takes its connections itself');
    server.removeAllListeners('connection');
    server.on('connection', (socket: Socket) => this.#take(socket));
    this.#toHttp = (socket) => void listener.call(server, socket);
    this.#options = options;
    this.budget = options.budget;
  }

  /** Ends the connections on which nothing is under way; the others end with the answer that is under way. */
  stop(): void {
    this.isStopping = true;
    for (const connection of this.#connections) if (connection.isUnused) connection.socket.destroy();
  }

  handle(request: WireRequest, remoteAddress: string): Promise<WireResponse> {
    return this.#options.handle(request, remoteAddress);
  }

  framing(isLast: boolean): string {
    const { clock, limits } = this.#options;
    const nowMs = clock.realNow();
    if (isLast) return answerFraming(nowMs, limits.keepAliveTimeoutMs, true);
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#framing = answerFraming(nowMs, limits.keepAliveTimeoutMs, false);
    }
    return this.#framing;
  }

  handOver(connection: InvocationConnection, bytes: Buffer): void {
    const { socket } = connection;
    connection.release();
    this.closed(connection);
    // Paused, so that what is put back is read first, and only once somebody listens.
    socket.pause();
    this.#toHttp(socket);
    socket.unshift(bytes);
    socket.resume();
  }

  refuseBroken(connection: InvocationConnection): void {
    this.#refuse(connection, 'HPE_INVALID_EOF_STATE');
  }

  closed(connection: InvocationConnection): void {
    this.#connections.delete(connection);
  }

  failed({ method, path, query }: WireRequest, error: unknown): void {
    this.#options.log.failure(`${method} ${path}${query === '' ? '' : `?${query}`}`, error);
  }

  #take(socket: Socket): void {
    if (this.isStopping) {
      socket.destroy();
      return;
    }
    this.#connections.add(new InvocationConnection(socket, this));
    this.#look();
  }

  #refuse(connection: InvocationConnection, code: string): void {
    const { socket } = connection;
    connection.release();
    this.closed(connection);
    // Whatever still happens to it is of no interest, and must not be unheard.
    socket.on('error', () => socket.destroy());
    this.#options.refuse(Object.assign(new Error('The connection ended before its request.'), { code }), socket);
  }

  /** Looks after time limits for as long as there are connections. */
  #look(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    this.#options.clock.setRealTimer(lookEveryMs, () => {
      this.#isWatching = false;
      for (const connection of this.#connections) {
        connection.age += 1;
        this.#enforceLimits(connection);
      }
      if (this.#connections.size > 0) this.#look();
    });
  }

  #enforceLimits(connection: InvocationConnection): void {
    const { headersTimeoutMs, requestTimeoutMs, keepAliveTimeoutMs } = this.#options.limits;
    const waitedMs = connection.age * lookEveryMs;
    switch (connection.phase) {
      case 'idle':
        if (waitedMs > keepAliveTimeoutMs) connection.socket.destroy();
        return;
      case 'head':
        if (waitedMs > headersTimeoutMs) this.#refuse(connection, 'ERR_HTTP_REQUEST_TIMEOUT');
        return;
      case 'body':
        if (waitedMs > requestTimeoutMs) this.#refuse(connection, 'ERR_HTTP_REQUEST_TIMEOUT');
        return;
      case 'handling':
      case 'answering':
      case 'closed':
    }
  }
}
