import { expect, test } from 'vitest';
import { Comparison } from './compare.ts';

const compare = (...pairs: readonly (readonly [recorded: unknown, actual: unknown])[]) => {
  const comparison = new Comparison({ region: 'us-east-1', account: '000000000000' });
  return pairs.map(([recorded, actual]) => comparison.findDifference(recorded, actual, 'item'))[pairs.length - 1];
};
const [first, second] = ['6f5ab24c-9a0f-4a3e-9d55-0b3a1a2b3c4d', '0b3a1a2b-9a0f-4a3e-9d55-6f5ab24c3c4d'];

test('a placeholder means one value to the end of the case', () => {
  expect(
    compare([
      { A: '<uuid:1>', B: '<uuid:1>' },
      { A: first, B: first },
    ]),
  ).toBeUndefined();
  expect(compare(['<uuid:1>', first], ['<uuid:1>', second])).toContain(`"${first}", here "${second}"`);
});

test('two numbered placeholders of a kind mean two values', () => {
  expect(compare(['<uuid:1>', first], ['<uuid:2>', second])).toBeUndefined();
  expect(compare(['<uuid:1>', first], ['<uuid:2>', first])).toContain('which is another than <uuid:1>');
});

test('placeholders stand inside texts too', () => {
  const arn = 'arn:<partition>:lambda:<region>:111111111111:function:<function-name:1>';
  const message = `Function not found: ${arn}:$LATEST`;
  const ours = 'Function not found: arn:aws:lambda:us-east-1:000000000000:function:fn:$LATEST';
  expect(compare([arn, 'arn:aws:lambda:us-east-1:000000000000:function:fn'], [message, ours])).toBeUndefined();
  expect(compare([arn, 'arn:aws:lambda:us-east-1:000000000000:function:gn'], [message, ours])).toBeDefined();
});

test('letters that were counted are written out', () => {
  expect(compare(['my-<a:len(5)>:1', 'my-aaaaa:1'])).toBeUndefined();
  expect(compare(['my-<a:len(5)>:1', 'my-aaaa:1'])).toBeDefined();
});

test('a member that only one of the two has is a difference', () => {
  expect(compare([{ A: 1, B: 'date' }, { A: 1 }])).toBe('item.B: "date", absent here');
  expect(compare([{ A: 1 }, { A: 1, B: false }])).toBe('item.B: absent, here false');
});

test('what the recorder parsed is parsed from our text', () => {
  expect(compare([{ Policy: { Sid: '<sid:1>' } }, { Policy: '{"Sid":"s"}' }])).toBeUndefined();
});

test('lists are compared in order and length', () => {
  expect(
    compare([
      ['a', 'b'],
      ['b', 'a'],
    ]),
  ).toBe('item[0]: "a", here "b"');
  expect(compare([['a'], ['a', 'b']])).toBeDefined();
});

test('numbers and texts are not one another', () => {
  expect(compare([5, '5'])).toBeDefined();
  expect(compare(['5', 5])).toBeDefined();
  expect(compare(['<code-size>', 276])).toBeUndefined();
});
