/** Calls what stands behind a method of a REST API. */
import type { IntegrationRecord } from '../../rest/resources/api-definition.ts';
import { withinTime } from '../deadline.ts';
import type { FunctionCallOutcome } from '../function-caller.ts';
import { fillStageVariables, parseFunctionUri } from '../function-uri.ts';
import { say } from '../answers.ts';
import type { ApiResponse, ExecutorDependencies } from '../stage-executor.ts';
import { GatewayRefusal, malformedAnswer, misconfigured, timedOut } from './gateway-refusal.ts';
import { callAddress } from './http-integration.ts';
import { type IntegrationRequest, mapParameters, mapRequest } from './integration-request.ts';
import { mapAnswer, readMockStatus } from './integration-response.ts';
import { describeProxyEvent, isBinaryType } from './proxy-event.ts';
import { mapProxyResult } from './proxy-result.ts';
import { headerOf, resourceArn, type RestCall } from './rest-call.ts';

/** Throws `GatewayRefusal` where the integration cannot be called or does not answer as it should. */
export async function callIntegration(call: RestCall, dependencies: ExecutorDependencies): Promise<ApiResponse> {
  const { method } = call;
  const integration = method.methodIntegration;
  if (integration === undefined) throw misconfigured();
  const unserved = findUnserved(integration);
  if (unserved !== undefined) return say(501, `Serin does not serve ${unserved}.`);
  switch (integration.type) {
    case 'AWS_PROXY':
      return callProxied(integration, call, dependencies);
    case 'HTTP_PROXY':
      return (
        await callAddress(
          integration,
          call,
          { kind: 'proxy', parameters: mapParameters(integration, call) },
          dependencies,
        )
      ).response;
    case 'MOCK': {
      const { body } = mapRequest(integration, call);
      return mapAnswer(
        integration,
        { selector: readMockStatus(body), headers: new Map(), body: new Uint8Array() },
        { call, method },
      );
    }
    case 'HTTP': {
      const request = mapRequest(integration, call);
      const { response, headers } = await callAddress(integration, call, { kind: 'mapped', request }, dependencies);
      return mapAnswer(
        integration,
        { selector: String(response.status), headers, body: response.body },
        { call, method },
      );
    }
    case 'AWS':
      return callMapped(integration, call, dependencies);
  }
}

/** What Serin cannot carry out, in words for whoever called; the API itself may hold it. */
function findUnserved({ type, uri = '', connectionType, tlsConfig }: IntegrationRecord): string | undefined {
  if (connectionType === 'VPC_LINK') return 'VPC links';
  if (tlsConfig?.insecureSkipVerification === true) return 'integrations without a check of certificates';
  if (type !== 'AWS' && type !== 'AWS_PROXY') return undefined;
  const [, service] = /^arn:[^:]+:apigateway:[^:]*:([^:]+):/.exec(uri) ?? [];
  return service === undefined || service === 'lambda' ? undefined : `integrations with AWS's service ${service}`;
}

async function callProxied(
  integration: IntegrationRecord,
  call: RestCall,
  dependencies: ExecutorDependencies,
): Promise<ApiResponse> {
  const payload = Buffer.from(JSON.stringify(describeProxyEvent(withParameters(integration, call))));
  const outcome = await callFunction(integration, call, { payload, dependencies });
  if (outcome.functionError !== undefined) throw malformedAnswer();
  const { binaryMediaTypes } = call.snapshot;
  const [accepted = ''] = (headerOf(call, 'accept') ?? '').split(',');
  return mapProxyResult(outcome.payload, { acceptsBinary: isBinaryType(accepted, binaryMediaTypes) });
}

/** Headers and query parameters that the integration adds are in the event as if they had been sent. */
function withParameters(integration: IntegrationRecord, call: RestCall): RestCall {
  const { header, querystring } = mapParameters(integration, call);
  if (header.size === 0 && querystring.size === 0) return call;
  return {
    ...call,
    headers: new Map([...call.headers, ...header]),
    query: new Map([...call.query, ...querystring]),
  };
}

async function callMapped(
  integration: IntegrationRecord,
  call: RestCall,
  dependencies: ExecutorDependencies,
): Promise<ApiResponse> {
  const request = mapRequest(integration, call);
  const payload = request.body.length === 0 ? Buffer.from('{}') : request.body;
  const isEvent = readHeader(request, 'X-Amz-Invocation-Type') === 'Event';
  const { payload: body, functionError } = await callFunction(integration, call, { payload, isEvent, dependencies });
  const selector = functionError === undefined ? '' : readErrorMessage(body);
  return mapAnswer(integration, { selector, headers: new Map(), body }, { call, method: call.method });
}

function readHeader({ header }: IntegrationRequest, wanted: string): string | undefined {
  for (const [name, values] of header) if (name.toLowerCase() === wanted.toLowerCase()) return values.at(-1);
  return undefined;
}

/** By the function's message an integration response is chosen; one that is none fits the pattern for all. */
function readErrorMessage(payload: Uint8Array): string {
  try {
    const result: unknown = JSON.parse(Buffer.from(payload).toString());
    if (typeof result === 'object' && result !== null && 'errorMessage' in result) return String(result.errorMessage);
  } catch {
    // A custom runtime may answer anything.
  }
  return 'null';
}

interface CallParts {
  readonly payload: Uint8Array;
  readonly isEvent?: boolean;
  readonly dependencies: ExecutorDependencies;
}

async function callFunction(
  integration: IntegrationRecord,
  call: RestCall,
  { payload, isEvent = false, dependencies: { callFunction: invoke, clock, random } }: CallParts,
): Promise<Extract<FunctionCallOutcome, { readonly kind: 'answered' }>> {
  const { account } = call.stage;
  const uri = fillStageVariables(integration.uri ?? '', call.variables);
  const functionArn = parseFunctionUri(uri);
  // AWS invokes a function by POST alone, and says no more of another method than this.
  if (functionArn === undefined || integration.httpMethod !== 'POST') throw misconfigured();
  const traceId = headerOf(call, 'x-amzn-trace-id');
  const work = invoke({
    functionArn,
    ...(integration.credentials === undefined && { source: { arn: resourceArn(call), account } }),
    payload,
    isEvent,
    requestId: random.uuid(),
    ...(traceId !== undefined && { traceId }),
    headers: call.request.headers,
  });
  const outcome = await withinTime(work, integration.timeoutInMillis, clock);
  if (outcome === 'timed-out') throw timedOut();
  if (outcome.kind === 'answered') return outcome;
  switch (outcome.reason) {
    case 'too-large':
      throw new GatewayRefusal('REQUEST_TOO_LARGE', 'Request Too Long');
    case 'unavailable':
      throw malformedAnswer();
    case 'throttled':
    case 'forbidden':
    case 'not-found':
      throw misconfigured();
  }
}
