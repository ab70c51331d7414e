import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linkFolder } from './linked-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'serin-links-'));
  mkdirSync(path.join(folder, 'source/inner'), { recursive: true });
  writeFileSync(path.join(folder, 'source/index.js'), 'code');
  writeFileSync(path.join(folder, 'source/inner/data'), 'data');
  symlinkSync('inner/data', path.join(folder, 'source/link'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a linked folder', () => {
  it('holds the same files, not copies of them', () => {
    const [source, target] = [path.join(folder, 'source'), path.join(folder, 'target')];
    expect(linkFolder(source, target)).toBe(true);
    expect(readFileSync(path.join(target, 'inner/data'), 'utf8')).toBe('data');
    expect(statSync(path.join(target, 'index.js')).ino).toBe(statSync(path.join(source, 'index.js')).ino);
    expect(readlinkSync(path.join(target, 'link'))).toBe('inner/data');
  });

  it('is left as it was where there are too many files', () => {
    const target = path.join(folder, 'target');
    expect(linkFolder(path.join(folder, 'source'), target, 4)).toBe(false);
    expect(existsSync(target)).toBe(false);
  });
});
