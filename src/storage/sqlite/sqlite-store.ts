import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../time/clock.ts';
import { type Random, systemRandom } from '../../time/random.ts';
import { SystemClock } from '../../time/system-clock.ts';
import type { Blobs } from '../blobs.ts';
import type { Documents } from '../documents.ts';
import type { Leases } from '../leases.ts';
import type { Logs } from '../logs.ts';
import type { Queue } from '../queue.ts';
import type { Series } from '../series.ts';
import type { Store } from '../store.ts';
import { Committer, type CommitMoment } from './committer.ts';
import type { Database } from './database.ts';
import { FileBlobs } from './file-blobs.ts';
import { FolderLock } from './folder-lock.ts';
import { openDatabase } from './open-database.ts';
import { SqliteDocuments } from './sqlite-documents.ts';
import { SqliteLeases } from './sqlite-leases.ts';
import { SqliteLogs } from './sqlite-logs.ts';
import { SqliteQueue } from './sqlite-queue.ts';
import { SqliteSeries } from './sqlite-series.ts';
import { asStorageError } from './storage-failure.ts';

export interface SqliteStoreOptions {
  /** Holds `serin.db` and `blobs/`; made if absent, for its owner's eyes only. */
  readonly folder: string;
  /** Tells the age of blobs. @default the system's clock */
  readonly clock?: Pick<Clock, 'realNow'>;
  /** Names half-written files. @default the system's randomness */
  readonly random?: Pick<Random, 'uuid'>;
  /**
   * `turn-ends` lets the writes of many requests share one sync to disk; `at-once` takes no turn of
   * the event loop, so that a virtual clock sees what a timer started finish before it moves on.
   * @default 'turn-ends'
   */
  readonly commitMoment?: CommitMoment;
}

/**
 * Opens the store in a folder: a database and files, nothing to set up. Rejects with a
 * `StorageError` where another process has the folder open, or where what lies there is damaged, a
 * stranger's or a newer Serin's; then it changes nothing.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { folder, clock = new SystemClock(), random = systemRandom, commitMoment = 'turn-ends' } = options;
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw asStorageError(error);
  });
  const lock = FolderLock.acquire(folder);
  try {
    const blobs = await FileBlobs.open(join(folder, 'blobs'), { clock, random });
    const database = openDatabase(folder);
    endLeases(database);
    return new SqliteStore({ lock, database, blobs, committer: new Committer(database, commitMoment) });
  } catch (error) {
    lock[Symbol.dispose]();
    throw asStorageError(error);
  }
}

/** The folder is ours alone, so whoever holds a lease is dead: nobody need wait until it runs out. */
function endLeases(database: Database): void {
  // What was leased has waited longest, so it comes first.
  database.statement('update message set available_at = 0, receipt = 0 where receipt <> 0').run({});
  database.statement('delete from lease').run({});
}

interface Parts {
  readonly lock: FolderLock;
  readonly database: Database;
  readonly committer: Committer;
  readonly blobs: Blobs;
}

class SqliteStore implements Store {
  readonly documents: Documents;
  readonly blobs: Blobs;
  readonly queue: Queue;
  readonly series: Series;
  readonly logs: Logs;
  readonly leases: Leases;
  readonly #parts: Parts;

  constructor(parts: Parts) {
    const { database, committer, blobs } = parts;
    this.documents = new SqliteDocuments(database, committer);
    this.blobs = blobs;
    this.queue = new SqliteQueue(database, committer);
    this.series = new SqliteSeries(database, committer);
    this.logs = new SqliteLogs(database, committer);
    this.leases = new SqliteLeases(database, committer);
    this.#parts = parts;
  }

  /** Commits what waits and gives the folder free. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { committer, database, lock } = this.#parts;
    if (!database.connection.isOpen) return;
    committer.drain();
    database.connection.close();
    lock[Symbol.dispose]();
  }
}
