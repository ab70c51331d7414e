/** Invocations as signed requests over kept-alive connections: what an SDK sends, at a fraction of its work. */
import { createHash, createHmac, type BinaryLike } from 'node:crypto';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { ClientEnvironment } from './serin-program.ts';

export interface SignedAnswer {
  readonly status: number;
  readonly executedVersion: string | undefined;
  readonly functionError: string | undefined;
  readonly body: string;
}

export interface SignedInvoker extends Disposable {
  /** Rejects where the connection breaks. */
  invoke(functionName: string, qualifier: string, event: unknown): Promise<SignedAnswer>;
}

/** `connections` at a time, all kept open; more invocations wait for one. */
export function createSignedInvoker(environment: ClientEnvironment, connections: number): SignedInvoker {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(environment.AWS_ENDPOINT_URL);
  return {
    invoke(functionName, qualifier, event) {
      const path = `/2015-03-31/functions/${functionName}/invocations`;
      const query = `Qualifier=${qualifier}`;
      const body = JSON.stringify(event);
      const headers = { host: `${hostname}:${port}`, ...sign(environment, { path, query, body }) };
      return new Promise((resolve, reject) => {
        const target = { agent, hostname, port, method: 'POST', path: `${path}?${query}`, headers };
        const sent = request(target, (response) => {
          const answer = {
            status: response.statusCode ?? 0,
            executedVersion: headerOf(response.headers['x-amz-executed-version']),
            functionError: headerOf(response.headers['x-amz-function-error']),
          };
          text(response).then((body) => resolve({ ...answer, body }), reject);
        });
        sent.once('error', reject);
        sent.end(body);
      });
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

const headerOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(',') : value;

function sign(
  environment: ClientEnvironment,
  { path, query, body }: { readonly path: string; readonly query: string; readonly body: string },
): Record<string, string> {
  const { host } = new URL(environment.AWS_ENDPOINT_URL);
  const timestamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = [timestamp.slice(0, 8), environment.AWS_REGION, 'lambda', 'aws4_request'];
  const canonicalHeaders = `host:${host}\nx-amz-date:${timestamp}\n`;
  const signedHeaders = 'host;x-amz-date';
  const canonical = ['POST', path, query, canonicalHeaders, signedHeaders, sha256(body)].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', timestamp, scope.join('/'), sha256(canonical)].join('\n');
  let key: BinaryLike = `AWS4${environment.AWS_SECRET_ACCESS_KEY}`;
  for (const part of scope) key = createHmac('sha256', key).update(part).digest();
  const signature = createHmac('sha256', key).update(toSign).digest('hex');
  const credential = `${environment.AWS_ACCESS_KEY_ID}/${scope.join('/')}`;
  return {
    'x-amz-date': timestamp,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
