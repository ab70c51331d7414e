/** The folders below the data folder that functions see: their unpacked code, and where they run. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface FunctionFolders {
  readonly packages: string;
  readonly environments: string;
}

export const functionFolders = (dataFolder: string): FunctionFolders => ({
  packages: join(dataFolder, 'packages'),
  environments: join(dataFolder, 'environments'),
});

/**
 * Makes the folders, each a package of its own to Node: the `package.json` of a project that the data
 * folder lies in must not decide whether a function's `index.js` is an ES module.
 */
export function makeFunctionFolders(dataFolder: string): FunctionFolders {
  const folders = functionFolders(dataFolder);
  for (const folder of [folders.packages, folders.environments]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}\n');
  }
  return folders;
}
