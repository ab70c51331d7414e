import { expect, test } from 'vitest';
import { combineConditions } from './combined-condition.ts';

test('more conditions than one function takes are combined by steps', () => {
  const names = Array.from({ length: 11 }, (_, index) => `C${index}`);
  expect(combineConditions(names, 'Any')).toEqual({
    Any1: { 'Fn::Or': names.slice(0, 10).map((name) => ({ Condition: name })) },
    Any: { 'Fn::Or': [{ Condition: 'C10' }, { Condition: 'Any1' }] },
  });
});

test('one condition alone is not combined', () => {
  expect(combineConditions(['C'], 'Any')).toEqual({});
});
