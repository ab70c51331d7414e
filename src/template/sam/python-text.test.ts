import { expect, test } from 'vitest';
import { joinWithAnd, pythonRepr, pythonText, pythonTypeName } from './python-text.ts';

test('values stand in messages as Python shows them', () => {
  expect(pythonRepr({ a: [true, null, 1, 'x'] })).toBe("{'a': [True, None, 1, 'x']}");
  expect(pythonRepr("it's")).toBe(`"it's"`);
  expect(pythonRepr(`it's "so"\n`)).toBe(String.raw`'it\'s "so"\n'`);
  expect(pythonText('plain')).toBe('plain');
  expect(pythonText(undefined)).toBe('None');
});

test('types have the names that Python gives them', () => {
  const values = [null, [], {}, true, 1, 1.5, 'x'];
  expect(values.map(pythonTypeName)).toEqual(['NoneType', 'list', 'dict', 'bool', 'int', 'float', 'str']);
});

test('words are joined with one and', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(joinWithAnd)).toEqual(['', 'a', 'a and b', 'a, b and c']);
});
