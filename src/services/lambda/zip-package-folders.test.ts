import { mkdir, mkdtemp, readFile, readdir, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemRandom } from '../../time/random.ts';
import { zipOf, packageOf, type TestEntry } from './test-zip.fixture.ts';
import { openZipPackageFolders } from './zip-package-folders.ts';

let root: string;
const blobs = { locate: async (blob: string) => (blob === 'absent' ? undefined : join(root, blob)) };
let nowMs = 0;
const clock = { realNow: () => nowMs };
const openFolders = () => openZipPackageFolders({ folder: join(root, 'packages'), blobs, random: systemRandom, clock });

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'serin-packages-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function unpack(entries: readonly TestEntry[]): Promise<string> {
  await writeFile(join(root, 'blob'), zipOf(entries));
  return await (await openFolders()).unpack('blob');
}

const damaged = 'Could not unzip uploaded file. Please check your file, then try to upload again.';

describe('a package that is looked into', () => {
  test('tells its size when unpacked', async () => {
    const folders = await openFolders();
    expect(
      await folders.inspect(
        zipOf([
          { path: 'a', content: 'xx' },
          { path: 'b/c', content: 'yyy' },
        ]),
      ),
    ).toEqual({ unzippedBytes: 5 });
  });

  test.each<[string, Uint8Array]>([
    ['no zip', Buffer.from('not a zip at all')],
    ['nothing', Buffer.alloc(0)],
    ['a zip cut short', packageOf('x'.repeat(100)).subarray(0, 60)],
    ['a zip whose head is gone', packageOf('x'.repeat(100)).subarray(20)],
    ['content other than its checksum says', zipOf([{ path: 'a', content: 'abc', claims: { crc32: 1 } }])],
    ['content longer than it says', zipOf([{ path: 'a', content: 'x'.repeat(5000), claims: { sizeBytes: 10 } }])],
    ['content shorter than it says', zipOf([{ path: 'a', content: 'abc', claims: { sizeBytes: 10 } }])],
    ['a device', zipOf([{ path: 'a', mode: 0o020644 }])],
  ])('is refused as %s', async (_, zip) => {
    await expect((await openFolders()).inspect(zip)).rejects.toMatchObject({
      type: 'InvalidParameterValueException',
      message: damaged,
    });
  });

  test.each<[string, TestEntry]>([
    ['above it', { path: '../evil', content: 'x' }],
    ['at the root', { path: '/evil', content: 'x' }],
    ['by a link', { path: 'evil', content: '/etc/passwd', mode: 0o120777 }],
  ])('is refused for an entry that would land outside, %s', async (_, entry) => {
    const inspected = (await openFolders()).inspect(zipOf([entry]));
    await expect(inspected).rejects.toMatchObject({
      type: 'InvalidParameterValueException',
      message: expect.stringContaining(damaged),
    });
  });

  test('is refused when it claims too much, before anything of it is read', async () => {
    const bomb = zipOf([{ path: 'a', claims: { sizeBytes: 262_144_000 } }]);
    await expect((await openFolders()).inspect(bomb)).rejects.toThrow(
      'Unzipped size must be smaller than 262144000 bytes',
    );
  });

  test('is refused when it is empty', async () => {
    await expect((await openFolders()).inspect(zipOf([]))).rejects.toThrow('Uploaded file must be a non-empty zip');
  });
});

