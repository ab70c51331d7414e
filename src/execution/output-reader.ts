/**
 * Cuts what a process prints into log lines.
 *
 * A function may print without bound, so memory and time are bounded here: a line is cut at 256 KB,
 * and a process that prints more than its share of a second is not read from until the second is
 * over, so that its own writes wait.
 */
import type { Readable } from 'node:stream';
import { stopwatchNow } from './stopwatch.ts';
import type { Clock } from '../time/clock.ts';

/** CloudWatch's largest event. */
export const lineBytesMax = 256 * 1024;
/** Printed bytes that are read in one window; a line counts as {@link lineCostBytes} more, for it is work, too. */
export const windowBytesMax = 16 * 1024 * 1024;
const lineCostBytes = 256;
const windowMs = 1000;
const newline = 0x0a;

export interface OutputReaderOptions {
  readonly clock: Clock;
  /** Takes one line, with the newline that ended it. */
  readonly onLine: (line: string) => void;
  /**
   * A zero byte before a newline keeps the newline in the line and is left out: how our bootstraps
   * print a record of several lines.
   */
  readonly joinsAtZero: boolean;
}

export class OutputReader {
  readonly #stream: Readable;
  readonly #options: OutputReaderOptions;
  #partial: Buffer[] = [];
  #partialBytes = 0;
  #windowStart = 0;
  #windowBytes = 0;
  #resume: { cancel(): void } | undefined;

  constructor(stream: Readable, options: OutputReaderOptions) {
    this.#stream = stream;
    this.#options = options;
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    stream.on('end', () => this.flush());
    // Reading from a process that is gone may fail; its exit tells what happened.
    stream.on('error', () => stream.destroy());
  }

  /** Reads on, whatever the process has printed. For the end of an invocation. Returns whether it had stopped reading. */
  drain(): boolean {
    this.#resume?.cancel();
    this.#resume = undefined;
    this.#windowBytes = 0;
    const hadStopped = this.#stream.isPaused();
    if (hadStopped) this.#stream.resume();
    return hadStopped;
  }

  /** Gives out what was printed without a newline. */
  flush(): void {
    if (this.#partialBytes === 0) return;
    const line = Buffer.concat(this.#partial).toString();
    this.#partial = [];
    this.#partialBytes = 0;
    this.#options.onLine(this.#options.joinsAtZero ? line.replaceAll('\0\n', '\n') : line);
  }

  close(): void {
    this.#resume?.cancel();
    this.flush();
    this.#stream.destroy();
  }

  #take(chunk: Buffer): void {
    let start = 0;
    let cost = chunk.length;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      const joins = this.#options.joinsAtZero && this.#byteBefore(chunk, start, end) === 0;
      this.#append(chunk.subarray(start, end + 1));
      if (!joins) this.flush();
      start = end + 1;
      cost += lineCostBytes;
    }
    if (start < chunk.length) this.#append(chunk.subarray(start));
    this.#count(cost);
  }

  #byteBefore(chunk: Buffer, start: number, end: number): number | undefined {
    return end > start ? chunk[end - 1] : this.#partial.at(-1)?.at(-1);
  }

  #append(piece: Buffer): void {
    let rest = piece;
    while (this.#partialBytes + rest.length > lineBytesMax) {
      const cut = characterStart(rest, lineBytesMax - this.#partialBytes);
      this.#add(rest.subarray(0, cut));
      this.flush();
      rest = rest.subarray(cut);
    }
    this.#add(rest);
  }

  #add(piece: Buffer): void {
    if (piece.length === 0) return;
    this.#partial.push(piece);
    this.#partialBytes += piece.length;
    // Many tiny pieces would take far more memory than their bytes.
    if (this.#partial.length > 64) this.#partial = [Buffer.concat(this.#partial)];
  }

  #count(cost: number): void {
    const now = stopwatchNow();
    if (now - this.#windowStart > windowMs) {
      this.#windowStart = now;
      this.#windowBytes = 0;
    }
    this.#windowBytes += cost;
    if (this.#windowBytes < windowBytesMax || this.#resume !== undefined) return;
    this.#stream.pause();
    this.#resume = this.#options.clock.setRealTimer(windowMs, () => void this.drain());
  }
}

/** The last place at or before `index` where a character of UTF-8 begins. */
function characterStart(bytes: Buffer, index: number): number {
  let start = index;
  while (start > 0 && index - start < 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}
