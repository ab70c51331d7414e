import { expect, test } from 'vitest';
import { whyNotUnpackable, type ZipEntry } from './zip-entries.ts';

const file = (path: string): ZipEntry => ({ kind: 'file', path, isExecutable: false });
const folder = (path: string): ZipEntry => ({ kind: 'folder', path });
const link = (path: string, target: string): ZipEntry => ({ kind: 'link', path, target });

test.each<[string, ZipEntry[]]>([
  ['files and folders', [folder('lib'), file('lib/a.js'), file('index.js')]],
  ['a folder that only its files name', [file('lib/deep/a.js')]],
  ['a link beside its target', [file('a'), link('b', 'a')]],
  ['a link up and down again', [file('lib/a'), link('bin/a', '../lib/a')]],
  ['a link over a link', [file('a'), link('b', 'a'), link('c', 'b')]],
  ['a link to nothing', [link('a', 'missing/file')]],
  ['names that only look like steps up', [file('..a'), file('a..'), file('...')]],
])('a package may have %s', (_, entries) => {
  expect(whyNotUnpackable(entries)).toBeUndefined();
});

test.each<[string, ZipEntry[]]>([
  ['an entry above it', [file('../evil')]],
  ['an entry above it on the way', [file('lib/../../evil')]],
  ['an absolute entry', [file('/etc/passwd')]],
  ['an entry of no name', [file('')]],
  ['a link out of it', [link('a', '../secret')]],
  ['an absolute link', [link('a', '/etc/passwd')]],
  ['a link out of it by another link', [link('here', '.'), link('out', 'here/..')]],
  ['a link out of it by a link below a folder', [folder('lib'), link('lib/up', '..'), link('out', 'lib/up/..')]],
  ['links in a circle', [link('a', 'b'), link('b', 'a')]],
  ['a file written through a link', [link('lib', 'other'), file('lib/a.js')]],
  ['a file that replaces a link', [link('a', 'b'), file('a')]],
  ['a file below a file', [file('a'), file('a/b')]],
  ['a file that is also a folder', [file('a'), folder('a')]],
])('a package may not have %s', (_, entries) => {
  expect(whyNotUnpackable(entries)).toBeDefined();
});
