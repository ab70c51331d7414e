/** Sends a message to an address, as AWS's agent does. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../../time/clock.ts';

export interface HttpMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** As long as AWS waits. The receiver is outside of Serin: the wall's time counts. */
const timeLimitMs = 15_000;

/**
 * Resolves to the status of the answer, whatever it is; redirects are not followed and the answer's
 * body is not read. Rejects when none comes in time.
 */
export function postMessage({ url, headers, body }: HttpMessage, clock: Clock, signal: AbortSignal): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const target = new URL(url);
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send(target, {
    method: 'POST',
    signal,
    // No connection is kept: a test or a receiver that closes finds none of ours open.
    agent: false,
    headers: {
      'Content-Length': String(body.length),
      'User-Agent': 'Amazon Simple Notification Service Agent',
      'Accept-Encoding': 'gzip,deflate',
      ...headers,
    },
  });
  const timer = clock.setRealTimer(timeLimitMs, () => {
    request.destroy(new Error(`${target.host} did not answer within ${timeLimitMs / 1000} seconds`));
  });
  request.on('response', (response) => {
    resolve(response.statusCode ?? 0);
    response.destroy();
  });
  request.on('error', reject);
  request.on('close', () => timer.cancel());
  request.end(body);
  return promise;
}
