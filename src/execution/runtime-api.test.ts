import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Peer } from './peer-check.ts';
import { until } from './process-host.fixture.ts';
import { RuntimeApi } from './runtime-api.ts';
import type { RuntimeMessage } from './runtime-channel.ts';

const root = '/2018-06-01/runtime/invocation';
const event = { requestId: 'r-1', payload: Buffer.from('{"n":1}'), invokedFunctionArn: 'arn', deadlineMs: 0 };
const apis: RuntimeApi[] = [];

afterEach(() => {
  for (const api of apis.splice(0)) api.close();
});

async function listen(): Promise<RuntimeApi> {
  const api = await RuntimeApi.listen();
  apis.push(api);
  return api;
}

/** Opens it, with what it then tells. `peers`: whose its connections are, in turn; later ones are the environment's. */
function open(api: RuntimeApi, ...peers: readonly Promise<Peer>[]): readonly RuntimeMessage[] {
  const messages: RuntimeMessage[] = [];
  const waiting = [...peers];
  const listener = { wantsParts: false, onMessage: (told: RuntimeMessage) => void messages.push(told) };
  api.open({ ...listener, onPart: () => undefined }, async () => (await waiting.shift()) ?? 'own');
  return messages;
}

/** A connection on which one request was sent. */
async function send(api: RuntimeApi, method: 'GET' | 'POST', path: string, body = ''): Promise<Socket> {
  const [host, port] = api.address.split(':');
  const socket = connect({ host, port: Number(port) });
  // What is closed at the end of a test may be reset.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(`${method} ${root}${path} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  return socket;
}

async function answerOn(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    if (/\r\n\r\n.+/s.test(text)) break;
  }
  return text;
}

describe('the Runtime API', () => {
  it('hears nobody until it is known whose connections it takes', async () => {
    const api = await listen();
    const polling = await send(api, 'GET', '/next');
    api.send(event);
    const messages = open(api);
    expect(await answerOn(polling)).toMatch(/^HTTP\/1.1 200 .*{"n":1}$/s);
    expect(messages).toEqual([{ kind: 'ready' }]);
  });

  it("refuses others, and keeps the event for the environment's own", async () => {
    const api = await listen();
    const messages = open(api, Promise.resolve('own'), Promise.resolve('other'), Promise.resolve('other'));
    const polling = await send(api, 'GET', '/next');
    await until(() => messages.length > 0);
    expect(await answerOn(await send(api, 'GET', '/next'))).toMatch(/^HTTP\/1.1 403 .*"errorType":"Forbidden"/s);
    api.send(event);
    expect(await answerOn(await send(api, 'POST', '/r-1/response', '"stolen"'))).toMatch(/^HTTP\/1.1 403 /);
    expect(await answerOn(polling)).toMatch(/^HTTP\/1.1 200 /);
    expect(messages).toEqual([{ kind: 'ready' }]);
  });

  it('hands no event to whom it does not know in time', async () => {
    const api = await listen();
    const late = Promise.withResolvers<Peer>();
    const messages = open(api, late.promise);
    const polling = await send(api, 'GET', '/next');
    polling.destroy();
    late.resolve('gone');
    api.send(event);
    expect(await answerOn(await send(api, 'GET', '/next'))).toMatch(/^HTTP\/1.1 200 /);
    expect(messages).toEqual([{ kind: 'ready' }]);
  });

  it('takes for broken off an answer whose connection it does not know in time', async () => {
    const api = await listen();
    const messages = open(api, Promise.resolve('own'), Promise.resolve('gone'), Promise.resolve('gone'));
    api.send(event);
    await answerOn(await send(api, 'GET', '/next'));
    // The event of another invocation is not its to end.
    await once((await send(api, 'POST', '/r-2/response', '1')).resume(), 'close');
    await once((await send(api, 'POST', '/r-1/response', '1')).resume(), 'close');
    await send(api, 'GET', '/next');
    await until(() => messages.length > 1);
    const errorType = 'Runtime.TruncatedResponse';
    const payload = Buffer.from(JSON.stringify({ errorType }));
    expect(messages).toEqual([{ kind: 'ready' }, { kind: 'error', errorType, payload, fatal: false }]);
  });
});
