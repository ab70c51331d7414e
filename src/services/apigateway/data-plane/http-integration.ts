/** Calls what stands behind a route of an HTTP API. */
import type { HttpIntegration } from '../http/http-stage.ts';
import { say } from './answers.ts';
import { withinTime } from './deadline.ts';
import { fillStageVariables, parseFunctionUri } from './function-uri.ts';
import { callArn, type AuthorizerContext, type HttpCall } from './http-call.ts';
import { describeEvent } from './http-event.ts';
import { startProxy } from './http-proxy.ts';
import { internalError, mapResult } from './http-result.ts';
import { mapRequest, mapResponse } from './parameter-mapping.ts';
import type { ApiResponse, ExecutorDependencies } from './stage-executor.ts';

export async function callIntegration(
  integration: HttpIntegration,
  call: HttpCall,
  authorizer: AuthorizerContext,
  dependencies: ExecutorDependencies,
): Promise<ApiResponse> {
  if (integration.kind === 'unsupported') return say(501, `Serin does not serve ${integration.what}.`);
  const { request, path } = mapRequest(integration, call, authorizer);
  const mapped = { ...call, request, ...(path !== undefined && { rawPath: path }) };
  const response =
    integration.kind === 'lambda'
      ? await callLambda(integration, mapped, authorizer, dependencies)
      : await callAddress(integration, mapped, path, dependencies);
  return mapResponse(integration, response, { call, authorizer });
}

async function callLambda(
  integration: Extract<HttpIntegration, { readonly kind: 'lambda' }>,
  call: HttpCall,
  authorizer: AuthorizerContext,
  { callFunction, clock, random }: ExecutorDependencies,
): Promise<ApiResponse> {
  const { uri, credentialsArn, payloadFormat, timeoutMs } = integration;
  const { account, variables } = call.stage;
  const functionArn = parseFunctionUri(fillStageVariables(uri, variables));
  if (functionArn === undefined) return internalError();
  const { headers } = call.request;
  const traceId = headers['x-amzn-trace-id'];
  const work = callFunction({
    functionArn,
    ...(credentialsArn === undefined && { source: { arn: callArn(call), account } }),
    payload: Buffer.from(JSON.stringify(describeEvent(call, payloadFormat, authorizer))),
    requestId: random.uuid(),
    ...(traceId !== undefined && { traceId }),
    headers,
  });
  const outcome = await withinTime(work, timeoutMs, clock);
  if (outcome === 'timed-out') return unavailable();
  if (outcome.kind === 'answered')
    return outcome.functionError === undefined ? mapResult(outcome.payload, payloadFormat) : internalError();
  switch (outcome.reason) {
    case 'too-large':
      return say(413, 'Request Entity Too Large');
    case 'throttled':
    case 'unavailable':
      return unavailable();
    case 'forbidden':
    case 'not-found':
      return internalError();
  }
}

async function callAddress(
  integration: Extract<HttpIntegration, { readonly kind: 'http' }>,
  call: HttpCall,
  path: string | undefined,
  { clock }: ExecutorDependencies,
): Promise<ApiResponse> {
  const { method, timeoutMs } = integration;
  const url = describeUrl(integration.uri, call, path);
  if (url === undefined) return internalError();
  const { headers, body } = call.request;
  const proxy = startProxy({
    url,
    method: method === 'ANY' ? call.request.method : method,
    headers: {
      ...headers,
      via: 'HTTP/1.1 AmazonAPIGateway',
      forwarded: `for=${call.sourceIp};host=${call.domainName};proto=http`,
    },
    body,
  });
  const answer = await withinTime(proxy.answer, timeoutMs, clock);
  if (answer === 'timed-out') proxy.abandon();
  return answer === 'timed-out' || answer === undefined ? unavailable() : answer;
}

/** The integration's address with path variables put in, and the request's query behind it. */
function describeUrl(uri: string, call: HttpCall, path: string | undefined): URL | undefined {
  const { pathParameters } = call.selected;
  const filled = fillStageVariables(uri, call.stage.variables).replaceAll(/\{([^{}+]+)\+?\}/g, (_, name: string) =>
    (pathParameters[name] ?? '').split('/').map(encodeURIComponent).join('/'),
  );
  if (!URL.canParse(filled)) return undefined;
  const url = new URL(filled);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
  if (path !== undefined) url.pathname = path;
  const { query } = call.request;
  if (query !== '') url.search = url.search === '' ? query : `${url.search}&${query}`;
  return url;
}

/** What AWS says where an integration takes too long or cannot be had; for addresses on the web inferred. */
const unavailable = (): ApiResponse => say(503, 'Service Unavailable');
