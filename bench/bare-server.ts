/** What Serin is measured against: `node:http`, the body read, the handler called, its answer sent. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const handlers: Readonly<Record<string, (event: unknown) => Promise<unknown>>> = {
  constant: async () => ({ greeting: 'hello' }),
  echo: async (event) => event,
};
const handler = handlers[process.argv[2] ?? ''];
if (handler === undefined) throw new Error(`name a handler: ${Object.keys(handlers).join(' or ')}`);
const call = handler;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => void answer(Buffer.concat(chunks), response));
});

async function answer(event: Buffer, response: ServerResponse): Promise<void> {
  const body = JSON.stringify(await call(JSON.parse(event.toString())));
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
