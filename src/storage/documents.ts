/**
 * Documents: the store's current state. Keys are paths (`lambda/us-east-1/…/function/checkout`);
 * values are JSON.
 *
 * Every write gives its documents a new revision, larger than any the store gave before, so that a
 * revision seen once is never seen again, even for a key that was deleted and made anew.
 */
export interface Documents {
  get<T>(key: string): Promise<Stored<T> | undefined>;
  /** Documents whose key begins with the prefix, in the order of their keys' bytes. */
  list<T>(query: ListQuery): Promise<Page<T>>;
  /**
   * Carries out all changes or none, and resolves when they are durable: after that no crash undoes
   * them. A key stands among the changes once at most; to delete what is not there changes nothing. Resolves to the revision that the transaction got. Rejects with {@link RevisionConflict}
   * when a condition does not hold, with {@link LeaseLost} when the fence does not.
   */
  write(changes: readonly Change[], options?: { readonly fence?: Fence }): Promise<number>;
  /**
   * Calls the listener for each committed change below the prefix, in the order of commits, before
   * the `write` that made it resolves (on the node that wrote). The listener must not throw.
   */
  watch(prefix: string, listener: (change: CommittedChange) => void): Subscription;
}

export interface Stored<T> {
  readonly key: string;
  readonly revision: number;
  readonly value: T;
}

export interface ListQuery {
  readonly prefix: string;
  /** Only keys after this one. */
  readonly after?: string;
  /** At most this many. @default 1000, which is also the most that a page holds */
  readonly limit?: number;
}

export interface Page<T> {
  readonly documents: readonly Stored<T>[];
  /** Where there is more: the last key of this page, for `after`. */
  readonly next?: string;
}

/**
 * `ifRevision`: the write goes through only if the document has this revision; 0 means that there
 * must be no document. Left out, it goes through whatever there is.
 */
export type Change =
  | { readonly kind: 'put'; readonly key: string; readonly value: unknown; readonly ifRevision?: number }
  | { readonly kind: 'delete'; readonly key: string; readonly ifRevision?: number };

export interface CommittedChange {
  readonly key: string;
  readonly revision: number;
  /** Absent: the document was deleted. */
  readonly value?: unknown;
}

export interface Subscription {
  cancel(): void;
}

/** Holds a write to a lease: see `leases.ts`. */
export interface Fence {
  readonly lease: string;
  readonly token: number;
}

/** A document was not at the revision that the writer had read. Read again, decide again. */
export class RevisionConflict extends Error {
  override readonly name = 'RevisionConflict';
  readonly key: string;

  constructor(key: string) {
    super(`Document changed meanwhile: ${key}`);
    this.key = key;
  }
}

/** The writer's lease has run out or gone to another holder: what it wanted is no longer its business. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';

  constructor(lease: string) {
    super(`Lease lost: ${lease}`);
  }
}

/** The store failed: disk, network, a file that is not as it should be. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly retryable: boolean;

  constructor(message: string, options: { readonly cause?: unknown; readonly retryable: boolean }) {
    super(message, { cause: options.cause });
    this.retryable = options.retryable;
  }
}
