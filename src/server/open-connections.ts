import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock, Timer } from '../time/clock.ts';

/** How long requests under way may take when the server stops. */
const drainMs = 5000;
/** How much longer answers may take that have begun and are still being made. */
const streamDrainMs = 55_000;

/** The connections of a server, and which of them carry an answer that is still being made. */
export class OpenConnections {
  readonly #server: Server;
  readonly #clock: Clock;
  readonly #sockets = new Set<Socket>();
  readonly #streams = new Set<Socket>();
  #drained: Promise<void> | undefined;

  constructor(server: Server, clock: Clock) {
    this.#server = server;
    this.#clock = clock;
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
    });
  }

  /** Carries an answer that is made while it is sent: it has more time than others when the server stops. */
  async stream(socket: Socket, send: () => Promise<void>): Promise<void> {
    this.#streams.add(socket);
    try {
      await send();
    } finally {
      this.#streams.delete(socket);
    }
  }

  /** To be told of each answer that has been made: a server that stops takes no other request on its connection. */
  answered(response: ServerResponse): void {
    if (this.#drained === undefined) return;
    const close = (): void => this.#server.closeIdleConnections();
    if (response.writableFinished) close();
    else response.once('finish', close);
  }

  /** Takes no more connections, and resolves when the requests under way are answered, or have had their time. */
  drain(): Promise<void> {
    this.#drained ??= new Promise<void>((resolve) => {
      const timers: Timer[] = [
        this.#clock.setRealTimer(drainMs, () => this.#closeAllBut(this.#streams)),
        this.#clock.setRealTimer(drainMs + streamDrainMs, () => this.#closeAllBut(new Set())),
      ];
      this.#server.close(() => {
        for (const timer of timers) timer.cancel();
        resolve();
      });
      this.#server.closeIdleConnections();
    });
    return this.#drained;
  }

  #closeAllBut(kept: ReadonlySet<Socket>): void {
    for (const socket of this.#sockets) if (!kept.has(socket)) socket.destroy();
  }
}
