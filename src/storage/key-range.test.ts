import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { prefixEnd } from './key-range.ts';

const text = fc.string({
  unit: fc.constantFrom('a', '/', '\ud7ff', '\ue000', '\uffff', '𝄞', '\u{10ffff}'),
  maxLength: 4,
});

test('a text is before the end of a prefix exactly if it begins with the prefix or sorts before it', () => {
  const property = fc.property(text, text, (prefix, other) => {
    const end = prefixEnd(prefix);
    const isBefore = end === undefined || Buffer.compare(Buffer.from(other), Buffer.from(end)) < 0;
    const sortsBefore = Buffer.compare(Buffer.from(other), Buffer.from(prefix)) < 0;
    expect(isBefore).toBe(other.startsWith(prefix) || sortsBefore);
  });
  fc.assert(property, { numRuns: 500 });
});

test('the prefixes that nothing comes after have no end', () => {
  expect(prefixEnd('')).toBeUndefined();
  expect(prefixEnd('\u{10ffff}')).toBeUndefined();
  expect(prefixEnd('a\u{10ffff}')).toBe('b');
});
