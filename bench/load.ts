/** A load of requests over kept-alive connections, one at a time on each: written to sockets directly, so that the caller costs little. */
import { connect } from 'node:net';
import { percentile } from './rounds.ts';

export interface LoadOptions {
  readonly port: number;
  readonly connections: number;
  readonly requests: number;
  /** The whole request as it goes over the wire; made anew for each, so that a signature can differ. */
  readonly makeRequest: () => Buffer;
}

export interface LoadFigures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Rejects when an answer is no success, or a connection ends early. */
export async function runLoad({ port, connections, requests, makeRequest }: LoadOptions): Promise<LoadFigures> {
  let left = requests;
  const latencies: number[] = [];
  const takeNext = (): Buffer | undefined => {
    if (left === 0) return undefined;
    left -= 1;
    return makeRequest();
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: connections }, () => drive(port, takeNext, latencies)));
  const seconds = (performance.now() - startedAt) / 1000;
  latencies.sort((a, b) => a - b);
  return { perSecond: requests / seconds, p50Ms: percentile(latencies, 0.5), p99Ms: percentile(latencies, 0.99) };
}

function drive(port: number, takeNext: () => Buffer | undefined, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    // Once the head tells the length, bytes are only counted: a large answer costs its reader little.
    let head: Buffer = Buffer.alloc(0);
    let length: number | undefined;
    let received = 0;
    let sentAt = 0;
    const sendNext = (): void => {
      const request = takeNext();
      if (request === undefined) {
        socket.removeAllListeners('close');
        socket.end();
        resolve();
        return;
      }
      [head, length, received] = [Buffer.alloc(0), undefined, 0];
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('connect', sendNext);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (chunk: Buffer) => {
      received += chunk.length;
      if (length === undefined) {
        head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
        length = answerLength(head);
      }
      if (length === undefined || received < length) return;
      if (!isSuccess(head)) {
        reject(new Error(`answered ${head.toString('utf8').slice(0, 400)}`));
        socket.destroy();
        return;
      }
      latencies.push(performance.now() - sentAt);
      sendNext();
    });
  });
}

/** A function that fails is answered with 200, and a header that says so. */
function isSuccess(answer: Buffer): boolean {
  const head = answer.toString('latin1', 0, answer.indexOf('\r\n\r\n'));
  return head.startsWith('HTTP/1.1 2') && !/^x-amz-function-error:/im.test(head);
}

/** Bytes of the whole answer, once its headers are there. */
function answerLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const length = /content-length: (\d+)/i.exec(bytes.toString('latin1', 0, end))?.[1];
  return length === undefined ? undefined : end + 4 + Number(length);
}
