import type { ServerLog } from '../server/server-log.ts';
import type { EventRecord } from '../services/lambda/event-record.ts';
import { describeEvents, describeInvocations } from '../services/lambda/metrics.ts';
import type { LogLine } from '../execution/execution-host.ts';
import type { SeriesPoint } from '../storage/series.ts';
import type { Store } from '../storage/store.ts';
import type { Clock, Timer } from '../time/clock.ts';
import type { TelemetryBatch } from './planes.ts';

export interface TelemetryStore extends AsyncDisposable {
  take(batch: TelemetryBatch): void;
  takeEvent(record: EventRecord): void;
  /** Resolves when all that was taken is stored. */
  flushed(): Promise<void>;
}

const eventsAfterMs = 1000;

/** Stores what invocations left behind, a batch after the other. Only readers and the end wait for it. */
export function storeTelemetry(store: Pick<Store, 'logs' | 'series'>, clock: Clock, log: ServerLog): TelemetryStore {
  return new StoringTelemetry(store, clock, log);
}

class StoringTelemetry implements TelemetryStore {
  readonly #store: Pick<Store, 'logs' | 'series'>;
  readonly #clock: Clock;
  readonly #log: ServerLog;
  readonly #writes = new Set<Promise<void>>();
  #events: EventRecord[] = [];
  #eventsTimer: Timer | undefined;

  constructor(store: Pick<Store, 'logs' | 'series'>, clock: Clock, log: ServerLog) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  take({ logLines, invocations }: TelemetryBatch): void {
    if (logLines.length > 0) this.#writeLines(logLines);
    if (invocations.length > 0) this.#writePoints(describeInvocations(invocations));
  }

  takeEvent(record: EventRecord): void {
    this.#events.push(record);
    this.#eventsTimer ??= this.#clock.setRealTimer(eventsAfterMs, () => this.#flushEvents());
  }

  async flushed(): Promise<void> {
    this.#flushEvents();
    await Promise.all(this.#writes);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.flushed();
  }

  #flushEvents(): void {
    this.#eventsTimer?.cancel();
    this.#eventsTimer = undefined;
    const events = this.#events;
    this.#events = [];
    if (events.length > 0) this.#writePoints(describeEvents(events));
  }

  #writeLines(lines: readonly LogLine[]): void {
    const ingestedAtMs = this.#clock.now();
    const events = lines.map(({ region, account, group, stream, atMs, message }) => ({
      owner: `${region}/${account}`,
      group,
      stream,
      atMs,
      ingestedAtMs,
      message,
    }));
    this.#track(this.#store.logs.append(events), `${events.length} log lines could not be stored`);
  }

  #writePoints(points: readonly SeriesPoint[]): void {
    this.#track(this.#store.series.append(points), `${points.length} metric points could not be stored`);
  }

  #track(write: Promise<void>, failure: string): void {
    const done = write
      .catch((error: unknown) => this.#log.failure(failure, error))
      .finally(() => this.#writes.delete(done));
    this.#writes.add(done);
  }
}
