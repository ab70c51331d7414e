import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { BrokenStream } from '../aws/wire.ts';
import { sendChunks } from './send-chunks.ts';

/** A server that answers each request with these chunks, and what came of each. */
async function openServer(chunks: AsyncIterable<Uint8Array>) {
  const sent: Promise<unknown>[] = [];
  const server = createServer((request, response) => {
    response.writeHead(200);
    const hasBody = request.method !== 'HEAD';
    sent.push(sendChunks(response, chunks, { hasBody }).catch((error: unknown) => error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, sent };
}

test('the chunks are the body', async () => {
  const { url, sent } = await openServer(
    (async function* () {
      yield Buffer.from('once ');
      yield Buffer.from('upon a time');
    })(),
  );
  expect(await (await fetch(url)).text()).toBe('once upon a time');
  expect(await sent[0]).toBeUndefined();
});

test('what breaks off arrives so far, and is a failure only where nobody has told it', async () => {
  const failing = async function* (error: Error) {
    yield Buffer.from('half');
    throw error;
  };
  for (const [error, result] of [
    [new BrokenStream('over'), undefined],
    [new Error('a bug'), new Error('a bug')],
  ] as const) {
    const { url, sent } = await openServer(failing(error));
    const reader = (await fetch(url)).body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe('half');
    await expect(reader.read()).rejects.toThrow('terminated');
    expect(await sent[0]).toEqual(result);
  }
});

test('who makes the chunks learns that the client has hung up', async () => {
  const returned = Promise.withResolvers<void>();
  const forever: AsyncIterator<Uint8Array> = {
    next: async () => ({ done: false, value: Buffer.alloc(100_000) }),
    async return() {
      returned.resolve();
      return { done: true, value: undefined };
    },
  };
  const { url, sent } = await openServer({ [Symbol.asyncIterator]: () => forever });
  const hangUp = new AbortController();
  const { body } = await fetch(url, { signal: hangUp.signal });
  await body?.getReader().read();
  hangUp.abort();
  await returned.promise;
  expect(await sent[0]).toBeUndefined();
});

test('the answer to HEAD has no body, and nobody makes one', async () => {
  let isReturned = false;
  const idle: AsyncIterator<Uint8Array> = {
    next: () => Promise.reject(new Error('nobody asks')),
    async return() {
      isReturned = true;
      return { done: true, value: undefined };
    },
  };
  const { url, sent } = await openServer({ [Symbol.asyncIterator]: () => idle });
  expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
  expect(await sent[0]).toBeUndefined();
  await expect.poll(() => isReturned).toBe(true);
});
