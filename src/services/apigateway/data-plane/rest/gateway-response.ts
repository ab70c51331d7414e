/** What a refusal becomes: API Gateway's own response, or the one that the API has in its place. */
import type { GatewayResponseRecord } from '../../rest/resources/api-definition.ts';
import type { Snapshot } from '../../rest/resources/rest-api.ts';
import type { ApiResponse } from '../stage-executor.ts';
import { GatewayRefusal, gatewayResponseTypes } from './gateway-refusal.ts';
import { readSource } from './parameter-sources.ts';
import { readHeaderValue } from './response-headers.ts';
import { headerOf, type RestCall } from './rest-call.ts';
import { mapBody } from './template-variables.ts';

export const defaultTemplates = { 'application/json': '{"message":$context.error.messageString}' } as const;

export function describeRefusal(refusal: GatewayRefusal, call: RestCall): ApiResponse {
  const { error, status } = gatewayResponseTypes[refusal.type];
  const ownStatus = refusal.status ?? status;
  const found = findResponse(call.snapshot, refusal);
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': error };
  if (found === undefined) return { status: ownStatus, headers, body: Buffer.from(plainBody(refusal)) };
  const context = describeError(refusal, ownStatus);
  const templates = found.responseTemplates ?? defaultTemplates;
  const { type, template } = chooseTemplate(templates, headerOf(call, 'accept'));
  const added = Object.entries(found.responseParameters ?? {}).flatMap(([target, source]) => {
    const name = target.replace(/^gatewayresponse\.header\./, '');
    const value = readHeaderValue(readSource(source, { call, context })?.at(-1));
    return value === undefined ? [] : [[name.toLowerCase(), value] as const];
  });
  try {
    const { text, responseOverride } = mapBody(template, { call, body: '', context });
    return {
      status: responseOverride.status ?? Number(found.statusCode ?? ownStatus),
      headers: { ...headers, 'content-type': type, ...Object.fromEntries(added), ...lowered(responseOverride.header) },
      body: Buffer.from(text),
    };
  } catch (problem) {
    if (!(problem instanceof GatewayRefusal)) throw problem;
    // The template that was to tell of it fails itself.
    return { status: ownStatus, headers, body: Buffer.from(plainBody(refusal)) };
  }
}

const lowered = (table: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(table).map(([name, value]) => [name.toLowerCase(), value]));

/** The API's own of that type, else its response for all of the kind. */
function findResponse(
  { definition: { gatewayResponses } }: Snapshot,
  { type, status }: GatewayRefusal,
): GatewayResponseRecord | undefined {
  const own = gatewayResponses[type];
  if (own !== undefined) return own;
  const isClients = (status ?? gatewayResponseTypes[type].status) < 500;
  const shared = gatewayResponses[isClients ? 'DEFAULT_4XX' : 'DEFAULT_5XX'];
  return shared;
}

function describeError({ type, text, details }: GatewayRefusal, status: number) {
  return {
    error: {
      message: text,
      messageString: JSON.stringify(text),
      responseType: type,
      validationErrorString: details ?? '',
    },
    status,
  };
}

/** AWS's own bodies, to the last space. */
function plainBody({ type, text }: GatewayRefusal): string {
  if (type === 'ACCESS_DENIED') return JSON.stringify({ Message: text });
  if (type.startsWith('INTEGRATION_') || type === 'API_CONFIGURATION_ERROR')
    return `{"message": ${JSON.stringify(text)}}`;
  return JSON.stringify({ message: text });
}

/** The template for the first type that the client takes; else that for JSON, else the first. */
function chooseTemplate(
  templates: Readonly<Record<string, string>>,
  accept: string | undefined,
): { readonly type: string; readonly template: string } {
  const wanted = (accept ?? '').split(',').map((part) => part.split(';')[0]?.trim() ?? '');
  const names = Object.keys(templates);
  const type =
    wanted.find((one) => names.includes(one)) ??
    (names.includes('application/json') ? 'application/json' : (names[0] ?? 'application/json'));
  return { type, template: templates[type] ?? '' };
}
