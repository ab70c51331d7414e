import { expect, it } from 'vitest';
import { evaluateConditions } from './conditions.ts';
import type { JsonValue } from './json.ts';
import { checkRules } from './rules.ts';
import { scopeWith } from './scope.fixture.ts';

const scope = scopeWith({
  parameters: new Map<string, JsonValue>([
    ['Stage', 'prod'],
    ['Count', '1'],
    ['Names', ['a', 'b']],
  ]),
  mappings: { Flags: { prod: { On: 'true' } } },
});

function conditionsOf(conditions: Readonly<Record<string, JsonValue>>): unknown {
  const evaluated = evaluateConditions(new Map(Object.entries(conditions)), scope);
  return 'kind' in evaluated ? evaluated.message : Object.fromEntries(evaluated);
}

it('evaluates conditions that build on one another, in any order', () => {
  expect(
    conditionsOf({
      Both: { 'Fn::And': [{ Condition: 'IsProd' }, { 'Fn::Not': [{ Condition: 'IsTest' }] }] },
      Either: { 'Fn::Or': [{ Condition: 'IsTest' }, { 'Fn::Equals': [{ Ref: 'Count' }, 1] }] },
      IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
      IsTest: { 'Fn::Equals': [{ 'Fn::Join': ['', [{ Ref: 'Stage' }, 'x']] }, 'test'] },
      Mapped: { 'Fn::Equals': [{ 'Fn::FindInMap': ['Flags', { Ref: 'Stage' }, 'On'] }, true] },
      Lists: { 'Fn::Equals': [{ Ref: 'Names' }, ['a', 'b']] },
      Named: { Condition: 'IsProd' },
    }),
  ).toEqual({ Both: true, Either: true, IsProd: true, IsTest: false, Mapped: true, Lists: true, Named: true });
});

it.each<[Readonly<Record<string, JsonValue>>, string]>([
  [{ A: { Condition: 'B' }, B: { 'Fn::Not': [{ Condition: 'A' }] } }, 'Circular dependency between conditions: [A, B]'],
  [
    { A: { Condition: 'Nope' } },
    'Template format error: Unresolved condition dependency Nope in the Conditions block of the template',
  ],
  [
    { A: { 'Fn::And': [true] } },
    'Template error: every Fn::And object requires a list of at least 2 and at most 10 boolean parameters.',
  ],
  [
    { A: { 'Fn::Or': Array.from({ length: 11 }, () => true) } },
    'Template error: every Fn::Or object requires a list of at least 2 and at most 10 boolean parameters.',
  ],
  [{ A: { 'Fn::Not': [true, true] } }, 'Template error: every Fn::Not object requires a list of 1 boolean parameters.'],
  [{ A: { 'Fn::Equals': ['a'] } }, 'Template error: every Fn::Equals object requires a list of 2 string parameters.'],
  [
    { A: { 'Fn::Equals': [{ Ref: 'Topic' }, 'a'] } },
    'Template format error: Unresolved dependencies [Topic]. Cannot reference resources in the Conditions block of the template',
  ],
  [{ A: 'maybe' }, 'Template format error: Every Conditions member must be a function that gives a boolean.'],
  [
    { A: { 'Fn::Or': [true, { Condition: 'Nope' }] } },
    'Template format error: Unresolved condition dependency Nope in the Conditions block of the template',
  ],
])('refuses %j', (conditions, message) => {
  expect(conditionsOf(conditions)).toBe(message);
});

it('bounds how many conditions build on one another', () => {
  const chain = (length: number) =>
    Object.fromEntries(
      Array.from({ length }, (_, index): [string, JsonValue] => [
        `C${index}`,
        index + 1 < length ? { Condition: `C${index + 1}` } : true,
      ]),
    );
  expect(conditionsOf(chain(500))).toMatchObject({ C0: true });
  expect(conditionsOf(chain(50_000))).toBe('Template error: more than 500 conditions build on one another');
});

function ruleMessage(rule: { readonly condition?: JsonValue; readonly assert: JsonValue }): string | undefined {
  const assertions = [{ assert: rule.assert, description: 'CDK bootstrap stack version 6 required.' }];
  return checkRules(new Map([['CheckVersion', { condition: rule.condition, assertions }]]), scope)?.message;
}

it('refuses parameters that break a rule', () => {
  const assert = { 'Fn::Not': [{ 'Fn::Contains': [['1', '2'], { Ref: 'Count' }] }] };
  expect(ruleMessage({ assert })).toBe('Rule CheckVersion failed: CDK bootstrap stack version 6 required.');
  expect(ruleMessage({ assert, condition: { 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] } })).toBeUndefined();
});

it.each<[JsonValue, boolean]>([
  [{ 'Fn::Contains': [['prod', 'test'], { Ref: 'Stage' }] }, true],
  [{ 'Fn::EachMemberIn': [{ Ref: 'Names' }, ['a', 'b', 'c']] }, true],
  [{ 'Fn::EachMemberIn': [{ Ref: 'Names' }, ['a']] }, false],
  [{ 'Fn::EachMemberEquals': [['a', 'a'], 'a'] }, true],
  [{ 'Fn::EachMemberEquals': [{ Ref: 'Names' }, 'a'] }, false],
])('evaluates the rule function %j', (assert, holds) => {
  expect(ruleMessage({ assert }) === undefined).toBe(holds);
});

it('refuses the functions of rules that ask the account', () => {
  expect(ruleMessage({ assert: { 'Fn::Contains': [{ 'Fn::RefAll': 'AWS::EC2::VPC::Id' }, 'vpc-1'] } })).toBe(
    'Template error: Fn::RefAll is not a function of templates.',
  );
});
