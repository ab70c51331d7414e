import { constants, promises as fs } from 'node:fs';
import path from 'node:path';

/**
 * Lays a function's layers over one another, as `/opt` holds them on AWS: a file of a later layer
 * replaces that of an earlier one. Files are hard links (copies where the disk is another one) rather
 * than symbolic links: modules find their neighbours by their real path.
 */
export async function mergeLayers(layerPaths: readonly string[], target: string): Promise<void> {
  await fs.mkdir(target, { recursive: true });
  for (const layerPath of layerPaths) await mergeFolder(layerPath, target);
}

async function mergeFolder(source: string, target: string): Promise<void> {
  for (const entry of await fs.readdir(source, { withFileTypes: true })) {
    const from = path.join(source, entry.name);
    const to = path.join(target, entry.name);
    if (entry.isDirectory()) {
      await replaceUnlessFolder(to);
      await mergeFolder(from, to);
      continue;
    }
    await fs.rm(to, { recursive: true, force: true });
    if (entry.isSymbolicLink()) await fs.symlink(await fs.readlink(from), to);
    else await linkOrCopy(from, to);
  }
}

async function replaceUnlessFolder(folder: string): Promise<void> {
  const found = await fs.lstat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  await fs.rm(folder, { force: true });
  await fs.mkdir(folder);
}

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await fs.link(from, to);
  } catch {
    // Another disk, or one without hard links.
    await fs.copyFile(from, to, constants.COPYFILE_FICLONE);
  }
}
