/**
 * Templates that others wrote, through a stack's life: created, updated with changed code, deleted. A
 * deployment that an update makes has to succeed; the table shows which updates made one, and nothing
 * here asks that they do. A template that comes to no stack does so for one of the reasons below.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { findCorpus } from '../corpus.ts';
import { liveThrough, type TemplateCase, type TemplateLife } from './deployed-templates/template-life.ts';

const templates = findCorpus('templates');
const canaries = findCorpus('serverless-canary');

interface IndexEntry {
  readonly id: string;
  readonly parameterValues?: Readonly<Record<string, string>>;
}

const cases: readonly (readonly [name: string, read: () => TemplateCase])[] = [
  ...(templates === undefined ? [] : readTemplates(templates)),
  ...(canaries === undefined ? [] : readCanaries(canaries)),
];

function readTemplates(folder: string): (readonly [string, () => TemplateCase])[] {
  const index = JSON.parse(readFileSync(`${folder}/index.json`, 'utf8')) as {
    readonly templates: readonly IndexEntry[];
  };
  return index.templates
    .filter(({ id }) => existsSync(`${folder}/${id}/packaged.json`))
    .map(({ id, parameterValues = {} }) => [
      id,
      () => {
        const template = JSON.parse(readFileSync(`${folder}/${id}/packaged.json`, 'utf8')) as {
          readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
        };
        const asked = Object.entries(template.Parameters ?? {}).filter(([, { Default }]) => Default === undefined);
        const parameters = Object.fromEntries(
          asked.map(([name]) => [name, /Role/.test(name) ? roleArn : (parameterValues[name] ?? 'value')]),
        );
        return { template, parameters };
      },
    ]);
}

function readCanaries(folder: string): (readonly [string, () => TemplateCase])[] {
  return readdirSync(folder)
    .filter((name) => /\.output\b.*\.json$|\.output-.*\.json$/.test(name))
    .toSorted()
    .map((name) => [
      `serverless-canary/${name}`,
      () => ({ template: JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as object, parameters: {} }),
    ]);
}

/** Where a template asks for one. */
const roleArn = 'arn:aws:iam::000000000000:role/given';

/** Why a template may come to no stack: AWS would refuse it as well, or Serin says that it does not serve it. */
const refusals: readonly (readonly [text: RegExp, why: string])[] = [
  [/'null' values are not allowed in templates/, 'a value is left out'],
  [/Every Condition member must be a string/, 'a condition that is no name'],
  [/Unresolved resource dependencies/, 'it is a part of a template'],
  [/Invalid template property or properties/, 'it is a part of a template'],
  [/AWS::Include failed with: /, 'it includes a file of its author'],
  [/Serverless Application Repository is not available/, 'it nests an application of the repository'],
  [/The specified bucket is not valid/, 'a bucket with a name that no bucket can have'],
  [/Invalid ARN:/, 'an ARN that is none'],
  [/Cannot assume role provided/, 'a role that is not there'],
  [/Encountered unsupported properties in/, 'a property that the type does not have'],
  [/Value '.{65,}' at 'roleName' failed to satisfy constraint/, 'a name that is too long for a role'],
];

const refusalOf = ({ created, reasons }: TemplateLife): string | undefined =>
  refusals.find(([text]) => [created, ...reasons].some((reason) => text.test(reason)))?.[1];

const rows: string[] = [];
const well = { created: 'CREATE_COMPLETE', updated: 'UPDATE_COMPLETE', deleted: 'DELETE_COMPLETE' };
const isWell = ({ created, updated, deleted }: TemplateLife): boolean =>
  created === well.created && updated === well.updated && deleted === well.deleted;

describe.skipIf(cases.length === 0)('templates of others', () => {
  test.each(cases)('%s', async (name, read) => {
    const life = await liveThrough(read());
    const inert = life.inert.map((type) => type.replace('AWS::', '')).join(' ') || '-';
    const refusal = refusalOf(life);
    const end = isWell(life) ? 'created, updated, deleted' : `refused: ${refusal ?? 'unknown'}`;
    rows.push(`${name} | ${end} | ${life.shifts.join(' ') || '-'} | ${inert}`);
    if (refusal === undefined) expect(life, life.reasons.join('; ')).toMatchObject(well);
    // What its update began to shift, it shifted.
    expect(life.shifts.every((status) => status === 'Succeeded')).toBe(true);
  });

  afterAll(() => {
    const count = rows.filter((row) => row.includes(' | created, updated, deleted | ')).length;
    console.log(
      [
        `${count} of ${rows.length} created, updated and deleted`,
        'template | stack | shifts | inert types',
        ...rows,
      ].join('\n'),
    );
  });
});
