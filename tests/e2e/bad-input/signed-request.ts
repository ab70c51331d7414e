/** Requests written and signed by hand, so that each part of them can be made wrong. */
import { createHash, createHmac, type BinaryLike } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { cbor } from '@smithy/core/cbor';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Unsigned {
  readonly service: string;
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  /** Percent-encoded, without the question mark. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A request as it goes out: what a test spoils. */
export interface Outgoing {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface Signing {
  readonly endpoint: string;
  readonly region: string;
  readonly keys: Keys;
  /** @default now */
  readonly at?: Date;
}

const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
const basicTime = (at: Date): string => at.toISOString().replaceAll(/[-:]|\.\d+/g, '');

export function sign(unsigned: Unsigned, { endpoint, region, keys, at = new Date() }: Signing): Outgoing {
  const body = Buffer.from(unsigned.body ?? '');
  const timestamp = basicTime(at);
  const headers: Record<string, string> = {
    ...unsigned.headers,
    host: new URL(endpoint).host,
    'x-amz-date': timestamp,
    ...(unsigned.service === 's3' && { 'x-amz-content-sha256': sha256(body) }),
    ...(keys.sessionToken !== undefined && { 'x-amz-security-token': keys.sessionToken }),
  };
  const scope = [timestamp.slice(0, 8), region, unsigned.service, 'aws4_request'];
  const names = Object.keys(headers).toSorted();
  const { method, query = '' } = unsigned;
  const canonical = [
    method,
    canonicalPath(unsigned),
    query.split('&').toSorted().join('&'),
    ...names.map((name) => `${name}:${headers[name]?.trim()}`),
    '',
    names.join(';'),
    sha256(body),
  ];
  const signature = signText(keys, scope, timestamp, canonical);
  const credential = `${keys.accessKeyId}/${scope.join('/')}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { method, path: unsigned.path, query, headers: { ...headers, authorization }, body };
}

/** A signature in the address, as of S3's presigned URLs. */
export function presign(
  { service, method, path }: Unsigned,
  { endpoint, region, keys, at = new Date() }: Signing,
  expiresSeconds: number,
): Outgoing {
  const timestamp = basicTime(at);
  const scope = [timestamp.slice(0, 8), region, service, 'aws4_request'];
  const { host } = new URL(endpoint);
  const query = [
    'X-Amz-Algorithm=AWS4-HMAC-SHA256',
    `X-Amz-Credential=${encodeURIComponent(`${keys.accessKeyId}/${scope.join('/')}`)}`,
    `X-Amz-Date=${timestamp}`,
    `X-Amz-Expires=${expiresSeconds}`,
    'X-Amz-SignedHeaders=host',
  ].join('&');
  const signature = signText(keys, scope, timestamp, [
    method,
    path,
    query,
    `host:${host}`,
    '',
    'host',
    'UNSIGNED-PAYLOAD',
  ]);
  return { method, path, query: `${query}&X-Amz-Signature=${signature}`, headers: { host }, body: Buffer.of() };
}

function signText(keys: Keys, scope: readonly string[], timestamp: string, canonical: readonly string[]): string {
  const text = ['AWS4-HMAC-SHA256', timestamp, scope.join('/'), sha256(canonical.join('\n'))].join('\n');
  let key: BinaryLike = `AWS4${keys.secretAccessKey}`;
  for (const part of scope) key = createHmac('sha256', key).update(part).digest();
  return createHmac('sha256', key).update(text).digest('hex');
}

/** All services but S3 sign the path encoded once more. */
function canonicalPath({ service, path }: Unsigned): string {
  if (service === 's3') return path;
  return path
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });
export const closeConnections = (): void => agent.destroy();

export async function send({ method, path, query, headers, body }: Outgoing, endpoint: string): Promise<Answer> {
  const { hostname, port } = new URL(endpoint);
  const target = query === '' ? path : `${path}?${query}`;
  const lengthAndHeaders = { 'content-length': body.length, ...headers };
  const sent = request({ agent, hostname, port, method, path: target, headers: lengthAndHeaders });
  sent.end(body);
  return await readAnswer(sent);
}

export async function readAnswer(sent: ClientRequest): Promise<Answer> {
  // A server may answer before it has read all, and break the rest off.
  const [response]: IncomingMessage[] = await once(sent, 'response');
  sent.on('error', () => undefined);
  if (response === undefined) throw new Error('A response comes with its event');
  return { status: response.statusCode ?? 0, headers: response.headers, body: await buffer(response) };
}

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Reads an error in whichever protocol it was answered. */
export function readRefusal({ status, headers, body }: Answer): Refusal {
  const type = String(headers['content-type']);
  if (type.includes('xml')) {
    const text = body.toString();
    const part = (name: string): string => unescapeXml(new RegExp(`<${name}>([^<]*)</${name}>`).exec(text)?.[1] ?? '');
    return { status, code: part('Code'), message: part('Message') };
  }
  const fields: Record<string, unknown> = type.includes('cbor') ? cbor.deserialize(body) : JSON.parse(body.toString());
  const code = String(headers['x-amzn-errortype'] ?? fields['__type']).replace(/^.*#/, '');
  return { status, code, message: String(fields['message'] ?? fields['Message']) };
}

const unescapeXml = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
