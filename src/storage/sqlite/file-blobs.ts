import { createHash } from 'node:crypto';
import { statSync, unlinkSync, utimesSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../../time/clock.ts';
import type { Random } from '../../time/random.ts';
import type { BlobReference, Blobs } from '../blobs.ts';
import { asStorageError } from './storage-failure.ts';

const digestPattern = /^[0-9a-f]{64}$/;
const incomingName = 'incoming';

/**
 * Blobs as files: `ab/abcd…` under the folder. A blob is written under another name first, so a
 * file under its digest is whole, and it is on the disk when `put` resolves.
 */
export class FileBlobs implements Blobs {
  readonly #folder: string;
  readonly #clock: Pick<Clock, 'realNow'>;
  readonly #random: Pick<Random, 'uuid'>;

  private constructor(
    folder: string,
    ports: { readonly clock: Pick<Clock, 'realNow'>; readonly random: Pick<Random, 'uuid'> },
  ) {
    this.#folder = folder;
    this.#clock = ports.clock;
    this.#random = ports.random;
  }

  /** Opens the folder, which no other process may use, and clears away what an earlier process left half written. */
  static async open(
    folder: string,
    ports: { readonly clock: Pick<Clock, 'realNow'>; readonly random: Pick<Random, 'uuid'> },
  ): Promise<FileBlobs> {
    await rm(join(folder, incomingName), { recursive: true, force: true });
    await mkdir(join(folder, incomingName), { recursive: true });
    return new FileBlobs(folder, ports);
  }

  async put(content: Uint8Array | AsyncIterable<Uint8Array>): Promise<BlobReference> {
    try {
      return content instanceof Uint8Array ? await this.#putBytes(content) : await this.#putStream(content);
    } catch (error) {
      throw asStorageError(error);
    }
  }

  async locate(sha256: string): Promise<string | undefined> {
    if (!digestPattern.test(sha256)) return undefined;
    const path = this.#path(sha256);
    return statSync(path, { throwIfNoEntry: false }) === undefined ? undefined : path;
  }

  async read(sha256: string): Promise<Uint8Array | undefined> {
    if (!digestPattern.test(sha256)) return undefined;
    try {
      return await readFile(this.#path(sha256));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw asStorageError(error);
    }
  }

  async sweep({ keep, olderThanMs }: Parameters<Blobs['sweep']>[0]): Promise<number> {
    const bornBefore = this.#clock.realNow() - olderThanMs;
    let removed = 0;
    try {
      for (const shelf of await readdir(this.#folder)) {
        if (shelf === incomingName) continue;
        for (const sha256 of await readdir(join(this.#folder, shelf))) {
          if (!keep.has(sha256) && this.#removeIfOlder(sha256, bornBefore)) removed += 1;
        }
      }
    } catch (error) {
      throw asStorageError(error);
    }
    return removed;
  }

  async #putBytes(content: Uint8Array): Promise<BlobReference> {
    const sha256 = createHash('sha256').update(content).digest('hex');
    const reference = { sha256, sizeBytes: content.byteLength };
    if (this.#renewIfKept(sha256)) await syncFolder(dirname(this.#path(sha256)));
    else {
      const incoming = await this.#writeIncoming(async (file) => file.writeFile(content));
      await this.#shelve(incoming, sha256);
    }
    return reference;
  }

  async #putStream(content: AsyncIterable<Uint8Array>): Promise<BlobReference> {
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const incoming = await this.#writeIncoming(async (file) => {
      for await (const chunk of content) {
        hash.update(chunk);
        sizeBytes += chunk.byteLength;
        await file.writeFile(chunk);
      }
    });
    const sha256 = hash.digest('hex');
    await this.#shelve(incoming, sha256);
    return { sha256, sizeBytes };
  }

  /** Writes a file of its own and syncs it; if that fails, the file is gone. */
  async #writeIncoming(write: (file: FileHandle) => Promise<void>): Promise<string> {
    const path = join(this.#folder, incomingName, this.#random.uuid());
    try {
      await using file = await open(path, 'wx', 0o600);
      await write(file);
      await file.sync();
      return path;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** Gives the file the name of its content. Where that is there already, the new file takes its place, which is young again. */
  async #shelve(incoming: string, sha256: string): Promise<void> {
    const path = this.#path(sha256);
    const shelf = dirname(path);
    const isNewShelf = (await mkdir(shelf, { recursive: true })) !== undefined;
    await rename(incoming, path);
    await syncFolder(shelf);
    if (isNewShelf) await syncFolder(this.#folder);
  }

  // This and the next run without a pause, so a sweep in between cannot take what was just found.
  #renewIfKept(sha256: string): boolean {
    const nowSeconds = this.#clock.realNow() / 1000;
    try {
      utimesSync(this.#path(sha256), nowSeconds, nowSeconds);
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  #removeIfOlder(sha256: string, bornBefore: number): boolean {
    if (!digestPattern.test(sha256)) return false;
    const path = this.#path(sha256);
    if (statSync(path).mtimeMs >= bornBefore) return false;
    unlinkSync(path);
    return true;
  }

  #path(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }
}

async function syncFolder(folder: string): Promise<void> {
  await using handle = await open(folder, 'r');
  await handle.sync();
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
