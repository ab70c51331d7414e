import { cbor } from '@smithy/core/cbor';
import { assert, jsonValue, property } from 'fast-check';
import { expect, test } from 'vitest';
import { hasPlausibleCounts } from './cbor-counts.ts';

test('what an encoder writes is plausible', () => {
  assert(
    property(jsonValue(), (value) => {
      expect(hasPlausibleCounts(cbor.serialize({ value, bytes: new Uint8Array([1, 2, 3]) }))).toBe(true);
    }),
  );
});

test.each([
  ['a list', [0x9b, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff]],
  ['a list of more than any machine holds', [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ['a map', [0xba, 0xff, 0xff, 0xff, 0xff]],
  ['a map whose keys alone would fit', [0xa2, 0x61, 0x61, 0x01]],
  ['a text', [0x7a, 0xff, 0xff, 0xff, 0xff, 0x61]],
  ['bytes', [0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]],
  ['a number without its digits', [0x1b, 0, 0]],
  ['a list within a list', [0x81, 0x9a, 0x0f, 0xff, 0xff, 0xff]],
])('%s that promises more than there is, is not', (_, bytes) => {
  expect(hasPlausibleCounts(new Uint8Array(bytes))).toBe(false);
});
