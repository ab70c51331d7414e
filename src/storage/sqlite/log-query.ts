import { parseLogCursor } from '../cursor.ts';
import type { LogQuery, StoredLogEvent } from '../logs.ts';
import type { Database, Parameters } from './database.ts';
import { chunkSpanMs, decodeEvents } from './log-chunk.ts';

interface ChunkRow {
  readonly stream: string;
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  readonly ingestedAtMs: number;
  readonly events: string;
}

const streamsOfGroup =
  'from log_stream where group_id = (select id from log_group where owner = :owner and name = :group)';

/** The first events of what is asked for, at most `countMax` of them. */
export function findEvents(database: Database, query: LogQuery, countMax: number): readonly StoredLogEvent[] {
  const { owner, group, fromMs, toMs, newestFirst = false } = query;
  const after = query.after === undefined ? undefined : parseLogCursor(query.after);
  const direction = newestFirst ? -1 : 1;
  const compare = (one: Place, other: Place): number => direction * (one.atMs - other.atMs || one.id - other.id);
  const { sql, parameters } = chunksSql(query, after?.atMs);
  let found: StoredLogEvent[] = [];
  for (const chunk of database.statement<ChunkRow>(sql).iterate(parameters)) {
    // No event of this chunk, or of those behind it, comes before this moment.
    const edgeMs = newestFirst ? chunk.lastAtMs : chunk.firstAtMs;
    const last = found[countMax - 1];
    if (last !== undefined && direction * (last.atMs - edgeMs) < 0) break;
    const { stream, ingestedAtMs } = chunk;
    for (const { id, atMs, message } of decodeEvents(chunk.events)) {
      if (atMs < fromMs || atMs >= toMs) continue;
      if (after !== undefined && compare({ id, atMs }, after) <= 0) continue;
      found.push({ id, owner, group, stream, atMs, ingestedAtMs, message });
    }
    found = found.sort(compare).slice(0, countMax);
  }
  return found;
}

interface Place {
  readonly id: number;
  readonly atMs: number;
}

/** The chunks that may hold such events, by the moment at which they begin, or end if the newest come first. */
function chunksSql(
  { owner, group, streams, fromMs, toMs, newestFirst = false }: LogQuery,
  afterMs: number | undefined,
): { readonly sql: string; readonly parameters: Parameters } {
  const leastMs = newestFirst ? fromMs : Math.max(fromMs, afterMs ?? fromMs);
  const mostMs = newestFirst ? Math.min(toMs, afterMs ?? toMs) : toMs;
  // A chunk is short: so one index bounds both ends of what is looked at.
  const conditions = newestFirst
    ? ['first_at <= :mostMs', 'last_at >= :leastMs', 'last_at < :mostMs + :spanMs']
    : ['last_at >= :leastMs', 'first_at <= :mostMs', 'first_at > :leastMs - :spanMs'];
  const parameters: Record<string, string | number> = { owner, group, leastMs, mostMs, spanMs: chunkSpanMs };
  const [onlyStream, ...otherStreams] = streams ?? [];
  if (onlyStream !== undefined && otherStreams.length === 0) {
    conditions.push(`stream_id = (select id ${streamsOfGroup} and name = :stream)`);
    parameters['stream'] = onlyStream;
  } else {
    conditions.push('log_chunk.group_id = (select id from log_group where owner = :owner and name = :group)');
  }
  if (streams !== undefined && streams.length !== 1) {
    // The plus keeps SQLite on the index by time, which needs no sorting and ends with the page.
    conditions.push(`+stream_id in (select id ${streamsOfGroup} and name in (select value from json_each(:streams)))`);
    parameters['streams'] = JSON.stringify(streams);
  }
  const order = newestFirst ? 'last_at desc' : 'first_at';
  const index = `log_chunk_of_${streams?.length === 1 ? 'stream' : 'group'}_by_${newestFirst ? 'last' : 'first'}`;
  const sql = `select log_stream.name as stream, log_chunk.first_at as firstAtMs, log_chunk.last_at as lastAtMs,
      ingested_at as ingestedAtMs, events
    from log_chunk indexed by ${index} join log_stream on log_stream.id = stream_id
    where ${conditions.map((condition) => condition.replace(/^(first|last)_at/, 'log_chunk.$1_at')).join(' and ')}
    order by log_chunk.${order}`;
  return { sql, parameters };
}
