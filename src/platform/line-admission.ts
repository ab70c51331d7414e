/**
 * Bounds the log lines that wait to be stored: of all streams together, and of each, so that a
 * function which prints without end costs the others nothing. What does not fit is dropped, and a
 * line in its place tells how much.
 */
import type { LogLine } from '../execution/execution-host.ts';

export interface AdmissionBounds {
  readonly linesMax: number;
  readonly charactersMax: number;
}

interface StreamHeld {
  lines: number;
  characters: number;
  dropped: number;
  /** The last line that was dropped: whose notice it is. */
  last: LogLine | undefined;
}

/** The part of the whole that one stream may hold. */
const shareOfStream = 1 / 4;

export class LineAdmission {
  readonly #bounds: AdmissionBounds;
  readonly #streams = new Map<string, StreamHeld>();
  /** Streams with dropped lines that nobody has been told of yet. */
  readonly #cut = new Set<StreamHeld>();
  #lines = 0;
  #characters = 0;

  constructor(bounds: AdmissionBounds) {
    this.#bounds = bounds;
  }

  get hasCut(): boolean {
    return this.#cut.size > 0;
  }

  /** What is to be sent for the line: itself, before it what was dropped since the last, or nothing. */
  admit(line: LogLine): readonly LogLine[] {
    const key = keyOf(line);
    const stream = this.#streams.get(key) ?? { lines: 0, characters: 0, dropped: 0, last: undefined };
    this.#streams.set(key, stream);
    if (!this.#fits(stream, line)) {
      stream.dropped += 1;
      stream.last = line;
      this.#cut.add(stream);
      return [];
    }
    const notice = this.#takeNotice(stream);
    stream.lines += 1;
    stream.characters += line.message.length;
    this.#lines += 1;
    this.#characters += line.message.length;
    return notice === undefined ? [line] : [notice, line];
  }

  /** Tells of what was dropped where no later line of the stream has told. */
  takeNotices(): readonly LogLine[] {
    const taken: LogLine[] = [];
    for (const stream of this.#cut) {
      const notice = this.#takeNotice(stream);
      if (notice === undefined) continue;
      taken.push(notice);
      if (stream.lines === 0) this.#streams.delete(keyOf(notice));
    }
    return taken;
  }

  /** The lines that `admit` gave out are stored, or lost. Notices may be among them and count for nothing. */
  release(lines: readonly LogLine[]): void {
    for (const line of lines) {
      const key = keyOf(line);
      const stream = this.#streams.get(key);
      if (stream === undefined || notices.has(line)) continue;
      stream.lines -= 1;
      stream.characters -= line.message.length;
      this.#lines -= 1;
      this.#characters -= line.message.length;
      if (stream.lines === 0 && stream.dropped === 0) this.#streams.delete(key);
    }
  }

  #fits(stream: StreamHeld, { message }: LogLine): boolean {
    const { linesMax, charactersMax } = this.#bounds;
    return (
      this.#lines < linesMax &&
      this.#characters + message.length <= charactersMax &&
      stream.lines < linesMax * shareOfStream &&
      stream.characters + message.length <= charactersMax * shareOfStream
    );
  }

  #takeNotice(stream: StreamHeld): LogLine | undefined {
    const { dropped, last } = stream;
    if (dropped === 0 || last === undefined) return undefined;
    stream.dropped = 0;
    stream.last = undefined;
    this.#cut.delete(stream);
    const what = dropped === 1 ? '1 log line was' : `${dropped} log lines were`;
    const message = `[serin] ${what} dropped here: they came faster than they could be stored.\n`;
    const notice = { ...last, message };
    notices.add(notice);
    return notice;
  }
}

/** Lines of our own, which no bound counts. */
const notices = new WeakSet<LogLine>();

const keyOf = ({ region, account, group, stream }: LogLine): string => `${region}/${account}/${group}:${stream}`;
