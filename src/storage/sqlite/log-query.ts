import { parseLogCursor } from '../cursor.ts';
import type { LogQuery } from '../logs.ts';
import type { Parameters } from './database.ts';

export interface LogEventRow {
  readonly id: number;
  readonly stream: string;
  readonly atMs: number;
  readonly ingestedAtMs: number;
  readonly message: string;
}

const streamsOfGroup =
  'from log_stream where group_id = (select id from log_group where owner = :owner and name = :group)';

/** The question in SQL; it asks for one row more than the page holds, to learn whether there is a next. */
export function logQuerySql({ owner, group, streams, fromMs, toMs, after, limit, newestFirst = false }: LogQuery): {
  readonly sql: string;
  readonly parameters: Parameters;
} {
  const conditions = ['at >= :fromMs', 'at < :toMs'];
  const parameters: Record<string, string | number> = { owner, group, fromMs, toMs, limit: limit + 1 };
  const [onlyStream, ...otherStreams] = streams ?? [];
  if (onlyStream !== undefined && otherStreams.length === 0) {
    conditions.push(`stream_id = (select id ${streamsOfGroup} and name = :stream)`);
    parameters['stream'] = onlyStream;
  } else {
    conditions.push('log_event.group_id = (select id from log_group where owner = :owner and name = :group)');
  }
  if (streams !== undefined && streams.length !== 1) {
    // The plus keeps SQLite on the index by time, which needs no sorting and ends with the page.
    conditions.push(`+stream_id in (select id ${streamsOfGroup} and name in (select value from json_each(:streams)))`);
    parameters['streams'] = JSON.stringify(streams);
  }
  if (after !== undefined) {
    const { atMs, id } = parseLogCursor(after);
    conditions.push(
      newestFirst ? '(at, log_event.id) < (:afterAtMs, :afterId)' : '(at, log_event.id) > (:afterAtMs, :afterId)',
    );
    parameters['afterAtMs'] = atMs;
    parameters['afterId'] = id;
  }
  const direction = newestFirst ? 'desc' : 'asc';
  const sql = `select log_event.id as id, log_stream.name as stream, at as atMs, ingested_at as ingestedAtMs, message
    from log_event join log_stream on log_stream.id = stream_id
    where ${conditions.join(' and ')} order by at ${direction}, log_event.id ${direction} limit :limit`;
  return { sql, parameters };
}
