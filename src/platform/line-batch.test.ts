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
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      expect(unpackLines(structuredClone(packLines(lines)))).toEqual(lines);
    }),
  );
});
