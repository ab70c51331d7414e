import { invariant } from '../../invariant.ts';
import type { LeasedMessage, NewMessage, Queue } from '../queue.ts';
import type { Committer } from './committer.ts';
import { Counters } from './counters.ts';
import type { Database, Statement } from './database.ts';

interface Row {
  readonly sequence: number;
  readonly id: string;
  readonly body: string;
  readonly payload: Uint8Array | null;
  readonly deliveries: number;
}

export class SqliteQueue implements Queue {
  readonly #database: Database;
  readonly #committer: Committer;
  readonly #counters: Counters;
  readonly #insert: Statement<never>;
  readonly #available: Statement<Row>;
  readonly #lease: Statement<never>;
  readonly #acknowledge: Statement<never>;
  readonly #release: Statement<never>;
  readonly #next: Statement<{ readonly at: number | null }>;
  readonly #count: Statement<{ readonly count: number }>;

  constructor(database: Database, committer: Committer) {
    this.#database = database;
    this.#committer = committer;
    this.#counters = new Counters(database);
    this.#insert = database.statement(
      'insert into message (queue, id, available_at, deliveries, receipt, body, payload) values (:queue, :id, :availableAtMs, 0, 0, :body, :payload) on conflict (queue, id) do nothing',
    );
    this.#available = database.statement(
      'select sequence, id, body, payload, deliveries from message where queue = :queue and available_at <= :nowMs order by available_at, sequence limit :limit',
    );
    this.#lease = database.statement(
      'update message set available_at = :leasedUntilMs, deliveries = deliveries + 1, receipt = :receipt where sequence = :sequence',
    );
    this.#acknowledge = database.statement(
      'delete from message where queue = :queue and id = :id and receipt = :receipt',
    );
    // Receipt 0 is no lease's, so that the old receipt proves nothing any more.
    this.#release = database.statement(
      'update message set available_at = :availableAtMs, body = coalesce(:body, body), receipt = 0 where queue = :queue and id = :id and receipt = :receipt',
    );
    this.#next = database.statement('select min(available_at) as at from message where queue = :queue');
    this.#count = database.statement('select count(*) as count from message where queue = :queue');
  }

  async enqueue({ queue, id, body, payload, availableAtMs }: NewMessage): Promise<void> {
    const row = { queue, id, availableAtMs, body: toJson(body), payload: payload ?? null };
    await this.#committer.commit(() => this.#insert.run(row));
  }

  async lease({
    queue,
    nowMs,
    leasedUntilMs,
    limit,
  }: Parameters<Queue['lease']>[0]): Promise<readonly LeasedMessage[]> {
    // Most looks into a queue find nothing, and need not write to learn it.
    const isEmpty = await this.#database.read(() => this.#available.get({ queue, nowMs, limit: 1 }) === undefined);
    if (isEmpty) return [];
    return this.#committer.commit(() => {
      const rows = this.#available.all({ queue, nowMs, limit });
      const receipt = this.#counters.next('receipt');
      return rows.map(({ sequence, id, body, payload, deliveries }): LeasedMessage => {
        this.#lease.run({ sequence, leasedUntilMs, receipt });
        return {
          queue,
          id,
          body: JSON.parse(body),
          payload: payload ?? new Uint8Array(),
          deliveries: deliveries + 1,
          receipt,
        };
      });
    });
  }

  acknowledge({ queue, id, receipt }: LeasedMessage): Promise<boolean> {
    return this.#committer.commit(() => this.#acknowledge.run({ queue, id, receipt }) > 0);
  }

  async release({ queue, id, receipt }: LeasedMessage, changes: Parameters<Queue['release']>[1]): Promise<boolean> {
    const row = {
      queue,
      id,
      receipt,
      availableAtMs: changes.availableAtMs,
      body: changes.body === undefined ? null : toJson(changes.body),
    };
    return this.#committer.commit(() => this.#release.run(row) > 0);
  }

  nextAvailableAt(queue: string): Promise<number | undefined> {
    return this.#database.read(() => this.#next.get({ queue })?.at ?? undefined);
  }

  count(queue: string): Promise<number> {
    return this.#database.read(() => this.#count.get({ queue })?.count ?? 0);
  }
}

function toJson(body: unknown): string {
  const json: string | undefined = JSON.stringify(body);
  invariant(json !== undefined, 'the body of a message is JSON');
  return json;
}
