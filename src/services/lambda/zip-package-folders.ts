/** Code packages and layers unpacked from the blob store with yauzl. */
import { mkdir, open, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Blobs } from '../../storage/blobs.ts';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';
import { invalidParameter } from './errors.ts';
import { unzippedBytesMax, type PackageFolders } from './package-folders.ts';
import { DamagedArchive, openArchive, type ArchivedEntry, type OpenArchive } from './zip-archive.ts';
import { whyNotUnpackable } from './zip-entries.ts';

export interface ZipPackageFoldersOptions {
  /** Where the folders lie, as `<data>/packages`. */
  readonly folder: string;
  readonly blobs: Pick<Blobs, 'locate'>;
  readonly random: Random;
  /** Tells the age of folders. */
  readonly clock: Pick<Clock, 'realNow'>;
}

const unfinished = '.unfinished-';

/** Opens the folder and clears away what a crash left half unpacked. */
export async function openZipPackageFolders(options: ZipPackageFoldersOptions): Promise<PackageFolders> {
  await mkdir(options.folder, { recursive: true });
  for (const name of await readdir(options.folder)) {
    if (name.startsWith(unfinished)) await rm(join(options.folder, name), { recursive: true, force: true });
  }
  return new ZipPackageFolders(options);
}

class ZipPackageFolders implements PackageFolders {
  readonly #options: ZipPackageFoldersOptions;
  readonly #ready = new Map<string, string>();
  readonly #unpacking = new Map<string, Promise<string>>();

  constructor(options: ZipPackageFoldersOptions) {
    this.#options = options;
  }

  async inspect(zip: Uint8Array): Promise<{ readonly unzippedBytes: number }> {
    try {
      using archive = await openArchive(zip, { unzippedBytesMax });
      if (archive.unzippedBytes >= unzippedBytesMax)
        throw invalidParameter(`Unzipped size must be smaller than ${unzippedBytesMax} bytes`);
      if (archive.entries.length === 0) throw invalidParameter('Uploaded file must be a non-empty zip');
      const refusal = whyNotUnpackable(archive.entries);
      if (refusal !== undefined) throw cannotUnzip(refusal);
      for (const entry of archive.entries) if (entry.kind === 'file') await readThrough(archive, entry);
      return { unzippedBytes: archive.unzippedBytes };
    } catch (error) {
      throw error instanceof DamagedArchive ? cannotUnzip() : error;
    }
  }

  async measure(blob: string): Promise<number> {
    using archive = await openArchive(await this.#locate(blob), { unzippedBytesMax: Number.POSITIVE_INFINITY });
    return archive.unzippedBytes;
  }

  async listFiles(blob: string, folder: string): Promise<readonly string[]> {
    using archive = await openArchive(await this.#locate(blob), { unzippedBytesMax: Number.POSITIVE_INFINITY });
    return archive.entries
      .filter(({ kind, path }) => kind !== 'folder' && dirname(path) === folder)
      .map(({ path }) => path);
  }

  find(blob: string): string | undefined {
    return this.#ready.get(blob);
  }

  async unpack(blob: string): Promise<string> {
    const ready = this.#ready.get(blob);
    if (ready !== undefined) return ready;
    const unpacking = this.#unpacking.get(blob) ?? this.#make(blob).finally(() => this.#unpacking.delete(blob));
    this.#unpacking.set(blob, unpacking);
    return await unpacking;
  }

  async #make(blob: string): Promise<string> {
    const folder = join(this.#options.folder, blob);
    if (!(await exists(folder))) await this.#unpackInto(folder, await this.#locate(blob));
    this.#ready.set(blob, folder);
    return folder;
  }

  /** Unpacks beside the folder and renames: a folder under its final name is whole. */
  async #unpackInto(folder: string, file: string): Promise<void> {
    const beside = join(this.#options.folder, `${unfinished}${this.#options.random.uuid()}`);
    try {
      using archive = await openArchive(file, { unzippedBytesMax });
      const refusal = whyNotUnpackable(archive.entries);
      if (refusal !== undefined) throw cannotUnzip(refusal);
      await mkdir(beside, { mode: 0o755 });
      await writeEntries(archive, beside);
      await rename(beside, folder).catch(async (error: unknown) => {
        // Another process of this node was faster, with the same content.
        if (!(await exists(folder))) throw error;
      });
    } finally {
      await rm(beside, { recursive: true, force: true });
    }
  }

  async sweep({
    keep,
    olderThanMs,
  }: {
    readonly keep: ReadonlySet<string>;
    readonly olderThanMs: number;
  }): Promise<void> {
    const { folder, clock } = this.#options;
    for (const name of await readdir(folder)) {
      if (!/^[0-9a-f]{64}$/.test(name) || keep.has(name)) continue;
      const { ctimeMs } = await stat(join(folder, name));
      if (clock.realNow() - ctimeMs < olderThanMs) continue;
      // Who asks for it from here on unpacks it anew.
      this.#ready.delete(name);
      const beside = join(folder, `${unfinished}${this.#options.random.uuid()}`);
      await rename(join(folder, name), beside);
      await rm(beside, { recursive: true, force: true });
    }
  }

  async #locate(blob: string): Promise<string> {
    const file = await this.#options.blobs.locate(blob);
    if (file === undefined) throw new Error(`The store has no blob ${blob}`);
    return file;
  }
}

async function writeEntries(archive: OpenArchive, root: string): Promise<void> {
  const made = new Set<string>([root]);
  const makeFolder = async (folder: string): Promise<void> => {
    if (made.has(folder)) return;
    await mkdir(folder, { recursive: true, mode: 0o755 });
    made.add(folder);
  };
  for (const entry of archive.entries) {
    const path = join(root, entry.path);
    await makeFolder(entry.kind === 'folder' ? path : dirname(path));
    if (entry.kind === 'file') await writeFile(archive, entry, path);
  }
  // Links come last, so that no file is ever written through one.
  for (const entry of archive.entries) {
    if (entry.kind !== 'link') continue;
    const path = join(root, entry.path);
    await rm(path, { force: true });
    await symlink(entry.target, path);
  }
}

/** Functions may run as another user, so what is unpacked can be read by all, and run where it could be. */
async function writeFile(
  archive: OpenArchive,
  entry: ArchivedEntry & { readonly kind: 'file' },
  path: string,
): Promise<void> {
  await using file = await open(path, 'w');
  for await (const piece of archive.content(entry)) await file.writeFile(piece);
  await file.chmod(entry.isExecutable ? 0o755 : 0o644);
}

async function readThrough(archive: OpenArchive, entry: ArchivedEntry): Promise<void> {
  for await (const _ of archive.content(entry)) continue;
}

function cannotUnzip(detail?: string) {
  const words = 'Could not unzip uploaded file. Please check your file, then try to upload again.';
  return invalidParameter(detail === undefined ? words : `${words} (${detail})`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
