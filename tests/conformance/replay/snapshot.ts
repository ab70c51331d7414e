/** Recorded answers of AWS, by case: read from the corpus, never copied. */
import { readFileSync } from 'node:fs';
import { findCorpus } from '../../corpus.ts';

const services = 'aws-snapshots/localstack/tests/aws/services';

/** The items of one case in the order of the recording. */
export type RecordedItems = Readonly<Record<string, unknown>>;

/** The cases of a recorded test file by `Class::test[parameters]`; `undefined`, said aloud, without the corpus. */
export function loadSnapshot(name: string, folder = 'lambda_'): ReadonlyMap<string, RecordedItems> | undefined {
  const path = findCorpus(`${services}/${folder}/${name}.snapshot.json`);
  if (path === undefined) return undefined;
  // The recorder's own format.
  const recorded = JSON.parse(readFileSync(path, 'utf8')) as Record<string, { 'recorded-content': RecordedItems }>;
  return new Map(
    Object.entries(recorded).map(([test, { 'recorded-content': items }]) => [
      test.slice(test.indexOf('::') + 2),
      items,
    ]),
  );
}
