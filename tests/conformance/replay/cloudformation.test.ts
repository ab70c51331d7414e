/**
 * What AWS was recorded to answer of stacks and change sets, against what Serin answers.
 */
import { readdirSync } from 'node:fs';
import { expect } from 'vitest';
import { findCorpus } from '../../corpus.ts';
import { findStackDifference } from './cloudformation/case.ts';
import { functionChangeSets } from './cloudformation/change-sets-of-functions.ts';
import { stackChangeSets } from './cloudformation/change-sets-of-stacks.ts';
import { referenceChangeSets } from './cloudformation/change-sets-of-references.ts';
import { replacementOfAdditions } from './cloudformation/describe-change-set.ts';
import { changeSetCases } from './cloudformation/change-set-api.ts';
import { policyCases } from './cloudformation/policies.ts';
import { templateCases } from './cloudformation/templates.ts';
import { requestCases } from './cloudformation/requests.ts';
import { stackCases } from './cloudformation/stacks.ts';
import { conditionCases } from './cloudformation/conditions.ts';
import { storeCases } from './cloudformation/topics-and-buckets.ts';
import { transformCases } from './cloudformation/transforms.ts';
import { languageCases } from './cloudformation/language.ts';
import { resourceCases } from './cloudformation/resources.ts';
import { restApiCases } from './cloudformation/rest-apis.ts';
import { functionCases } from './cloudformation/functions.ts';
import { loadGaps } from './gaps.ts';
import { describeReplay } from './recording-suite.ts';
import { loadSnapshot } from './snapshot.ts';

const folder = findCorpus('aws-snapshots/localstack/tests/aws/services/cloudformation');
const ending = '.snapshot.json';

const files =
  folder === undefined
    ? []
    : readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith(ending))
        .map((path) => path.slice(0, -ending.length))
        .toSorted();
const gapsFile = new URL('../cloudformation-gaps.txt', import.meta.url);

/** Tests of one name are in more than one file. */
const inFile = <Value>(file: string, byTest: ReadonlyMap<string, Value> = new Map()) =>
  [...byTest].map(([test, value]): readonly [string, Value] => [`${file}::${test}`, value]);

const gaps = new Map(files.flatMap((file) => inFile(file, loadGaps(gapsFile, file))));

describeReplay({
  subject: 'CloudFormation',
  recorded: new Map(files.flatMap((file) => inFile(file, loadSnapshot(file, 'cloudformation')))),
  gaps,
  scenarios: [
    ...referenceChangeSets,
    ...functionChangeSets,
    ...stackChangeSets,
    ...changeSetCases,
    ...policyCases,
    ...templateCases,
    ...stackCases,
    ...requestCases,
    ...conditionCases,
    ...languageCases,
    ...transformCases,
    ...storeCases,
    ...resourceCases,
    ...restApiCases,
    ...functionCases,
  ],
  findDifference: async (scenario, items) => {
    const difference = await findStackDifference(scenario, items);
    if (gaps.get(scenario.name) === replacementOfAdditions) expect(difference).toBe(replacementOfAdditions);
    return difference;
  },
});
