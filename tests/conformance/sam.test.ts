/**
 * AWS's own corpus of the SAM transform, and templates that people deploy, against what Serin makes
 * of them. What does not come out as it does at AWS stands in sam-gaps.txt, with the reason.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/template/json.ts';
import { copyJson } from '../../src/template/sam/mutable-json.ts';
import { createLogicalId, cutHash } from '../../src/template/sam/logical-id.ts';
import { transformSam } from '../../src/template/sam/transform-sam.ts';
import { findCorpus } from '../corpus.ts';
import { corpusCases, corpusContext, isCorpusHere, readInput, readOutput, runCorpus } from './sam/corpus-cases.ts';
import { deployedTemplates, findResourceDifference } from './sam/integration.ts';
import { findTemplateDifference, realTemplates } from './sam/templates.ts';

/** Reasons by name, from lines of `name<TAB>reason`; `#` begins a remark. */
function loadSamGaps(): ReadonlyMap<string, string> {
  const lines = readFileSync(new URL('sam-gaps.txt', import.meta.url), 'utf8').split('\n');
  return new Map(
    lines
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line): [string, string] => {
        const [name = '', reason = ''] = line.split('\t');
        if (reason === '') throw new Error(`sam-gaps.txt: a name, a tab and a reason are wanted, found: ${line}`);
        return [name, reason];
      }),
  );
}

const gaps = loadSamGaps();
const isHere = isCorpusHere && realTemplates.length > 0;

/** Names that differ and are not listed, and names that are listed and do not differ. */
function compareWithGaps(prefix: string, differences: ReadonlyMap<string, string | undefined>): string[] {
  return [...differences].flatMap(([name, difference]) => {
    const isListed = gaps.has(`${prefix}${name}`);
    if (difference !== undefined && !isListed) return [`${name}: ${difference.slice(0, 500)}`];
    return difference === undefined && isListed ? [`${name} stands in sam-gaps.txt, but is no gap any more`] : [];
  });
}

describe.skipIf(!isHere)('the SAM transform', () => {
  test("takes and refuses every case of AWS's corpus as AWS does, but for the gaps", () => {
    const results = runCorpus(corpusCases);
    const differences = new Map(results.map(({ corpusCase, difference }) => [corpusCase.name, difference]));
    expect(compareWithGaps('', differences)).toEqual([]);
    expect(results.length).toBeGreaterThan(600);
  });

  test('makes of real templates what AWS makes of them', () => {
    const differences = new Map(realTemplates.map((template) => [template.id, findTemplateDifference(template)]));
    expect(compareWithGaps('template ', differences)).toEqual([]);
  });

  test('brings forth the resources that AWS deploys', () => {
    const differences = new Map(deployedTemplates.map((template) => [template.name, findResourceDifference(template)]));
    expect(compareWithGaps('deployed ', differences)).toEqual([]);
  });

  test('lists no gap that is no case', () => {
    const names = new Set([
      ...corpusCases.map(({ name }) => name),
      ...realTemplates.map(({ id }) => `template ${id}`),
      ...deployedTemplates.map(({ name }) => `deployed ${name}`),
    ]);
    expect([...gaps.keys()].filter((name) => !names.has(name))).toEqual([]);
  });

  test('names an API that is always deployed after the moment', () => {
    for (const [now, id] of [
      [13.37, 'MyApiDeploymentbd307a3ec3'],
      [42.123, 'MyApiDeployment92cfceb39d'],
      [42.1337, 'MyApiDeployment92cfceb39d'],
    ] as const) {
      const result = transformSam(readInput('translate_always_deploy'), { ...corpusContext(), now });
      expect(result.kind === 'transformed' && Object.keys(result.template['Resources'] ?? {})).toContain(id);
    }
  });

  test.each([
    [true, 'translate_convert_metadata'],
    [false, 'translate_convert_no_metadata'],
  ])('passes metadata on: %s', (passesMetadata, output) => {
    const result = transformSam(readInput('translate_convert_metadata'), {
      ...corpusContext(),
      parameters: {},
      passesMetadata,
    });
    expect(result).toEqual({ kind: 'transformed', template: readOutput(output) });
  });

  test('changes nothing of the template that it is given', () => {
    const template = readInput('basic_function');
    const before = structuredClone(template);
    transformSam(template, corpusContext());
    expect(template).toEqual(before);
  });
});

interface IdVector {
  readonly by: string;
  readonly prefix: string;
  readonly data: JsonValue;
  readonly givenHash: string | null;
  readonly logicalId: string;
}

describe.skipIf(!isCorpusHere)('logical IDs', () => {
  test('are those that AWS was recorded to give', () => {
    const path = findCorpus('sam/data/logical-id-vectors.json');
    const vectors: readonly IdVector[] = JSON.parse(readFileSync(path ?? '', 'utf8'));
    const wrong = vectors
      .map(({ data, givenHash, logicalId, prefix }) => ({
        logicalId,
        found:
          givenHash === null ? createLogicalId(prefix, copyJson({ data })['data']) : `${prefix}${cutHash(givenHash)}`,
      }))
      .filter(({ found, logicalId }) => found !== logicalId);
    expect(wrong).toEqual([]);
    expect(vectors.length).toBeGreaterThan(600);
  });
});

describe('a version', () => {
  const template = (properties: JsonObject): JsonObject => ({
    Resources: {
      Fn: {
        Type: 'AWS::Serverless::Function',
        Properties: { Runtime: 'nodejs22.x', Handler: 'a.b', AutoPublishAlias: 'live', ...properties },
      },
    },
  });
  const versionOf = (properties: JsonObject): string | undefined => {
    const result = transformSam(template(properties), { region: 'us-east-1', parameters: {} });
    return result.kind === 'transformed'
      ? Object.keys(result.template['Resources'] ?? {}).find((id) => id.startsWith('FnVersion'))
      : undefined;
  };

  test('has the ID that AWS gives to the code, the environment and the memory', () => {
    expect(versionOf({ CodeUri: 's3://bkt/abc123' })).toBe('FnVersionc78498db53');
    expect(versionOf({ CodeUri: 's3://b/k', MemorySize: 256 })).toBe('FnVersion5c6b603bfd');
    expect(versionOf({ CodeUri: 's3://b/k', Environment: { Variables: { A: '1' } } })).toBe('FnVersion8df003bd21');
    expect(versionOf({ CodeUri: 's3://b/k', SnapStart: { ApplyOn: 'PublishedVersions' } })).toBe('FnVersion85a77ad8ef');
    expect(versionOf({ InlineCode: 'exports.handler=1' })).toBe('FnVersionfe70f3a880');
  });

  test('keeps its ID where only what makes no new version changed', () => {
    expect(versionOf({ CodeUri: 's3://b/k', Timeout: 3, Description: 'one' })).toBe('FnVersion03ba323aca');
    expect(versionOf({ CodeUri: 's3://b/k', Timeout: 9, Description: 'two' })).toBe('FnVersion03ba323aca');
  });
});
