/** A rehearsal's report in words and figures. Pure. */
import type { BadgeTone } from '../../parts/badge.tsx';
import type { RehearsalReport, ShiftReport } from './read-report.ts';

export const verdicts: Readonly<
  Record<RehearsalReport['verdict'], { readonly tone: BadgeTone; readonly word: string }>
> = {
  promoted: { tone: 'good', word: 'Promoted' },
  rolledBack: { tone: 'warn', word: 'Rolled back' },
  failed: { tone: 'bad', word: 'Failed' },
};

export const outcomes: Readonly<Record<ShiftReport['outcome'], { readonly tone: BadgeTone; readonly word: string }>> = {
  promoted: { tone: 'good', word: 'Promoted' },
  rolledBack: { tone: 'warn', word: 'Rolled back' },
  notShifted: { tone: 'plain', word: 'Not shifted' },
  stuck: { tone: 'bad', word: 'Stuck between two versions' },
};

/** Whether people should be content with how it ended: a fault that went all the way is not good, whatever was expected. */
export function describeJudgement({
  verdict,
  fault,
  expected,
  isPassed,
}: Pick<RehearsalReport, 'verdict' | 'fault' | 'expected' | 'isPassed'>): {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly text: string;
} {
  if (!isPassed) return { tone: 'bad', text: 'It did not end as expected' };
  if (fault !== undefined && verdict === 'promoted')
    return {
      tone: 'warn',
      text:
        expected === undefined ? 'The bad version went to everybody' : 'The bad version went to everybody, as expected',
    };
  if (expected === undefined && verdict === 'rolledBack')
    return { tone: 'good', text: 'The bad version was taken back' };
  return { tone: 'good', text: 'It ended as expected' };
}

type Severity = RehearsalReport['advice'][number]['severity'];

export const severities: Readonly<Record<Severity, { readonly tone: BadgeTone; readonly word: string }>> = {
  blind: { tone: 'bad', word: 'Would not be noticed' },
  slow: { tone: 'warn', word: 'Late' },
  note: { tone: 'plain', word: 'Worth knowing' },
};

/** Seconds since the update began, as `+1:05`; before it `−0:40`. */
export function formatSinceStart(atSeconds: number): string {
  const whole = Math.round(Math.abs(atSeconds));
  const minutes = Math.floor(whole / 60);
  const sign = Math.round(atSeconds) < 0 ? '−' : '+';
  return `${sign}${minutes}:${String(whole % 60).padStart(2, '0')}`;
}

export interface WeightSpan {
  readonly from: number;
  readonly to: number;
  readonly targetPercent: number;
}

/** Which share the target version had from when to when, up to the end of what is told. */
export function weightSpans(weights: ShiftReport['weights'], endSeconds: number): readonly WeightSpan[] {
  const end = Math.max(endSeconds, ...weights.map(({ atSeconds }) => atSeconds));
  const changes = [{ atSeconds: 0, targetPercent: 0 }, ...weights].sort(
    (one, other) => one.atSeconds - other.atSeconds,
  );
  return changes
    .map(({ atSeconds, targetPercent }, index) => ({
      from: Math.max(0, atSeconds),
      to: changes[index + 1]?.atSeconds ?? end,
      targetPercent,
    }))
    .filter(({ from, to }) => to > from);
}

/** The last moment that the report tells of. */
export const lastMoment = ({ timeline, shifts }: RehearsalReport): number =>
  Math.max(
    1,
    ...timeline.map(({ atSeconds }) => atSeconds),
    ...shifts.flatMap(({ weights }) => weights.map(({ atSeconds }) => atSeconds)),
  );
