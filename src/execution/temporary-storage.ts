/** The `/tmp` of environments, and watching over it: the disk has no limit of its own for a folder. */
import { promises as fs, statfsSync } from 'node:fs';
import path from 'node:path';

/** By how much a disk must have got fuller for a look into the folders to be worth it. */
const noticeableBytes = 16 * 1024 * 1024;

export class DiskGrowth {
  readonly #folder: string;
  #freeBytes = Infinity;

  /** `folder`: any on the disk. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether the disk has got noticeably fuller since this was last true. */
  isNoticeable(): boolean {
    const freeBytes = this.#readFreeBytes();
    const grown = freeBytes < this.#freeBytes - noticeableBytes;
    if (grown || freeBytes > this.#freeBytes) this.#freeBytes = freeBytes;
    return grown;
  }

  #readFreeBytes(): number {
    try {
      const { bavail, bsize } = statfsSync(this.#folder);
      return bavail * bsize;
    } catch {
      // Somebody has taken the folder away: there is nothing to look after.
      return this.#freeBytes;
    }
  }
}

export class TemporaryStorage {
  readonly #folder: string;
  readonly #sizeMiB: number;
  #emptied: Promise<void> | undefined;

  constructor(folder: string, sizeMiB: number) {
    this.#folder = folder;
    this.#sizeMiB = sizeMiB;
  }

  /** Resolves once it has been emptied; `undefined` while it is not being. */
  get emptied(): Promise<void> | undefined {
    return this.#emptied;
  }

  /** If it holds more than it may, calls `end`, and empties it once what that ends is gone. */
  async enforce(end: (reason: string) => Promise<void>): Promise<void> {
    if (this.#emptied !== undefined) return;
    if (!(await holdsMoreThan(this.#folder, this.#sizeMiB * 1024 * 1024))) return;
    const gone = end(`/tmp held more than ${this.#sizeMiB} MB (EphemeralStorage), and was emptied`);
    // What could not be removed now goes with the environment's folder.
    this.#emptied = gone.then(() => emptyFolder(this.#folder)).catch(() => undefined);
    await this.#emptied;
    this.#emptied = undefined;
  }
}

/** Whether what a folder holds takes more of the disk; looks no further once it does. */
async function holdsMoreThan(root: string, bytesMax: number): Promise<boolean> {
  const folders = [root];
  let bytes = 0;
  for (const folder of folders) {
    // A function that writes while it is looked at removes things, too.
    const entries = await fs.readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) folders.push(file);
      const stat = await fs.lstat(file).catch(() => undefined);
      bytes += (stat?.blocks ?? 0) * 512;
      if (bytes > bytesMax) return true;
    }
  }
  return false;
}

async function emptyFolder(folder: string): Promise<void> {
  const names = await fs.readdir(folder);
  await Promise.all(names.map((name) => fs.rm(path.join(folder, name), { recursive: true, force: true })));
}
