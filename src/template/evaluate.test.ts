import { anything, assert, boolean, integer, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ssmParameterOf } from './dynamic-references.ts';
import { evaluate } from './evaluate.ts';
import type { EvaluationScope } from './evaluation-scope.ts';
import type { JsonValue } from './json.ts';
import { scopeWith } from './scope.fixture.ts';

const marker = '{{changeSet:KNOWN_AFTER_APPLY}}';

const scope = scopeWith({
  parameters: new Map<string, JsonValue>([
    ['Stage', 'prod'],
    ['Zones', ['a', 'b', 'c']],
    ['Size', '3'],
  ]),
  mappings: { Limits: { prod: { Memory: 512, Names: ['x', 'y'] } } },
  conditions: new Map([
    ['IsProd', true],
    ['IsTest', false],
  ]),
  resources: {
    ref: (id) => (id === 'Topic' ? { kind: 'value', value: 'arn:topic' } : { kind: 'unknown' }),
    attribute: (id, name) => (id === 'Topic' ? { kind: 'value', value: `topic.${name}` } : { kind: 'unknown' }),
  },
  importValue: (name) =>
    name === 'vpc' ? { kind: 'value', value: 'vpc-1' } : { kind: 'refusal', message: `No export named ${name} found.` },
  dynamicReference: (reference) => ({ kind: 'value', value: `<${ssmParameterOf(reference).name}>` }),
});

function valueOf(value: JsonValue, parts: Partial<EvaluationScope> = {}): unknown {
  const evaluation = evaluate(value, { ...scope, ...parts });
  if (evaluation.kind === 'value') return evaluation.value;
  return evaluation.kind === 'refusal' ? evaluation.message : { waits: evaluation.resources, for: evaluation.preview };
}

it.each<[JsonValue, unknown]>([
  [{ Ref: 'Stage' }, 'prod'],
  [{ Ref: 'Zones' }, ['a', 'b', 'c']],
  [{ Ref: 'Topic' }, 'arn:topic'],
  [{ Ref: 'AWS::AccountId' }, '111111111111'],
  [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
  [{ Ref: 'AWS::NotificationARNs' }, ['arn:aws:sns:eu-west-1:111111111111:events']],
  [{ 'Fn::GetAtt': ['Topic', 'A.B'] }, 'topic.A.B'],
  [{ 'Fn::GetAtt': ['Topic', 'A', 'B'] }, 'topic.A.B'],
  [{ 'Fn::GetAtt': 'Topic.A.B' }, 'topic.A.B'],
  [{ 'Fn::GetAtt': ['Topic', { Ref: 'Stage' }] }, 'topic.prod'],
  [{ 'Fn::Join': ['-', ['a', { Ref: 'Stage' }, 1, true]] }, 'a-prod-1-true'],
  [{ 'Fn::Join': [',', { Ref: 'Zones' }] }, 'a,b,c'],
  [{ 'Fn::Select': ['1', { Ref: 'Zones' }] }, 'b'],
  [
    { 'Fn::Select': [{ 'Fn::FindInMap': ['Indexes', 'x', 'y'] }, ['a']] },
    "Template error: Mapping named 'Indexes' is not present in the 'Mappings' section of template.",
  ],
  [{ 'Fn::Split': ['|', 'a|b|'] }, ['a', 'b', '']],
  [{ 'Fn::If': ['IsProd', 'yes', { Ref: 'Nothing' }] }, 'yes'],
  [{ 'Fn::FindInMap': ['Limits', { Ref: 'Stage' }, 'Memory'] }, 512],
  [{ 'Fn::FindInMap': ['Limits', 'prod', 'Names'] }, ['x', 'y']],
  [{ 'Fn::ImportValue': { 'Fn::Sub': 'vpc' } }, 'vpc-1'],
  [{ 'Fn::Base64': 'Hällo' }, 'SMOkbGxv'],
  [{ 'Fn::GetAZs': '' }, ['eu-west-1a', 'eu-west-1b']],
  [{ 'Fn::GetAZs': { Ref: 'AWS::Region' } }, ['eu-west-1a', 'eu-west-1b']],
  [{ 'Fn::Select': [0, { 'Fn::Cidr': ['10.0.0.0/24', 6, 5] }] }, '10.0.0.0/27'],
  [
    { 'Fn::Sub': 'a ${Stage} ${Topic} ${Topic.Arn} ${AWS::Region} ${!Literal} $x' },
    'a prod arn:topic topic.Arn eu-west-1 ${Literal} $x',
  ],
  [{ 'Fn::Sub': ['${Stage}-${Own}', { Own: { Ref: 'Size' }, Stage: 'mine' }] }, 'mine-3'],
  [
    { Ref: 'Stage', Other: 1 },
    { Ref: 'Stage', Other: 1 },
  ],
  [{ Condition: { StringEquals: { 'aws:x': 'y' } } }, { Condition: { StringEquals: { 'aws:x': 'y' } } }],
])('evaluates %j', (value, wanted) => {
  expect(valueOf(value)).toEqual(wanted);
});

it('leaves out what has no value, as a member and as an item', () => {
  const nothing = { Ref: 'AWS::NoValue' };
  expect(
    valueOf({
      A: nothing,
      B: [1, nothing, { 'Fn::If': ['IsTest', 2, nothing] }],
      C: { 'Fn::If': ['IsProd', nothing, 1] },
    }),
  ).toEqual({ B: [1] });
  expect(valueOf(nothing)).toBeUndefined();
});

it('puts parameters of SSM in, also where functions make the text', () => {
  expect(valueOf('x{{resolve:ssm:/a/b:3}}y{{resolve:ssm:c}}')).toBe('x</a/b>y<c>');
  expect(valueOf({ A: [{ 'Fn::Sub': '{{resolve:ssm:/${Stage}/db}}' }] })).toEqual({ A: ['</prod/db>'] });
});

it.each(['{{resolve:secretsmanager:db:SecretString:password}}', '{{resolve:ssm-secure:/pw:1}}'])(
  'refuses %s by name',
  (text) => {
    expect(valueOf({ A: text })).toBe(`Dynamic references to ${text.split(':')[1]} are not supported: ${text}`);
  },
);

describe('what is not known yet', () => {
  it('is waited for, by the names of its resources', () => {
    expect(valueOf({ A: { Ref: 'Queue' }, B: { 'Fn::GetAtt': ['Role', 'Arn'] }, C: 'c' })).toEqual({
      waits: ['Queue', 'Role'],
      for: { A: marker, B: marker, C: 'c' },
    });
  });

  it.each<[JsonValue, JsonValue]>([
    [{ 'Fn::Join': ['-', ['a', { Ref: 'Queue' }]] }, marker],
    [{ 'Fn::Select': [0, { 'Fn::Split': ['/', { 'Fn::Sub': 'x/${Queue}' }] }] }, marker],
    [{ 'Fn::Base64': { Ref: 'Queue' } }, marker],
    [{ 'Fn::Sub': 'arn:${Queue.Arn}/invocations' }, `arn:${marker}/invocations`],
    [{ 'Fn::Sub': ['arn:${Id}/invocations', { Id: { Ref: 'Queue' } }] }, marker],
    [{ 'Fn::ImportValue': { Ref: 'Queue' } }, marker],
    [{ 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 1, 8] }, marker],
  ])('makes unknown what AWS shows as unknown of %j', (value, wanted) => {
    expect(valueOf(value)).toMatchObject({ for: wanted });
  });

  it('is not taken for known where a text has the marker itself', () => {
    expect(valueOf({ 'Fn::Join': ['', [marker, 'x']] })).toBe(`${marker}x`);
  });
});

