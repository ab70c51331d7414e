import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { comparePackages } from './package-difference.ts';
import { type TestEntry, zipOf } from './test-zip.fixture.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'serin-difference-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function compare(from: readonly TestEntry[], to: readonly TestEntry[]) {
  const [before, after] = [join(folder, 'from.zip'), join(folder, 'to.zip')];
  writeFileSync(before, zipOf(from));
  writeFileSync(after, zipOf(to));
  return comparePackages(before, after);
}

const lines = (word: string, count: number): string =>
  Array.from({ length: count }, (_, index) => `${word} ${index}\n`).join('');

test('a file that is new is told whole, however many lines it has', async () => {
  const { files } = await compare([], [{ path: 'a.txt', content: lines('new', 5000) }]);
  expect(files[0]).toMatchObject({ change: 'added', isTooLarge: false });
  expect(files[0]?.diff?.split('\n')).toHaveLength(5002);
});

test('files that have too little in common are told by their sizes', async () => {
  const { files, isTruncated } = await compare(
    [{ path: 'a.txt', content: lines('old', 3000) }],
    [{ path: 'a.txt', content: lines('new', 3000) }],
  );
  expect(files).toEqual([
    { path: 'a.txt', change: 'changed', fromSize: 25_890, toSize: 25_890, isBinary: false, isTooLarge: true },
  ]);
  expect(isTruncated).toBe(false);
});

test('what goes beyond the bounds is left out, and that is told', async () => {
  const many = (word: string): TestEntry[] =>
    Array.from({ length: 20 }, (_, index) => ({ path: `${index}.txt`, content: lines(word, 500) }));
  const { files, isTruncated } = await compare(many('old'), many('new'));
  expect(files).toHaveLength(20);
  expect(files.filter(({ diff }) => diff !== undefined)).toHaveLength(10);
  expect(isTruncated).toBe(true);
  const files1001 = Array.from({ length: 1001 }, (_, index) => ({ path: `${index}.txt`, content: 'x' }));
  const added = await compare([], files1001);
  expect([added.files.length, added.isTruncated]).toEqual([1000, true]);
});

test('a folder, and a file that only moved in the archive, are no difference', async () => {
  const [one, two] = [
    { path: 'a.txt', content: 'a' },
    { path: 'b.txt', content: 'b' },
  ];
  expect(await compare([one, two], [{ path: 'empty/', mode: 0o040755 }, two, one])).toEqual({
    files: [],
    unchangedFileCount: 2,
    isTruncated: false,
  });
});
