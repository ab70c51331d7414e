/**
 * Gathers what invocations leave behind and sends it on in batches, so that the invoke path pays
 * for an append to an array alone. Bounded: when the control plane cannot keep up, log lines are
 * dropped, and a line in their place tells how many.
 */
import type { LogLine } from '../execution/execution-host.ts';
import type { InvocationRecord } from '../services/lambda/data-plane/invocation-record.ts';
import type { Clock, Timer } from '../time/clock.ts';
import type { TelemetryBatch } from './planes.ts';

const flushAfterMs = 200;
const flushAtLines = 1000;
const heldLinesMax = 50_000;
const heldCharactersMax = 16 * 1024 * 1024;

export class TelemetryBuffer {
  readonly #clock: Clock;
  readonly #send: (batch: TelemetryBatch) => void;
  #lines: LogLine[] = [];
  #characters = 0;
  #invocations: InvocationRecord[] = [];
  #dropped = 0;
  #timer: Timer | undefined;

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
    this.#schedule();
  }

  record(record: InvocationRecord): void {
    this.#invocations.push(record);
    this.#schedule();
  }

  flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#lines.length === 0 && this.#invocations.length === 0) return;
    const batch = { logLines: this.#lines, invocations: this.#invocations };
    this.#lines = [];
    this.#characters = 0;
    this.#invocations = [];
    this.#send(batch);
  }

  #tellDropped(line: LogLine): void {
    this.#lines.push({
      ...line,
      message: `[serin] ${this.#dropped} log lines were dropped here: they came faster than they could be stored.\n`,
    });
    this.#dropped = 0;
  }

  #schedule(): void {
    if (this.#lines.length + this.#invocations.length >= flushAtLines) {
      this.flush();
      return;
    }
    this.#timer ??= this.#clock.setRealTimer(flushAfterMs, () => this.flush());
  }
}
