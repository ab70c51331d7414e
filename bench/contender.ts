/** What takes part in a comparison: where it listens, and how it is asked. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadOptions } from './load.ts';

export interface Contender extends AsyncDisposable {
  readonly name: string;
  /** Of its own process. */
  readonly pid: number;
  readonly target: Pick<LoadOptions, 'port' | 'makeRequest'>;
}

export function plainRequest(port: number, path: string, body: string): () => Buffer {
  const length = Buffer.byteLength(body);
  const request = Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
  return () => request;
}

/** A `node:http` server with that handler, in a process of its own. */
export async function startBare(handler: 'constant' | 'echo', body = '{}'): Promise<Contender> {
  const child = fork(fileURLToPath(new URL('./bare-server.ts', import.meta.url)), [handler], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return {
    name: 'bare node:http',
    pid: child.pid ?? 0,
    target: { port, makeRequest: plainRequest(port, '/', body) },
    async [Symbol.asyncDispose]() {
      child.kill();
      await once(child, 'exit');
    },
  };
}
