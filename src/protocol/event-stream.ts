/**
 * Event streams: an answer in messages, each with headers of its own and two checksums.
 * https://smithy.io/2.0/aws/amazon-eventstream.html
 */
import { EventStreamCodec } from '@smithy/core/event-streams';
import type { NormalizedSchema } from '@smithy/core/schema';
import { invariant } from '../invariant.ts';
import { contentTypeOf } from './rest-binding.ts';
import { writeBody } from './codecs.ts';

/** One event: its name, and what it holds. */
export type StreamedEvent = Readonly<Record<string, unknown>>;

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/** The message of one event, as a REST service that speaks JSON sends it. The schema is that of all the events. */
export function writeEvent(schema: NormalizedSchema, event: StreamedEvent): Uint8Array {
  const entry = Object.entries(event).find(([, value]) => value !== undefined);
  invariant(entry !== undefined, 'an event has a name');
  const [name, value] = entry;
  const { body, contentType } = writePayload(schema.getMemberSchema(name), value);
  return codec.encode({
    headers: {
      ':event-type': { type: 'string', value: name },
      ':content-type': { type: 'string', value: contentType },
      ':message-type': { type: 'string', value: 'event' },
    },
    body,
  });
}

function writePayload(
  schema: NormalizedSchema,
  value: unknown,
): { readonly body: Uint8Array; readonly contentType: string } {
  for (const [name, member] of schema.structIterator()) {
    if (!member.getMergedTraits().eventPayload) continue;
    const payload =
      typeof value === 'object' && value !== null ? Object.entries(value).find(([key]) => key === name) : undefined;
    const bytes: unknown = payload?.[1];
    invariant(bytes instanceof Uint8Array, `the payload ${name} of an event is bytes`);
    return { body: bytes, contentType: 'application/octet-stream' };
  }
  return { body: writeBody('rest-json', schema, value), contentType: contentTypeOf('rest-json') };
}
