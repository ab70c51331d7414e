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
  /** The first line: whose stream it is. */
  readonly of: LogLine;
  lines: number;
  characters: number;
  dropped: number;
  /** The last line that was dropped: whose notice it is. */
  last: LogLine | undefined;
}

/** A line with a form may still be given other values: it counts the same from beginning to end. */
const formedCharacters = 64;

/** What the line takes here. */
function charactersOf({ message, form }: LogLine): number {
  return form === undefined ? message.length : formedCharacters;
}

/** The part of the whole that one stream may hold. */
const shareOfStream = 1 / 4;

export class LineAdmission {
  readonly #bounds: AdmissionBounds;
  /** By the stream's name, which is hardly ever that of two: no key has to be made for a line. */
  readonly #streams = new Map<string, StreamHeld[]>();
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
    const stream = this.#find(line) ?? this.#add(line);
    if (!this.#fits(stream, line)) {
      stream.dropped += 1;
      stream.last = line;
      this.#cut.add(stream);
      return [];
    }
    const notice = this.#takeNotice(stream);
    stream.lines += 1;
    stream.characters += charactersOf(line);
    this.#lines += 1;
    this.#characters += charactersOf(line);
    return notice === undefined ? [line] : [notice, line];
  }

  /** Tells of what was dropped where no later line of the stream has told. */
  takeNotices(): readonly LogLine[] {
    const taken: LogLine[] = [];
    for (const stream of this.#cut) {
      const notice = this.#takeNotice(stream);
      if (notice === undefined) continue;
      taken.push(notice);
      if (stream.lines === 0) this.#forget(stream);
    }
    return taken;
  }

  /** The lines that `admit` gave out are stored, or lost. Notices may be among them and count for nothing. */
  release(lines: readonly LogLine[]): void {
    for (const line of lines) {
      const stream = this.#find(line);
      if (stream === undefined || notices.has(line)) continue;
      stream.lines -= 1;
      stream.characters -= charactersOf(line);
      this.#lines -= 1;
      this.#characters -= charactersOf(line);
      if (stream.lines === 0 && stream.dropped === 0) this.#forget(stream);
    }
  }

  #find(line: LogLine): StreamHeld | undefined {
    return this.#streams.get(line.stream)?.find(({ of }) => isSameStream(of, line));
  }

  #add(line: LogLine): StreamHeld {
    const stream = { of: line, lines: 0, characters: 0, dropped: 0, last: undefined };
    const others = this.#streams.get(line.stream);
    if (others === undefined) this.#streams.set(line.stream, [stream]);
    else others.push(stream);
    return stream;
  }

  #forget(stream: StreamHeld): void {
    const others = this.#streams.get(stream.of.stream)?.filter((other) => other !== stream) ?? [];
    if (others.length === 0) this.#streams.delete(stream.of.stream);
    else this.#streams.set(stream.of.stream, others);
  }

  #fits(stream: StreamHeld, line: LogLine): boolean {
    const { linesMax, charactersMax } = this.#bounds;
    const characters = charactersOf(line);
    return (
      this.#lines < linesMax &&
      this.#characters + characters <= charactersMax &&
      stream.lines < linesMax * shareOfStream &&
      stream.characters + characters <= charactersMax * shareOfStream
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
    const { region, account, group, stream: name, atMs } = last;
    const notice: LogLine = { region, account, group, stream: name, atMs, message };
    notices.add(notice);
    return notice;
  }
}

/** Lines of our own, which no bound counts. */
const notices = new WeakSet<LogLine>();

function isSameStream(one: LogLine, other: LogLine): boolean {
  return one.group === other.group && one.account === other.account && one.region === other.region;
}
