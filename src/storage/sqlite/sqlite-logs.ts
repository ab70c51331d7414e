import { invariant } from '../../invariant.ts';
import { logCursor } from '../cursor.ts';
import { prefixEnd } from '../key-range.ts';
import type { LogEvent, LogQuery, Logs, LogStreamSummary, StoredLogEvent } from '../logs.ts';
import type { Committer } from './committer.ts';
import type { Database, Statement } from './database.ts';
import { LogPruning } from './log-pruning.ts';
import { type LogEventRow, logQuerySql } from './log-query.ts';

/** What a batch adds to one stream. */
interface Addition extends LogStreamSummary {
  readonly owner: string;
  readonly group: string;
}

interface StreamIds {
  readonly groupId: number;
  readonly streamId: number;
}

interface Id {
  readonly id: number;
}

export class SqliteLogs implements Logs {
  readonly #database: Database;
  readonly #committer: Committer;
  readonly #pruning: LogPruning;
  readonly #addGroup: Statement<never>;
  readonly #group: Statement<Id>;
  readonly #addToStream: Statement<Id>;
  readonly #insert: Statement<never>;
  readonly #streams: Statement<LogStreamSummary>;

  constructor(database: Database, committer: Committer) {
    this.#database = database;
    this.#committer = committer;
    this.#pruning = new LogPruning(database, committer);
    this.#addGroup = database.statement(
      'insert into log_group (owner, name) values (:owner, :group) on conflict (owner, name) do nothing',
    );
    this.#group = database.statement('select id from log_group where owner = :owner and name = :group');
    this.#addToStream = database.statement(
      `insert into log_stream (group_id, name, first_at, last_at, last_ingested_at, stored_bytes)
       values (:groupId, :stream, :firstAtMs, :lastAtMs, :lastIngestedAtMs, :storedBytes)
       on conflict (group_id, name) do update set first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at),
         last_ingested_at = max(last_ingested_at, excluded.last_ingested_at), stored_bytes = stored_bytes + excluded.stored_bytes
       returning id`,
    );
    this.#insert = database.statement(
      'insert into log_event (group_id, stream_id, at, ingested_at, message) values (:groupId, :streamId, :atMs, :ingestedAtMs, :message)',
    );
    this.#streams = database.statement(
      `select log_stream.name as stream, first_at as firstAtMs, last_at as lastAtMs, last_ingested_at as lastIngestedAtMs, stored_bytes as storedBytes
       from log_stream join log_group on log_group.id = group_id
       where log_group.owner = :owner and log_group.name = :group and log_stream.name >= :prefix and log_stream.name < :end
         and (:after is null or log_stream.name > :after)
       order by log_stream.name limit :limit`,
    );
  }

  async append(events: readonly LogEvent[]): Promise<void> {
    if (events.length === 0) return;
    const additions = addUp(events);
    await this.#committer.commit(() => {
      const ids = new Map<string, StreamIds>();
      for (const [key, addition] of additions) ids.set(key, this.#add(addition));
      // In the order in which they came, for an event's number is its place in the order of arrival.
      for (const event of events) {
        const { groupId, streamId } = ids.get(streamKey(event)) ?? {};
        invariant(groupId !== undefined && streamId !== undefined, 'every stream of the batch has a number');
        this.#insert.run({
          groupId,
          streamId,
          atMs: event.atMs,
          ingestedAtMs: event.ingestedAtMs,
          message: event.message,
        });
      }
    });
  }

  query(query: LogQuery): Promise<{ readonly events: readonly StoredLogEvent[]; readonly next?: string }> {
    return this.#database.read(() => {
      invariant(query.limit >= 1, 'a page holds at least one event');
      const { owner, group, limit } = query;
      const { sql, parameters } = logQuerySql(query);
      const rows = this.#database.statement<LogEventRow>(sql).all(parameters);
      const events = rows.slice(0, limit).map(({ id, stream, atMs, ingestedAtMs, message }): StoredLogEvent => ({
        id,
        owner,
        group,
        stream,
        atMs,
        ingestedAtMs,
        message,
      }));
      const last = events.at(-1);
      return rows.length > limit && last !== undefined ? { events, next: logCursor(last) } : { events };
    });
  }

  listStreams({
    owner,
    group,
    prefix = '',
    after,
    limit,
  }: Parameters<Logs['listStreams']>[0]): Promise<readonly LogStreamSummary[]> {
    // SQLite sorts blobs after every text: where names of the prefix never end, the end is a blob.
    const end = prefixEnd(prefix) ?? new Uint8Array();
    return this.#database.read(() => this.#streams.all({ owner, group, prefix, end, after: after ?? null, limit }));
  }

  prune(request: Parameters<Logs['prune']>[0]): Promise<number> {
    return this.#pruning.prune(request);
  }

  #add({ owner, group, stream, firstAtMs, lastAtMs, lastIngestedAtMs, storedBytes }: Addition): StreamIds {
    this.#addGroup.run({ owner, group });
    const groupId = this.#group.get({ owner, group })?.id;
    invariant(groupId !== undefined, 'a group that was added is there');
    const streamId = this.#addToStream.get({ groupId, stream, firstAtMs, lastAtMs, lastIngestedAtMs, storedBytes })?.id;
    invariant(streamId !== undefined, 'an upsert returns its row');
    return { groupId, streamId };
  }
}

function streamKey({ owner, group, stream }: LogEvent): string {
  return `${owner.length},${group.length},${owner}${group}${stream}`;
}

function addUp(events: readonly LogEvent[]): ReadonlyMap<string, Addition> {
  const additions = new Map<string, { -readonly [Name in keyof Addition]: Addition[Name] }>();
  for (const event of events) {
    const { owner, group, stream, atMs, ingestedAtMs, message } = event;
    const key = streamKey(event);
    const storedBytes = Buffer.byteLength(message);
    const addition = additions.get(key);
    if (addition === undefined) {
      const lastIngestedAtMs = ingestedAtMs;
      additions.set(key, { owner, group, stream, firstAtMs: atMs, lastAtMs: atMs, lastIngestedAtMs, storedBytes });
      continue;
    }
    addition.firstAtMs = Math.min(addition.firstAtMs, atMs);
    addition.lastAtMs = Math.max(addition.lastAtMs, atMs);
    addition.lastIngestedAtMs = Math.max(addition.lastIngestedAtMs, ingestedAtMs);
    addition.storedBytes += storedBytes;
  }
  return additions;
}
