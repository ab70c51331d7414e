import { expect, test } from 'vitest';
import { describeJudgement, formatSinceStart, lastMoment, weightSpans } from './report-words.ts';
import { report } from './report.fixture.ts';

test('a moment is told from the beginning of the update, before it as well as after', () => {
  expect([-40, -0.2, 0, 65, 3600].map(formatSinceStart)).toEqual(['−0:40', '+0:00', '+0:00', '+1:05', '+60:00']);
});

test('the end of a report is the last thing that happened in it', () => {
  expect(lastMoment(report)).toBe(120);
  expect(lastMoment({ ...report, timeline: [], shifts: [] })).toBe(1);
});

test('weights are spans that fill the whole rehearsal', () => {
  expect(weightSpans(report.shifts[0]?.weights ?? [], 120)).toEqual([
    { from: 0, to: 12, targetPercent: 0 },
    { from: 12, to: 85, targetPercent: 10 },
    { from: 85, to: 120, targetPercent: 0 },
  ]);
  expect(weightSpans([], 30)).toEqual([{ from: 0, to: 30, targetPercent: 0 }]);
});

test('a bad version that went to everybody is not praised, whatever was expected', () => {
  const { fault } = report;
  const judged = (one: Partial<typeof report>) => describeJudgement({ ...report, ...one }).tone;
  expect(judged({})).toBe('good');
  expect(judged({ verdict: 'promoted' })).toBe('warn');
  expect(describeJudgement({ verdict: 'promoted', isPassed: true }).tone).toBe('good');
  expect(describeJudgement({ verdict: 'promoted', isPassed: true, ...(fault && { fault }) }).tone).toBe('warn');
  expect(judged({ isPassed: false })).toBe('bad');
});
