import type { Tone } from '../api/serin-operations.ts';
import type { ReactNode } from 'react';

export interface TimelineItem {
  readonly key: string;
  /** When: absolute, or since the start. */
  readonly when: ReactNode;
  readonly kind: 'stack' | 'traffic' | 'alarm' | 'deployment' | 'hook';
  readonly subject: string;
  readonly text: string;
  readonly tone: Tone;
}

const kinds: Readonly<Record<TimelineItem['kind'], string>> = {
  stack: 'Stack',
  traffic: 'Traffic',
  alarm: 'Alarm',
  deployment: 'Deployment',
  hook: 'Hook',
};

/** What happened, in order, whoever it happened to. */
export function Timeline({ items, label }: { readonly items: readonly TimelineItem[]; readonly label: string }) {
  return (
    <ol className="timeline" aria-label={label}>
      {items.map(({ key, when, kind, subject, text, tone }) => (
        <li key={key} className={`timeline-item tone-${tone}`}>
          <span className="timeline-when">{when}</span>
          <span className="timeline-kind">{kinds[kind]}</span>
          <span className="timeline-text">
            <span className="timeline-subject">{subject}</span> {text}
          </span>
        </li>
      ))}
    </ol>
  );
}
