/** A server outside of the platform, to which topics send what they are told of deployments. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { invariant } from '../../../src/invariant.ts';

export interface Listener extends AsyncDisposable {
  /** A path after it names the topic. */
  readonly url: string;
  /** What it was told of these deployments, in the order in which it first heard each thing. */
  heard(ids: readonly string[]): readonly string[];
  confirmed(): Promise<void>;
}

/** Confirms every subscription, as a subscriber does; `topics`: of how many that is to be. */
export async function openListener(topics: number): Promise<Listener> {
  const messages: string[] = [];
  let confirmations = 0;
  const allConfirmed = Promise.withResolvers<void>();
  const server = createServer((incoming, response) => {
    void (async () => {
      // SNS's own form; a member that is missing shows in what was heard.
      const notice = JSON.parse(await text(incoming)) as Partial<Record<string, string>>;
      response.writeHead(200).end();
      if (notice['SubscribeURL'] === undefined) {
        messages.push(`${incoming.url?.slice(1)}: ${notice['Subject'] ?? ''} ${notice['Message'] ?? ''}`);
        return;
      }
      await (await fetch(notice['SubscribeURL'])).text();
      confirmations += 1;
      if (confirmations === topics) allConfirmed.resolve();
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  invariant(isInternet(address), 'it listens on a port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    confirmed: () => allConfirmed.promise,
    heard: (ids) => [
      ...new Set(messages.filter((message) => ids.some((id) => message.includes(id))).map(withoutMoments)),
    ],
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const isInternet = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

/** Each run has its own, and so has each time that a thing is told again. */
function withoutMoments(message: string): string {
  return message
    .replaceAll(/\w{3} \w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}/g, '<moment>')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<moment>')
    .replaceAll(/"id":"[0-9a-f-]{36}"/g, '"id":"<id>"');
}
