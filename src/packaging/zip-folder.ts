/** Folders and files as zips that are the same, byte for byte, whenever their contents are. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join, sep } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

/** In the time of this machine, as zips count: the first day that the format knows. */
const firstDay = new Date(1980, 0, 1);

/** All that a zip of a folder is made of. Throws where a link leads nowhere or back to where it stands. */
export async function zipFolder(
  folder: string,
  { leaveOut }: { readonly leaveOut: readonly string[] },
): Promise<Buffer> {
  const entries = await listEntries(folder, leaveOut);
  return zipEntries(entries);
}

/** A zip with one file, under its own name. */
export async function zipFile(file: string): Promise<Buffer> {
  const { mode } = await stat(file);
  return zipEntries([{ path: file, name: basename(file), mode, isFolder: false }]);
}

interface Entry {
  readonly path: string;
  readonly name: string;
  readonly mode: number;
  readonly isFolder: boolean;
}

/** `leaveOut`: folders, by their real paths. In the order of their names, whatever the disk's. */
async function listEntries(root: string, leaveOut: readonly string[]): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const visit = async (folder: string, prefix: string, above: readonly string[]): Promise<void> => {
    const names = (await readdir(folder)).toSorted((one, other) => (one < other ? -1 : 1));
    for (const name of names) {
      const path = join(folder, name);
      const { mode, ...found } = await describe(path);
      if (found.kind === 'folder') {
        const real = await realpath(path);
        if (leaveOut.includes(real)) continue;
        if (above.includes(real)) throw new Error(`${path} is a link to a folder that holds it`);
        entries.push({ path, name: `${prefix}${name}/`, mode, isFolder: true });
        await visit(path, `${prefix}${name}/`, [...above, real]);
      } else if (found.kind === 'file') {
        entries.push({ path, name: `${prefix}${name}`, mode, isFolder: false });
      } else {
        throw new Error(`${path} is neither a file nor a folder`);
      }
    }
  };
  await visit(root, '', [await realpath(root)]);
  return entries;
}

async function describe(path: string): Promise<{ kind: 'file' | 'folder' | 'other'; mode: number }> {
  // Links are followed: a package has to stand alone.
  const found = await stat(path);
  return { kind: found.isDirectory() ? 'folder' : found.isFile() ? 'file' : 'other', mode: found.mode };
}

async function zipEntries(entries: readonly Entry[]): Promise<Buffer> {
  const zip = new ZipFile();
  const broken = new Promise<never>((_, reject) => {
    zip.once('error', reject);
  });
  for (const { path, name, mode, isFolder } of entries) {
    const options = { mtime: firstDay, mode, forceDosTimestamp: true };
    if (isFolder) zip.addEmptyDirectory(name, options);
    else zip.addFile(path, name, options);
  }
  zip.end();
  return Promise.race([buffer(zip.outputStream), broken]);
}

/** Whether one path is the other or lies in it. */
export const isWithin = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep);
