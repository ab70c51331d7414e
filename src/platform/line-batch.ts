/**
 * Log lines as they pass between the threads: all their texts in one string, and numbers beside it.
 * Copying a thousand small objects costs more than writing their lines.
 */
import type { LogLine } from '../execution/execution-host.ts';

type LogSource = Omit<LogLine, 'atMs' | 'message'>;

export interface LineBatch {
  readonly sources: readonly LogSource[];
  readonly text: string;
  /** For each line: the place of its source, its moment, its length. */
  readonly marks: Float64Array;
}

const marksPerLine = 3;

export function packLines(lines: readonly LogLine[]): LineBatch {
  const sources: LogSource[] = [];
  const places = new Map<string, number[]>();
  const marks = new Float64Array(lines.length * marksPerLine);
  let text = '';
  let at = 0;
  for (const { region, account, group, stream, atMs, message } of lines) {
    let known = places.get(stream);
    if (known === undefined) places.set(stream, (known = []));
    let place = known.find((candidate) => {
      const source = sources[candidate];
      return source?.group === group && source.account === account && source.region === region;
    });
    if (place === undefined) {
      place = sources.push({ region, account, group, stream }) - 1;
      known.push(place);
    }
    marks[at] = place;
    marks[at + 1] = atMs;
    marks[at + 2] = message.length;
    at += marksPerLine;
    text += message;
  }
  return { sources, text, marks };
}

export function unpackLines({ sources, text, marks }: LineBatch): readonly LogLine[] {
  const lines: LogLine[] = [];
  let start = 0;
  for (let at = 0; at < marks.length; at += marksPerLine) {
    const source = sources[marks[at] ?? -1];
    const end = start + (marks[at + 2] ?? 0);
    if (source === undefined) throw new Error('a line of the batch has no source');
    const { region, account, group, stream } = source;
    lines.push({ region, account, group, stream, atMs: marks[at + 1] ?? 0, message: text.slice(start, end) });
    start = end;
  }
  return lines;
}
