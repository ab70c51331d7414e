import { connect, type Socket } from 'node:net';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WireRequest, WireResponse } from '../aws/wire.ts';
import { SystemClock } from '../time/system-clock.ts';
import { startHttpServer, type RunningHttpServer } from './http-server.ts';

const path = '/2015-03-31/functions/checkout/invocations';

/** Which of both reads a request shows in what it hands on. */
const isFromFront = (request: WireRequest): boolean => request.rawHeaders === undefined;

let server: RunningHttpServer;
const seen: WireRequest[] = [];
const failures: unknown[] = [];

beforeAll(async () => {
  server = await start(async (request) => {
    seen.push(request);
    return echo(request);
  });
});

afterAll(() => server[Symbol.asyncDispose]());

function start(
  handle: (request: WireRequest) => Promise<WireResponse>,
  { clock = new SystemClock(), heldMaxBytes = 2 ** 30 } = {},
): Promise<RunningHttpServer> {
  const log = { failure: (_what: string, error: unknown) => void failures.push(error), notice: () => undefined };
  return startHttpServer({ host: '127.0.0.1', port: 0, handle, log, clock, heldMaxBytes });
}

/** Whose timers are a thousand times as fast. */
class HastyClock extends SystemClock {
  override setRealTimer(delayMs: number, callback: () => void) {
    return super.setRealTimer(delayMs / 1000, callback);
  }
}

/** Answers what it understood, and what the request asks it to answer. */
async function echo({ method, path: sentPath, query, headers, body }: WireRequest): Promise<WireResponse> {
  if (headers['x-fail'] !== undefined) throw new Error('asked to');
  const status = Number(headers['x-status'] ?? 200);
  const understood = JSON.stringify({
    method,
    path: sentPath,
    query,
    headers,
    body: Buffer.from(body).toString('latin1'),
  });
  return {
    status,
    headers: {
      'Content-Type': 'application/json',
      'X-Said': headers['x-say'] ?? 'nothing\u{1f600}',
      'X-Many': ['1', '2'],
    },
    body: status === 204 ? new Uint8Array() : Buffer.from(understood),
  };
}

/** A client that speaks bytes. */
class Line {
  readonly socket: Socket;
  received = Buffer.alloc(0);
  readonly closed: Promise<void>;
  #arrived: (() => void) | undefined;

  constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.#arrived?.();
    });
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', () => resolve()));
    void this.closed.then(() => this.#arrived?.());
  }

  async send(...pieces: readonly (string | Buffer)[]): Promise<void> {
    for (const piece of pieces) {
      await new Promise<void>((resolve) => this.socket.write(piece, 'latin1', () => resolve()));
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The next answer, without its date; or what came before the connection ended. */
  async answer(): Promise<string> {
    for (;;) {
      const length = answerLength(this.received);
      if (length !== undefined && this.received.length >= length) {
        const answer = this.received.toString('latin1', 0, length);
        this.received = this.received.subarray(length);
        return answer.replace(/\r\nDate: [^\r]+/, '');
      }
      if (this.socket.destroyed) return `ended: ${this.received.toString('latin1')}`;
      await new Promise<void>((resolve) => (this.#arrived = resolve));
    }
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}

function answerLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1];
  return end + 4 + Number(length ?? 0);
}

function request(...headers: readonly string[]): string {
  return `POST ${path}?Qualifier=live HTTP/1.1\r\n${['Host: localhost', 'Content-Length: 7', ...headers].join('\r\n')}\r\n\r\n{"a":1}`;
}

/** What makes a connection one of `node:http`, for good. */
const toHttp = 'GET /anything HTTP/1.1\r\nHost: localhost\r\n\r\n';

async function viaHttp(bytes: string): Promise<{ readonly answer: string; readonly isOpen: boolean }> {
  using line = new Line(server.port);
  await line.send(toHttp);
  await line.answer();
  await line.send(bytes);
  const answer = await line.answer();
  return { answer, isOpen: await isOpen(line, answer) };
}

async function viaFront(bytes: string): Promise<{ readonly answer: string; readonly isOpen: boolean }> {
  using line = new Line(server.port);
  await line.send(bytes);
  const answer = await line.answer();
  return { answer, isOpen: await isOpen(line, answer) };
}

async function isOpen(line: Line, answer: string): Promise<boolean> {
  if (/\r\nConnection: close/i.test(answer)) {
    await line.closed;
    return false;
  }
  return !line.socket.destroyed;
}

describe('plain invocations are answered as node:http answers them', () => {
  test.each([
    ['', request()],
    [
      'with the headers of an SDK',
      request('Authorization: AWS4-HMAC-SHA256 a=b', 'X-Amz-Date: 2', 'Connection: keep-alive', 'User-Agent:  a  b '),
    ],
    ['of another status', request('X-Status: 429')],
    ['without a body in the answer', request('X-Status: 204')],
    ['of a status without a name', request('X-Status: 299')],
    ['with a header that cannot travel', request('X-Say: plain')],
    ['with an empty header', request('X-Empty:')],
    ['without a body', `POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n`],
    [
      'of a long name',
      `POST /2015-03-31/functions/arn%3Aaws%3Alambda:us-east-1:1:function:$x/invocations HTTP/1.1\r\nhOST:h\r\nContent-Length: 0\r\n\r\n`,
    ],
  ])('%s', async (_, bytes) => {
    seen.length = 0;
    const [byFront, byHttp] = [await viaFront(bytes), await viaHttp(bytes)];
    expect(seen.map(isFromFront)).toEqual([true, false, false]);
    expect(byFront).toEqual(byHttp);
    expect(byFront.answer).toMatch(/^HTTP\/1\.1 \d{3} /);
  });

  test('where the handler fails', async () => {
    failures.length = 0;
    const [byFront, byHttp] = [await viaFront(request('X-Fail: 1')), await viaHttp(request('X-Fail: 1'))];
    expect(byFront).toEqual(byHttp);
    expect(failures).toHaveLength(2);
  });
});

describe('everything else gets the answer of node:http', () => {
  test.each([
    ['chunks', `POST ${path} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['a length and chunks', request('Transfer-Encoding: chunked')],
    ['two lengths', request('Content-Length: 8')],
    ['a length twice', request('Content-Length: 7')],
    ['a folded header', request('X-One: a\r\n b')],
    ['bare line feeds', request().replaceAll('\r\n', '\n')],
    ['a space before the colon', request('X-One : a')],
    ['a zero byte', request('X-One: a\0b')],
    ['two hosts', request('Host: other')],
    ['no host', request().replace('Host: localhost\r\n', '')],
    ['a broken version', request().replace('HTTP/1.1', 'HTTP/9.9')],
    ['HTTP/1.0', request().replace('HTTP/1.1', 'HTTP/1.0')],
    ['no HTTP at all', 'hello there\r\n\r\n'],
    ['a connection that closes', request('Connection: close')],
    ['a header twice', request('X-One: 1', 'X-One: 2')],
    ['a header beyond ASCII', request('X-One: \xe9')],
    ['no length', request().replace('Content-Length: 7\r\n', '')],
    ['a head that is too long', request(`X-One: ${'a'.repeat(20_000)}`)],
    ['a long head', request(`X-One: ${'a'.repeat(9000)}`)],
    ['another method', request().replace('POST', 'PUT')],
    ['another path', request().replace('/invocations', '/aliases')],
    ['a request without its first letters', request().slice(2)],
  ])('%s', async (_, bytes) => {
    seen.length = 0;
    const [byFront, byHttp] = [await viaFront(bytes), await viaHttp(bytes)];
    expect(byFront).toEqual(byHttp);
    expect(seen.filter(isFromFront)).toEqual([]);
  });

  test('a body that is announced first', async () => {
    using line = new Line(server.port);
    const [head = '', body = ''] = request('Expect: 100-continue').split(/(?<=\r\n\r\n)/);
    await line.send(head);
    expect(await line.answer()).toContain('100 Continue');
    await line.send(body);
    expect(await line.answer()).toContain('200 OK');
  });

  test('a body that is larger than an invocation may have', async () => {
    using line = new Line(server.port);
    await line.send(`POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: 70167212\r\n\r\n`);
    for (let sent = 0; sent < 70_167_212; sent += 1_000_000)
      await line.send(Buffer.alloc(Math.min(1_000_000, 70_167_212 - sent)));
    expect(await line.answer()).toContain('RequestEntityTooLargeException');
  });
});

test('the pieces in which bytes come change nothing, nor that several requests come at once', async () => {
  const bodies = fc.array(fc.stringMatching(/^[ -~\r\n]{0,60}$/), { minLength: 1, maxLength: 4 });
  const kinds = fc.array(fc.constantFrom('plain', 'plain', 'plain', 'close-cased', 'other'), {
    minLength: 4,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(bodies, kinds, fc.array(fc.nat(1000), { maxLength: 8 }), async (texts, chosen, cuts) => {
      const requests = texts.map((body, index) => {
        const header = chosen[index] === 'other' ? 'X-One: 1\r\nX-One: 2\r\n' : '';
        return `POST ${path}?n=${index} HTTP/1.1\r\nHost: h\r\n${header}Content-Length: ${body.length}\r\n\r\n${body}`;
      });
      const bytes = requests.join('');
      const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((left, right) => left - right);
      const pieces = [0, ...places].map((from, index) => bytes.slice(from, places[index] ?? bytes.length));
      using line = new Line(server.port);
      await line.send(...pieces.filter((piece) => piece !== ''));
      for (const [index, body] of texts.entries()) {
        const answer = await line.answer();
        expect(answer.slice(0, 15)).toBe('HTTP/1.1 200 OK');
        expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toMatchObject({ query: `n=${index}`, body });
      }
      expect(line.received).toHaveLength(0);
    }),
    { numRuns: 60 },
  );
});

test('one byte at a time is enough', async () => {
  using line = new Line(server.port);
  await line.send(...(request() + request('X-One: 1\r\nX-One: 2')).split(''));
  expect(await line.answer()).toContain('200 OK');
  expect(await line.answer()).toContain('200 OK');
});

test('large bodies travel whole, both ways', async () => {
  using line = new Line(server.port);
  const body = 'x'.repeat(3_000_000);
  for (let count = 0; count < 3; count += 1) {
    await line.send(`POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    const answer = await line.answer();
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4))).toMatchObject({ body });
  }
});

test('a client that asks on without taking its answers has to wait, and gets them all', async () => {
  using line = new Line(server.port);
  line.socket.pause();
  const body = 'y'.repeat(500_000);
  const one = `POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const count = 30;
  const sending = line.send(...Array.from({ length: count }, () => one));
  for (let turn = 0; turn < 100; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  line.socket.resume();
  await sending;
  for (let index = 0; index < count; index += 1) expect(await line.answer()).toContain('200 OK');
});

describe('a client that stops sending', () => {
  test('still gets the answer to what it has asked', async () => {
    using line = new Line(server.port);
    line.socket.end(request());
    expect(await line.answer()).toContain('200 OK');
    await line.closed;
  });

  test('in the middle of a request is told that there was none', async () => {
    for (const bytes of [request().slice(0, 30), request().slice(0, -1)]) {
      using line = new Line(server.port);
      line.socket.end(bytes);
      expect(await line.answer()).toContain('400 Bad Request');
      await line.closed;
    }
  });

  test('before a request is let go', async () => {
    using line = new Line(server.port);
    line.socket.end();
    await line.closed;
    expect(line.received).toHaveLength(0);
  });
});

test('a server that stops answers what is under way and ends the connections', async () => {
  const held = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const stopping = await start(async (sent) => {
    begun.resolve();
    await held.promise;
    return echo(sent);
  });
  using idle = new Line(stopping.port);
  using busy = new Line(stopping.port);
  await busy.send(request());
  await begun.promise;
  const drained = stopping.drain();
  await idle.closed;
  held.resolve();
  const answer = await busy.answer();
  expect(answer).toContain('200 OK');
  expect(answer).toContain('Connection: close');
  await Promise.all([busy.closed, drained]);
});

describe('a client that keeps the server waiting', () => {
  test.each([
    ['for a head', request().slice(0, 40)],
    ['for a request', ''],
    ['for a body', request().slice(0, -1)],
  ])('%s is told so', async (_, bytes) => {
    await using hasty = await start(echo, { clock: new HastyClock() });
    using line = new Line(hasty.port);
    await line.send(bytes);
    expect(await line.answer()).toContain('408 Request Timeout');
    await line.closed;
  });

  test('for its next request is let go', async () => {
    await using hasty = await start(echo, { clock: new HastyClock() });
    using line = new Line(hasty.port);
    await line.send(request());
    expect(await line.answer()).toContain('200 OK');
    await line.closed;
    expect(line.received).toHaveLength(0);
  });
});

test('what is held of a body that is not whole counts, until it is answered or its client goes', async () => {
  const heldMaxBytes = 2 * 1024 * 1024;
  await using small = await start(echo, { heldMaxBytes });
  const begin = async (): Promise<Line> => {
    const line = new Line(small.port);
    await line.send(`POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: ${heldMaxBytes}\r\n\r\n`);
    await line.send(Buffer.alloc(heldMaxBytes - 1, ' '));
    return line;
  };
  /** Asks until the answer is of this status: nobody tells this side when the other has read, or has seen the end. */
  const askUntil = async (status: number): Promise<void> => {
    for (let answer = ''; !answer.startsWith(`HTTP/1.1 ${status} `);) {
      using line = new Line(small.port);
      await line.send(`POST ${path} HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\n1`);
      answer = await line.answer();
    }
  };
  using answered = await begin();
  await askUntil(503);
  await answered.send(' ');
  expect(await answered.answer()).toContain('200 OK');
  await askUntil(200);
  using given = await begin();
  await askUntil(503);
  given.socket.destroy();
  await askUntil(200);
});
