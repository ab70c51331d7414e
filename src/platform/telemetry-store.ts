import type { ServerLog } from '../server/server-log.ts';
import type { Store } from '../storage/store.ts';
import type { Clock } from '../time/clock.ts';
import type { TelemetryBatch } from './planes.ts';

export interface TelemetryStore {
  take(batch: TelemetryBatch): void;
  /** Resolves when all that was taken is stored. */
  flushed(): Promise<void>;
}

/** Stores what invocations left behind, a batch after the other. Nobody waits for it but the end. */
export function storeTelemetry(store: Store, clock: Clock, log: ServerLog): TelemetryStore {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take({ logLines }) {
      if (logLines.length === 0) return;
      const ingestedAtMs = clock.now();
      const events = logLines.map(({ region, account, group, stream, atMs, message }) => ({
        owner: `${region}/${account}`,
        group,
        stream,
        atMs,
        ingestedAtMs,
        message,
      }));
      const append = store.logs.append(events);
      last = append.catch((error: unknown) => log.failure(`${events.length} log lines could not be stored`, error));
    },
    async flushed() {
      await last;
    },
  };
}
