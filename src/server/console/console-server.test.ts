import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SystemClock } from '../../time/system-clock.ts';
import type { NamedCall } from '../named-calls.ts';
import { type RunningConsole, startConsoleServer } from './console-server.ts';

const token = 'T'.repeat(43);
const calls: NamedCall[] = [];
const watched: boolean[] = [];
const failures: string[] = [];
let folder: string;
let server: RunningConsole;

beforeEach(async () => {
  for (const list of [calls, watched, failures]) list.length = 0;
  folder = mkdtempSync(join(tmpdir(), 'serin-page-'));
  mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), '<title>Serin</title>');
  writeFileSync(join(folder, 'page', 'assets', 'index-1a.js'), 'plain');
  writeFileSync(join(folder, 'page', 'assets', 'index-1a.js.br'), 'packed');
  writeFileSync(join(folder, 'secret.js'), 'secret');
  const log = { failure: (what: string) => failures.push(what), notice: () => {} };
  server = await startConsoleServer({
    host: '127.0.0.1',
    port: 0,
    token,
    pageFolder: join(folder, 'page'),
    clock: new SystemClock(),
    log,
  });
  server.open({
    region: 'us-east-1',
    session: () => ({ region: 'us-east-1' }),
    watchChanges: (isWatched) => watched.push(isWatched),
    async call(call) {
      calls.push(call);
      return { status: 200, body: Buffer.from('{"done":true}') };
    },
  });
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** `fetch` lets nobody say which host is meant, and makes paths straight. */
async function begin(path: string, { method = 'GET', headers = {}, body = '' }: Sent = {}): Promise<IncomingMessage> {
  const sent = request({ host: '127.0.0.1', port: server.port, path, method, headers });
  sent.end(body);
  const [response] = await once(sent, 'response');
  return response as IncomingMessage;
}

async function ask(path: string, sent: Sent = {}) {
  const response = await begin(path, sent);
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, headers: response.headers, text };
}

const cookie = (): Record<string, string> => ({ cookie: `a=b; serin-console-${server.port}=${token}` });
const call = (headers: Readonly<Record<string, string>> = {}, path = '/api/lambda/ListFunctions') =>
  ask(path, { method: 'POST', body: '{}', headers: { ...cookie(), 'x-serin-console': '1', ...headers } });

