import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where functions tell which events they have run: a file outside would be out of their reach. */
export class Markers implements AsyncDisposable {
  readonly ran = new Set<string>();
  readonly #server = createServer((request, response) => {
    this.ran.add((request.url ?? '').slice(1));
    response.end();
  });

  /** Resolves with the address to which an event's id is added. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    // A server that listens on a port has an address of this form.
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}/`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