it.each<[JsonValue, string]>([
  [
    { 'Fn::Join': ['-', 'a'] },
    'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  ],
  [
    { 'Fn::Join': ['-', [{ a: 1 }]] },
    'Template error: every Fn::Join object requires two parameters, (1) a string delimiter and (2) a list of strings to be joined or a function that returns a list of strings (such as Fn::GetAZs) to be joined.',
  ],
  [
    { 'Fn::Select': [5, { Ref: 'Zones' }] },
    'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
  ],
  [
    { 'Fn::Select': [2, ['a', 'b']] },
    'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
  ],
  [
    { 'Fn::Select': ['x', ['a', 'b']] },
    'Template error: Fn::Select requires a list argument with two elements: an integer index and a list',
  ],
  [
    { 'Fn::Split': ['a'] },
    'Template error: every Fn::Split object requires two parameters, (1) a string delimiter and (2) a string to be split or a function that returns a string to be split.',
  ],
  [
    { 'Fn::GetAtt': ['Topic', ''] },
    'Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute',
  ],
  [{ 'Fn::FindInMap': ['Limits', 'dev', 'Memory'] }, 'Template error: Unable to get mapping for Limits::dev::Memory'],
  [
    { 'Fn::FindInMap': ['Limits', 'dev', 'Memory', { DefaultValue: 1 }] },
    'Template error: every Fn::FindInMap object requires three parameters, the map name, map key and the attribute for return value',
  ],
  [{ 'Fn::If': ['Missing', 1, 2] }, 'Template error: unresolved condition dependency Missing in Fn::If'],
  [{ 'Fn::ImportValue': 'nope' }, 'No export named nope found.'],
  [
    { 'Fn::Sub': '${a b}' },
    'Template error: variable names in Fn::Sub syntax must contain only alphanumeric characters, underscores, periods, and colons',
  ],
  [{ 'Fn::Sub': '${Zones}' }, 'Template error: variable Zones in Fn::Sub expression does not resolve to a string'],
  [{ 'Fn::Equals': ['a', 'a'] }, 'Template error: Fn::Equals can be used in conditions only.'],
  [{ 'Fn::Nonsense': 1 }, 'Template error: Fn::Nonsense is not a function of templates.'],
  [{ 'Fn::Length': [1] }, 'Template error: Fn::Length needs the transform AWS::LanguageExtensions.'],
  [{ 'Fn::Cidr': ['10.0.0.0/24', 9, 5] }, 'Template error: Fn::Cidr cannot fit 9 CIDRs of 5 bits into 10.0.0.0/24.'],
])('refuses %j', (value, message) => {
  expect(valueOf({ A: [value] })).toBe(message);
});

it('refuses to split by nothing', () => {
  expect(valueOf({ 'Fn::Split': ['', 'ab'] })).toMatch(/^Template error: every Fn::Split object requires/);
});

it('bounds what functions in functions make', () => {
  const doubled = Array.from({ length: 60 }).reduce<JsonValue>(
    (inner) => ({ 'Fn::Sub': ['${X}${X}', { X: inner }] }),
    'laugh',
  );
  const encoded = Array.from({ length: 120 }).reduce<JsonValue>((inner) => ({ 'Fn::Base64': inner }), 'laugh');
  const joined = { 'Fn::Join': ['x'.repeat(10_000), { 'Fn::Split': ['a', 'a'.repeat(10_000)] }] };
  for (const value of [doubled, encoded, joined])
    expect(valueOf(value)).toBe('Template error: functions make more text than a template may hold.');
});

it('counts a refusal more than a wait', () => {
  expect(valueOf([{ Ref: 'Queue' }, { 'Fn::If': ['Missing', 1, 2] }])).toMatch(/^Template error/);
});

it('knows the functions of language extensions where the template declares them', () => {
  const extended = { hasLanguageExtensions: true };
  expect(valueOf({ 'Fn::Length': { Ref: 'Zones' } }, extended)).toBe(3);
  expect(valueOf({ 'Fn::ToJsonString': { a: { Ref: 'Stage' }, b: [1] } }, extended)).toBe('{"a":"prod","b":[1]}');
  expect(valueOf({ 'Fn::FindInMap': ['Limits', 'dev', 'Memory', { DefaultValue: { Ref: 'Size' } }] }, extended)).toBe(
    '3',
  );
  expect(valueOf({ 'Fn::FindInMap': ['None', 'dev', 'Memory', { DefaultValue: 1 }] }, extended)).toBe(1);
});

it('keeps members whose names mean something to the language it is written in', () => {
  const value: JsonValue = JSON.parse('{"__proto__": {"Ref": "Stage"}, "constructor": "x"}');
  expect(JSON.stringify(valueOf(value))).toBe('{"__proto__":"prod","constructor":"x"}');
  expect(valueOf({ 'Fn::FindInMap': ['constructor', 'name', 'x'] })).toMatch(/Mapping named 'constructor'/);
});

const plain = anything({ maxDepth: 4, values: [string(), integer(), boolean()] }).map((value): JsonValue =>
  JSON.parse(JSON.stringify(value) ?? '0'),
);

it('gives back what has no function in it', () => {
  assert(
    property(plain, (value) => {
      const text = JSON.stringify(value);
      if (/"(Ref|Fn::|AWS::|\{\{resolve)/.test(text)) return;
      expect(JSON.stringify(valueOf(value))).toBe(text);
    }),
  );
});

it('joins again what it split', () => {
  assert(
    property(string(), string({ minLength: 1 }), (text, delimiter) => {
      if (text.includes('{{resolve:')) return;
      expect(valueOf({ 'Fn::Join': [delimiter, { 'Fn::Split': [delimiter, text] }] })).toBe(text);
    }),
  );
});

it('substitutes text for text, whatever else it holds', () => {
  assert(
    property(string(), string(), (before, value) => {
      const text = `${before.replaceAll('$', '')}\${X}`;
      if (/\{\{resolve:/.test(text + value)) return;
      expect(valueOf({ 'Fn::Sub': [text, { X: value }] })).toBe(before.replaceAll('$', '') + value);
    }),
  );
});

it('waits for parameters that are not known, whatever stands in for them', () => {
  const scope = scopeWith({ parameters: new Map([['List', 'stand-in']]), unknownParameters: new Set(['List']) });
  expect(evaluate({ 'Fn::Select': [3, { Ref: 'List' }] }, scope)).toEqual({
    kind: 'waits',
    resources: [],
    preview: '{{changeSet:KNOWN_AFTER_APPLY}}',
  });
});
