import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { countBytes, countLines, joinValues, spellOut, type FormedLine } from './line-form.ts';

const form = [
  ['START ', 0, '\n'],
  ['END ', 0, ' after ', 1, ' ms\n'],
];

test('a line without a form is itself', () => {
  expect(spellOut({ atMs: 5, message: 'a\tb' })).toEqual([{ atMs: 5, message: 'a\tb' }]);
});

test('the lines of a form hold the values in their places, all but the first at the later moment', () => {
  expect(spellOut({ atMs: 5, laterMs: 9, message: joinValues(['r', '3.50']), form })).toEqual([
    { atMs: 5, message: 'START r\n' },
    { atMs: 9, message: 'END r after 3.50 ms\n' },
  ]);
});

test('what is counted is what it comes to when it is spelled out', () => {
  const value = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\t'));
  const part = fc.oneof(fc.nat(3), fc.string({ unit: 'grapheme' }));
  const line: fc.Arbitrary<FormedLine> = fc.record({
    atMs: fc.nat(),
    message: fc.array(value, { minLength: 1, maxLength: 4 }).map(joinValues),
    form: fc.option(fc.array(fc.array(part), { minLength: 1 }), { nil: undefined }),
  });
  fc.assert(
    fc.property(line, (one) => {
      const spelled = spellOut(one);
      expect(countLines(one)).toBe(spelled.length);
      expect(countBytes(one)).toBe(spelled.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0));
    }),
  );
});
