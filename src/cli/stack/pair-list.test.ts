import { expect, it } from 'vitest';
import { parsePairs, readPairs } from './pair-list.ts';

it.each([
  ['A=1 B=2', { A: '1', B: '2' }],
  ['A="x y" B=\'z "w"\'', { A: 'x y', B: 'z "w"' }],
  ['"A=x y"  B=', { A: 'x y', B: '' }],
  ['A="say \\"hi\\"" B=a\\ b', { A: 'say "hi"', B: 'a b' }],
  ['A=b=c', { A: 'b=c' }],
  ['', {}],
])('reads %s as a shell would', (text, pairs) => {
  expect(parsePairs(text)).toEqual(pairs);
});

it.each(['A', '=1', 'A=1 B'])('takes %s for no list of pairs', (text) => {
  expect(parsePairs(text)).toBeUndefined();
});

it('reads lists and tables as well', () => {
  expect(readPairs(['A=x y', 'B="z w"', { C: 1 }])).toEqual({ A: 'x y', B: 'z w', C: '1' });
  expect(readPairs({ A: 'x', B: 2, C: true, D: ['a', 'b'] })).toEqual({ A: 'x', B: '2', C: 'true', D: 'a,b' });
  expect(readPairs(['A'])).toBeUndefined();
  expect(readPairs({ A: { B: 1 } })).toBeUndefined();
  expect(readPairs(1)).toBeUndefined();
});
