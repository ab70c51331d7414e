/** Headers of answers: what may be sent, and under which name. */
import type { ApiResponse } from '../stage-executor.ts';

const headerName = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
// oxlint-disable-next-line no-control-regex -- control characters are exactly what a header must not hold
const validValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Those that API Gateway itself sets: a function's own go out under another name, or not at all. */
const remapped = new Set([
  'authorization',
  'connection',
  'content-length',
  'date',
  'expect',
  'host',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'user-agent',
  'www-authenticate',
]);
const omitted = new Set(['keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'proxy-connection', 'via']);

/** `undefined`: no header can have it. */
export function readHeaderValue(value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'boolean' && typeof value !== 'number') return undefined;
  const text = String(value);
  return validValue.test(text) ? text : undefined;
}

/** With `application/json` where no type is given. */
export function responseHeaders(entries: readonly (readonly [string, readonly string[]])[]): ApiResponse['headers'] {
  const headers: Record<string, string | readonly string[]> = {};
  for (const [name, values] of entries) {
    const lower = name.toLowerCase();
    if (!headerName.test(name) || omitted.has(lower)) continue;
    const key = remapped.has(lower) ? `x-amzn-remapped-${lower}` : lower;
    headers[key] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return { 'content-type': 'application/json', ...headers };
}
