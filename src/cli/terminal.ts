/** Draws lines in place on a terminal, again and again, and leaves the terminal as it was. */
import type { WriteStream } from 'node:tty';
import { lengthOf, paint, type Line } from './shift/lines.ts';

const hideCursor = '\u001B[?25l';
const showCursor = '\u001B[?25h';
const beginFrame = '\u001B[?2026h';
const endFrame = '\u001B[?2026l';
const clearToLineEnd = '\u001B[K';
const clearBelow = '\u001B[J';

/** What is needed of a terminal's stream. */
export interface TerminalStream {
  readonly columns: number;
  readonly rows: number;
  write(text: string): unknown;
  getColorDepth(environment?: object): number;
}

export class Terminal implements Disposable {
  readonly #stream: TerminalStream;
  readonly #hasColors: boolean;
  #drawn: readonly number[] = [];

  constructor(stream: TerminalStream, environment: NodeJS.ProcessEnv) {
    this.#stream = stream;
    const isPlain = environment['NO_COLOR'] !== undefined && environment['NO_COLOR'] !== '';
    this.#hasColors = !isPlain && stream.getColorDepth(environment) > 1;
    stream.write(hideCursor);
  }

  /** What a frame may measure: the cursor needs the last row. */
  get size(): { readonly width: number; readonly height: number } {
    return { width: this.#stream.columns || 80, height: (this.#stream.rows || 24) - 1 };
  }

  /** One write for a frame, each row over the row before: nothing flickers. */
  draw(lines: readonly Line[]): void {
    const rows = lines.map((line) => `${paint(line, this.#hasColors)}${clearToLineEnd}\n`);
    this.#stream.write(`${beginFrame}${this.#home()}${rows.join('')}${clearBelow}${endFrame}`);
    this.#drawn = lines.map(lengthOf);
  }

  /** Lines that stay: what is drawn next stands below them. */
  print(lines: readonly Line[]): void {
    this.draw(lines);
    this.#drawn = [];
  }

  /** A terminal that was made narrower has broken the rows that it showed. */
  #home(): string {
    const { width } = this.size;
    const rows = this.#drawn.reduce((sum, length) => sum + Math.max(1, Math.ceil(length / width)), 0);
    return rows === 0 ? '' : `\u001B[${rows}A\r`;
  }

  [Symbol.dispose](): void {
    this.#stream.write(showCursor);
  }
}

/** Whether lines can be drawn in place there. */
export const isTerminal = (stream: NodeJS.WriteStream, environment: NodeJS.ProcessEnv): stream is WriteStream =>
  stream.isTTY && environment['TERM'] !== 'dumb';

/** Whether the terminal says that it knows nothing beyond ASCII. */
export function isAsciiOnly(environment: NodeJS.ProcessEnv): boolean {
  if (environment['TERM'] === 'linux') return true;
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return locale !== '' && !/utf-?8/i.test(locale);
}
