/** Reads the text of a template, YAML with CloudFormation's tags, as the tree that the transform takes. */
import { parse, type ScalarTag, type CollectionTag } from 'yaml';
import type { JsonObject, JsonValue } from '../../../src/template/sam/mutable-json.ts';

const functions = [
  'And',
  'Base64',
  'Cidr',
  'Condition',
  'Contains',
  'EachMemberEquals',
  'EachMemberIn',
  'Equals',
  'FindInMap',
  'GetAtt',
  'GetAZs',
  'If',
  'ImportValue',
  'Join',
  'Length',
  'Not',
  'Or',
  'Ref',
  'RefAll',
  'Select',
  'Split',
  'Sub',
  'ToJsonString',
  'Transform',
  'ValueOf',
  'ValueOfAll',
];

function longForm(name: string, argument: unknown): unknown {
  if (name === 'Ref' || name === 'Condition') return { [name]: argument };
  if (name !== 'GetAtt' || typeof argument !== 'string') return { [`Fn::${name}`]: argument };
  const dot = argument.indexOf('.');
  return { 'Fn::GetAtt': dot < 0 ? [argument] : [argument.slice(0, dot), argument.slice(dot + 1)] };
}

const tags = functions.flatMap((name): (ScalarTag | CollectionTag)[] => [
  { tag: `!${name}`, resolve: (text: string) => longForm(name, text) },
  {
    tag: `!${name}`,
    collection: 'seq',
    resolve: (node) => longForm(name, 'toJSON' in node ? node.toJSON() : node),
  },
  {
    tag: `!${name}`,
    collection: 'map',
    resolve: (node) => longForm(name, 'toJSON' in node ? node.toJSON() : node),
  },
]);

export function readTemplateText(text: string): JsonObject {
  const value: unknown = parse(text, { version: '1.2', customTags: tags, uniqueKeys: false, logLevel: 'silent' });
  // The parser makes JSON values alone, but for what its tags make, which this takes apart.
  const plain: JsonValue = JSON.parse(JSON.stringify(value));
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) throw new Error('A template is a map');
  return plain;
}
