import { expect, it } from 'vitest';
import { anything, assert, boolean, constant, dictionary, double, integer, property, string } from 'fast-check';
import { isSameJson, type JsonValue } from './json.ts';
import { parseSnippet, parseTemplate } from './parse-template.ts';

function read(text: string): unknown {
  const parsed = parseTemplate(text);
  return parsed.kind === 'template' ? parsed.tree : parsed.message;
}

it('writes short forms out', () => {
  expect(
    read(`
A: !Ref Topic
B: !GetAtt Function.Arn
C: !GetAtt Nested.Outputs.Topic.Name
D: !GetAtt [Nested, !Ref Name]
E: !Sub '\${AWS::Region}'
F: !Join [',', [!Ref A, !ImportValue x]]
G: !If [IsIt, !Condition Other, !Not [!Equals [a, b]]]
H: !GetAZs
I: !Base64
  Fn::Sub: text
J: !Transform {Name: AWS::Include, Parameters: {Location: s3://x/y}}
K: !Select [0, !Split [',', a]]
L: !Ref 12
`),
  ).toEqual({
    A: { Ref: 'Topic' },
    B: { 'Fn::GetAtt': ['Function', 'Arn'] },
    C: { 'Fn::GetAtt': ['Nested', 'Outputs.Topic.Name'] },
    D: { 'Fn::GetAtt': ['Nested', { Ref: 'Name' }] },
    E: { 'Fn::Sub': '${AWS::Region}' },
    F: { 'Fn::Join': [',', [{ Ref: 'A' }, { 'Fn::ImportValue': 'x' }]] },
    G: { 'Fn::If': ['IsIt', { Condition: 'Other' }, { 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }] },
    H: { 'Fn::GetAZs': '' },
    I: { 'Fn::Base64': { 'Fn::Sub': 'text' } },
    J: { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://x/y' } } },
    K: { 'Fn::Select': [0, { 'Fn::Split': [',', 'a'] }] },
    L: { Ref: '12' },
  });
});

it('keeps dates, words of YAML 1.1 and numbers with leading zeros as text', () => {
  expect(read('Version: 2012-10-17\nOn: yes\noff: no\nAccount: 012345678901\nMode: 0644\n200: 1\nT: 12:30:45')).toEqual(
    { Version: '2012-10-17', On: 'yes', off: 'no', Account: '012345678901', Mode: '0644', 200: 1, T: '12:30:45' },
  );
  expect(read('%YAML 1.1\n---\nA: yes\n')).toEqual({ A: 'yes' });
  expect(read('A: 12345678901234567890\nB: 1.5\nC: true\nD: ~\nE: .inf')).toEqual({
    A: '12345678901234567890',
    B: 1.5,
    C: true,
    D: null,
    E: '.inf',
  });
});

it('lets the last of two members with one name count', () => {
  expect(read('A: 1\nA: 2\n')).toEqual({ A: 2 });
  expect(read('{"A": 1, "A": 2}')).toEqual({ A: 2 });
});

it('keeps members whose names mean something to the language it is written in', () => {
  expect(Object.keys(JSON.parse(JSON.stringify(read('__proto__: {a: 1}\nconstructor: 2'))))).toEqual([
    '__proto__',
    'constructor',
  ]);
});

it('passes a byte order mark by', () => {
  expect(read('\uFEFF{"A": 1}')).toEqual({ A: 1 });
  expect(read('\uFEFFA: 1')).toEqual({ A: 1 });
});

it('names the place at which text is no JSON or YAML', () => {
  expect(read('{"this is invalid JSON"="bad"}')).toBe(
    'Template format error: JSON not well-formed. (line 1, column 25)',
  );
  expect(read('A: [1\nB: 2')).toMatch(/^Template format error: YAML not well-formed\. \(line \d+, column \d+\)$/);
  expect(read('A: 1\n---\nB: 2\n')).toMatch(/YAML not well-formed\. \(line 2, column 1\)/);
});

it.each(['template.yaml', '[1]', '', '# nothing', '"{}"'])('refuses %j, which is no map', (text) => {
  expect(read(text)).toBe('Template format error: unsupported structure.');
});

it('refuses aliases in templates, as AWS does', () => {
  expect(read('A: &a 1\nB: *a')).toBe('Template error: YAML aliases are not allowed in CloudFormation templates');
});

it('takes a merge key in a template for the name it is', () => {
  expect(read('A: {<<: {B: 1}}')).toEqual({ A: { '<<': { B: 1 } } });
});

it('expands aliases and merges maps in what is included', () => {
  const text =
    'Base: &base {A: 1, B: 2}\nList: &list [*base]\nC: {<<: *base, B: 3}\nD: {<<: [{A: 0}, *base]}\nE: *list';
  expect(parseSnippet(text)).toEqual({
    value: { Base: { A: 1, B: 2 }, List: [{ A: 1, B: 2 }], C: { A: 1, B: 3 }, D: { A: 0, B: 2 }, E: [{ A: 1, B: 2 }] },
  });
});

it('refuses aliases that never end, lead nowhere or multiply without bound', () => {
  expect(parseSnippet('A: &a [*a]')).toMatchObject({ kind: 'refusal' });
  expect(parseSnippet('A: *nothing')).toMatchObject({ kind: 'refusal' });
  const levels = Array.from({ length: 40 }, (_, index) => `L${index + 1}: &l${index + 1} [*l${index}, *l${index}]`);
  expect(parseSnippet(['L0: &l0 [x]', ...levels].join('\n'))).toEqual({
    kind: 'refusal',
    message: 'Template error: YAML aliases stand for too many values',
  });
});

it.each([
  ['flow', `A: ${'['.repeat(400_000)}`],
  ['balanced flow', `A: ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
  ['JSON', `{"A": ${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ['broken JSON', `{"A": ${'['.repeat(20_000)}`],
  ['block', `A: ${'- '.repeat(5_000)}x`],
])('refuses nesting without bound, in %s', (_, text) => {
  expect(read(text)).toMatch(/^Template format error: /);
});

it('refuses more text than AWS takes', () => {
  expect(read(`A: ${'ä'.repeat(500_000)}`)).toBe('Template may not exceed 1000000 bytes in size.');
});

const jsonValue = anything({
  maxDepth: 5,
  values: [string(), integer(), double({ min: -1e15, max: 1e15, noNaN: true }), boolean(), constant(null)],
});

it('reads any JSON as JSON does', () => {
  assert(
    property(dictionary(string(), jsonValue), (tree) => {
      const text = JSON.stringify(tree);
      const wanted: JsonValue = JSON.parse(text);
      expect(isSameJson(read(text) as JsonValue, wanted)).toBe(true);
      expect(isSameJson(read(`# YAML\n${text}`) as JsonValue, wanted)).toBe(true);
    }),
  );
});
