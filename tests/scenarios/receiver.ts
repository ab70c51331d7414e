/** A server outside of the platform that listens to what the platform, or a function on it, sends. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export async function openReceiver() {
  const received: Received[] = [];
  let waiting: ((request: Received) => void)[] = [];
  let status = 200;
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = { headers: incoming.headers, body: Buffer.concat(chunks).toString() };
      response.writeHead(status).end();
      const next = waiting.shift();
      if (next === undefined) received.push(request);
      else next(request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/notices`,
    /** What came and was not asked for yet. */
    received,
    /** The next request: one that came already, or the one to come. */
    next(): Promise<Received> {
      const first = received.shift();
      return first === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(first);
    },
    answer(next: number): void {
      status = next;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      waiting = [];
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
