import { expect, test } from 'vitest';
import { parseDiff } from './diff.ts';

test('the lines of a difference are numbered on both sides', () => {
  expect(parseDiff('@@ -3,3 +3,3 @@\n one\n-two\n+2\n three\n\\ No newline at end of file\n')).toEqual([
    { kind: 'place', text: '@@ -3,3 +3,3 @@' },
    { kind: 'same', before: 3, after: 3, text: 'one' },
    { kind: 'removed', before: 4, text: 'two' },
    { kind: 'added', after: 4, text: '2' },
    { kind: 'same', before: 5, after: 5, text: 'three' },
    { kind: 'place', text: '\\ No newline at end of file' },
  ]);
});
