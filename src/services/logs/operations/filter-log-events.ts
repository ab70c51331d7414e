import { setImmediate } from 'node:timers/promises';
import { logCursor } from '../../../storage/cursor.ts';
import type { StoredLogEvent } from '../../../storage/logs.ts';
import type { LogsContext, LogsOperation } from '../context.ts';
import type { LogsInput } from '../wire.ts';
import { invalidParameter, invalidToken, streamNotFound } from '../errors.ts';
import { readEvents, type EventChunk } from '../event-reader.ts';
import type { FilterPattern } from '../filter-pattern/pattern.ts';
import { requireGroupName } from '../group-change.ts';
import type { OpenGroup } from '../log-groups.ts';
import { formatToken, parseToken } from '../page-token.ts';
import { collect } from '../records.ts';
import { eventId } from '../resources/event-id.ts';
import { streamKey, streamsPrefix } from '../resources/keys.ts';
import { expiredBeforeMs } from '../resources/log-group.ts';
import { nameOfStored, type LogStream } from '../resources/log-stream.ts';
import { requirePattern } from '../resources/metric-filter.ts';
import { formatOwner } from '../resources/owner.ts';

const limitDefault = 10_000;
const answerBytesMax = 1_048_576;
/** What one call looks through at most; then it answers what it found and where to go on. */
const scannedMax = 20_000;
const scannedCharactersMax = 16 * 1024 * 1024;

export const filterLogEvents: LogsOperation<'FilterLogEvents'> = async (input, context, { caller }) => {
  const name = requireGroupName(input, caller);
  if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined) {
    throw invalidParameter('logStreamNames and logStreamNamePrefix are mutually exclusive parameters.');
  }
  const pattern = requirePattern(input.filterPattern ?? '', 'filter pattern');
  await context.flushTelemetry();
  const open = await context.groups.require(caller, name);
  const streams = await findStreams(input, context, open);
  const start = parseStart(input);
  const events = readEvents(context.store.logs, {
    owner: formatOwner(caller),
    group: open.group.storedAs,
    fromMs: Math.max(input.startTime ?? 0, expiredBeforeMs(open.group, context.clock.now())),
    // Inclusive here, though not in GetLogEvents.
    toMs: input.endTime === undefined ? Number.MAX_SAFE_INTEGER : input.endTime + 1,
    newestFirst: start.direction === 'tail',
    ...(streams !== undefined && { streams }),
    ...(start.after !== undefined && { after: start.after }),
  });
  const { found, next } = await search(events, pattern, input.limit ?? limitDefault);
  return {
    events: found.map((event) => ({
      logStreamName: nameOfStored(event.stream),
      timestamp: event.atMs,
      message: event.message,
      ingestionTime: event.ingestedAtMs,
      eventId: eventId(event),
    })),
    searchedLogStreams: [],
    ...(next !== undefined && { nextToken: formatToken(start.direction, next) }),
  };
};

/** What the streams that are asked for are stored as; `undefined`: all of the group. */
async function findStreams(
  { logStreamNames, logStreamNamePrefix }: LogsInput<'FilterLogEvents'>,
  { store }: LogsContext,
  { owner, group }: OpenGroup,
): Promise<readonly string[] | undefined> {
  if (logStreamNames !== undefined) {
    const stored = await Promise.all(
      logStreamNames.map((name) => store.documents.get<LogStream>(streamKey(owner, group.name, name))),
    );
    return stored.map((stream) => {
      if (stream === undefined) throw streamNotFound();
      return stream.value.storedAs;
    });
  }
  if (logStreamNamePrefix === undefined) return undefined;
  const prefix = `${streamsPrefix(owner, group.name)}${logStreamNamePrefix}`;
  return (await collect<LogStream>(store.documents, prefix)).map(({ storedAs }) => storedAs);
}

function parseStart({ nextToken, startFromHead = true }: LogsInput<'FilterLogEvents'>): {
  readonly direction: 'head' | 'tail';
  readonly after?: string;
} {
  if (nextToken === undefined) return { direction: startFromHead ? 'head' : 'tail' };
  const [direction, after] = parseToken(nextToken, 2);
  if ((direction !== 'head' && direction !== 'tail') || typeof after !== 'string') throw invalidToken();
  return { direction, after };
}

async function search(
  chunks: AsyncIterable<EventChunk>,
  pattern: FilterPattern,
  limit: number,
): Promise<{ readonly found: readonly StoredLogEvent[]; readonly next?: string | undefined }> {
  const found: StoredLogEvent[] = [];
  let [scanned, scannedCharacters, bytes] = [0, 0, 0];
  let before: StoredLogEvent | undefined;
  for await (const { events, isLast } of chunks) {
    for (const event of events) {
      scanned += 1;
      scannedCharacters += event.message.length;
      if (pattern.match(event.message) !== undefined) {
        bytes += Buffer.byteLength(event.message);
        if (bytes > answerBytesMax && before !== undefined && found.length > 0)
          return { found, next: logCursor(before) };
        found.push(event);
      }
      const isFull = found.length === limit || scanned === scannedMax || scannedCharacters >= scannedCharactersMax;
      const isEnd = isLast && event === events.at(-1);
      if (isFull) return { found, next: isEnd ? undefined : logCursor(event) };
      before = event;
    }
    // Others are answered between two chunks: neither the store nor a pattern waits for anything.
    await setImmediate();
  }
  return { found };
}
