import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { SystemClock } from '../time/system-clock.ts';
import { OpenConnections } from './open-connections.ts';

/** A clock whose timers fire when the test says so, in order. */
class HandClock extends SystemClock {
  readonly timers: { readonly inMs: number; readonly fire: () => void }[] = [];

  override setRealTimer(inMs: number, fire: () => void) {
    this.timers.push({ inMs, fire });
    return { cancel: () => undefined };
  }
}

async function openServer() {
  const clock = new HandClock();
  const responses = new Map<string, ServerResponse>();
  const server = createServer((request, response) => {
    responses.set(request.url ?? '', response);
    response.writeHead(200).flushHeaders();
  });
  const connections = new OpenConnections(server, clock);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    const response = responses.get(path);
    if (response?.socket === undefined || response.socket === null) throw new Error('it has a connection');
    return { answer, response, socket: response.socket };
  };
  return { clock, connections, ask };
}

test('a server that stops cuts off late answers, and leaves more time to those that are still being made', async () => {
  const { clock, connections, ask } = await openServer();
  const late = await ask('/late');
  const streamed = await ask('/streamed');
  const sent = Promise.withResolvers<void>();
  const streaming = connections.stream(streamed.socket, () => sent.promise);
  const drained = connections.drain();
  expect(clock.timers.map(({ inMs }) => inMs)).toEqual([5000, 60_000]);
  clock.timers[0]?.fire();
  await expect(late.answer.text()).rejects.toThrow('terminated');
  streamed.response.end('to its end');
  sent.resolve();
  await streaming;
  connections.answered(streamed.response);
  expect(await streamed.answer.text()).toBe('to its end');
  await drained;
});

test('at last it cuts off those, too', async () => {
  const { clock, connections, ask } = await openServer();
  const { answer, socket } = await ask('/streamed');
  void connections.stream(socket, () => new Promise(() => undefined));
  const drained = connections.drain();
  for (const { fire } of clock.timers) fire();
  await expect(answer.text()).rejects.toThrow('terminated');
  await drained;
});

test('a connection that a client keeps ends with the answer that was under way', async () => {
  const { clock, connections, ask } = await openServer();
  const { answer, response } = await ask('/kept');
  expect(answer.headers.get('connection')).toBe('keep-alive');
  const drained = connections.drain();
  response.end('whole');
  connections.answered(response);
  expect(await answer.text()).toBe('whole');
  await drained;
  expect(clock.timers).toHaveLength(2);
});
