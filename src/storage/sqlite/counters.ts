import { invariant } from '../../invariant.ts';
import type { Database, Statement } from './database.ts';

/** Numbers that only grow, across restarts. To be drawn within a transaction. */
export class Counters {
  readonly #next: Statement<{ readonly value: number }>;

  constructor(database: Database) {
    this.#next = database.statement('update counter set value = value + 1 where name = :name returning value');
  }

  next(name: 'revision' | 'token' | 'receipt'): number {
    const row = this.#next.get({ name });
    invariant(row !== undefined, `the counter ${name} exists`);
    return row.value;
  }
}