describe('a package that is unpacked', () => {
  test('has its files and folders', async () => {
    const folder = await unpack([
      { path: 'index.mjs', content: 'one' },
      { path: 'lib/', mode: 0o040755 },
      { path: 'deep/er/x.txt', content: 'two' },
    ]);
    expect(folder).toBe(join(root, 'packages', 'blob'));
    expect((await readdir(folder)).sort()).toEqual(['deep', 'index.mjs', 'lib']);
    expect(await readFile(join(folder, 'deep/er/x.txt'), 'utf8')).toBe('two');
  });

  test('can be read by all, and run where it could be run', async () => {
    const folder = await unpack([
      { path: 'bootstrap', content: '#!', mode: 0o100700 },
      { path: 'secret', content: 'x', mode: 0o100600 },
    ]);
    const modes = await Promise.all(
      ['bootstrap', 'secret'].map(async (name) => (await stat(join(folder, name))).mode & 0o777),
    );
    expect(modes).toEqual([0o755, 0o644]);
  });

  test('keeps links that stay inside', async () => {
    const folder = await unpack([
      { path: 'link', content: 'lib/a', mode: 0o120777 },
      { path: 'lib/a', content: 'x' },
    ]);
    expect(await readlink(join(folder, 'link'))).toBe('lib/a');
    expect(await readFile(join(folder, 'link'), 'utf8')).toBe('x');
  });

  test('is unpacked once, however many ask', async () => {
    await writeFile(join(root, 'blob'), packageOf('x'));
    const folders = await openFolders();
    expect(folders.find('blob')).toBeUndefined();
    const [first, second] = await Promise.all([folders.unpack('blob'), folders.unpack('blob')]);
    expect(second).toBe(first);
    expect(folders.find('blob')).toBe(first);
    // The zip itself is not needed again.
    await rm(join(root, 'blob'));
    expect(await (await openFolders()).unpack('blob')).toBe(first);
  });

  test('leaves nothing behind where it fails, and can be tried again', async () => {
    await writeFile(
      join(root, 'blob'),
      zipOf([
        { path: 'good', content: 'x' },
        { path: 'bad', content: 'abc', claims: { crc32: 1 } },
      ]),
    );
    const folders = await openFolders();
    await expect(folders.unpack('blob')).rejects.toThrow();
    expect(await readdir(join(root, 'packages'))).toEqual([]);
    await writeFile(join(root, 'blob'), packageOf('x'));
    expect(await folders.unpack('blob')).toBe(join(root, 'packages', 'blob'));
  });

  test('is not mistaken for one that a crash left half unpacked', async () => {
    await mkdir(join(root, 'packages', '.unfinished-1'), { recursive: true });
    await openFolders();
    expect(await readdir(join(root, 'packages'))).toEqual([]);
  });

  test('has to be in the store', async () => {
    await expect((await openFolders()).unpack('absent')).rejects.toThrow('The store has no blob absent');
  });
});

test('a stored package is measured by its table of contents', async () => {
  await writeFile(join(root, 'blob'), zipOf([{ path: 'a', content: 'x'.repeat(1000) }]));
  expect(await (await openFolders()).measure('blob')).toBe(1000);
});

test("a stored package tells a folder's files, and not those of folders below it", async () => {
  const files = ['extensions/agent', 'extensions/of/others', 'bin/agent', 'extensions.txt'];
  await writeFile(join(root, 'blob'), zipOf(files.map((path) => ({ path, content: 'x' }))));
  const folders = await openFolders();
  expect(await folders.listFiles('blob', 'extensions')).toEqual(['extensions/agent']);
  expect(await folders.listFiles('blob', 'lib')).toEqual([]);
});

describe('folders that nobody names any more', () => {
  const blob = 'a'.repeat(64);

  test('are removed once they are old enough, and made anew when they are asked for', async () => {
    await writeFile(join(root, blob), zipOf([{ path: 'index.js', content: '1' }]));
    const folders = await openFolders();
    const folder = await folders.unpack(blob);
    nowMs = (await stat(folder)).ctimeMs + 1000;
    await folders.sweep({ keep: new Set(), olderThanMs: 2000 });
    expect(folders.find(blob)).toBe(folder);
    await folders.sweep({ keep: new Set([blob]), olderThanMs: 500 });
    expect(folders.find(blob)).toBe(folder);
    await folders.sweep({ keep: new Set(), olderThanMs: 500 });
    expect(folders.find(blob)).toBeUndefined();
    expect((await readdir(join(root, 'packages'))).filter((name) => name.length === 64)).toEqual([]);
    expect(await readFile(join(await folders.unpack(blob), 'index.js'), 'utf8')).toBe('1');
  });
});
