import { prefixEnd } from '../key-range.ts';
import type { Database, Statement } from './database.ts';

interface Row {
  readonly key: string;
  readonly revision: number;
  readonly value: string;
}

interface Range {
  readonly prefix: string;
  readonly after: string | undefined;
  readonly limit: number;
}

/** What is said to SQLite about documents. */
export class DocumentStatements {
  readonly get: Statement<Pick<Row, 'revision' | 'value'>>;
  readonly put: Statement<never>;
  readonly create: Statement<never>;
  readonly replace: Statement<never>;
  readonly delete: Statement<never>;
  readonly deleteRevision: Statement<never>;
  readonly leaseToken: Statement<{ readonly token: number }>;
  readonly #listFrom: Statement<Row>;
  readonly #listAfter: Statement<Row>;

  constructor(database: Database) {
    this.get = database.statement('select revision, value from document where key = :key');
    this.put = database.statement(
      'insert into document (key, revision, value) values (:key, :revision, :value) on conflict (key) do update set revision = excluded.revision, value = excluded.value',
    );
    this.create = database.statement(
      'insert into document (key, revision, value) values (:key, :revision, :value) on conflict (key) do nothing',
    );
    this.replace = database.statement(
      'update document set revision = :revision, value = :value where key = :key and revision = :ifRevision',
    );
    this.delete = database.statement('delete from document where key = :key');
    this.deleteRevision = database.statement('delete from document where key = :key and revision = :ifRevision');
    this.leaseToken = database.statement('select token from lease where name = :name');
    // Where keys of the prefix never end, the end is an empty blob: SQLite sorts blobs after every text.
    this.#listFrom = database.statement(
      'select key, revision, value from document where key >= :start and key < :end order by key limit :limit',
    );
    this.#listAfter = database.statement(
      'select key, revision, value from document where key > :start and key < :end order by key limit :limit',
    );
  }

  list({ prefix, after, limit }: Range): Row[] {
    const end = prefixEnd(prefix) ?? new Uint8Array();
    if (after === undefined || Buffer.compare(Buffer.from(after), Buffer.from(prefix)) < 0)
      return this.#listFrom.all({ start: prefix, end, limit });
    return this.#listAfter.all({ start: after, end, limit });
  }
}
