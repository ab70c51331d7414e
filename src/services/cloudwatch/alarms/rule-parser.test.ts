import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StateValue } from '../resources/alarm.ts';
import { holds } from './rule-evaluation.ts';
import { parseRule, type Rule } from './rule-parser.ts';

const states: Record<string, StateValue> = {
  up: 'OK',
  down: 'ALARM',
  'late (again)': 'ALARM',
  blind: 'INSUFFICIENT_DATA',
};

function outcome(text: string): boolean | string {
  const parsed = parseRule(text);
  return parsed.kind === 'refused' ? parsed.message : holds(parsed.rule, (name) => states[name]);
}

describe('a rule', () => {
  test.each([
    ['TRUE', true],
    ['FALSE', false],
    ['ALARM(down)', true],
    ['ALARM("down")', true],
    ['ALARM( down )', true],
    ['OK(down)', false],
    ['INSUFFICIENT_DATA(blind)', true],
    ['ALARM("late (again)")', true],
    ['NOT ALARM(up)', true],
    ['NOT NOT ALARM(up)', false],
    ['NOT ALARM(up) AND ALARM(down)', true],
    ['ALARM(up) AND ALARM(down) OR OK(up)', true],
    ['OK(up) OR ALARM(up) AND FALSE', true],
    ['(OK(up) OR ALARM(up)) AND FALSE', false],
    ['((TRUE))', true],
    ['AT_LEAST(2, ALARM, (up, down, "late (again)"))', true],
    ['AT_LEAST(3, ALARM, (up, down, "late (again)"))', false],
    ['AT_LEAST(66%, ALARM, (up, down, "late (again)"))', true],
    ['AT_LEAST(67%, ALARM, (up, down, "late (again)"))', false],
    ['AT_LEAST(1, NOT ALARM, (up, down))', true],
    ['AT_LEAST(2, NOT ALARM, (up, down)) OR FALSE', false],
  ])('%s: %s', (text, wanted) => expect(outcome(text)).toBe(wanted));

  test.each([
    ['()', "Error in AlarmRule [Unsupported token ')' at char 1]"],
    ['ALARM(down) AND', 'Error in AlarmRule [Unexpected end of the rule]'],
    ['alarm(down)', "Error in AlarmRule [Unsupported token 'alarm' at char 0]"],
    ['ALARM(down) ALARM(up)', "Error in AlarmRule [Unsupported token 'ALARM' at char 12]"],
    ['ALARM(a b)', "Error in AlarmRule [Unsupported token 'b' at char 8]"],
    ['ALARM("a)', `Error in AlarmRule [Unsupported token '"' at char 6]`],
    ['AT_LEAST(0, ALARM, (up))', "Error in AlarmRule [Unsupported token '0' at char 9]"],
    ['AT_LEAST(101%, ALARM, (up))', "Error in AlarmRule [Unsupported token '101%' at char 9]"],
    ['AT_LEAST(2, ALARM, (up))', "Error in AlarmRule [Unsupported token '2' at char 9]"],
    ['', 'Error in AlarmRule [Unexpected end of the rule]'],
  ])('%s is refused: %s', (text, wanted) => expect(outcome(text)).toBe(wanted));

  test('a rule of too many alarms, elements or parentheses is refused', () => {
    const alarms = (count: number): string => Array.from({ length: count }, (_, index) => `OK(a${index})`).join(' OR ');
    expect(parseRule(alarms(100)).kind).toBe('parsed');
    expect(outcome(alarms(101))).toContain('more than 100 alarms');
    expect(outcome(Array.from({ length: 251 }, () => 'TRUE').join(' OR '))).toContain('more than 500 elements');
    expect(outcome('('.repeat(5000))).toContain('nested too deeply');
    expect(outcome('NOT '.repeat(5000))).toContain('nested too deeply');
  });

  test('names its alarms, each once', () => {
    expect(parseRule('ALARM(a) OR OK("a") AND AT_LEAST(1, OK, ("b", "c \\" d"))')).toMatchObject({
      references: ['a', 'b', 'c " d'],
    });
  });
});

const reference = fc.string({ minLength: 1, maxLength: 8 });
const state = fc.constantFrom<StateValue>('OK', 'ALARM', 'INSUFFICIENT_DATA');
const { tree } = fc.letrec<{ tree: Rule }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({ kind: fc.constant('constant' as const), value: fc.boolean() }),
    fc.record({ kind: fc.constant('state' as const), state, reference }),
    fc.record({ kind: fc.constant('not' as const), rule: tie('tree') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      rules: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('atLeast' as const),
      count: fc.integer({ min: 1, max: 100 }),
      isPercent: fc.constant(true),
      isNegated: fc.boolean(),
      state,
      references: fc.array(reference, { minLength: 1, maxLength: 3 }),
    }),
  ),
}));

const quoted = (name: string): string => `"${name.replaceAll(/[\\"]/gu, '\\$&')}"`;

function write(rule: Rule): string {
  switch (rule.kind) {
    case 'constant':
      return rule.value ? 'TRUE' : 'FALSE';
    case 'state':
      return `${rule.state}(${quoted(rule.reference)})`;
    case 'not':
      return `NOT (${write(rule.rule)})`;
    case 'and':
    case 'or':
      return rule.rules.map((part) => `(${write(part)})`).join(` ${rule.kind.toUpperCase()} `);
    case 'atLeast':
      return `AT_LEAST(${rule.count}%, ${rule.isNegated ? 'NOT ' : ''}${rule.state}, (${rule.references.map(quoted).join(', ')}))`;
  }
}

describe('any rule', () => {
  test('that is written out is read as it was', () => {
    fc.assert(
      fc.property(tree, (rule) => {
        expect(parseRule(write(rule))).toMatchObject({ kind: 'parsed', rule });
      }),
    );
  });

  test('of any text is read or refused, and nothing else', () => {
    const word = fc.constantFrom(
      'ALARM',
      'OK',
      'AND',
      'OR',
      'NOT',
      '(',
      ')',
      ',',
      'AT_LEAST',
      '2',
      '50%',
      '"',
      '\\',
      ' ',
      'x',
      '💥',
    );
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        expect(['parsed', 'refused']).toContain(parseRule(words.join('')).kind);
      }),
      { numRuns: 2000 },
    );
  });
});
