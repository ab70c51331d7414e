import type { Logs } from '../logs.ts';
import type { Committer } from './committer.ts';
import type { Database, Statement } from './database.ts';
import { chunkSpanMs, decodeEvents, encodeEntries } from './log-chunk.ts';

/**
 * How many chunks one transaction of a prune takes away. Other writes pass between two steps, so that
 * a large prune holds none of them up for long.
 */
const chunksPerStep = 100;

interface PrunedRow {
  readonly streamId: number;
  readonly count: number;
  readonly bytes: number;
}

interface CutRow extends PrunedRow {
  readonly id: number;
  readonly events: string;
}

type PruneRequest = Parameters<Logs['prune']>[0];

/** Forgets events and keeps what the streams say of themselves true; streams and groups without events go. */
export class LogPruning {
  readonly #committer: Committer;
  readonly #pruneGroup: Statement<PrunedRow>;
  readonly #pruneStream: Statement<PrunedRow>;
  readonly #cutGroup: Statement<CutRow>;
  readonly #cutStream: Statement<CutRow>;
  readonly #shorten: Statement<never>;
  readonly #subtract: Statement<never>;
  readonly #dropEmptyStream: Statement<never>;
  readonly #dropEmptyGroup: Statement<never>;

  constructor(database: Database, committer: Committer) {
    this.#committer = committer;
    const group = 'group_id = (select id from log_group where owner = :owner and name = :group)';
    const stream = `stream_id = (select id from log_stream where ${group} and name = :stream)`;
    const columns = 'stream_id as streamId, event_count as count, message_bytes as bytes';
    const prune = (condition: string): Statement<PrunedRow> =>
      database.statement(
        `delete from log_chunk where id in (select id from log_chunk where ${condition} and last_at < :beforeMs order by last_at limit ${chunksPerStep})
         returning ${columns}`,
      );
    const cut = (condition: string): Statement<CutRow> =>
      database.statement(
        `select id, events, ${columns} from log_chunk
         where ${condition} and last_at >= :beforeMs and first_at < :beforeMs and first_at > :beforeMs - ${chunkSpanMs} limit ${chunksPerStep}`,
      );
    this.#pruneGroup = prune(group);
    this.#pruneStream = prune(stream);
    this.#cutGroup = cut(group);
    this.#cutStream = cut(stream);
    this.#shorten = database.statement(
      'update log_chunk set first_at = :firstAtMs, event_count = :count, message_bytes = :bytes, events = :events where id = :id',
    );
    this.#subtract = database.statement(
      `update log_stream set stored_bytes = stored_bytes - :bytes,
         first_at = coalesce((select min(first_at) from log_chunk where stream_id = :streamId), first_at) where id = :streamId`,
    );
    this.#dropEmptyStream = database.statement(
      'delete from log_stream where id = :streamId and not exists (select 1 from log_chunk where stream_id = :streamId)',
    );
    this.#dropEmptyGroup = database.statement(
      'delete from log_group where owner = :owner and name = :group and not exists (select 1 from log_stream where group_id = log_group.id)',
    );
  }

  async prune(request: PruneRequest): Promise<number> {
    let pruned = 0;
    for (;;) {
      const step = await this.#committer.commit(() => this.#step(request));
      pruned += step.count;
      if (step.isLast) return pruned;
    }
  }

  #step({ owner, group, stream, beforeMs }: PruneRequest): { readonly count: number; readonly isLast: boolean } {
    const parameters = { owner, group, beforeMs };
    const ofStream = stream === undefined ? undefined : { ...parameters, stream };
    const whole = ofStream === undefined ? this.#pruneGroup.all(parameters) : this.#pruneStream.all(ofStream);
    const isWholeLeft = whole.length === chunksPerStep;
    const cut = isWholeLeft
      ? []
      : ofStream === undefined
        ? this.#cutGroup.all(parameters)
        : this.#cutStream.all(ofStream);
    const rows = [...whole, ...cut.map((row) => this.#cutOff(row, beforeMs))];
    const bytesOfStream = new Map<number, number>();
    for (const { streamId, bytes } of rows) bytesOfStream.set(streamId, (bytesOfStream.get(streamId) ?? 0) + bytes);
    for (const [streamId, bytes] of bytesOfStream) {
      this.#subtract.run({ streamId, bytes });
      this.#dropEmptyStream.run({ streamId });
    }
    if (bytesOfStream.size > 0) this.#dropEmptyGroup.run({ owner, group });
    return {
      count: rows.reduce((sum, { count }) => sum + count, 0),
      isLast: !isWholeLeft && cut.length < chunksPerStep,
    };
  }

  /** Of a chunk that is partly older: takes away what is. */
  #cutOff({ id, streamId, count, bytes, events }: CutRow, beforeMs: number): PrunedRow {
    const kept = decodeEvents(events).filter(({ atMs }) => atMs >= beforeMs);
    const keptBytes = kept.reduce((sum, { message }) => sum + Buffer.byteLength(message), 0);
    const firstAtMs = kept.reduce((first, { atMs }) => Math.min(first, atMs), Infinity);
    this.#shorten.run({ id, firstAtMs, count: kept.length, bytes: keptBytes, events: encodeEntries(kept) });
    return { streamId, count: count - kept.length, bytes: bytes - keptBytes };
  }
}
