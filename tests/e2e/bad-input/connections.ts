/** Bytes that are no HTTP, half requests, and requests that two readers would understand differently. */
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { resident, type TargetServer } from './server.ts';
import { sign } from './signed-request.ts';

const health = 'GET /_serin/health HTTP/1.1\r\nHost: localhost\r\n\r\n';
const lastHealth = health.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n');
const stalled = 100;

/** Sends, and reads until the server ends the connection; what it said. */
async function exchange(server: TargetServer, bytes: string): Promise<string> {
  const socket = await open(server);
  socket.write(bytes, 'latin1');
  return await readToEnd(socket);
}

async function open({ program }: TargetServer): Promise<Socket> {
  const { hostname, port } = new URL(program.endpoint);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  // A server may well break the connection off: what it had said counts.
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

async function readToEnd(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  if (!socket.closed && !socket.readableEnded) await Promise.race([once(socket, 'end'), once(socket, 'close')]);
  socket.destroy();
  return text;
}

const statuses = (text: string): string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => status ?? '');

const unreadable: Readonly<Record<string, string>> = {
  'that is no HTTP': 'hello\r\n\r\n',
  'of another protocol': '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003',
  'of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'with a method that is none': 'STEAL / HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'without a host': 'GET / HTTP/1.1\r\n\r\n',
  'with two hosts': 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n',
  'with a NUL in a header': 'GET / HTTP/1.1\r\nHost: localhost\r\nX: a\0b\r\n\r\n',
  'with a header that is folded': 'GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\r\n\r\n',
  'with a blank before a colon': 'GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length : 3\r\n\r\nabc',
  'with a blank in its address': 'GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'with both a length and chunks':
    'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /x HTTP/1.1\r\nHost: localhost\r\n\r\n',
  'with chunks and a length':
    'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n',
  'with two lengths': 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
  'with a length that is no number': 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1e3\r\n\r\n',
  'with a negative length': 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n',
  'with a length beyond all numbers': `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${'9'.repeat(30)}\r\n\r\n`,
  'with chunks twice':
    'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n',
  'with chunks under another name':
    'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n',
  'with a chunk whose size is none':
    'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n',
  'with a chunk longer than it says':
    'POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcdef\r\n0\r\n\r\n',
  'with lines that end in a bare carriage return': 'GET / HTTP/1.1\rHost: localhost\r\r',
};

export function describeConnections(server: () => TargetServer): void {
  for (const [what, bytes] of Object.entries(unreadable)) {
    test(`a request ${what} is answered 400, once, and the connection ends`, async () => {
      const text = await exchange(server(), bytes);
      expect(statuses(text), text).toEqual(['400']);
      expect(text.toLowerCase()).toContain('connection: close');
    });
  }

  test('good requests in a row are all answered, in order', async () => {
    const text = await exchange(server(), `${health}${health}${lastHealth}`);
    expect(statuses(text), text).toEqual(['200', '200', '200']);
  });

  test('garbage behind a good request ends the connection', async () => {
    const text = await exchange(server(), `${health}garbage\r\n\r\n${health}`);
    expect(statuses(text).at(-1), text).toBe('400');
    expect(statuses(text).length).toBeLessThan(3);
  });

  test('a request within the body of another is a body', async () => {
    const inner = 'DELETE /2015-03-31/functions/resident HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const outer = `POST /2015-03-31/functions HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${inner.length}\r\n\r\n`;
    const text = await exchange(server(), `${outer}${inner}${lastHealth}`);
    expect(statuses(text), text).toEqual(['403', '200']);
  });

  test('a client that waits for leave to send what is too large is refused, and its next bytes are no request', async () => {
    const head = `PUT /${resident}/key HTTP/1.1\r\nHost: localhost\r\nContent-Length: 400000000\r\nExpect: 100-continue\r\n\r\n`;
    const text = await exchange(server(), `${head}${health}`);
    expect(statuses(text)[0], text).toBe('400');
    expect(text).toContain('EntityTooLarge');
    expect(statuses(text)).toHaveLength(1);
  });

  test('a header of 10,000 bytes is read, as on AWS', async () => {
    const { signing, send } = server();
    const unsigned = { service: 'lambda', method: 'GET', path: `/2015-03-31/functions/${resident}` };
    const huge = sign({ ...unsigned, headers: { 'x-custom': 'a'.repeat(10_000) } }, signing);
    expect((await send(huge)).status).toBe(200);
  });

  test('headers beyond the bound are refused', async () => {
    const one = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(100_000)}\r\n\r\n`;
    const many = `GET / HTTP/1.1\r\nHost: localhost\r\n${Array.from({ length: 5000 }, (_, index) => `X-${index}: a`).join('\r\n')}\r\n\r\n`;
    const address = `GET /${'a'.repeat(100_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    for (const bytes of [one, many, address]) {
      const text = await exchange(server(), bytes);
      expect(statuses(text), text.slice(0, 200)).toEqual(['431']);
      expect(text).toContain('Your request header section exceeds the maximum allowed size.');
    }
  });

  test('an address of every strange form has an answer', async () => {
    for (const target of [
      '*',
      'http://localhost/',
      '//',
      '/%',
      '/%00',
      '/%zz/%e0',
      '/../../etc/passwd',
      '/?',
      '/?%',
      '/?=&&=',
      '/;',
      '/\u00ff',
    ]) {
      const text = await exchange(server(), `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(statuses(text), target).toHaveLength(1);
      expect(statuses(text)[0], `${target}: ${text}`).toMatch(/^4/);
    }
  });

  test('requests are served while a hundred clients stall in the middle of theirs', async () => {
    const { signing, program } = server();
    const path = `/2015-03-31/functions/${resident}/invocations`;
    const { headers } = sign({ service: 'lambda', method: 'POST', path, body: '{}' }, signing);
    const head = Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('');
    const halves = [
      'POST /2015-03-31/func',
      `POST ${path} HTTP/1.1\r\nHost: lo`,
      `POST ${path} HTTP/1.1\r\n${head}Content-Length: 2\r\n\r\n{`,
      `POST ${path} HTTP/1.1\r\n${head}Transfer-Encoding: chunked\r\n\r\n5\r\nab`,
      '',
    ];
    const sockets = await Promise.all(Array.from({ length: stalled }, () => open(server())));
    for (const [index, socket] of sockets.entries()) socket.write(halves[index % halves.length] ?? '');
    for (let count = 0; count < 20; count += 1) {
      const answer = await server().call({ service: 'lambda', method: 'POST', path, body: `{"count":${count}}` });
      expect([answer.status, answer.body.toString()]).toEqual([200, `{"count":${count}}`]);
    }
    // A slow client is a client: the last byte makes the request.
    const slow = await open(server());
    for (const byte of lastHealth) slow.write(byte);
    expect(statuses(await readToEnd(slow))).toEqual(['200']);
    for (const socket of sockets) socket.destroy();
    expect(program.isRunning()).toBe(true);
  });

  test('a client that never ends its side does not keep the connection that was refused', async () => {
    const before = openFiles(server());
    const sockets = await Promise.all(Array.from({ length: 50 }, () => open(server())));
    for (const socket of sockets) socket.write('garbage\r\n\r\n');
    await Promise.all(sockets.map((socket) => once(socket.resume(), 'end').catch(() => undefined)));
    await expect.poll(() => openFiles(server()), { timeout: 100_000 }).toBeLessThan(before + 25);
    for (const socket of sockets) socket.destroy();
  });
}

const openFiles = ({ program }: TargetServer): number => readdirSync(`/proc/${program.pid}/fd`).length;
