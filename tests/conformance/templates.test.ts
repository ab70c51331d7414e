/** Templates that others wrote: all are read, and what they declare has an order of creation. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { creationOrder, dependencyGraph, findCircle } from '../../src/template/dependency-graph.ts';
import type { JsonObject } from '../../src/template/json.ts';
import { parseTemplate } from '../../src/template/parse-template.ts';
import { isTemplate, readTemplate } from '../../src/template/read-template.ts';
import { findCorpus } from '../corpus.ts';

/** What AWS would refuse too: these were made to try other programs, and were never deployed. */
const refused: readonly (readonly [RegExp, RegExp])[] = [
  [/templates\/27-.*(template\.yaml|expected\.json)$/, /'null' values are not allowed/],
  [/templates\/37-.*template\.yaml$/, /Every Condition member must be a string/],
  [/serverless-canary\/8\./, /^Invalid template property or properties \[helloEventStream\]$/],
  [/sam\/output\/unsupported_resources\.json$/, /Every Resources object must contain a Type member/],
  [
    /sam\/output\/.*(null_paths|security_definition|openapi|resource_policy|swagger).*\.json$/,
    /'null' values are not allowed/,
  ],
];

function filesOf(folder: string, wanted: RegExp): readonly string[] {
  const path = findCorpus(folder);
  if (path === undefined) return [];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .filter((file) => wanted.test(file))
    .map((file) => `${path}/${file}`);
}

const files = [
  ...filesOf('templates', /(template\.ya?ml|expected\.json)$/),
  ...filesOf('serverless-canary', /put.*\.json$/),
  ...filesOf('sam/integration/templates', /\.ya?ml$/),
  ...filesOf('sam/output', /^(?!.*error_).*\.json$/),
];

function treeOf(path: string): JsonObject {
  const parsed = parseTemplate(readFileSync(path, 'utf8'));
  if (parsed.kind === 'refusal') throw new Error(parsed.message);
  return parsed.tree;
}

describe.skipIf(files.length === 0)('templates that others wrote', () => {
  it.each(files)('has an order for %s', (path) => {
    // Many are parts of templates, and point at what is not in them: a transform still to come allows that.
    const template = readTemplate({ ...treeOf(path), Transform: 'AWS::Serverless-2016-10-31' });
    const expected = refused.find(
      ([file, message]) => file.test(path) && !isTemplate(template) && message.test(template.message),
    );
    if (expected !== undefined) return;
    if (!isTemplate(template)) throw new Error(template.message);
    // A function may name the alarms of its own deployments, which watch it: the transform parts the two.
    if (path.endsWith('.json')) expect(findCircle(template.resources)).toBeUndefined();
    expect(creationOrder(dependencyGraph(template.resources))).toHaveLength(template.resources.size);
  });
});

const whole = filesOf('templates', /expected\.json$/);

describe.skipIf(whole.length === 0)('whole templates', () => {
  it.each(whole)('point at nothing that is not in %s', (path) => {
    const template = readTemplate(treeOf(path));
    expect('message' in template && !template.message.includes("'null'") ? template.message : 'good').toBe('good');
  });
});
