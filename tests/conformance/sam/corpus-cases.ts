/** The corpus of AWS's transform: templates, and what becomes of them. Each case is run in one call. */
import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../../src/template/json.ts';
import type { RepositoryAnswer, SamContext } from '../../../src/template/sam/sam-context.ts';
import { transformSam } from '../../../src/template/sam/transform-sam.ts';
import { findCorpus } from '../../corpus.ts';
import { findDifference } from './compare.ts';
import { readTemplateText } from './template-text.ts';

export interface CorpusCase {
  readonly name: string;
  readonly kind: string;
  readonly class: string;
  readonly tier: string;
}

interface Harness {
  readonly parameterValues: Readonly<Record<string, unknown>>;
  readonly managedPolicyMapFallback: Readonly<Record<string, string>>;
}

const folder = findCorpus('sam');

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the shape of the file
const readJson = <Value>(path: string): Value => JSON.parse(readFileSync(`${folder}/${path}`, 'utf8'));

/** Cases that are no template in and template out; the suite runs them by themselves. */
const special = new Set(['translate_always_deploy', 'translate_convert_metadata']);

export const isCorpusHere = folder !== undefined;

export const corpusCases: readonly CorpusCase[] = isCorpusHere
  ? readJson<{ cases: CorpusCase[] }>('index.json').cases.filter(({ name }) => !special.has(name))
  : [];

export function readInput(name: string): JsonObject {
  return readTemplateText(readFileSync(`${folder}/input/${name}.yaml`, 'utf8'));
}

export function readOutput(name: string): JsonObject {
  return readJson(`output/${name}.json`);
}

export function corpusContext(): SamContext {
  const harness = readJson<Harness>('data/harness.json');
  return {
    region: 'ap-southeast-1',
    parameters: harness.parameterValues,
    managedPolicies: harness.managedPolicyMapFallback,
    findApplication: askStub,
  };
}

/** The application repository of AWS's own tests. */
function askStub(applicationId: string): RepositoryAnswer {
  if (['no-access', 'non-existent', 'invalid-semver'].includes(applicationId))
    return { kind: 'refused', message: `Cannot access application: ${applicationId}.` };
  if (applicationId === 'preparing-never-ready') return { kind: 'preparing' };
  return { kind: 'found', templateUrl: 'https://awsserverlessrepo-changesets-xxx.s3.amazonaws.com/signed-url' };
}

const allToggles = new Set(['normalized_open_api_version', 'deployment_preference_condition_fix']);

/** What differs from AWS's output, or `undefined` where nothing does. */
export function findCaseDifference({ name, kind }: CorpusCase): string | undefined {
  const context = corpusContext();
  const isToggled = name.startsWith('feature_toggle_');
  const result = transformSam(readInput(name), isToggled ? { ...context, featureToggles: allToggles } : context);
  const expected = readOutput(name);
  if (kind !== 'error')
    return result.kind === 'transformed' ? findDifference(expected, result.template) : `refused: ${result.message}`;
  const message = expected['errorMessage'];
  if (result.kind === 'transformed') return `taken, but refused by AWS: ${String(message)}`;
  return result.message === message ? undefined : `expected: ${String(message)}\n  found:    ${result.message}`;
}

export interface CaseResult {
  readonly corpusCase: CorpusCase;
  readonly difference: string | undefined;
}

export function runCorpus(cases: readonly CorpusCase[]): CaseResult[] {
  return cases.map((corpusCase) => {
    try {
      return { corpusCase, difference: findCaseDifference(corpusCase) };
    } catch (error) {
      return {
        corpusCase,
        difference: `thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      };
    }
  });
}
