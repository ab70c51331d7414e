import { invariant } from '../../invariant.ts';
import { countLines } from '../../aws/line-form.ts';
import { logCursor } from '../cursor.ts';
import { prefixEnd } from '../key-range.ts';
import type { LogEvent, LogQuery, Logs, LogStreamSummary, NewLogEvent, StoredLogEvent } from '../logs.ts';
import type { Committer } from './committer.ts';
import { Counters } from './counters.ts';
import type { Database, Statement } from './database.ts';
import { ChunkBuilder, encodeEntries, type NewChunk } from './log-chunk.ts';
import { LogPruning } from './log-pruning.ts';
import { findEvents } from './log-query.ts';

/** What a batch adds to one stream. */
interface Addition {
  readonly of: LogEvent;
  readonly chunks: ChunkBuilder;
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
  readonly #counters: Counters;
  readonly #pruning: LogPruning;
  readonly #addGroup: Statement<never>;
  readonly #group: Statement<Id>;
  readonly #addToStream: Statement<Id>;
  readonly #insert: Statement<never>;
  readonly #streams: Statement<LogStreamSummary>;

  constructor(database: Database, committer: Committer) {
    this.#database = database;
    this.#committer = committer;
    this.#counters = new Counters(database);
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
      `insert into log_chunk (id, group_id, stream_id, first_at, last_at, ingested_at, event_count, message_bytes, events)
       values (:id, :groupId, :streamId, :firstAtMs, :lastAtMs, :ingestedAtMs, :count, :messageBytes, :events)`,
    );
    this.#streams = database.statement(
      `select log_stream.name as stream, first_at as firstAtMs, last_at as lastAtMs, last_ingested_at as lastIngestedAtMs, stored_bytes as storedBytes
       from log_stream join log_group on log_group.id = group_id
       where log_group.owner = :owner and log_group.name = :group and log_stream.name >= :prefix and log_stream.name < :end
         and (:after is null or log_stream.name > :after)
       order by log_stream.name limit :limit`,
    );
  }

  async append(events: readonly NewLogEvent[]): Promise<void> {
    if (events.length === 0) return;
    const { additions, count } = addUp(events);
    await this.#committer.commit(() => {
      // An event's number is its place in the order of arrival, whichever chunk it lies in.
      const firstId = this.#counters.take('log-event', count) - count + 1;
      for (const { of, chunks } of additions) {
        const ids = this.#addToStreamOf(of, chunks.chunks);
        for (const chunk of chunks.chunks) this.#insertChunk(ids, chunk, firstId);
      }
    });
  }

  query(query: LogQuery): Promise<{ readonly events: readonly StoredLogEvent[]; readonly next?: string }> {
    return this.#database.read(() => {
      const { limit } = query;
      invariant(limit >= 1, 'a page holds at least one event');
      // One more than the page holds, to learn whether there is a next.
      const found = findEvents(this.#database, query, limit + 1);
      const events = found.slice(0, limit);
      const last = events.at(-1);
      return found.length > limit && last !== undefined ? { events, next: logCursor(last) } : { events };
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

  #addToStreamOf({ owner, group, stream }: LogEvent, chunks: readonly NewChunk[]): StreamIds {
    this.#addGroup.run({ owner, group });
    const groupId = this.#group.get({ owner, group })?.id;
    invariant(groupId !== undefined, 'a group that was added is there');
    const streamId = this.#addToStream.get({
      groupId,
      stream,
      firstAtMs: Math.min(...chunks.map(({ firstAtMs }) => firstAtMs)),
      lastAtMs: Math.max(...chunks.map(({ lastAtMs }) => lastAtMs)),
      lastIngestedAtMs: Math.max(...chunks.map(({ ingestedAtMs }) => ingestedAtMs)),
      storedBytes: chunks.reduce((sum, { messageBytes }) => sum + messageBytes, 0),
    })?.id;
    invariant(streamId !== undefined, 'an upsert returns its row');
    return { groupId, streamId };
  }

  #insertChunk(ids: StreamIds, chunk: NewChunk, firstId: number): void {
    const { firstAtMs, lastAtMs, ingestedAtMs, messageBytes, eventCount } = chunk;
    const entries = chunk.entries.map(({ index, ...entry }) => ({ id: firstId + index, ...entry }));
    const id = entries[0]?.id;
    invariant(id !== undefined, 'a chunk has an event');
    this.#insert.run({
      ...ids,
      id,
      firstAtMs,
      lastAtMs,
      ingestedAtMs,
      count: eventCount,
      messageBytes,
      events: encodeEntries(entries),
    });
  }
}

function addUp(events: readonly NewLogEvent[]): { readonly additions: readonly Addition[]; readonly count: number } {
  const additions: Addition[] = [];
  /** By the stream's name, which is hardly ever that of two: no key has to be made for an event. */
  const byName = new Map<string, Addition[]>();
  let count = 0;
  for (const event of events) {
    const { owner, group, stream } = event;
    let named = byName.get(stream);
    if (named === undefined) byName.set(stream, (named = []));
    let addition = named.find(({ of }) => of.group === group && of.owner === owner);
    if (addition === undefined) {
      addition = { of: event, chunks: new ChunkBuilder() };
      named.push(addition);
      additions.push(addition);
    }
    addition.chunks.add(event, count);
    count += countLines(event);
  }
  return { additions, count };
}
