/** Lines of text with tones, apart from any terminal. */

export type Tone = 'strong' | 'dim' | 'good' | 'bad' | 'warn' | 'current' | 'target';

export interface Span {
  readonly text: string;
  readonly tone?: Tone;
}

export type Line = readonly Span[];

export const span = (text: string, tone?: Tone): Span => (tone === undefined ? { text } : { text, tone });

export const lengthOf = (line: Line): number => line.reduce((sum, { text }) => sum + [...text].length, 0);

/** Two ends of one line, as far apart as it is wide; the right one goes where there is no room. */
export function spread(left: Line, right: Line, width: number): Line {
  const gap = width - lengthOf(left) - lengthOf(right);
  return gap < 2 ? left : [...left, span(' '.repeat(gap)), ...right];
}

/** Cuts a line that is too long, and says so with an ellipsis. */
export function fit(line: Line, width: number): Line {
  if (lengthOf(line) <= width) return line;
  const kept: Span[] = [];
  let room = width - 1;
  for (const { text, tone } of line) {
    const part = [...text].slice(0, room).join('');
    room -= [...part].length;
    if (part !== '') kept.push(span(part, tone));
  }
  return [...kept, span('…')];
}

const codes: Readonly<Record<Tone, string>> = {
  strong: '1',
  dim: '2',
  good: '32',
  bad: '1;31',
  warn: '33',
  current: '36',
  target: '1;33',
};

/** As the terminal takes it, with colours or without. */
export function paint(line: Line, hasColors: boolean): string {
  return line
    .map(({ text, tone }) => (hasColors && tone !== undefined ? `\u001B[${codes[tone]}m${text}\u001B[0m` : text))
    .join('')
    .trimEnd();
}
