/**
 * Templates that the authors of AWS's transform deploy in their own account, with the resources
 * that must be there afterwards. Hashes in logical IDs are not compared.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isJsonObject } from '../../../src/template/json.ts';
import { transformSam } from '../../../src/template/sam/transform-sam.ts';
import { findCorpus } from '../../corpus.ts';
import { readTemplateText } from './template-text.ts';

const folder = findCorpus('sam/integration');

export interface DeployedTemplate {
  readonly name: string;
  readonly text: string;
  /** `LogicalResourceId ResourceType` of each resource. */
  readonly expected: readonly string[];
}

const uris = JSON.parse(folder === undefined ? '{}' : readFileSync(`${folder}/code_key_to_file_map.json`, 'utf8'));

function load(kind: string, file: string): DeployedTemplate[] {
  const name = file.replace(/\.yaml$/, '');
  const expectedPath = `${folder}/expected/${kind}/${name}.json`;
  if (!existsSync(expectedPath)) return [];
  const text = readFileSync(`${folder}/templates/${kind}/${file}`, 'utf8').replaceAll(
    /\$\{([a-z]\w*)\}/g,
    (whole, key: string) => (key in uris ? `s3://sam-integration/${uris[key]}` : whole),
  );
  const listed: readonly { LogicalResourceId: string; ResourceType: string }[] = JSON.parse(
    readFileSync(expectedPath, 'utf8'),
  );
  return [{ name, text, expected: listed.map((item) => `${item.LogicalResourceId} ${item.ResourceType}`) }];
}

export const deployedTemplates: readonly DeployedTemplate[] =
  folder === undefined
    ? []
    : ['single', 'combination'].flatMap((kind) =>
        readdirSync(`${folder}/templates/${kind}`).flatMap((file) => load(kind, file)),
      );

/** Expected resources that are missing, and found ones that are not expected. */
export function findResourceDifference({ text, expected }: DeployedTemplate): string | undefined {
  const result = transformSam(readTemplateText(text), {
    region: 'us-east-1',
    parameters: { SarApplicationId: 'arn:aws:serverlessrepo:us-east-1:123456789012:applications/sample' },
    findApplication: () => ({ kind: 'found', templateUrl: 'https://example.com/template' }),
  });
  if (result.kind === 'invalid') return `refused: ${result.message}`;
  const strip = (line: string): string => line.replace(/[0-9a-f]{10}(?= )/, '');
  const wanted = expected.map(strip).toSorted();
  const found = Object.entries(result.template['Resources'] ?? {}).flatMap(([id, resource]) => {
    const line = strip(`${id} ${isJsonObject(resource) ? String(resource['Type']) : ''}`);
    // Only CloudFormation knows which conditions hold: what stands under one may be there or not.
    const isOptional = isJsonObject(resource) && resource['Condition'] !== undefined;
    return isOptional && !wanted.includes(line) ? [] : [line];
  });
  const plain = found.toSorted();
  return JSON.stringify(plain) === JSON.stringify(wanted)
    ? undefined
    : `missing: ${wanted.filter((line) => !plain.includes(line)).join(', ')}; unexpected: ${plain.filter((line) => !wanted.includes(line)).join(', ')}`;
}
