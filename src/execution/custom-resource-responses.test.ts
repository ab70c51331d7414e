/** Code that sends its answer for a custom resource to the host that it was given, and to HTTPS's port. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HostFixture } from './process-host.fixture.ts';

const fixture = new HostFixture({ idleTimeoutMs: 2000 });
const received: string[] = [];
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk: Buffer) => (body += chunk.toString()));
  request.on('end', () => {
    received.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`);
    response.end('taken');
  });
});
let endpoint = '';

beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  endpoint = `http://127.0.0.1:${address.port}`;
});
afterAll(async () => {
  await fixture[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});

const put = `
const put = (path) => new Promise((resolve, reject) => {
  const sent = request({ hostname: '127.0.0.1', port: 443, path, method: 'PUT', headers: { 'content-type': '' } }, (response) => {
    response.resume();
    resolve(response.statusCode);
  });
  sent.on('error', ({ code }) => resolve(code));
  sent.end('an answer');
});`;

const path = '/_serin/cloudformation/responses/us-east-1/one';

describe.each([
  ['require', 'index.js', `const { request } = require('https'); ${put} exports.handler = put;`],
  [
    'require, whole',
    'index.js',
    `const https = require('node:https'); const request = (...given) => https.request(...given); ${put} exports.handler = put;`,
  ],
  ['import', 'index.mjs', `import { request } from 'node:https'; ${put} export const handler = put;`],
])('by %s of https', (_, file, source) => {
  it('reaches the address of the response', async () => {
    received.length = 0;
    const version = fixture.version({ [file]: source }, { environment: { AWS_ENDPOINT_URL: endpoint } });
    expect((await fixture.invoke(version, path)).body).toBe(200);
    expect(received).toEqual([`PUT ${path} an answer`]);
  });

  it('is let alone where it is sent elsewhere', async () => {
    received.length = 0;
    const version = fixture.version({ [file]: source }, { environment: { AWS_ENDPOINT_URL: endpoint } });
    expect((await fixture.invoke(version, '/something/else')).body).not.toBe(200);
    expect(received).toEqual([]);
  });
});
