/** Requests with Signature Version 4, as the bytes that go over the wire. */
import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface RequestParts {
  readonly port: number;
  readonly path: string;
  /** As it stands behind the question mark; the canonical form. */
  readonly query?: string;
  readonly body: string;
}

/** Signs once a second, as long as a signature's timestamp is the same: what is measured is the server. */
export function createSigner(credentials: Credentials, parts: RequestParts): () => Buffer {
  let timestamp = '';
  let request: Buffer = Buffer.alloc(0);
  return () => {
    const now = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
    if (now !== timestamp) {
      timestamp = now;
      request = sign(credentials, { ...parts, timestamp });
    }
    return request;
  };
}

/** A POST to Lambda. */
export function signRequest(credentials: Credentials, parts: RequestParts): Buffer {
  return createSigner(credentials, parts)();
}

function sign(
  { accessKeyId, secretAccessKey }: Credentials,
  { port, path, query = '', body, timestamp }: RequestParts & { readonly timestamp: string },
): Buffer {
  const host = `127.0.0.1:${port}`;
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
  const scope = [timestamp.slice(0, 8), 'us-east-1', 'lambda', 'aws4_request'];
  const headers = `host:${host}\nx-amz-date:${timestamp}\n`;
  const canonical = ['POST', path, query, headers, 'host;x-amz-date', sha256(body)].join('\n');
  let key: KeyObject = createSecretKey(Buffer.from(`AWS4${secretAccessKey}`));
  for (const part of scope) key = createSecretKey(createHmac('sha256', key).update(part).digest());
  const signature = createHmac('sha256', key)
    .update(['AWS4-HMAC-SHA256', timestamp, scope.join('/'), sha256(canonical)].join('\n'))
    .digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=host;x-amz-date, Signature=${signature}`;
  const target = query === '' ? path : `${path}?${query}`;
  const length = Buffer.byteLength(body);
  return Buffer.from(
    `POST ${target} HTTP/1.1\r\nHost: ${host}\r\nX-Amz-Date: ${timestamp}\r\nAuthorization: ${authorization}\r\nContent-Length: ${length}\r\n\r\n${body}`,
  );
}
