import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { asStorageError } from './storage-failure.ts';

export type Parameters = Readonly<Record<string, SQLInputValue>>;

/**
 * One connection and its prepared statements. All work on it is synchronous, so what is read
 * between two transactions is always a committed state.
 */
export class Database {
  readonly connection: DatabaseSync;

  constructor(connection: DatabaseSync) {
    this.connection = connection;
  }

  /** A statement that is prepared at its first use. `Row` is what its columns are: SQL cannot tell. */
  statement<Row>(sql: string): Statement<Row> {
    return new Statement<Row>(this.connection, sql);
  }

  /** Carries out a read; what SQLite throws becomes the store's error. */
  async read<T>(work: () => T): Promise<T> {
    try {
      return work();
    } catch (error) {
      throw asStorageError(error);
    }
  }
}

export class Statement<Row> {
  readonly #connection: DatabaseSync;
  readonly #sql: string;
  #prepared: StatementSync | undefined;

  constructor(connection: DatabaseSync, sql: string) {
    this.#connection = connection;
    this.#sql = sql;
  }

  /** The first row. */
  get(parameters: Parameters = {}): Row | undefined {
    // The statement's author named the row's type; the schema and the tests hold it to that.
    return this.#statement().get(parameters) as Row | undefined;
  }

  all(parameters: Parameters = {}): Row[] {
    // As above.
    return this.#statement().all(parameters) as Row[];
  }

  /** Row by row, as far as the caller goes, which must be within the same turn. */
  *iterate(parameters: Parameters = {}): Generator<Row, void, undefined> {
    // As above.
    yield* this.#statement().iterate(parameters) as Iterable<Row>;
  }

  /** How many rows were changed. */
  run(parameters: Parameters = {}): number {
    return Number(this.#statement().run(parameters).changes);
  }

  #statement(): StatementSync {
    return (this.#prepared ??= this.#connection.prepare(this.#sql));
  }
}
