/** Templates that people deploy: those of SAM with packages in buckets, and those that Serverless makes. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { JsonObject } from '../../../src/template/json.ts';
import { whyNoRuntime } from '../../../src/services/lambda/resources/runtimes.ts';
import { findCorpus } from '../../corpus.ts';
import { mapTree, resourcesOf } from './template-tree.ts';

export interface DeployedTemplate {
  readonly name: string;
  readonly template: JsonObject;
}

function filesOf(corpus: string, pathOf: (entry: string) => string | undefined): readonly DeployedTemplate[] {
  const folder = findCorpus(corpus);
  if (folder === undefined) return [];
  const entries = readdirSync(folder).toSorted((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10));
  return entries.flatMap((entry) => {
    const path = pathOf(entry);
    if (path === undefined || !existsSync(`${folder}/${path}`)) return [];
    return [{ name: `${corpus}/${entry}`, template: renew(JSON.parse(readFileSync(`${folder}/${path}`, 'utf8'))) }];
  });
}

/** What its author would have to change today, AWS having ended it: the runtime, and names of buckets with capitals. */
function renew(template: JsonObject): JsonObject {
  const names = resourcesOf(template)
    .filter(({ type }) => type === 'AWS::S3::Bucket')
    .map(({ properties }) => properties['BucketName'])
    .filter((name) => typeof name === 'string' && /[A-Z]/.test(name));
  const renewText = (text: string): string => names.reduce<string>((done, name) => lowerName(done, String(name)), text);
  return mapTree(template, (value, key) => {
    if (typeof value !== 'string') return value;
    return key === 'Runtime' && whyNoRuntime(value) !== undefined ? renewRuntime(value) : renewText(value);
  });
}

const lowerName = (text: string, name: string): string =>
  text === name || text === `arn:aws:s3:::${name}` ? text.replace(name, name.toLowerCase()) : text;

const successors: readonly (readonly [RegExp, string])[] = [
  [/^nodejs/, 'nodejs24.x'],
  [/^python/, 'python3.13'],
  [/^java/, 'java21'],
  [/^ruby/, 'ruby3.4'],
  [/^dotnet/, 'dotnet10'],
];

const renewRuntime = (runtime: string): string =>
  successors.find(([family]) => family.test(runtime))?.[1] ?? 'provided.al2023';

interface MovedTemplate {
  readonly template: JsonObject;
  /** Names of the roles that it takes to be there. */
  readonly roles: readonly string[];
}

/** For another account than the author's, with roles of its own. */
export function moveTo(account: string, written: JsonObject): MovedTemplate {
  const roles = new Set<string>();
  const template = mapTree(written, (value) => {
    const [, name] = (typeof value === 'string' && /^arn:aws:iam::\d*:role\/([\w-]+)$/.exec(value)) || [];
    if (name === undefined) return value;
    roles.add(name);
    return `arn:aws:iam::${account}:role/${name}`;
  });
  return { template, roles: [...roles] };
}

export const deployedTemplates: readonly DeployedTemplate[] = [
  ...filesOf('templates', (entry) => `${entry}/packaged.json`),
  ...filesOf('serverless-canary', (entry) => (/\.output.*\.json$/.test(entry) ? entry : undefined)),
];