describe('the session', () => {
  test('begins with the address that holds the token, and is a cookie that no script reads', async () => {
    const { status, headers } = await ask(`/deployments?token=${token}`);
    expect(status).toBe(303);
    expect(headers.location).toBe('/deployments');
    expect(headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^serin-console-${server.port}=${token}; Path=/; Max-Age=\\d+; HttpOnly; SameSite=Strict$`),
    );
  });

  test('leads to no other host', async () => {
    expect((await ask(`//elsewhere.test/?token=${token}`)).headers.location).toBe('/elsewhere.test/');
  });

  test.each([['/'], [`/?token=${'t'.repeat(43)}`], ['/?token='], ['/assets/index-1a.js']])(
    'is needed for %s, and a page says where to get it',
    async (path) => {
      const { status, headers, text } = await ask(path);
      expect(status).toBe(401);
      expect(headers['set-cookie']).toBeUndefined();
      expect(text).toContain('serin console');
    },
  );

  test.each([['/api/session'], ['/api/events']])('is needed for %s', async (path) => {
    const { status, text } = await ask(path, { headers: { cookie: `serin-console-${server.port}=wrong` } });
    expect(status).toBe(401);
    expect(JSON.parse(text)).toMatchObject({ code: 'SessionRequired' });
  });

  test('of another port of this host does not count', async () => {
    expect((await ask('/api/session', { headers: { cookie: `serin-console-1=${token}` } })).status).toBe(401);
  });
});

describe('a request', () => {
  test.each([['elsewhere.test'], ['127.0.0.1.elsewhere.test'], ['192.168.0.7:4567']])(
    'to the host “%s” is misdirected, whatever cookie it brings',
    async (host) => {
      const { status, text } = await ask('/api/session', { headers: { ...cookie(), host } });
      expect([status, JSON.parse(text).code]).toEqual([421, 'MisdirectedRequest']);
    },
  );

  test.each([['localhost:9000'], ['127.0.0.1'], ['[::1]:4567']])('to the host %s is answered', async (host) => {
    expect((await ask('/api/session', { headers: { ...cookie(), host } })).status).toBe(200);
  });

  test('without the header that only our page sends is refused', async () => {
    const { status, text } = await call({ 'x-serin-console': '' });
    expect([status, JSON.parse(text).code]).toEqual([403, 'HeaderRequired']);
    expect(calls).toEqual([]);
  });

  test.each([
    [{ origin: 'http://elsewhere.test' }],
    [{ origin: 'http://127.0.0.1:1' }],
    [{ origin: 'null' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ 'sec-fetch-site': 'cross-site' }],
  ])('that another site has made is refused: %o', async (headers) => {
    const { status, text } = await call(headers);
    expect([status, JSON.parse(text).code]).toEqual([403, 'CrossSiteRequest']);
    expect(calls).toEqual([]);
  });

  test('of our page is carried out, in the region that it names', async () => {
    const host = `127.0.0.1:${server.port}`;
    const own = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    expect(await call(own)).toMatchObject({ status: 200, text: '{"done":true}' });
    await call({ ...own, 'x-serin-region': 'eu-west-1' });
    expect(calls.map(({ region }) => region)).toEqual(['us-east-1', 'eu-west-1']);
    expect(calls[0]).toMatchObject({ service: 'lambda', operation: 'ListFunctions' });
  });

  test('in a region that is none, or for what is no operation, is refused', async () => {
    expect((await call({ 'x-serin-region': '../x' })).status).toBe(400);
    expect((await call({}, '/api/lambda/../../x')).status).toBe(404);
    expect((await ask('/api/lambda/ListFunctions', { headers: cookie() })).status).toBe(404);
    expect((await ask('/', { method: 'POST', headers: cookie() })).status).toBe(405);
  });

  test('that is too large is refused', async () => {
    const headers = { ...cookie(), 'x-serin-console': '1', 'content-length': String(17 * 1024 * 1024) };
    const { status } = await ask('/api/lambda/Invoke', { method: 'POST', headers, body: 'x'.repeat(17 * 1024 * 1024) });
    expect(status).toBe(413);
  });
});

describe('the page', () => {
  const read = (path: string, headers: Readonly<Record<string, string>> = {}) =>
    ask(path, { headers: { ...cookie(), ...headers } });

  test.each([
    ['/'],
    ['/deployments'],
    ['/deployments/d-75I7MBT7C'],
    ['/alarms/a%20b'],
    ['/alarms/a.b'],
    ['/../secret.js'],
    ['/%2e%2e/secret.js'],
    ['//secret.js'],
  ])('is at each of its addresses: %s', async (path) => {
    expect(await read(path)).toMatchObject({ status: 200, text: '<title>Serin</title>' });
  });

  test('may load nothing from elsewhere, and run nothing but its own files', async () => {
    const { headers } = await read('/');
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'",
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    });
  });

  test('has assets that browsers keep, packed where that is taken', async () => {
    const plain = await read('/assets/index-1a.js');
    expect(plain).toMatchObject({ status: 200, text: 'plain' });
    expect(plain.headers['cache-control']).toContain('immutable');
    const packed = await read('/assets/index-1a.js', { 'accept-encoding': 'gzip, br' });
    expect(packed).toMatchObject({ text: 'packed', headers: { 'content-encoding': 'br' } });
    expect(packed.headers['content-type']).toContain('text/javascript');
  });

  test.each([
    ['/..'],
    ['/assets/../../secret.js'],
    ['/assets/..%2f..%2fsecret.js'],
    ['/%2e%2e%2fsecret.js'],
    ['/assets/.hidden.js'],
    ['/assets/absent.js'],
    ['/assets/index-1a.js.br'],
  ])('leads to no other file: %s', async (path) => {
    const { status, text } = await read(path);
    expect(status).toBe(404);
    expect(text).not.toContain('secret');
  });

  test('says so where it was not built', async () => {
    rmSync(join(folder, 'page', 'index.html'));
    const { status, text } = await read('/');
    expect(status).toBe(503);
    expect(text).toContain('npm run build:console');
  });
});

describe('the stream of events', () => {
  const listen = () => begin('/api/events', { headers: cookie() });

  /** The next piece of the stream: each event is written in one. */
  async function next(stream: IncomingMessage): Promise<string> {
    const [piece] = await once(stream, 'data');
    return String(piece);
  }

  test('greets, and tells what changes to all who listen', async () => {
    const streams = [await listen(), await listen()];
    for (const stream of streams) expect(await next(stream)).toBe('event: hello\ndata: {"region":"us-east-1"}\n\n');
    const heard = streams.map(next);
    server.publish([{ kind: 'stack', region: 'us-east-1', id: 'shop' }]);
    for (const text of await Promise.all(heard))
      expect(text).toBe('event: change\ndata: {"changes":[{"kind":"stack","region":"us-east-1","id":"shop"}]}\n\n');
    for (const stream of streams) stream.destroy();
  });

  test('wants changes only while somebody listens', async () => {
    const stream = await listen();
    await next(stream);
    expect(watched).toEqual([true]);
    stream.destroy();
    while (watched.length < 2) await new Promise((resolve) => setImmediate(resolve));
    expect(watched).toEqual([true, false]);
  });

  test('is refused to more pages than there can be', async () => {
    const streams: IncomingMessage[] = [];
    for (let count = 0; count < 50; count += 1) streams.push(await listen());
    const { text } = await ask('/api/events', { headers: cookie() });
    expect(text).toContain('event: refused');
    for (const stream of streams) stream.destroy();
  });

  test('ends with the console', async () => {
    const stream = await listen();
    stream.resume();
    const ended = once(stream, 'end');
    await server[Symbol.asyncDispose]();
    await ended;
  });
});
