import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findJsonFault } from './json-text.ts';

const source = '\n at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: ';
const bytes = (text: string): Uint8Array => Buffer.from(text);

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('a text', () => {
  test('is accepted exactly when JSON.parse accepts it', () => {
    const fragments = fc.constantFrom(
      ...'{}[]:,"\\ \n0123456789-+.eEtruefalsn/ub\u0000é😀',
      'true',
      'null',
      '"a"',
      '1.5e-3',
      '\\u00e9',
      '{"a":',
      '[]',
    );
    const texts = fc.oneof(
      fc.array(fragments, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.json(),
    );
    fc.assert(
      fc.property(texts, (text) => (findJsonFault(bytes(text)) === undefined) === parses(text)),
      { numRuns: 3000 },
    );
  });

  test('is refused when any one byte of it is cut off, as JSON.parse refuses it', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, seed) => {
        const at = seed % Math.max(1, text.length);
        const cut = text.slice(0, at) + text.slice(at + 1);
        expect(findJsonFault(bytes(cut)) === undefined).toBe(parses(cut));
      }),
      { numRuns: 1000 },
    );
  });

  test('may nest a thousand deep and no deeper', () => {
    expect(findJsonFault(bytes('['.repeat(1000) + ']'.repeat(1000)))).toBeUndefined();
    expect(findJsonFault(bytes('['.repeat(1001) + ']'.repeat(1001)))).toContain('Document nesting depth (1001)');
  });

  test('must be well-formed UTF-8 inside its strings', () => {
    expect(findJsonFault(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toContain('Invalid UTF-8 start byte 0xc3');
    expect(findJsonFault(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toContain('Invalid UTF-8');
  });
});

describe('the fault', () => {
  test('is what AWS said of bytes that are no text', () => {
    expect(findJsonFault(Buffer.from([0x99, 0xeb, 0x2c, 0x6a]))).toBe(
      "Unexpected character ((CTRL-CHAR, code 153)): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false')" +
        `${source}1, column: 1]`,
    );
    expect(findJsonFault(Buffer.from('n\u0087r', 'latin1'))).toBe(
      `Invalid UTF-8 start byte 0x87${source}1, column: 3]`,
    );
  });

  test('tells line and column', () => {
    expect(findJsonFault(bytes('{\n  "a": 1,\n  b: 2\n}'))).toContain('line: 3, column: 3]');
    expect(findJsonFault(bytes('   '))).toContain('No content to map due to end-of-input');
  });
});
