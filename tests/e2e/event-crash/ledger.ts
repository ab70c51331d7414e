/** A server outside of the platform, to which functions tell what they do: it outlives every kill. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { invariant } from '../../../src/invariant.ts';

/** A function's attempt at an event, told before it succeeds or fails. */
interface Run {
  readonly kind: 'run';
  readonly requestId: string;
  readonly isFailing: boolean;
}

/** What the destination of failed events got. */
export interface Failure {
  readonly kind: 'failure';
  readonly requestId: string;
  readonly condition: string;
  readonly attempts: number;
}

export interface Ledger extends AsyncDisposable {
  readonly url: string;
  /** How many times each event ran, by its request ID. */
  readonly runs: ReadonlyMap<string, number>;
  /** By the request ID of the event that failed. */
  readonly failures: ReadonlyMap<string, readonly Failure[]>;
  /** Resolves when the condition holds, asked again at each entry and each `touch`. */
  until(condition: () => boolean): Promise<void>;
  touch(): void;
}

export async function openLedger(): Promise<Ledger> {
  const runs = new Map<string, number>();
  const failures = new Map<string, Failure[]>();
  const waiting = new Set<{ readonly condition: () => boolean; readonly resolve: () => void }>();
  const touch = (): void => {
    for (const waiter of waiting) {
      if (!waiter.condition()) continue;
      waiting.delete(waiter);
      waiter.resolve();
    }
  };
  const server = createServer((incoming, response) => {
    void (async () => {
      // The functions of this test wrote it.
      const entry = JSON.parse(await text(incoming)) as Run | Failure;
      if (entry.kind === 'run') runs.set(entry.requestId, (runs.get(entry.requestId) ?? 0) + 1);
      else failures.set(entry.requestId, [...(failures.get(entry.requestId) ?? []), entry]);
      response.end();
      touch();
    })().catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  invariant(isInternet(address), 'it listens on a port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    runs,
    failures,
    touch,
    until: (condition) =>
      condition() ? Promise.resolve() : new Promise((resolve) => waiting.add({ condition, resolve })),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const isInternet = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;
