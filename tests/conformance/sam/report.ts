/**
 * `npm run conformance:sam`: how many cases of AWS's own corpus come out as AWS's transform has
 * them. Words after it name cases; what differs in those is told.
 */
import { corpusCases, runCorpus, type CaseResult } from './corpus-cases.ts';

const wanted = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const isVerbose = process.argv.includes('--differences') || wanted.length > 0;
const tierWanted = process.argv.includes('--core') ? 'core' : undefined;
const cases = corpusCases.filter(
  ({ name, class: group, tier }) =>
    (wanted.length === 0 || wanted.some((word) => name === word || group === word)) &&
    (tierWanted === undefined || tier === tierWanted),
);
const results = runCorpus(cases);

if (isVerbose)
  for (const { corpusCase, difference } of results)
    if (difference !== undefined) console.log(`${corpusCase.name} (${corpusCase.class}): ${difference.slice(0, 1500)}`);

function count(group: readonly CaseResult[]): string {
  return `${group.filter(({ difference }) => difference === undefined).length} / ${group.length}`;
}

const classes = [...new Set(results.map(({ corpusCase }) => corpusCase.class))].toSorted();
for (const name of classes) {
  const group = results.filter(({ corpusCase }) => corpusCase.class === name);
  console.log(`${name.padEnd(24)} ${count(group)}`);
}
for (const tier of ['core', 'full'])
  console.log(`tier ${tier.padEnd(19)} ${count(results.filter(({ corpusCase }) => corpusCase.tier === tier))}`);
console.log(`${'all'.padEnd(24)} ${count(results)}`);
