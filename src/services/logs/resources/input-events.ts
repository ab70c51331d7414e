/** What `PutLogEvents` takes of a batch, and what it says of the rest. */
import type { LogsInput, LogsOutput } from '../wire.ts';
import { invalidParameter } from '../errors.ts';

export interface InputEvent {
  readonly atMs: number;
  readonly message: string;
}

type RejectedInfo = NonNullable<LogsOutput<'PutLogEvents'>['rejectedLogEventsInfo']>;

const batchBytesMax = 1_048_576;
const eventOverheadBytes = 26;
const hourMs = 3_600_000;
const spanMaxMs = 24 * hourMs;
const futureMaxMs = 2 * hourMs;
const pastMaxMs = 14 * 24 * hourMs;

/** The events in their order; throws AWS's error for a batch that cannot be taken as a whole. */
export function parseInputEvents(events: LogsInput<'PutLogEvents'>['logEvents']): readonly InputEvent[] {
  const parsed = (events ?? []).map(({ timestamp = 0, message = '' }) => ({ atMs: timestamp, message }));
  const bytes = parsed.reduce((sum, { message }) => sum + Buffer.byteLength(message) + eventOverheadBytes, 0);
  if (bytes > batchBytesMax) {
    throw invalidParameter(`Upload too large: ${bytes} bytes exceeds limit of ${batchBytesMax}`);
  }
  if (parsed.some(({ atMs }, index) => index > 0 && atMs < (parsed[index - 1]?.atMs ?? 0))) {
    throw invalidParameter('Log events in a single PutLogEvents request must be in chronological order.');
  }
  const [first, last] = [parsed.at(0), parsed.at(-1)];
  if (first !== undefined && last !== undefined && last.atMs - first.atMs > spanMaxMs) {
    throw invalidParameter('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.');
  }
  return parsed;
}

/** Events too far from now, or older than the group keeps them, are left out; the indexes say which. */
export function acceptEvents(
  events: readonly InputEvent[],
  nowMs: number,
  expiredBefore: number,
): { readonly accepted: readonly InputEvent[]; readonly rejected?: RejectedInfo } {
  const firstTooNew = events.findIndex(({ atMs }) => atMs > nowMs + futureMaxMs);
  const end = firstTooNew === -1 ? events.length : firstTooNew;
  const tooOldEnd = countBefore(events, nowMs - pastMaxMs);
  const expiredEnd = countBefore(events, expiredBefore);
  const accepted = events.slice(Math.max(tooOldEnd, expiredEnd), end);
  if (accepted.length === events.length) return { accepted };
  const rejected = {
    ...(firstTooNew !== -1 && { tooNewLogEventStartIndex: firstTooNew }),
    ...(tooOldEnd > 0 && { tooOldLogEventEndIndex: tooOldEnd }),
    ...(expiredEnd > 0 && { expiredLogEventEndIndex: expiredEnd }),
  };
  return { accepted, rejected };
}

/** The events are in order, so these are the first. */
const countBefore = (events: readonly InputEvent[], beforeMs: number): number =>
  events.filter(({ atMs }) => atMs < beforeMs).length;
