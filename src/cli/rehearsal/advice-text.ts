/** Advice for people: how grave, where, what, and how to mend it. */
import type { Advice } from '../../rehearsal/report.ts';
import { span, type Line, type Tone } from '../shift/lines.ts';
import { wrap } from '../shift/words.ts';

const severities: Readonly<Record<Advice['severity'], readonly [text: string, tone: Tone]>> = {
  blind: ['BLIND', 'bad'],
  slow: ['SLOW', 'warn'],
  note: ['NOTE', 'dim'],
};

const indent = ' '.repeat(9);

export function describeAdvice(all: readonly Advice[], width: number): Line[] {
  return all.flatMap(({ severity, resource, finding, mend, code }): Line[] => {
    const [text, tone] = severities[severity];
    const room = Math.max(20, width - indent.length - 2);
    return [
      [],
      [span(` ${text.padEnd(8)}`, tone), span(resource, 'strong'), span(`  ${code}`, 'dim')],
      ...wrap(finding, room).map((line): Line => [span(indent), span(line)]),
      ...wrap(mend, room).map((line, index): Line => [span(`${indent}${index === 0 ? '→ ' : '  '}`), span(line)]),
    ];
  });
}
