/** The report of a rehearsal as JUnit XML, which CI services show: the end as one test case, and each blindness as another. */
import type { RehearsalReport } from '../../rehearsal/report.ts';

/** `details`: the report in words. */
export function describeJunit(report: RehearsalReport, details: string): string {
  const { template, stack, isPassed, summary, tookSeconds, fault, advice } = report;
  const suite = `serin rehearse ${template}`;
  const name = `${stack.name}: ${fault === undefined ? 'no fault' : fault.text}`;
  const blind = advice.filter(({ severity }) => severity === 'blind');
  const cases = [
    testCase({
      name,
      suite,
      seconds: tookSeconds,
      ...(!isPassed && { failure: summary }),
      output: details,
    }),
    // Advice fails nothing by itself: CI services show what was skipped, with its reason.
    ...blind.map(({ resource, code, finding, mend }) =>
      testCase({ name: `${resource}: ${code}`, suite, seconds: 0, skipped: `${finding} ${mend}` }),
    ),
  ];
  const counts = `tests="${cases.length}" failures="${isPassed ? 0 : 1}" errors="0" skipped="${blind.length}" time="${tookSeconds.toFixed(3)}"`;
  return document(suite, counts, cases);
}

/** Where there was no rehearsal to report of. */
export function describeJunitError(template: string, problem: string): string {
  const suite = `serin rehearse ${template}`;
  const counts = 'tests="1" failures="0" errors="1" skipped="0" time="0.000"';
  return document(suite, counts, [testCase({ name: 'the rehearsal', suite, seconds: 0, error: problem })]);
}

const document = (suite: string, counts: string, cases: readonly string[]): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="serin rehearse" ${counts}>`,
    `  <testsuite name="${escape(suite)}" ${counts}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');

interface TestCase {
  readonly name: string;
  readonly suite: string;
  readonly seconds: number;
  readonly failure?: string;
  readonly error?: string;
  readonly skipped?: string;
  readonly output?: string;
}

function testCase({ name, suite, seconds, failure, error, skipped, output }: TestCase): string {
  return [
    `    <testcase name="${escape(name)}" classname="${escape(suite)}" time="${seconds.toFixed(3)}">`,
    ...(failure === undefined ? [] : [`      <failure message="${escape(failure)}"/>`]),
    ...(error === undefined ? [] : [`      <error message="${escape(error)}"/>`]),
    ...(skipped === undefined ? [] : [`      <skipped message="${escape(skipped)}"/>`]),
    ...(output === undefined ? [] : [`      <system-out>${escape(output)}</system-out>`]),
    '    </testcase>',
  ].join('\n');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML 1.0 cannot hold at all is left out. */
const escape = (text: string): string =>
  text
    // oxlint-disable-next-line no-control-regex
    .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? '');
