/**
 * Gathers what invocations leave behind and sends it on in batches, so that the invoke path pays
 * for an append or a few additions alone. Bounded: when the control plane cannot keep up, log lines
 * are dropped, and a line in their place tells how many.
 */
import type { LogLine } from '../execution/execution-host.ts';
import { ApiCallRecorder, type RecordedCall } from '../services/apigateway/data-plane/call-recorder.ts';
import type { ServedStage } from '../services/apigateway/served-stage.ts';
import type { InvocationRecord } from '../services/lambda/data-plane/invocation-record.ts';
import { MetricRecorder, type MeasuredTarget } from '../services/lambda/data-plane/metric-recorder.ts';
import type { Clock, Timer } from '../time/clock.ts';
import { LineAdmission } from './line-admission.ts';
import type { TelemetryBatch } from './planes.ts';

const linesAfterMs = 200;
const metricsAfterMs = 1000;
const flushAtLines = 1000;
const flushAtInvocations = 10_000;
const flushAtCharacters = 1024 * 1024;
const bounds = { linesMax: 50_000, charactersMax: 16 * 1024 * 1024 };

export class TelemetryBuffer {
  readonly #clock: Clock;
  readonly #send: (batch: TelemetryBatch) => Promise<void>;
  readonly #admission = new LineAdmission(bounds);
  readonly #metrics = new MetricRecorder();
  readonly #apiCalls = new ApiCallRecorder();
  #lines: LogLine[] = [];
  #characters = 0;
  #linesTimer: Timer | undefined;
  #metricsTimer: Timer | undefined;

  /** What `send` gives back resolves when the batch is stored: what is under way counts as held. */
  constructor(clock: Clock, send: (batch: TelemetryBatch) => Promise<void>) {
    this.#clock = clock;
    this.#send = send;
  }

  writeLog(line: LogLine): void {
    const admitted = this.#admission.admit(line);
    if (admitted.length === 0) {
      // What would still become of it is told line by line, and counted.
      line.seal?.();
      return;
    }
    this.#lines.push(...admitted);
    this.#characters += line.message.length;
    if (this.#lines.length >= flushAtLines || this.#characters >= flushAtCharacters) this.#flushLines();
    else this.#scheduleLines();
  }

  record(record: InvocationRecord, measured: MeasuredTarget): void {
    this.#metrics.record(record, measured);
    this.#scheduleMetrics();
  }

  recordApiCall(stage: ServedStage, call: RecordedCall): void {
    this.#apiCalls.record(stage, call);
    this.#scheduleMetrics();
  }

  #scheduleMetrics(): void {
    if (this.#metrics.count + this.#apiCalls.count >= flushAtInvocations) this.#flushMetrics();
    // In the wall's time: a minute of a fast clock may be a second.
    else this.#metricsTimer ??= this.#clock.setRealTimer(metricsAfterMs, () => this.#flushMetrics());
  }

  flush(): void {
    this.#flushLines();
    this.#flushMetrics();
  }

  #scheduleLines(): void {
    this.#linesTimer ??= this.#clock.setRealTimer(linesAfterMs, () => this.#flushLines());
  }

  #flushLines(): void {
    this.#linesTimer?.cancel();
    this.#linesTimer = undefined;
    const logLines = [...this.#lines, ...this.#admission.takeNotices()];
    if (logLines.length === 0) return;
    for (const line of logLines) line.seal?.();
    this.#lines = [];
    this.#characters = 0;
    const release = (): void => {
      this.#admission.release(logLines);
      // Nothing that is dropped stays untold, even if no line comes any more.
      if (this.#admission.hasCut) this.#scheduleLines();
    };
    // Where the control plane is gone there is nobody to tell of lost lines; it has told why itself.
    this.#send({ logLines, invocations: [], apiCalls: [] }).then(release, release);
  }

  #flushMetrics(): void {
    this.#metricsTimer?.cancel();
    this.#metricsTimer = undefined;
    if (this.#metrics.count + this.#apiCalls.count === 0) return;
    // As with lines: if they are not stored, the control plane is gone or its log tells why.
    this.#send({ logLines: [], invocations: this.#metrics.take(), apiCalls: this.#apiCalls.take() }).catch(() => {});
  }
}
