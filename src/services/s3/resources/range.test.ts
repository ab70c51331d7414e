import { expect, test } from 'vitest';
import { parseCopyRange, parseRange } from './range.ts';

test('a range is cut at the end of the object', () => {
  expect(parseRange('bytes=2-99', 10)).toEqual({ start: 2, length: 8 });
  expect(parseRange('bytes=0-0', 10)).toEqual({ start: 0, length: 1 });
  expect(parseRange('bytes=7-', 10)).toEqual({ start: 7, length: 3 });
});

test('a suffix range counts from the end', () => {
  expect(parseRange('bytes=-3', 10)).toEqual({ start: 7, length: 3 });
  expect(parseRange('bytes=-30', 10)).toEqual({ start: 0, length: 10 });
});

test('several ranges and what is no range get the whole object', () => {
  expect(parseRange('bytes=0-1,3-4', 10)).toBeUndefined();
  expect(parseRange('lines=1-2', 10)).toBeUndefined();
  expect(parseRange('bytes=5-2', 10)).toBeUndefined();
});

test('a range behind the end is refused', () => {
  expect(() => parseRange('bytes=10-12', 10)).toThrow('The requested range is not satisfiable');
  expect(() => parseRange('bytes=-0', 10)).toThrow('The requested range is not satisfiable');
  expect(() => parseRange('bytes=0-5', 0)).toThrow('The requested range is not satisfiable');
});

test('the range of a copied part lies within its source', () => {
  expect(parseCopyRange('bytes=1-3', 4)).toEqual({ start: 1, length: 3 });
  expect(parseCopyRange(undefined, 4)).toEqual({ start: 0, length: 4 });
  expect(() => parseCopyRange('bytes=1-4', 4)).toThrow('Range specified is not valid for source object of size: 4');
});
