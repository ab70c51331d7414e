import type { Logs } from '../logs.ts';
import type { Committer } from './committer.ts';
import type { Database, Statement } from './database.ts';
import { pruneStepRows } from './prune-step.ts';

interface PrunedRow {
  readonly streamId: number;
  readonly bytes: number;
}

type PruneRequest = Parameters<Logs['prune']>[0];

/** Forgets events and keeps what the streams say of themselves true; streams and groups without events go. */
export class LogPruning {
  readonly #committer: Committer;
  readonly #pruneGroup: Statement<PrunedRow>;
  readonly #pruneStream: Statement<PrunedRow>;
  readonly #subtract: Statement<never>;
  readonly #dropEmptyStream: Statement<never>;
  readonly #dropEmptyGroup: Statement<never>;

  constructor(database: Database, committer: Committer) {
    this.#committer = committer;
    const group = 'group_id = (select id from log_group where owner = :owner and name = :group)';
    const prune = (condition: string): Statement<PrunedRow> =>
      database.statement(
        `delete from log_event where id in (select id from log_event where ${condition} and at < :beforeMs order by at limit :limit)
         returning stream_id as streamId, octet_length(message) as bytes`,
      );
    this.#pruneGroup = prune(group);
    this.#pruneStream = prune(`stream_id = (select id from log_stream where ${group} and name = :stream)`);
    this.#subtract = database.statement(
      `update log_stream set stored_bytes = stored_bytes - :bytes,
         first_at = coalesce((select min(at) from log_event where stream_id = :streamId), first_at) where id = :streamId`,
    );
    this.#dropEmptyStream = database.statement(
      'delete from log_stream where id = :streamId and not exists (select 1 from log_event where stream_id = :streamId)',
    );
    this.#dropEmptyGroup = database.statement(
      'delete from log_group where owner = :owner and name = :group and not exists (select 1 from log_stream where group_id = log_group.id)',
    );
  }

  async prune(request: PruneRequest): Promise<number> {
    let pruned = 0;
    for (;;) {
      const step = await this.#committer.commit(() => this.#step(request));
      pruned += step;
      if (step < pruneStepRows) return pruned;
    }
  }

  #step({ owner, group, stream, beforeMs }: PruneRequest): number {
    const parameters = { owner, group, beforeMs, limit: pruneStepRows };
    const rows =
      stream === undefined ? this.#pruneGroup.all(parameters) : this.#pruneStream.all({ ...parameters, stream });
    const bytesOfStream = new Map<number, number>();
    for (const { streamId, bytes } of rows) bytesOfStream.set(streamId, (bytesOfStream.get(streamId) ?? 0) + bytes);
    for (const [streamId, bytes] of bytesOfStream) {
      this.#subtract.run({ streamId, bytes });
      this.#dropEmptyStream.run({ streamId });
    }
    if (bytesOfStream.size > 0) this.#dropEmptyGroup.run({ owner, group });
    return rows.length;
  }
}
