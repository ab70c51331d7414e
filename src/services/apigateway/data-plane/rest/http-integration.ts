/** Integrations with an address on the web: passed on as it is, or as the mapping makes it. */
import type { IntegrationRecord } from '../../rest/resources/api-definition.ts';
import { withinTime } from '../deadline.ts';
import { fillStageVariables } from '../function-uri.ts';
import { startProxy } from '../http-proxy.ts';
import type { ApiResponse, ExecutorDependencies } from '../stage-executor.ts';
import { GatewayRefusal, misconfigured, timedOut } from './gateway-refusal.ts';
import type { IntegrationRequest, MappedParameters } from './integration-request.ts';
import type { RestCall } from './rest-call.ts';

export type Outgoing =
  | { readonly kind: 'proxy'; readonly parameters: MappedParameters }
  | { readonly kind: 'mapped'; readonly request: IntegrationRequest };

export interface AddressAnswer {
  readonly response: ApiResponse;
  readonly headers: ReadonlyMap<string, readonly string[]>;
}

export async function callAddress(
  integration: IntegrationRecord,
  call: RestCall,
  outgoing: Outgoing,
  { clock }: ExecutorDependencies,
): Promise<AddressAnswer> {
  const parameters = outgoing.kind === 'proxy' ? outgoing.parameters : outgoing.request;
  const url = describeUrl(integration.uri ?? '', call, parameters);
  if (url === undefined) throw misconfigured();
  if (outgoing.kind === 'proxy')
    for (const [name, values] of call.query)
      if (!parameters.querystring.has(name)) for (const value of values) url.searchParams.append(name, value);
  for (const [name, values] of parameters.querystring) for (const value of values) url.searchParams.append(name, value);
  const method =
    integration.httpMethod === undefined || integration.httpMethod === 'ANY'
      ? call.request.method
      : integration.httpMethod;
  const proxy = startProxy({
    url,
    method,
    headers: describeHeaders(call, outgoing),
    body: outgoing.kind === 'proxy' ? call.request.body : outgoing.request.body,
  });
  const answer = await withinTime(proxy.answer, integration.timeoutInMillis, clock);
  if (answer === 'timed-out') {
    proxy.abandon();
    throw timedOut();
  }
  if (answer === undefined) throw new GatewayRefusal('INTEGRATION_FAILURE', 'Internal server error');
  const headers = new Map(
    Object.entries(answer.headers).map(([name, value]) => [name, typeof value === 'string' ? [value] : value] as const),
  );
  return { response: answer, headers };
}

function describeUrl(uri: string, call: RestCall, { path }: MappedParameters): URL | undefined {
  const filled = fillStageVariables(uri, call.variables).replaceAll(
    /\{([^{}+]+)\+?\}/g,
    (_, name: string) => path.get(name)?.at(-1) ?? '',
  );
  const address = /^https?:\/\//.test(filled) ? filled : `http://${filled}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}

function describeHeaders(call: RestCall, outgoing: Outgoing): Record<string, string> {
  const headers: Record<string, string> = {};
  const put = (table: ReadonlyMap<string, readonly string[]>) => {
    for (const [name, values] of table) headers[name.toLowerCase()] = values.join(', ');
  };
  if (outgoing.kind === 'proxy') {
    put(call.headers);
    put(outgoing.parameters.header);
    return headers;
  }
  headers['content-type'] = 'application/json';
  headers['accept'] = 'application/json';
  headers['user-agent'] = `AmazonAPIGateway_${call.stage.apiId}`;
  headers['x-amzn-apigateway-api-id'] = call.stage.apiId;
  put(outgoing.request.header);
  return headers;
}
