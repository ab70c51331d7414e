/** What Serin is measured against: `node:http`, the body read, the handler called, its answer sent. */
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const handler = async (): Promise<{ greeting: string }> => ({ greeting: 'hello' });

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => void answer(Buffer.concat(chunks), response));
});

async function answer(event: Buffer, response: ServerResponse): Promise<void> {
  JSON.parse(event.toString());
  const body = JSON.stringify(await handler());
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
