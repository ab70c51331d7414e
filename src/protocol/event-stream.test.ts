import { EventStreamCodec } from '@smithy/core/event-streams';
import { expect, test } from 'vitest';
import { lambda } from '../api/lambda.ts';
import { writeEvent } from './event-stream.ts';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
);

async function eventSchema() {
  const operation = (await lambda.load()).findOperation('InvokeWithResponseStream');
  if (operation === undefined) throw new Error('no such operation');
  return operation.output.getMemberSchema('EventStream');
}

function read(message: Uint8Array) {
  const { headers, body } = codec.decode(message);
  const values = Object.entries(headers).map(([name, { value }]) => [name, value] as const);
  return { headers: Object.fromEntries(values), body: Buffer.from(body).toString() };
}

test("an event's payload travels as it is", async () => {
  const message = writeEvent(await eventSchema(), {
    PayloadChunk: { Payload: Buffer.from('once upon a time') },
  });
  expect(read(message)).toEqual({
    headers: {
      ':event-type': 'PayloadChunk',
      ':content-type': 'application/octet-stream',
      ':message-type': 'event',
    },
    body: 'once upon a time',
  });
});

test('an event without a payload of its own travels as JSON', async () => {
  const schema = await eventSchema();
  const failed = { ErrorCode: 'Unhandled', ErrorDetails: '{"errorType":"Error"}' };
  const { headers, body } = read(writeEvent(schema, { PayloadChunk: undefined, InvokeComplete: failed }));
  expect(headers).toMatchObject({ ':event-type': 'InvokeComplete', ':content-type': 'application/json' });
  expect(JSON.parse(body)).toEqual(failed);
  expect(read(writeEvent(schema, { InvokeComplete: {} })).body).toBe('{}');
});
