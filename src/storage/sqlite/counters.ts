import { invariant } from '../../invariant.ts';
import type { Database, Statement } from './database.ts';

/** Numbers that only grow, across restarts. To be drawn within a transaction. */
export class Counters {
  readonly #next: Statement<{ readonly value: number }>;

  constructor(database: Database) {
    this.#next = database.statement('update counter set value = value + :count where name = :name returning value');
  }

  next(name: 'revision' | 'token' | 'receipt'): number {
    return this.take(name, 1);
  }

  /** Draws several at once: the last of them. */
  take(name: 'revision' | 'token' | 'receipt' | 'log-event', count: number): number {
    const row = this.#next.get({ name, count });
    invariant(row !== undefined, `the counter ${name} exists`);
    return row.value;
  }
}
