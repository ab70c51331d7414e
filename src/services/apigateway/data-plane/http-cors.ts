/** Cross-origin rules of an HTTP API: which headers a browser's request is answered with. */
import type { WireRequest } from '../../../aws/wire.ts';
import type { CorsRules } from '../http/http-stage.ts';
import type { ApiResponse } from './stage-executor.ts';

/** Whether the request is a browser's question about a later one, which no route ever sees. */
export function isPreflight({ method, headers }: WireRequest): boolean {
  return method === 'OPTIONS' && 'origin' in headers && 'access-control-request-method' in headers;
}

export function answerPreflight(rules: CorsRules, request: WireRequest): ApiResponse {
  const shared = corsHeaders(rules, request);
  const { allowMethods = [], allowHeaders = [], maxAge } = rules;
  const isAllowed = Object.keys(shared).length > 0;
  const headers = isAllowed
    ? {
        ...shared,
        ...(allowMethods.length > 0 && { 'access-control-allow-methods': allowMethods.join(',') }),
        ...(allowHeaders.length > 0 && { 'access-control-allow-headers': allowHeaders.join(',') }),
        ...(maxAge !== undefined && { 'access-control-max-age': String(maxAge) }),
      }
    : {};
  return { status: 204, headers, body: new Uint8Array() };
}

/** What the integration says of origins gives way to the API's own rules. */
export function withCors(response: ApiResponse, rules: CorsRules, request: WireRequest): ApiResponse {
  const kept = Object.entries(response.headers).filter(([name]) => !name.startsWith('access-control-'));
  return { ...response, headers: { ...Object.fromEntries(kept), ...corsHeaders(rules, request) } };
}

function corsHeaders(rules: CorsRules, { headers }: WireRequest): Record<string, string> {
  const { origin } = headers;
  const { allowOrigins = [], exposeHeaders = [], allowCredentials = false } = rules;
  if (origin === undefined || !allowOrigins.some((pattern) => fits(pattern, origin))) return {};
  const isAny = allowOrigins.includes('*');
  return {
    'access-control-allow-origin': isAny ? '*' : origin,
    ...(!isAny && { vary: 'Origin' }),
    ...(allowCredentials && { 'access-control-allow-credentials': 'true' }),
    ...(exposeHeaders.length > 0 && { 'access-control-expose-headers': exposeHeaders.join(',') }),
  };
}

/** `*`, `https://*` and `http://*` are all the patterns there are. */
function fits(pattern: string, origin: string): boolean {
  if (pattern === '*' || pattern === origin) return true;
  return pattern.endsWith('://*') && origin.startsWith(pattern.slice(0, -1));
}
