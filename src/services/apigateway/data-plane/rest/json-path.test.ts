import { expect, test } from 'vitest';
import { findByPath } from './json-path.ts';

const root = { a: { b: [{ c: 1 }, { c: 2 }] }, 'x y': 'z', c: 3 };

test.each([
  ['$', root],
  ['$.a.b[1].c', 2],
  ['$.a.b[-1].c', 2],
  ["$['x y']", 'z'],
  ['$.a.b[*].c', [1, 2]],
  ['$..c', [3, 1, 2]],
  ['$.a.b[0:1]', [{ c: 1 }]],
  ['$.a.b.length()', 2],
  ['$.none.more', undefined],
  ['$.constructor', undefined],
])('%s is found', (path, found) => {
  expect(findByPath(root, path)).toEqual(found);
});

test('a path that Serin does not read is said to be so', () => {
  expect(() => findByPath(root, '$.a[?(@.c > 1)]')).toThrow('does not read');
});
