/**
 * Log lines as they pass between the threads: all their texts in one string, and numbers beside it.
 * Copying a thousand small objects costs more than writing their lines.
 */
import type { LogLine } from '../execution/execution-host.ts';

/** What lines have in common. */
type LogSource = Omit<LogLine, 'atMs' | 'laterMs' | 'message' | 'seal'>;

export interface LineBatch {
  readonly sources: readonly LogSource[];
  readonly text: string;
  /** For each line: the place of its source, its moment, the moment of the lines behind it if it has a form, its length. */
  readonly marks: Float64Array;
}

const marksPerLine = 4;

export function packLines(lines: readonly LogLine[]): LineBatch {
  const sources: LogSource[] = [];
  const places = new Map<string, number[]>();
  const marks = new Float64Array(lines.length * marksPerLine);
  let text = '';
  let at = 0;
  for (const { region, account, group, stream, atMs, message, form, laterMs } of lines) {
    let known = places.get(stream);
    if (known === undefined) places.set(stream, (known = []));
    let place = known.find((candidate) => {
      const source = sources[candidate];
      return source?.group === group && source.account === account && source.region === region && source.form === form;
    });
    if (place === undefined) {
      place = sources.push({ region, account, group, stream, ...(form && { form }) }) - 1;
      known.push(place);
    }
    marks[at] = place;
    marks[at + 1] = atMs;
    marks[at + 2] = laterMs ?? atMs;
    marks[at + 3] = message.length;
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
    const end = start + (marks[at + 3] ?? 0);
    if (source === undefined) throw new Error('a line of the batch has no source');
    const { region, account, group, stream, form } = source;
    const line = { region, account, group, stream, atMs: marks[at + 1] ?? 0, message: text.slice(start, end) };
    lines.push(form === undefined ? line : { ...line, form, laterMs: marks[at + 2] });
    start = end;
  }
  return lines;
}
