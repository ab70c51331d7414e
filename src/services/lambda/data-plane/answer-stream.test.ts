import { expect, test } from 'vitest';
import { AnswerStream, heldBytesMax } from './answer-stream.ts';

const chunk = Buffer.alloc(heldBytesMax / 4);

/** Whether a promise is settled, once all that is ready has run. */
async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  await new Promise(setImmediate);
  return settled;
}

test('a chunk goes at once to who waits for it', async () => {
  const stream = new AnswerStream();
  const next = stream.next();
  expect(stream.write(chunk)).toBeUndefined();
  expect(await next).toEqual({ done: false, value: chunk });
});

test('who writes waits while more is held than may be, until half of it is read', async () => {
  const stream = new AnswerStream();
  const waits = Array.from({ length: 4 }, () => stream.write(chunk));
  expect(waits.slice(0, 3)).toEqual([undefined, undefined, undefined]);
  const room = waits[3] ?? Promise.reject(new Error('it must wait'));
  await stream.next();
  await stream.next();
  expect(await isSettled(room)).toBe(false);
  await stream.next();
  expect(await isSettled(room)).toBe(true);
});

test('bytes that are written one by one fill it, too', () => {
  const stream = new AnswerStream();
  let count = 0;
  while (stream.write(Buffer.from('x')) === undefined) count += 1;
  expect(count).toBeLessThan(heldBytesMax / 100);
});

test('what is held when it ends is still read', async () => {
  const stream = new AnswerStream();
  void stream.write(Buffer.from('last'));
  stream.end();
  const read: string[] = [];
  for await (const bytes of stream) read.push(Buffer.from(bytes).toString());
  expect(read).toEqual(['last']);
});

test('the end is told to who waits', async () => {
  const stream = new AnswerStream();
  const next = stream.next();
  stream.end();
  expect(await next).toEqual({ done: true, value: undefined });
});

test('once nobody reads any more, nobody who writes has to wait, and nothing is held', async () => {
  const stream = new AnswerStream();
  let room: Promise<void> | undefined;
  while (room === undefined) room = stream.write(chunk);
  await stream.return();
  expect(await isSettled(room)).toBe(true);
  for (let count = 0; count < 10; count += 1) expect(stream.write(chunk)).toBeUndefined();
  expect(await stream.next()).toEqual({ done: true, value: undefined });
});
