/** Sends requests to APIs as a browser or curl does: unsigned, by host or by path. */
import { request as send, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body read as JSON. */
  json(): Record<string, unknown>;
}

export interface ApiRequest {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

/** `host`: sent as the header, while the connection goes to the platform. */
export function callApi(
  endpoint: string,
  { host, path }: { readonly host?: string; readonly path: string },
  { method = 'GET', headers = {}, body }: ApiRequest = {},
): Promise<ApiAnswer> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const outgoing = send(
      { hostname, port, path, method, headers: { ...headers, ...(host !== undefined && { host }) }, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            text,
            json: () => JSON.parse(text),
          });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
