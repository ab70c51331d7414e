/**
 * Reads JSON reports of vitest for continuous integration, which keeps the end of its log alone:
 *
 * - `node scripts/test-report.ts failed RESULTS`: the files in which a test failed, a line each.
 * - `node scripts/test-report.ts summary RESULTS [SECOND]`: the files that took longest, what failed and
 *   why, and a closing line `Tests: N passed, N failed`. `SECOND` is of a run of the failed files alone,
 *   and counts in their place; a test that passes only there is named, for it depends on what else goes on.
 */
import { existsSync, readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The part read here of vitest's report; times in milliseconds. */
interface TestReport {
  readonly testResults: readonly TestFile[];
}

interface TestFile {
  readonly name: string;
  readonly status: 'passed' | 'failed';
  readonly message: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly assertionResults: readonly {
    readonly fullName: string;
    readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo';
    readonly failureMessages?: readonly string[];
  }[];
}

interface Failure {
  readonly title: string;
  readonly reason: string;
}

const slowestShown = 12;
const reasonLinesMax = 14;

const [action, path = '', secondPath = ''] = process.argv.slice(2);
const results = readReport(path);
if (action === 'failed') for (const { name } of results.filter(hasFailed)) console.log(name);
else summarise(results, existsSync(secondPath) ? readReport(secondPath) : []);

function readReport(from: string): readonly TestFile[] {
  const { testResults } = JSON.parse(readFileSync(from, 'utf8')) as TestReport;
  return testResults.map((file) => ({ ...file, name: relative(process.cwd(), file.name) }));
}

function hasFailed(file: TestFile): boolean {
  return file.status === 'failed';
}

/** A file that could not be loaded has no test that failed, and counts as one. */
function failuresOf(file: TestFile): readonly Failure[] {
  const failures = file.assertionResults
    .filter(({ status }) => status === 'failed')
    .map(({ fullName, failureMessages = [] }) => ({
      title: `${file.name}: ${fullName}`,
      reason: failureMessages.join('\n'),
    }));
  return failures.length === 0 && hasFailed(file) ? [{ title: file.name, reason: file.message }] : failures;
}

function summarise(first: readonly TestFile[], second: readonly TestFile[]): void {
  console.log('Test files that took longest, in seconds:');
  const seconds = first.map(({ name, startTime, endTime }) => ({ name, seconds: (endTime - startTime) / 1000 }));
  for (const file of seconds.toSorted((a, b) => b.seconds - a.seconds).slice(0, slowestShown))
    console.log(`  ${file.seconds.toFixed(1).padStart(6)}  ${file.name}`);
  const again = new Set(second.map(({ name }) => name));
  const files = [...first.filter(({ name }) => !again.has(name)), ...second];
  const lasting = files.flatMap(failuresOf);
  const titles = new Set(lasting.map(({ title }) => title));
  for (const failure of first.flatMap(failuresOf))
    if (!titles.has(failure.title)) print('FAILED, AND PASSED ALONE', failure);
  for (const failure of lasting) print('FAILED', failure);
  const passed = files.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === 'passed');
  console.log(`\nTests: ${passed.length} passed, ${lasting.length} failed`);
}

function print(verdict: string, { title, reason }: Failure): void {
  console.log(`\n${verdict}: ${title}`);
  const lines = stripVTControlCharacters(reason)
    .split('\n')
    .filter((line) => !line.includes('/node_modules/'));
  for (const line of lines.slice(0, reasonLinesMax)) console.log(`    ${line}`);
}
