/**
 * Answers requests to function URLs: with InvokeMode BUFFERED once the function has answered, with
 * RESPONSE_STREAM as soon as it begins to.
 */
import { ApiError } from '../../../aws/api-error.ts';
import type { Caller } from '../../../aws/caller.ts';
import type { WireRequest } from '../../../aws/wire.ts';
import type { Clock } from '../../../time/clock.ts';
import type { Random } from '../../../time/random.ts';
import type { UrlRoute } from '../routing-change.ts';
import { readPayload } from './invocation-request.ts';
import type { Invoker } from './invoker.ts';
import type { Target } from './routed-function.ts';
import type { RoutingTable } from './routing-table.ts';
import { runStreamed } from './run-streamed.ts';
import { corsHeaders, isPreflight, preflightHeaders } from './url-cors.ts';
import { describeUrlEvent } from './url-event.ts';
import { badGateway, type FunctionUrlResponse, mapUrlResult, refuse } from './url-response.ts';
import { answerStreamed } from './url-stream.ts';

export interface FunctionUrlCall {
  /** The first label of the URL's host. */
  readonly urlId: string;
  readonly request: WireRequest;
  readonly sourceIp: string;
  /** As `HTTP/1.1`. */
  readonly protocol: string;
  readonly requestId: string;
  /** Who signed the request, if its signature is valid. */
  readonly caller?: Caller;
}

export interface FunctionUrlDependencies {
  readonly table: RoutingTable;
  readonly invoker: Invoker;
  readonly clock: Clock;
  readonly random: Random;
}

const forbiddenMessage =
  'Forbidden. For troubleshooting Function URL authorization issues, see: https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html';

export function createFunctionUrls(
  dependencies: FunctionUrlDependencies,
): (call: FunctionUrlCall) => Promise<FunctionUrlResponse> {
  const { table } = dependencies;
  return async (call) => {
    const response = await answerUrl(call, table.findUrl(call.urlId), dependencies);
    return { ...response, headers: { ...response.headers, 'x-amzn-requestid': call.requestId } };
  };
}

async function answerUrl(
  call: FunctionUrlCall,
  route: UrlRoute | undefined,
  dependencies: FunctionUrlDependencies,
): Promise<FunctionUrlResponse> {
  if (route === undefined) return refuse(403, 'AccessDeniedException', null);
  const { cors } = route;
  if (cors === undefined) return answerCall(call, route, dependencies);
  if (isPreflight(call.request)) {
    return { status: 200, headers: preflightHeaders(cors, call.request), cookies: [], body: new Uint8Array() };
  }
  const response = await answerCall(call, route, dependencies);
  return { ...response, headers: { ...response.headers, ...corsHeaders(cors, call.request) } };
}

async function answerCall(
  call: FunctionUrlCall,
  route: UrlRoute,
  dependencies: FunctionUrlDependencies,
): Promise<FunctionUrlResponse> {
  // An alias may go while its URL remains: AWS then answers as to a caller without permission.
  const target = dependencies.table
    .findByArn(route.functionArn)
    ?.find(route.qualifier === '$LATEST' ? undefined : route.qualifier);
  if (target === undefined || !isAllowed(call, route)) return refuse(403, 'AccessDeniedException', forbiddenMessage);
  try {
    return await runCall(call, route, target, dependencies);
  } catch (error) {
    if (error instanceof ApiError) return describeRefusal(error);
    throw error;
  }
}

function isAllowed({ caller }: FunctionUrlCall, route: UrlRoute): boolean {
  return route.authType === 'NONE' ? route.isPublic : caller !== undefined;
}

async function runCall(
  call: FunctionUrlCall,
  route: UrlRoute,
  target: Target,
  dependencies: FunctionUrlDependencies,
): Promise<FunctionUrlResponse> {
  const { invoker, clock, random } = dependencies;
  const { urlId, sourceIp, protocol, requestId, caller } = call;
  const atMs = clock.now();
  const request = { ...call.request, headers: withForwarding(call, atMs, random) };
  const isSigned = route.authType !== 'NONE' && caller !== undefined;
  const event = describeUrlEvent({ urlId, request, sourceIp, protocol, requestId, atMs, ...(isSigned && { caller }) });
  const run = {
    requestId,
    payload: readPayload(Buffer.from(JSON.stringify(event))),
    clientContext: undefined,
    traceId: request.headers['x-amzn-trace-id'],
    wantsLogTail: false,
    routingKey: invoker.routingKey(request.headers),
  };
  if (route.invokeMode === 'RESPONSE_STREAM') return answerStreamed(await runStreamed(invoker, target, run));
  const { outcome } = await invoker.run(target, run);
  return outcome.functionError === undefined ? mapUrlResult(outcome.payload) : badGateway();
}

/** The headers that AWS's own front adds, where nothing in front of Serin has. */
function withForwarding(
  { request, sourceIp }: FunctionUrlCall,
  atMs: number,
  random: Random,
): Readonly<Record<string, string>> {
  const { headers } = request;
  const [, port = '80'] = /:(\d+)$/.exec(headers['host'] ?? '') ?? [];
  return {
    'x-amzn-trace-id': `Root=1-${Math.floor(atMs / 1000)
      .toString(16)
      .padStart(8, '0')}-${random.text(24, '0123456789abcdef')}`,
    'x-forwarded-for': sourceIp,
    'x-forwarded-port': port,
    'x-forwarded-proto': 'http',
    ...headers,
  };
}

function describeRefusal(error: ApiError): FunctionUrlResponse {
  switch (error.type) {
    case 'TooManyRequestsException':
      return refuse(429, error.type, error.message);
    case 'RequestEntityTooLargeException':
      return refuse(413, error.type, error.message);
    default:
      return badGateway();
  }
}
