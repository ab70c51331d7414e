/** The headers of a request as API Gateway hands them on. */
import type { WireRequest } from '../../../aws/wire.ts';
import type { Random } from '../../../time/random.ts';

/** What is said of a connection ends where it ends, which on AWS is before the integration. */
const connectionHeaders: ReadonlySet<string> = new Set([
  'connection',
  // It was answered where the body was read.
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export const isConnectionHeader = (name: string): boolean => connectionHeaders.has(name);

export interface ForwardingSource {
  readonly headers: Readonly<Record<string, string>>;
  readonly sourceIp: string;
  readonly receivedAtMs: number;
}

/** With what AWS's own front adds: who the request comes from, by what way, and an ID to trace it by. */
export function withForwarding(
  { headers, sourceIp, receivedAtMs }: ForwardingSource,
  random: Random,
): Record<string, string> {
  const [, port = '443'] = /:(\d+)$/.exec(headers['host'] ?? '') ?? [];
  const kept = Object.entries(headers).filter(([name]) => !connectionHeaders.has(name));
  const before = headers['x-forwarded-for'];
  return {
    'content-length': '0',
    'x-amzn-trace-id': traceId(receivedAtMs, random),
    'x-forwarded-port': port,
    'x-forwarded-proto': 'http',
    ...Object.fromEntries(kept),
    'x-forwarded-for': before === undefined ? sourceIp : `${before}, ${sourceIp}`,
  };
}

export function traceId(atMs: number, random: Random): string {
  const seconds = Math.floor(atMs / 1000).toString(16);
  return `Root=1-${seconds.padStart(8, '0')}-${random.text(24, '0123456789abcdef')}`;
}

/** Each header's values as they were sent, by its name in lower case. */
export function listHeaderValues({ rawHeaders = [] }: WireRequest): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] ?? '').toLowerCase();
    const list = values.get(name) ?? [];
    list.push(rawHeaders[index + 1] ?? '');
    values.set(name, list);
  }
  return values;
}
