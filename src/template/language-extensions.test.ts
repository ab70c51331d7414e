import { expect, it } from 'vitest';
import type { JsonObject, JsonValue } from './json.ts';
import { expandLanguageExtensions } from './language-extensions.ts';
import { scopeWith } from './scope.fixture.ts';

const scope = scopeWith({
  parameters: new Map<string, JsonValue>([
    ['Names', ['a', 'b-c']],
    ['Stage', 'prod'],
  ]),
  mappings: { Regions: { 'eu-west-1': { Zones: ['x', 'y'] } } },
});

function expand(tree: JsonObject): unknown {
  const expanded = expandLanguageExtensions({ Transform: 'AWS::LanguageExtensions', ...tree }, scope);
  return 'kind' in expanded ? expanded.message : expanded.tree;
}

it('writes loops out, with the item in names and values', () => {
  expect(
    expand({
      Resources: {
        'Fn::ForEach::Topics': [
          'Name',
          { Ref: 'Names' },
          {
            'Topic&{Name}': {
              Type: 'AWS::SNS::Topic',
              Properties: {
                TopicName: { 'Fn::Sub': '${Name}.${AWS::Region}' },
                DisplayName: { Ref: 'Name' },
                '${Name}': '&{Name} ${Other}',
              },
            },
          },
        ],
        Last: { Type: 'AWS::SNS::Topic' },
      },
    }),
  ).toEqual({
    Resources: {
      Topica: {
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: { 'Fn::Sub': 'a.${AWS::Region}' }, DisplayName: 'a', a: 'a ${Other}' },
      },
      Topicbc: {
        Type: 'AWS::SNS::Topic',
        Properties: { TopicName: { 'Fn::Sub': 'b-c.${AWS::Region}' }, DisplayName: 'b-c', 'b-c': 'bc ${Other}' },
      },
      Last: { Type: 'AWS::SNS::Topic' },
    },
  });
});

it('writes loops in loops out, over lists and what functions give', () => {
  expect(
    expand({
      Outputs: {
        'Fn::ForEach::Outer': [
          'X',
          ['1', '2'],
          {
            'Fn::ForEach::Inner': [
              'Y',
              { 'Fn::FindInMap': ['Regions', { Ref: 'AWS::Region' }, 'Zones'] },
              { 'O${X}${Y}': { Value: { 'Fn::GetAtt': ['T${X}', 'Arn'] } } },
            ],
          },
        ],
      },
    }),
  ).toEqual({
    Outputs: {
      O1x: { Value: { 'Fn::GetAtt': ['T1', 'Arn'] } },
      O1y: { Value: { 'Fn::GetAtt': ['T1', 'Arn'] } },
      O2x: { Value: { 'Fn::GetAtt': ['T2', 'Arn'] } },
      O2y: { Value: { 'Fn::GetAtt': ['T2', 'Arn'] } },
    },
  });
});

it('evaluates what needs no resource, and leaves the rest for later', () => {
  expect(
    expand({
      Resources: {
        A: {
          DeletionPolicy: { 'Fn::FindInMap': ['None', 'x', 'y', { DefaultValue: 'Retain' }] },
          Properties: {
            Count: { 'Fn::Length': { Ref: 'Names' } },
            Text: { 'Fn::ToJsonString': { Stage: { Ref: 'Stage' } } },
            Later: { 'Fn::ToJsonString': { Arn: { 'Fn::GetAtt': ['B', 'Arn'] } } },
            Perhaps: { 'Fn::ToJsonString': [{ 'Fn::If': ['C', 1, 2] }] },
            Kept: '{{resolve:ssm:/x}}',
          },
        },
      },
    }),
  ).toEqual({
    Resources: {
      A: {
        DeletionPolicy: 'Retain',
        Properties: {
          Count: 2,
          Text: '{"Stage":"prod"}',
          Later: { 'Fn::ToJsonString': { Arn: { 'Fn::GetAtt': ['B', 'Arn'] } } },
          Perhaps: { 'Fn::ToJsonString': [{ 'Fn::If': ['C', 1, 2] }] },
          Kept: '{{resolve:ssm:/x}}',
        },
      },
    },
  });
});

it('makes policies and texts of conditions that hold', () => {
  expect(
    expand({
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      Resources: {
        A: {
          DeletionPolicy: { 'Fn::If': ['IsProd', 'Retain', 'Delete'] },
          Properties: { Text: { 'Fn::ToJsonString': [{ 'Fn::If': ['IsProd', 1, 2] }] } },
        },
      },
    }),
  ).toMatchObject({ Resources: { A: { DeletionPolicy: 'Retain', Properties: { Text: '[1]' } } } });
});

it('leaves the transforms that come after it', () => {
  expect(expand({ Transform: ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31'] })).toEqual({
    Transform: ['AWS::Serverless-2016-10-31'],
  });
});

const loopOf = (argument: JsonValue): JsonObject => ({ Resources: { 'Fn::ForEach::L': argument } });

it.each<[JsonValue, RegExp]>([
  ['x', /requires an identifier, a collection and a map$/],
  [['X', ['a']], /requires an identifier, a collection and a map$/],
  [['X', { Ref: 'Topic' }, { '${X}': 1 }], /requires a collection of strings that is known before any resource$/],
  [['X', ['a', 'a'], { '${X}': 1 }], /makes one name twice$/],
  [['X', ['a', 'b'], { Same: 1 }], /makes one name twice$/],
])('refuses the loop %j', (argument, message) => {
  expect(expand(loopOf(argument))).toMatch(message);
  expect(expand(loopOf(argument))).toMatch(/^Transform AWS::LanguageExtensions failed with: Fn::ForEach::L /);
});

it('bounds what loops in loops may write out', () => {
  const items = Array.from({ length: 100 }, (_, index) => `i${index}`);
  const nested = ['A', 'B', 'C', 'D'].reduceRight<JsonValue>(
    (inner, name) => ({ [`Fn::ForEach::${name}`]: [name, items, inner] }),
    { '${A}${B}${C}${D}': 'x' },
  );
  expect(expand({ Resources: nested })).toMatch(/Fn::ForEach makes the template too large$/);
  const deep = Array.from({ length: 7 }, (_, index) => `L${index}`).reduceRight<JsonValue>(
    (inner, name) => ({ [`Fn::ForEach::${name}`]: [name, ['a'], inner] }),
    { x: 1 },
  );
  expect(expand({ Resources: deep })).toMatch(/may not lie more than 5 deep$/);
  const long = 'x'.repeat(4_000);
  const wide = { 'Fn::ForEach::L': ['X', [long], { Key: '${X}'.repeat(10_000) }] };
  expect(expand({ Resources: wide })).toMatch(/Fn::ForEach makes the template too large$/);
});
