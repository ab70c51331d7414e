/** How functions answer for custom resources that take `ResponseURL` apart and speak HTTPS to its host. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { HostFixture, runtimes } from './process-host.fixture.ts';

const python = await runtimes.find('python3.13');
if (python.kind === 'unavailable') console.warn(`Python functions are not tested: ${python.reason}`);

const fixture = new HostFixture();
const path = '/_serin/cloudformation/responses/eu-west-1/1/2/3/secret';
const received: { readonly method?: string; readonly url?: string; readonly host?: string; readonly body: string }[] =
  [];
let server: Server;
let authority: string;
let event: { readonly ResponseURL: string; readonly Text: string };

async function receive(request: IncomingMessage): Promise<void> {
  const { method, url, headers } = request;
  const body = await text(request);
  received.push({
    body,
    ...(method !== undefined && { method }),
    ...(url !== undefined && { url }),
    ...(headers.host !== undefined && { host: headers.host }),
  });
}

beforeAll(async () => {
  server = createServer((request, response) => void receive(request).then(() => response.end()));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening server has an address and a port.
  authority = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  event = { ResponseURL: `http://${authority}${path}`, Text: 'grüße' };
});

beforeEach(() => void received.splice(0));

afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});

const arrived = { method: 'PUT', url: path, body: 'grüße' };

/** As AWS's module for Node.js, which names the port of HTTPS. */
const byCallback = `
  const { request } = require('https');
  const url = require('url');
  exports.handler = (event, context) => {
    const { hostname, path } = url.parse(event.ResponseURL);
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(event.Text) };
    const call = request({ hostname, port: 443, path, method: 'PUT', headers }, ({ statusCode }) => {
      context.succeed(statusCode);
    });
    call.on('error', context.fail);
    call.write(event.Text);
    call.end();
  };`;

/** As the CDK's handlers, which name none. */
const byPromise = `
  const https = require('https');
  const url = require('url');
  const send = (options, body) => new Promise((resolve, reject) => {
    const call = https.request(options, (answer) => { answer.resume(); resolve(answer.statusCode); });
    call.on('error', reject);
    call.end(body);
  });
  exports.handler = async (event) => {
    const { hostname, path } = url.parse((event.request ?? event).ResponseURL);
    const { Text, method = 'PUT' } = event;
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(Text) };
    const options = { hostname, path, method, headers, ...event.options };
    try {
      return await send(options, Text);
    } catch (error) {
      return error.code;
    }
  };`;

const byModule = `
  import { Agent, request } from 'node:https';
  const agent = new Agent({ keepAlive: true });
  const send = ({ hostname, port, pathname }, body) => new Promise((resolve, reject) => {
    const call = request({ agent, hostname, port, path: pathname, method: 'PUT' }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    });
    call.on('error', reject).end(body);
  });
  export const handler = async (event) => {
    const url = new URL(event.ResponseURL);
    return [await send(url, event.Text), await send(url, event.Text)];
  };`;

describe('a Node function that speaks HTTPS reaches Serin', () => {
  it.each(['nodejs20.x', 'nodejs22.x'])('on port 443, with callbacks in %s', async (runtime) => {
    expect((await fixture.invoke(fixture.node(byCallback, { runtime }), event)).body).toBe(200);
    expect(received).toEqual([{ ...arrived, host: '127.0.0.1' }]);
  });

  it('on no port, in every invocation', async () => {
    const version = fixture.node(byPromise, { runtime: 'nodejs24.x' });
    expect((await fixture.invoke(version, event)).body).toBe(200);
    expect((await fixture.invoke(version, event)).body).toBe(200);
    expect(received).toMatchObject([arrived, arrived]);
  });

  it("on Serin's own port, from an ES module with an agent of its own", async () => {
    const version = fixture.version({ 'index.mjs': byModule }, { runtime: 'nodejs24.x' });
    expect((await fixture.invoke(version, event)).body).toEqual([200, 200]);
    expect(received).toMatchObject([arrived, arrived]);
  });

  it('where the address lies deeper in the event', async () => {
    const nested = { request: event, Text: event.Text };
    expect((await fixture.invoke(fixture.node(byPromise), nested)).body).toBe(200);
    expect(received).toMatchObject([arrived]);
  });
});

describe('a Node function speaks TLS as ever', () => {
  const port = (): number => Number(authority.split(':')[1]);

  it.each([
    ['to another path', { path: '/_serin/cloudformation' }],
    ['by another method', { method: 'GET' }],
    ['to another host', { hostname: 'localhost' }],
  ])('%s', async (_, options) => {
    const version = fixture.node(byPromise);
    const { body } = await fixture.invoke(version, { ...event, options: { port: port(), ...options } });
    expect(body).toMatch(/^(EPROTO|ERR_SSL_\w+)$/);
    expect(received).toEqual([]);
  });

  it('and nothing of it is touched while no event bears such an address', async () => {
    const source = `const { Agent } = require('https');
      exports.handler = async () => Object.hasOwn(Agent.prototype, 'addRequest');`;
    const version = fixture.node(source);
    expect((await fixture.invoke(version, { ResponseURL: 'https://example.com/' })).body).toBe(false);
    expect((await fixture.invoke(version, event)).body).toBe(true);
  });
});

/** As crhelper, which names the port of the address; `host` and `steps` change that. */
const inPython = `
import ssl
from http.client import HTTPSConnection
from urllib.parse import urlsplit

def put(connection, path, text):
    try:
        connection.request(method="PUT", url=path, body=text.encode(), headers={"content-type": ""})
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except ssl.SSLError:
        connection.close()
        return "TLS"

def handler(event, context):
    parts = urlsplit(event["ResponseURL"])
    host = parts.hostname if event.get("bare") else parts.netloc
    connection = HTTPSConnection(host, context=ssl.create_default_context(ssl.Purpose.SERVER_AUTH))
    return [put(connection, path or parts.path, event["Text"]) for path in event.get("paths", [None])]
`;

describe.skipIf(python.kind === 'unavailable')('a Python function that speaks HTTPS', () => {
  const version = () => fixture.version({ 'app.py': inPython }, { runtime: 'python3.13', handler: 'app.handler' });

  it('reaches Serin on the port of the address, in every invocation', async () => {
    const one = version();
    expect((await fixture.invoke(one, event)).body).toEqual([200]);
    expect((await fixture.invoke(one, event)).body).toEqual([200]);
    expect(received).toEqual([
      { ...arrived, host: authority },
      { ...arrived, host: authority },
    ]);
  });

  it('reaches Serin on port 443', async () => {
    expect((await fixture.invoke(version(), { ...event, bare: true })).body).toEqual([200]);
    expect(received).toMatchObject([arrived]);
  });

  it('speaks TLS as ever to another path, before and after', async () => {
    const paths = ['/elsewhere', null, null, '/elsewhere'];
    expect((await fixture.invoke(version(), { ...event, paths })).body).toEqual(['TLS', 200, 200, 'TLS']);
    expect(received).toMatchObject([arrived, arrived]);
  });

  it('touches nothing while no event bears such an address', async () => {
    const source = `from http.client import HTTPSConnection
def handler(event, context):
    return "putrequest" in vars(HTTPSConnection)
`;
    const one = fixture.version({ 'app.py': source }, { runtime: 'python3.13', handler: 'app.handler' });
    expect((await fixture.invoke(one, { ResponseURL: 'https://example.com/' })).body).toBe(false);
    expect((await fixture.invoke(one, event)).body).toBe(true);
  });
});
