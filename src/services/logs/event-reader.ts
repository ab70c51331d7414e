import { InvalidCursor } from '../../storage/cursor.ts';
import type { LogQuery, Logs, StoredLogEvent } from '../../storage/logs.ts';
import { invalidToken } from './errors.ts';

/** Small, because messages may be large. */
const chunkSize = 250;

export interface EventChunk {
  readonly events: readonly StoredLogEvent[];
  /** Whether no events follow. */
  readonly isLast: boolean;
}

/** Events of a query in chunks. Throws AWS's error where the query begins after a cursor that is none. */
export async function* readEvents(
  logs: Logs,
  query: Omit<LogQuery, 'limit'>,
): AsyncGenerator<EventChunk, void, undefined> {
  let { after } = query;
  do {
    const page = await logs
      .query({ ...query, limit: chunkSize, ...(after !== undefined && { after }) })
      .catch((error: unknown) => {
        throw error instanceof InvalidCursor ? invalidToken() : error;
      });
    after = page.next;
    yield { events: page.events, isLast: after === undefined };
  } while (after !== undefined);
}
