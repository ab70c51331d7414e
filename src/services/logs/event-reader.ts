import { InvalidCursor, logCursor } from '../../storage/cursor.ts';
import type { LogQuery, Logs, StoredLogEvent } from '../../storage/logs.ts';
import { invalidToken } from './errors.ts';

/** Small, because messages may be large. */
const chunkSize = 250;

/** Events of a query one by one, read in chunks, each with the cursor of its place. */
export async function* readEvents(
  logs: Logs,
  query: Omit<LogQuery, 'limit'>,
): AsyncGenerator<
  { readonly event: StoredLogEvent; readonly cursor: string; readonly isLast: boolean },
  void,
  undefined
> {
  let { after } = query;
  do {
    const page = await logs
      .query({ ...query, limit: chunkSize, ...(after !== undefined && { after }) })
      .catch((error: unknown) => {
        throw error instanceof InvalidCursor ? invalidToken() : error;
      });
    for (const [index, event] of page.events.entries()) {
      const isLast = page.next === undefined && index === page.events.length - 1;
      yield { event, cursor: logCursor(event), isLast };
    }
    after = page.next;
  } while (after !== undefined);
}
