/** Templates that people really deploy, with what AWS's transform makes of them. */
import { existsSync, readFileSync } from 'node:fs';
import type { JsonObject } from '../../../src/template/json.ts';
import { transformSam } from '../../../src/template/sam/transform-sam.ts';
import { findCorpus } from '../../corpus.ts';
import { findDifference } from './compare.ts';

interface RealTemplate {
  readonly id: string;
  readonly error: string | null;
  readonly parameterValues: Readonly<Record<string, unknown>>;
}

const folder = findCorpus('templates');

const readJson = (path: string) => JSON.parse(readFileSync(`${folder}/${path}`, 'utf8'));

const index: { readonly templates: readonly RealTemplate[] } =
  folder === undefined ? { templates: [] } : readJson('index.json');

/** Templates that AWS's transform takes as they are. */
export const realTemplates = index.templates.filter(({ id }) => existsSync(`${folder}/${id}/expected.json`));

/** What differs from the output of AWS's transform, or `undefined`. */
export function findTemplateDifference({ id, parameterValues }: RealTemplate): string | undefined {
  const packaged: JsonObject = readJson(`${id}/packaged.json`);
  const expected: JsonObject = readJson(`${id}/expected.json`);
  const result = transformSam(packaged, {
    region: 'us-east-1',
    parameters: parameterValues,
    // The one application that these templates nest.
    findApplication: () => ({ kind: 'found', templateUrl: 'https://s3.amazonaws.com/b/k' }),
  });
  return result.kind === 'transformed' ? findDifference(expected, result.template) : `refused: ${result.message}`;
}
