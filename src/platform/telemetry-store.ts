import { describeApiMinutes } from '../services/apigateway/metrics.ts';
import type { ServerLog } from '../server/server-log.ts';
import type { EventRecord } from '../services/lambda/event-record.ts';
import { describeEvents, describeInvocations } from '../services/lambda/metrics.ts';
import type { LogLine } from '../execution/execution-host.ts';
import type { Series, SeriesPoint } from '../storage/series.ts';
import type { Clock, Timer } from '../time/clock.ts';
import type { TelemetryBatch } from './planes.ts';

export interface TelemetryStore extends AsyncDisposable {
  /** Resolves when the batch is stored, or is told to be lost. */
  take(batch: TelemetryBatch): Promise<void>;
  takeEvent(record: EventRecord): void;
  /** Resolves when all that was taken is stored. */
  flushed(): Promise<void>;
}

const eventsAfterMs = 1000;

export interface TelemetryStoreOptions {
  readonly series: Pick<Series, 'append'>;
  /** Makes log events of what functions print. Resolves when they are durable. */
  readonly ingest: (lines: readonly LogLine[]) => Promise<void>;
  readonly clock: Clock;
  readonly log: ServerLog;
}

/** Stores what invocations left behind, a batch after the other. Only readers and the end wait for it. */
export function storeTelemetry(options: TelemetryStoreOptions): TelemetryStore {
  return new StoringTelemetry(options);
}

class StoringTelemetry implements TelemetryStore {
  readonly #options: TelemetryStoreOptions;
  readonly #writes = new Set<Promise<void>>();
  #events: EventRecord[] = [];
  #eventsTimer: Timer | undefined;

  constructor(options: TelemetryStoreOptions) {
    this.#options = options;
  }

  async take({ logLines, invocations, apiCalls }: TelemetryBatch): Promise<void> {
    const writes: Promise<void>[] = [];
    if (logLines.length > 0) {
      writes.push(this.#track(this.#options.ingest(logLines), `${logLines.length} log lines could not be stored`));
    }
    const points = [...describeInvocations(invocations), ...describeApiMinutes(apiCalls)];
    if (points.length > 0) writes.push(this.#writePoints(points));
    await Promise.all(writes);
  }

  takeEvent(record: EventRecord): void {
    this.#events.push(record);
    this.#eventsTimer ??= this.#options.clock.setRealTimer(eventsAfterMs, () => this.#flushEvents());
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
    if (events.length > 0) void this.#writePoints(describeEvents(events));
  }

  #writePoints(points: readonly SeriesPoint[]): Promise<void> {
    return this.#track(this.#options.series.append(points), `${points.length} metric points could not be stored`);
  }

  #track(write: Promise<void>, failure: string): Promise<void> {
    const done = write
      .catch((error: unknown) => this.#options.log.failure(failure, error))
      .finally(() => this.#writes.delete(done));
    this.#writes.add(done);
    return done;
  }
}
