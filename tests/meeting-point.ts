/** An address that a function calls while it runs: the test knows that it runs, and says when it goes on. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MeetingPoint extends AsyncDisposable {
  readonly url: string;
  /** The query of each call, in the order in which they came. */
  readonly came: readonly string[];
  /** Resolves when a function has come. */
  readonly met: Promise<void>;
  /** Answers whoever has come, and whoever comes from now on. */
  release(): void;
}

export async function openMeetingPoint(): Promise<MeetingPoint> {
  const met = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  const came: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    came.push(url.slice(url.indexOf('?') + 1));
    met.resolve();
    void released.promise.then(() => response.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server on a port has an address of that form.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    came,
    met: met.promise,
    release: released.resolve,
    async [Symbol.asyncDispose]() {
      released.resolve();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
