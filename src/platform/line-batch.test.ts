import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { packLines, unpackLines } from './line-batch.ts';

test('lines arrive as they were sent, in their order, whatever their texts and sources', () => {
  const name = fc.constantFrom('a', 'b', 'c');
  const line = fc.record({
    region: name,
    account: name,
    group: name,
    stream: name,
    atMs: fc.nat(2 ** 48),
    message: fc.string({ unit: 'binary' }),
  });
  const form = fc.constantFrom([['a', 0]], [['b'], [1, 'c']]);
  const formed = fc.tuple(line, form, fc.nat(2 ** 48)).map(([of, lines, laterMs]) => ({ ...of, form: lines, laterMs }));
  fc.assert(
    fc.property(fc.array(fc.oneof(line, formed)), (lines) => {
      expect(unpackLines(structuredClone(packLines(lines)))).toEqual(lines);
    }),
  );
});
