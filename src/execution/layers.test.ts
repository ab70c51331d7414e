import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mergeLayers } from './layers.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'serin-layers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function layer(name: string, files: Readonly<Record<string, string>>): string {
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name, file)), { recursive: true });
    writeFileSync(path.join(folder, name, file), content);
  }
  return path.join(folder, name);
}

describe('layers', () => {
  it('lie over one another, the last on top', async () => {
    const one = layer('one', { 'bin/tool': '1', 'lib/a': '1', thing: '1', 'other/x': '1' });
    const two = layer('two', { 'lib/a': '2', 'lib/b': '2', 'thing/inner': '2', other: '2' });
    symlinkSync('a', path.join(two, 'lib', 'link'));
    const opt = path.join(folder, 'opt');
    await mergeLayers([one, two], opt);
    const read = (file: string): string => readFileSync(path.join(opt, file), 'utf8');
    expect(['bin/tool', 'lib/a', 'lib/b', 'lib/link', 'thing/inner', 'other'].map(read)).toEqual([
      '1',
      '2',
      '2',
      '2',
      '2',
      '2',
    ]);
    expect(readlinkSync(path.join(opt, 'lib/link'))).toBe('a');
    expect(readFileSync(path.join(one, 'lib/a'), 'utf8')).toBe('1');
    expect(lstatSync(path.join(opt, 'lib/a')).isSymbolicLink()).toBe(false);
  });
});
