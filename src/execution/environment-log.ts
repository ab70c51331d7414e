import type { ExecutionSurroundings, VersionSpec } from './execution-host.ts';
import { describeJson, describeText, linesOf, reportValues } from './platform-lines.ts';
import type { PlatformEvent, InvocationLines, Report } from './platform-lines.ts';
import { QuietLine } from './quiet-line.ts';
import type { Clock } from '../time/clock.ts';
import type { Random } from '../time/random.ts';

const tailBytesMax = 4096;

/** The log stream of one execution environment, and the tail of the invocation that runs. */
export class EnvironmentLog {
  /** As `2026/11/23/[$LATEST]0123…`. */
  readonly stream: string;
  readonly #spec: VersionSpec;
  readonly #clock: Clock;
  readonly #writeLog: ExecutionSurroundings['writeLog'];
  readonly #lines: InvocationLines;
  #tail: string | undefined;
  /** The START of the invocation that runs, while nothing stands behind it. */
  #quiet: QuietLine | undefined;

  constructor(options: {
    readonly spec: VersionSpec;
    readonly clock: Clock;
    readonly random: Random;
    readonly writeLog: ExecutionSurroundings['writeLog'];
  }) {
    this.#spec = options.spec;
    this.#clock = options.clock;
    this.#writeLog = options.writeLog;
    this.#lines = linesOf(options.spec);
    this.stream = streamName(options.spec, options.clock.now(), options.random);
  }

  /** Writes a line of the platform's own, in the format of the function's logging config. */
  tell(event: PlatformEvent): void {
    const atMs = this.#clock.now();
    const line =
      this.#spec.logFormat === 'JSON' ? describeJson(this.#spec, event, atMs) : describeText(this.#spec, event);
    if (line !== undefined) this.#write(line, atMs);
  }

  /** Tells that an invocation begins. */
  tellStart(requestId: string): void {
    if (this.#spec.logFormat === 'JSON' || this.#tail !== undefined) {
      this.tell({ kind: 'start', requestId });
      return;
    }
    const { region, account, logGroup: group } = this.#spec;
    const source = { region, account, group, stream: this.stream };
    this.#quiet = new QuietLine(source, this.#clock.now(), requestId, this.#lines.begun);
    this.#writeLog(this.#quiet);
  }

  /** Tells that it has ended. */
  tellEnd(report: Report, producedBytes: number): void {
    const quiet = this.#quiet;
    const { requestId, status, durationMs, initDurationMs } = report;
    if (quiet?.isSealed === false && status.kind === 'success' && initDurationMs === undefined) {
      this.#quiet = undefined;
      quiet.complete(this.#lines.ended, reportValues(report), this.#clock.now());
      return;
    }
    this.tell({ kind: 'end', requestId, status, durationMs, producedBytes });
    this.tell({ kind: 'report', ...report });
  }

  /** Writes a line of the function. */
  write(line: string): void {
    this.#write(line, this.#clock.now());
  }

  startTail(): void {
    this.#tail = '';
  }

  /** The last 4096 bytes since the tail was started. */
  takeTail(): string {
    const bytes = Buffer.from(this.#tail ?? '');
    this.#tail = undefined;
    return bytes.subarray(Math.max(0, bytes.length - tailBytesMax)).toString();
  }

  #write(message: string, atMs: number): void {
    this.#quiet = undefined;
    if (this.#tail !== undefined) {
      const tail = this.#tail + message;
      // A tail that is cut late is copied seldom, and one that is never cut grows without bound.
      this.#tail = tail.length > 16 * tailBytesMax ? tail.slice(-tailBytesMax) : tail;
    }
    const { region, account, logGroup: group } = this.#spec;
    this.#writeLog({ region, account, group, stream: this.stream, atMs, message });
  }
}

/** In a group that several functions share, the stream's name holds the function's. */
function streamName(spec: VersionSpec, nowMs: number, random: Random): string {
  const date = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '/');
  const name = spec.logGroup === `/aws/lambda/${spec.functionName}` ? '' : spec.functionName;
  return `${date}/${name}[${spec.version}]${random.text(32, '0123456789abcdef')}`;
}
