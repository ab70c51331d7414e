/** Cross-origin rules of a function URL: which headers a browser's request is answered with. */
import type { WireRequest } from '../../../aws/wire.ts';

type Cors = Readonly<Record<string, unknown>>;

/** Whether the request is a browser's question about a later one, which the function never sees. */
export function isPreflight(request: WireRequest): boolean {
  return (
    request.method === 'OPTIONS' && 'origin' in request.headers && 'access-control-request-method' in request.headers
  );
}

/** Headers of the answer to the browser's question; none for an origin that is not allowed. */
export function preflightHeaders(cors: Cors, request: WireRequest): Record<string, string> {
  const shared = corsHeaders(cors, request);
  if (Object.keys(shared).length === 0) return {};
  const methods = listed(cors['AllowMethods']);
  const headers = listed(cors['AllowHeaders']);
  const maxAge = cors['MaxAge'];
  return {
    ...shared,
    ...(methods.length > 0 && { 'access-control-allow-methods': methods.join(',') }),
    ...(headers.length > 0 && { 'access-control-allow-headers': headers.join(',') }),
    ...(typeof maxAge === 'number' && { 'access-control-max-age': String(maxAge) }),
  };
}

/** Headers that every answer to an allowed origin carries, instead of what the function set. */
export function corsHeaders(cors: Cors, { headers }: WireRequest): Record<string, string> {
  const origin = headers['origin'];
  if (origin === undefined) return {};
  const origins = listed(cors['AllowOrigins']);
  const isAny = origins.includes('*');
  if (!isAny && !origins.includes(origin)) return {};
  const withCredentials = cors['AllowCredentials'] === true;
  const exposed = listed(cors['ExposeHeaders']);
  return {
    // A browser takes no asterisk together with credentials.
    'access-control-allow-origin': isAny && !withCredentials ? '*' : origin,
    ...(!isAny && { vary: 'Origin' }),
    ...(withCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(exposed.length > 0 && { 'access-control-expose-headers': exposed.join(',') }),
  };
}

function listed(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}
