/** Operations that answer in events while they go on: what stands before the events, and the events. */
import type { ApiOperation } from '../api/service-api.ts';
import type { StreamedEvent } from '../protocol/event-stream.ts';

type Output = Readonly<Record<string, unknown>>;

/** By operation; the empty name says that there is none. Every answer asks, so it is found out once. */
const eventMembers = new WeakMap<ApiOperation, string>();

/** The output without its events, which no codec writes whole. */
export function splitEvents(
  operation: ApiOperation,
  output: Output,
): { readonly output: Output; readonly events?: AsyncIterable<StreamedEvent> } {
  const name = eventMemberOf(operation);
  if (name === '') return { output };
  const { [name]: events, ...rest } = output;
  return isStreamOfEvents(events) ? { output: rest, events } : { output };
}

function eventMemberOf(operation: ApiOperation): string {
  const known = eventMembers.get(operation);
  if (known !== undefined) return known;
  const name = operation.output.getEventStreamMember();
  eventMembers.set(operation, name);
  return name;
}

/** The events are what the type of the operation's handler says. */
function isStreamOfEvents(value: unknown): value is AsyncIterable<StreamedEvent> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** The messages of the events. No generator: one that was not begun would not tell its maker that nobody reads. */
export function writeEvents(operation: ApiOperation, events: AsyncIterable<StreamedEvent>): AsyncIterable<Uint8Array> {
  const schema = operation.output.getMemberSchema(eventMemberOf(operation));
  return {
    [Symbol.asyncIterator]() {
      const iterator = events[Symbol.asyncIterator]();
      return {
        async next() {
          // Few platforms ever stream: what that takes is loaded with the first answer that does.
          const { writeEvent } = await import('../protocol/event-stream.ts');
          const { done, value } = await iterator.next();
          return done === true ? { done, value: undefined } : { done: false, value: writeEvent(schema, value) };
        },
        async return() {
          await iterator.return?.();
          return { done: true, value: undefined };
        },
      };
    },
  };
}
