import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFunctionFolders } from './function-folders.ts';

test("a function's modules are not of the kind that a project around the data folder says", () => {
  const project = mkdtempSync(join(tmpdir(), 'serin-project-'));
  try {
    writeFileSync(join(project, 'package.json'), '{"type":"module"}');
    const folders = makeFunctionFolders(join(project, '.serin'));
    for (const folder of [folders.packages, folders.environments]) {
      mkdirSync(join(folder, 'one'));
      writeFileSync(join(folder, 'one', 'index.js'), 'module.exports = 1;');
      expect(createRequire(import.meta.url)(join(folder, 'one', 'index.js'))).toBe(1);
    }
  } finally {
    rmSync(project, { recursive: true });
  }
});
