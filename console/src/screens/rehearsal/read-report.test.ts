import { describe, expect, test } from 'vitest';
import { readReport } from './read-report.ts';
import { report } from './report.fixture.ts';

describe('a report’s file', () => {
  test('is read as it was written', () => {
    expect(readReport(JSON.stringify(report))).toEqual({ kind: 'report', report });
  });

  test.each([
    ['', /^It is no JSON: /],
    ['[]', /no object/],
    ['{}', /has no “schema”/],
    ['{"schema":"serin.rehearsal.v9"}', /“serin.rehearsal.v9”, and this console reads “serin.rehearsal.v1”/],
    [JSON.stringify({ ...report, timeline: undefined, stack: 'checkout' }), /stack, timeline/],
    [JSON.stringify({ ...report, shifts: [{ ...report.shifts[0], weights: 3 }] }), /shifts\[0\]\.weights/],
  ])('that is another is refused by what it lacks: %.40s', (text, problem) => {
    expect(readReport(text)).toEqual({ kind: 'unreadable', problem: expect.stringMatching(problem) });
  });
});
