import { expect, test } from 'vitest';
import type { WireRequest } from '../aws/wire.ts';
import { SystemClock } from '../time/system-clock.ts';
import { startHttpServer } from './http-server.ts';

const mebibyte = 1024 * 1024;
const heldMaxBytes = 10 * mebibyte;
const done = { status: 200, headers: {}, body: new Uint8Array() };

async function startServer(handle: (request: WireRequest) => Promise<typeof done>) {
  const failures: unknown[] = [];
  const log = { failure: (_what: string, error: unknown) => void failures.push(error), notice: () => undefined };
  const clock = new SystemClock();
  const server = await startHttpServer({ host: '127.0.0.1', port: 0, handle, log, clock, heldMaxBytes });
  return { server, failures, url: `http://127.0.0.1:${server.port}` };
}

test('the bytes of a request are free again when it is answered, whoever has taken them', async () => {
  const { server, url, failures } = await startServer(async ({ body }) => {
    // As the control plane's thread gets them.
    if (body.buffer instanceof ArrayBuffer) structuredClone(body.buffer, { transfer: [body.buffer] });
    return done;
  });
  await using _ = server;
  const body = Buffer.alloc(4 * mebibyte);
  // Together they are more than is held at once.
  for (let count = 0; count < 6; count += 1) {
    const answer = await fetch(`${url}/bucket/key`, { method: 'PUT', body });
    expect(answer.status).toBe(200);
    await answer.arrayBuffer();
  }
  expect(failures).toEqual([]);
});

test('a request beyond what is held at once is told to come again, in the words of its protocol', async () => {
  const answer = Promise.withResolvers<typeof done>();
  const taken: (() => void)[] = [];
  const { server, url } = await startServer(() => {
    taken.shift()?.();
    return answer.promise;
  });
  await using _ = server;
  const put = (mebibytes: number) =>
    fetch(`${url}/bucket/key`, { method: 'PUT', body: Buffer.alloc(mebibytes * mebibyte) });
  const held: Promise<Response>[] = [];
  for (let count = 0; count < 3; count += 1) {
    const isTaken = new Promise<void>((resolve) => taken.push(resolve));
    held.push(put(3));
    await isTaken;
  }
  const refused = await put(2);
  expect(refused.status).toBe(503);
  expect(await refused.text()).toContain('<Code>ServiceUnavailable</Code>');
  answer.resolve(done);
  expect((await Promise.all(held)).map(({ status }) => status)).toEqual([200, 200, 200]);
});
