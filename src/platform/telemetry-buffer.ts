/**
 * Gathers what invocations leave behind and sends it on in batches, so that the invoke path pays
 * for an append or a few additions alone. Bounded: when the control plane cannot keep up, log lines
 * are dropped, and a line in their place tells how many.
 */
import type { LogLine } from '../execution/execution-host.ts';
import type { InvocationRecord } from '../services/lambda/data-plane/invocation-record.ts';
import { MetricRecorder, type MeasuredTarget } from '../services/lambda/data-plane/metric-recorder.ts';
import type { Clock, Timer } from '../time/clock.ts';
import type { TelemetryBatch } from './planes.ts';

const linesAfterMs = 200;
const metricsAfterMs = 1000;
const flushAtLines = 1000;
const flushAtInvocations = 10_000;
const heldLinesMax = 50_000;
const heldCharactersMax = 16 * 1024 * 1024;

export class TelemetryBuffer {
  readonly #clock: Clock;
  readonly #send: (batch: TelemetryBatch) => void;
  readonly #metrics = new MetricRecorder();
  #lines: LogLine[] = [];
  #characters = 0;
  #dropped = 0;
  #linesTimer: Timer | undefined;
  #metricsTimer: Timer | undefined;

  constructor(clock: Clock, send: (batch: TelemetryBatch) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  writeLog(line: LogLine): void {
    if (this.#lines.length >= heldLinesMax || this.#characters + line.message.length > heldCharactersMax) {
      this.#dropped += 1;
      return;
    }
    if (this.#dropped > 0) this.#tellDropped(line);
    this.#lines.push(line);
    this.#characters += line.message.length;
    if (this.#lines.length >= flushAtLines) this.#flushLines();
    else this.#linesTimer ??= this.#clock.setRealTimer(linesAfterMs, () => this.#flushLines());
  }

  record(record: InvocationRecord, measured: MeasuredTarget): void {
    this.#metrics.record(record, measured);
    if (this.#metrics.count >= flushAtInvocations) this.#flushMetrics();
    // In the wall's time: a minute of a fast clock may be a second.
    else this.#metricsTimer ??= this.#clock.setRealTimer(metricsAfterMs, () => this.#flushMetrics());
  }

  flush(): void {
    this.#flushLines();
    this.#flushMetrics();
  }

  #flushLines(): void {
    this.#linesTimer?.cancel();
    this.#linesTimer = undefined;
    if (this.#lines.length === 0) return;
    const logLines = this.#lines;
    this.#lines = [];
    this.#characters = 0;
    this.#send({ logLines, invocations: [] });
  }

  #flushMetrics(): void {
    this.#metricsTimer?.cancel();
    this.#metricsTimer = undefined;
    if (this.#metrics.count > 0) this.#send({ logLines: [], invocations: this.#metrics.take() });
  }

  #tellDropped(line: LogLine): void {
    this.#lines.push({
      ...line,
      message: `[serin] ${this.#dropped} log lines were dropped here: they came faster than they could be stored.\n`,
    });
    this.#dropped = 0;
  }
}
