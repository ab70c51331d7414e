import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { StorageError } from '../documents.ts';
import { asStorageError } from './storage-failure.ts';

const busy = 5;

/**
 * Holds a folder for one process. The lock is an exclusive SQLite transaction on a file of its own,
 * which the operating system ends with the process, however that ends.
 */
export class FolderLock implements Disposable {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  static acquire(folder: string): FolderLock {
    const path = join(folder, 'serin.lock');
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path);
      database.exec('begin exclusive');
      return new FolderLock(database);
    } catch (error) {
      database?.close();
      if (error instanceof Error && 'errcode' in error && error.errcode === busy) {
        throw new StorageError(
          `Another Serin uses ${folder}. Stop it first, or start this one with another data folder.`,
          { cause: error, retryable: false },
        );
      }
      throw asStorageError(error);
    }
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
