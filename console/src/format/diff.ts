/** Reads unified diff text. Pure. */

export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'place';
  /** Number of the line before the change; absent where it was not there. */
  readonly before?: number;
  readonly after?: number;
  readonly text: string;
}

export function parseDiff(diff: string): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let before = 1;
  let after = 1;
  for (const line of diff.replace(/\n$/, '').split('\n')) {
    const place = /^@@ -(\d+)(?:,\d+)? \+(\d+)/.exec(line);
    const text = line.slice(1);
    if (place !== null) {
      before = Number(place[1]);
      after = Number(place[2]);
      lines.push({ kind: 'place', text: line });
    } else if (line.startsWith('+')) {
      lines.push({ kind: 'added', after, text });
      after += 1;
    } else if (line.startsWith('-')) {
      lines.push({ kind: 'removed', before, text });
      before += 1;
    } else if (line.startsWith('\\')) {
      lines.push({ kind: 'place', text: line });
    } else {
      lines.push({ kind: 'same', before, after, text });
      before += 1;
      after += 1;
    }
  }
  return lines;
}
