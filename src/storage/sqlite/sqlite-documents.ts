import { invariant } from '../../invariant.ts';
import {
  type Change,
  type CommittedChange,
  type Documents,
  type Fence,
  LeaseLost,
  type ListQuery,
  type Page,
  RevisionConflict,
  type Stored,
  type Subscription,
} from '../documents.ts';
import { type EncodedChange, Watchers } from '../watchers.ts';
import type { Committer } from './committer.ts';
import { Counters } from './counters.ts';
import type { Database } from './database.ts';
import { DocumentStatements } from './document-statements.ts';

const pageDocumentsMax = 1000;

/** A change as it is written. No JSON: the document goes. */
interface Edit {
  readonly key: string;
  readonly json?: string;
  readonly ifRevision: number | undefined;
}

interface Outcome {
  readonly revision: number;
  readonly changes: readonly EncodedChange[];
}

export class SqliteDocuments implements Documents {
  readonly #database: Database;
  readonly #committer: Committer;
  readonly #watchers = new Watchers();
  readonly #statements: DocumentStatements;
  readonly #counters: Counters;

  constructor(database: Database, committer: Committer) {
    this.#database = database;
    this.#committer = committer;
    this.#statements = new DocumentStatements(database);
    this.#counters = new Counters(database);
  }

  get<T>(key: string): Promise<Stored<T> | undefined> {
    return this.#database.read(() => {
      const row = this.#statements.get.get({ key });
      return row === undefined ? undefined : { key, revision: row.revision, value: JSON.parse(row.value) };
    });
  }

  list<T>({ prefix, after, limit = pageDocumentsMax }: ListQuery): Promise<Page<T>> {
    return this.#database.read(() => {
      const size = Math.min(limit, pageDocumentsMax);
      invariant(size >= 1, 'a page holds at least one document');
      const rows = this.#statements.list({ prefix, after, limit: size + 1 });
      const documents = rows
        .slice(0, size)
        .map(({ key, revision, value }): Stored<T> => ({ key, revision, value: JSON.parse(value) }));
      const last = documents.at(-1);
      return rows.length > size && last !== undefined ? { documents, next: last.key } : { documents };
    });
  }

  async write(changes: readonly Change[], options: { readonly fence?: Fence } = {}): Promise<number> {
    const edits = changes.map(toEdit);
    invariant(new Set(edits.map(({ key }) => key)).size === edits.length, 'a transaction changes a document once');
    const outcome = await this.#committer.commit(
      () => this.#carryOut(edits, options.fence),
      ({ changes: committed }: Outcome) => this.#watchers.announce(committed),
    );
    return outcome.revision;
  }

  watch(prefix: string, listener: (change: CommittedChange) => void): Subscription {
    return this.#watchers.watch(prefix, listener);
  }

  #carryOut(edits: readonly Edit[], fence: Fence | undefined): Outcome {
    if (fence !== undefined && this.#statements.leaseToken.get({ name: fence.lease })?.token !== fence.token)
      throw new LeaseLost(fence.lease);
    const revision = this.#counters.next('revision');
    const changes: EncodedChange[] = [];
    for (const edit of edits) {
      const { key, json } = edit;
      const isChanged = json === undefined ? this.#delete(edit) : this.#put(edit, json, revision);
      if (isChanged) changes.push(json === undefined ? { key, revision } : { key, revision, json });
    }
    return { revision, changes };
  }

  #put({ key, ifRevision }: Edit, value: string, revision: number): true {
    const row = { key, value, revision };
    if (ifRevision === undefined) this.#statements.put.run(row);
    else {
      const written =
        ifRevision === 0 ? this.#statements.create.run(row) : this.#statements.replace.run({ ...row, ifRevision });
      if (written === 0) throw new RevisionConflict(key);
    }
    return true;
  }

  /** `false`: there was no document, and none was asked for. */
  #delete({ key, ifRevision }: Edit): boolean {
    if (ifRevision === undefined) return this.#statements.delete.run({ key }) > 0;
    if (ifRevision === 0) {
      if (this.#statements.get.get({ key }) !== undefined) throw new RevisionConflict(key);
      return false;
    }
    if (this.#statements.deleteRevision.run({ key, ifRevision }) === 0) throw new RevisionConflict(key);
    return true;
  }
}

/** Writes the value down at once: what the caller does to it afterwards is no part of the write. */
function toEdit(change: Change): Edit {
  const { key, ifRevision } = change;
  invariant(key.isWellFormed(), 'a key is well-formed Unicode');
  if (change.kind === 'delete') return { key, ifRevision };
  const json: string | undefined = JSON.stringify(change.value);
  invariant(json !== undefined, `the value of ${key} is JSON`);
  return { key, json, ifRevision };
}
