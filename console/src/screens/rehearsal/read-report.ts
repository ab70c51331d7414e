/** A report of `serin rehearse`, out of the text of a file. Pure. */
import type { RehearsalReport } from '../../../../src/rehearsal/report.ts';

export type { RehearsalReport };
export type ShiftReport = RehearsalReport['shifts'][number];

export type ReadReport =
  | { readonly kind: 'report'; readonly report: RehearsalReport }
  /** In words for people. */
  | { readonly kind: 'unreadable'; readonly problem: string };

const schema = 'serin.rehearsal.v1';

/** What the screen walks through; the other members are shown as they are, or not at all. */
const lists = ['shifts', 'alarms', 'timeline', 'advice'] as const;
const objects = ['stack', 'baseline', 'traffic'] as const;
const listsOfShift = ['deployments', 'versions', 'weights'] as const;

export function readReport(text: string): ReadReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return unreadable(`It is no JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (!isObject(value)) return unreadable('It is JSON, but no object.');
  if (value['schema'] !== schema) return unreadable(schemaProblem(value['schema']));
  const missing = [
    ...objects.filter((name) => !isObject(value[name])),
    ...lists.filter((name) => !isListOfObjects(value[name])),
    ...shiftsOf(value).flatMap((shift, index) => missingInShift(shift).map((name) => `shifts[${index}].${name}`)),
  ];
  if (missing.length > 0) return unreadable(`These members are missing or of another form: ${missing.join(', ')}.`);
  // Held against the form that its schema names, as far as this screen goes into it.
  return { kind: 'report', report: value as unknown as RehearsalReport };
}

const unreadable = (problem: string): ReadReport => ({ kind: 'unreadable', problem });

const schemaProblem = (found: unknown): string =>
  typeof found === 'string'
    ? `Its schema is “${found}”, and this console reads “${schema}”.`
    : `It has no “schema”: a report is what serin rehearse writes with --report json.`;

function missingInShift(shift: Readonly<Record<string, unknown>>): readonly string[] {
  const missing: string[] = listsOfShift.filter((name) => !isListOfObjects(shift[name]));
  return isObject(shift['exposure']) ? missing : [...missing, 'exposure'];
}

function shiftsOf({ shifts }: Readonly<Record<string, unknown>>): readonly Readonly<Record<string, unknown>>[] {
  return isListOfObjects(shifts) ? shifts : [];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isListOfObjects = (value: unknown): value is readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) && value.every(isObject);
