import { expect, test } from 'vitest';
import { ResponseRelay, streamedBytesMax } from './response-relay.ts';
import { responseBytesMax } from './runtime-channel.ts';

const bytes = (text: string) => ({ kind: 'bytes', bytes: Buffer.from(text) }) as const;
const begin = { kind: 'begin', contentType: 'text/plain' } as const;

test('an answer that nobody wants as it comes is collected', () => {
  const relay = new ResponseRelay(undefined);
  void relay.take(begin);
  for (const text of ['once ', '', 'upon ', 'a time']) void relay.take(bytes(text));
  expect(Buffer.from(relay.takeCollected()).toString()).toBe('once upon a time');
  expect([relay.begun, relay.isPassedOn, relay.bytes]).toEqual([true, false, 16]);
});

test('byte by byte it is the same answer', () => {
  const relay = new ResponseRelay(undefined);
  void relay.take(begin);
  const text = 'ä'.repeat(10_000);
  for (const byte of Buffer.from(text)) void relay.take({ kind: 'bytes', bytes: Buffer.from([byte]) });
  expect(Buffer.from(relay.takeCollected()).toString()).toBe(text);
});

test('what is collected may be as large as any answer, and no larger', () => {
  const relay = new ResponseRelay(undefined);
  void relay.take({ kind: 'bytes', bytes: Buffer.alloc(responseBytesMax - 1) });
  void relay.take(bytes('x'));
  expect([relay.tooLarge, relay.takeCollected().length]).toEqual([false, responseBytesMax]);
  void relay.take(bytes('x'));
  expect(relay.tooLarge).toBe(true);
});

test('who wants it as it comes gets it so, and says when to wait', () => {
  const seen: string[] = [];
  const full = Promise.resolve();
  const relay = new ResponseRelay({
    begin: (contentType) => void seen.push(contentType),
    write(chunk) {
      seen.push(Buffer.from(chunk).toString());
      return full;
    },
  });
  expect(relay.isPassedOn).toBe(false);
  expect(relay.take(begin)).toBeUndefined();
  expect(relay.take(bytes('once'))).toBe(full);
  expect(seen).toEqual(['text/plain', 'once']);
  expect([relay.isPassedOn, relay.takeCollected().length]).toEqual([true, 0]);
});

test('what is passed on ends at 200 MB', () => {
  let taken = 0;
  const relay = new ResponseRelay({
    begin: () => undefined,
    write(chunk) {
      taken += chunk.length;
      return undefined;
    },
  });
  void relay.take(begin);
  const mebibyte = Buffer.alloc(1024 * 1024);
  for (let count = 0; count < 200; count += 1) void relay.take({ kind: 'bytes', bytes: mebibyte });
  expect(relay.tooLarge).toBe(false);
  void relay.take(bytes('x'));
  expect([relay.tooLarge, taken]).toEqual([true, streamedBytesMax]);
});
