import { StorageError } from '../documents.ts';
import type { Database, Statement } from './database.ts';
import { asStorageError } from './storage-failure.ts';

/** More than this many writes do not share a transaction, so that no batch holds the thread for long. */
const batchWritesMax = 1000;

/**
 * When a batch of writes is committed: when the turn of the event loop ends, so that writes of many
 * callers share one sync to disk; or as soon as the running code waits, so that a virtual clock
 * need not count turns.
 */
export type CommitMoment = 'turn-ends' | 'at-once';

interface Write {
  /** Does the work within the open transaction. */
  carryOut(): void;
  refuse(error: unknown): void;
  /** Called once the transaction is durable. */
  settle(): void;
}

/**
 * Gathers the writes that come in one turn into one transaction. Each still succeeds or fails by
 * itself, and none is told of its success before the disk has it.
 */
export class Committer {
  readonly #database: Database;
  readonly #schedule: (flush: () => void) => void;
  #pending: Write[] = [];
  #isScheduled = false;
  readonly #begin: Statement<never>;
  readonly #commit: Statement<never>;
  readonly #rollback: Statement<never>;
  readonly #savepoint: Statement<never>;
  readonly #rollbackToSavepoint: Statement<never>;
  readonly #releaseSavepoint: Statement<never>;

  constructor(database: Database, moment: CommitMoment) {
    this.#database = database;
    this.#schedule = moment === 'turn-ends' ? setImmediate : queueMicrotask;
    this.#begin = database.statement('begin immediate');
    this.#commit = database.statement('commit');
    this.#rollback = database.statement('rollback');
    this.#savepoint = database.statement('savepoint write');
    this.#rollbackToSavepoint = database.statement('rollback to write');
    this.#releaseSavepoint = database.statement('release write');
  }

  /**
   * Does the work in a transaction and resolves to its result once that is durable. The work must
   * be synchronous; if it throws, nothing of it remains. `announce` is called after the commit, in
   * the order of commits and before any of the batch's promises resolve.
   */
  commit<T>(work: () => T, announce?: (result: T) => void): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let settle: () => void = () => {};
    this.#pending.push({
      carryOut: () => {
        const result = work();
        settle = () => {
          announce?.(result);
          resolve(result);
        };
      },
      refuse: (error) => {
        settle = () => reject(asStorageError(error));
      },
      settle: () => settle(),
    });
    this.#scheduleFlush();
    return promise;
  }

  #flush(): void {
    this.#isScheduled = false;
    const batch = this.#pending.splice(0, batchWritesMax);
    if (this.#pending.length > 0) this.#scheduleFlush();
    if (batch.length === 0) return;
    try {
      this.#begin.run();
      for (const write of batch) this.#carryOut(write);
      this.#commit.run();
    } catch (error) {
      this.#abandon(batch, error);
    }
    for (const write of batch) write.settle();
  }

  /** Commits all that waits, now. */
  drain(): void {
    while (this.#pending.length > 0) this.#flush();
  }

  #carryOut(write: Write): void {
    this.#savepoint.run();
    try {
      write.carryOut();
    } catch (error) {
      // A full disk ends the whole transaction by itself; then there is nothing to go back to.
      if (!this.#database.connection.isTransaction) throw error;
      write.refuse(error);
      this.#rollbackToSavepoint.run();
    }
    this.#releaseSavepoint.run();
  }

  /** The transaction failed as a whole, so even a write that was refused by itself was judged on a state that never came to be. */
  #abandon(batch: readonly Write[], error: unknown): void {
    const { connection } = this.#database;
    let failure = error;
    try {
      if (connection.isOpen && connection.isTransaction) this.#rollback.run();
    } catch (rollbackError) {
      failure = new StorageError('The store failed in a write and in taking it back.', {
        cause: new AggregateError([error, rollbackError]),
        retryable: false,
      });
    }
    for (const write of batch) write.refuse(failure);
  }

  #scheduleFlush(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#schedule(() => this.#flush());
  }
}
