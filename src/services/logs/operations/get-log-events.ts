/**
 * A stream's events in pages that lead both ways. A token stands for a place between two events, so
 * one that is used at the end comes back as it is, and finds what comes later.
 */
import { InvalidCursor, logCursor, parseLogCursor } from '../../../storage/cursor.ts';
import type { StoredLogEvent } from '../../../storage/logs.ts';
import type { LogsOperation } from '../context.ts';
import { invalidToken } from '../errors.ts';
import { readEvents, type EventChunk } from '../event-reader.ts';
import { requireGroupName } from '../group-change.ts';
import { expiredBeforeMs } from '../resources/log-group.ts';
import { formatOwner } from '../resources/owner.ts';

type Direction = 'f' | 'b';

/** Just before the event with this time and number. */
interface Place {
  readonly atMs: number;
  readonly id: number;
}

const limitDefault = 10_000;
const answerBytesMax = 1_048_576;

export const getLogEvents: LogsOperation<'GetLogEvents'> = async (input, context, { caller }) => {
  const group = requireGroupName(input, caller);
  const token = input.nextToken === undefined ? undefined : parseToken(input.nextToken);
  await context.flushTelemetry();
  const { open, stream } = await context.groups.requireStream(caller, group, input.logStreamName ?? '');
  const direction = token?.direction ?? (input.startFromHead === true ? 'f' : 'b');
  const fromMs = Math.max(input.startTime ?? 0, expiredBeforeMs(open.group, context.clock.now()));
  const after = token === undefined ? undefined : cursorOf(token.place, direction);
  const read = readEvents(context.store.logs, {
    owner: formatOwner(caller),
    group: open.group.storedAs,
    streams: [stream.storedAs],
    fromMs,
    toMs: input.endTime ?? Number.MAX_SAFE_INTEGER,
    newestFirst: direction === 'b',
    ...(after !== undefined && { after }),
  });
  const events = await takePage(read, input.limit ?? limitDefault);
  if (direction === 'b') events.reverse();
  const here = token?.place ?? { atMs: fromMs, id: 0 };
  const [first, last] = [events.at(0), events.at(-1)];
  return {
    events: events.map(({ atMs, message, ingestedAtMs }) => ({
      timestamp: atMs,
      message,
      ingestionTime: ingestedAtMs,
    })),
    nextForwardToken: formatToken('f', last === undefined ? here : { atMs: last.atMs, id: last.id + 1 }),
    nextBackwardToken: formatToken('b', first ?? here),
  };
};

async function takePage(chunks: AsyncIterable<EventChunk>, limit: number): Promise<StoredLogEvent[]> {
  const taken: StoredLogEvent[] = [];
  let bytes = 0;
  for await (const { events } of chunks) {
    for (const event of events) {
      bytes += Buffer.byteLength(event.message);
      if (bytes > answerBytesMax && taken.length > 0) return taken;
      taken.push(event);
      if (taken.length === limit) return taken;
    }
  }
  return taken;
}

/** The store goes on after an event, or before one: the place lies between the two. */
const cursorOf = ({ atMs, id }: Place, direction: Direction): string =>
  logCursor({ atMs, id: direction === 'f' ? id - 1 : id });

const formatToken = (direction: Direction, { atMs, id }: Place): string => `${direction}/${logCursor({ atMs, id })}`;

function parseToken(token: string): { readonly direction: Direction; readonly place: Place } {
  const direction = token.startsWith('f/') ? 'f' : token.startsWith('b/') ? 'b' : undefined;
  if (direction === undefined) throw invalidToken();
  try {
    return { direction, place: parseLogCursor(token.slice(2)) };
  } catch (error) {
    throw error instanceof InvalidCursor ? invalidToken() : error;
  }
}
