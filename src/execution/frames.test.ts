import { array, assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeInvoke, FrameReader } from './frames.ts';
import type { RuntimeFrame } from './frames.ts';

function frame(kind: number, body: Uint8Array): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32LE(1 + body.length, 0);
  header[4] = kind;
  return Buffer.concat([header, body]);
}

function readAll(chunks: readonly Buffer[]): readonly RuntimeFrame[] | 'broken' {
  const messages: RuntimeFrame[] = [];
  const reader = new FrameReader((message) => messages.push(message));
  return chunks.every((chunk) => reader.push(chunk)) ? messages : 'broken';
}

describe('a frame reader', () => {
  const body = Buffer.concat([Buffer.from([4]), Buffer.from('Type{"a":1}')]);
  const stream = Buffer.concat([
    frame(1, Buffer.alloc(0)),
    frame(3, Buffer.concat([Buffer.from([1, 2, 0, 0]), Buffer.from('{"n":1}')])),
    frame(4, body),
    frame(6, body),
    frame(2, body),
    frame(5, Buffer.alloc(0)),
  ]);

  it('puts messages together however the stream is cut', () => {
    const payload = Buffer.from('{"a":1}');
    const wanted = [
      { kind: 'ready' },
      { kind: 'response', peakKiB: 513, payload: Buffer.from('{"n":1}') },
      { kind: 'error', errorType: 'Type', payload, fatal: false },
      { kind: 'error', errorType: 'Type', payload, fatal: true },
      { kind: 'init-error', errorType: 'Type', payload },
      { kind: 'too-large' },
    ];
    assert(
      property(array(integer({ min: 0, max: stream.length })), (cuts) => {
        const places = [0, ...cuts.toSorted((one, other) => one - other), stream.length];
        const chunks = places.slice(1).map((end, index) => stream.subarray(places[index], end));
        expect(readAll(chunks)).toEqual(wanted);
      }),
    );
  });

  it.each([
    ['an empty frame', Buffer.alloc(4)],
    ['an unknown kind', frame(9, Buffer.from('x'))],
    ['a length beyond any answer', Buffer.from([0xff, 0xff, 0xff, 0xff])],
    ['a response without its head', frame(3, Buffer.from('a'))],
  ])('refuses %s', (_what, bytes) => {
    expect(readAll([bytes])).toBe('broken');
  });
});

describe('an event', () => {
  const head = { requestId: 'r', invokedFunctionArn: 'arn', deadlineMs: 5, clientContext: '{"é":1}' };

  it.each([
    ['goes out in one piece', 10, 1],
    ['beside its payload where that is long', 100_000, 2],
  ])('%s', (_what, length, pieces) => {
    const payload = Buffer.alloc(length, 'x');
    const written = encodeInvoke({ ...head, payload });
    expect(written).toHaveLength(pieces);
    const bytes = Buffer.concat(written);
    expect(bytes.readUInt32LE(0)).toBe(bytes.length - 4);
    expect(bytes[4]).toBe(1);
    const headEnd = 9 + bytes.readUInt32LE(5);
    expect(JSON.parse(bytes.toString('utf8', 9, headEnd))).toEqual(head);
    expect(bytes.subarray(headEnd)).toEqual(payload);
  });
});
