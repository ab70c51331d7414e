/** What an integration that is no proxy is sent: the body by its templates, and the parameters that are mapped. */
import type { IntegrationRecord } from '../../rest/resources/api-definition.ts';
import { GatewayRefusal } from './gateway-refusal.ts';
import { readSource } from './parameter-sources.ts';
import { headerOf, type RestCall } from './rest-call.ts';
import { mapBody } from './template-variables.ts';

export interface IntegrationRequest extends MappedParameters {
  readonly body: Uint8Array;
}

export interface MappedParameters {
  readonly header: ReadonlyMap<string, readonly string[]>;
  readonly querystring: ReadonlyMap<string, readonly string[]>;
  readonly path: ReadonlyMap<string, readonly string[]>;
}

/** Throws the refusal that AWS answers with for a type of body that the integration does not take. */
export function mapRequest(integration: IntegrationRecord, call: RestCall): IntegrationRequest {
  const mapped = mapParameters(integration, call);
  const template = chooseTemplate(integration, call);
  const { body } = call.request;
  if (template === undefined) return { ...mapped, body: convert(body, integration.contentHandling) };
  const { text, requestOverride } = mapBody(template, { call, body: Buffer.from(body).toString() });
  return {
    header: override(mapped.header, requestOverride.header),
    querystring: override(mapped.querystring, requestOverride.querystring),
    path: override(mapped.path, requestOverride.path),
    body: convert(Buffer.from(text), integration.contentHandling),
  };
}

export function convert(body: Uint8Array, handling: string | undefined): Uint8Array {
  if (handling === 'CONVERT_TO_TEXT') return Buffer.from(Buffer.from(body).toString('base64'));
  if (handling === 'CONVERT_TO_BINARY') return Buffer.from(Buffer.from(body).toString(), 'base64');
  return body;
}

function override(
  table: ReadonlyMap<string, readonly string[]>,
  others: Readonly<Record<string, string>>,
): ReadonlyMap<string, readonly string[]> {
  const next = new Map(table);
  for (const [name, value] of Object.entries(others)) next.set(name, [value]);
  return next;
}

/** `undefined`: the body goes through as it is. */
function chooseTemplate(
  { requestTemplates = {}, passthroughBehavior }: IntegrationRecord,
  call: RestCall,
): string | undefined {
  const given = headerOf(call, 'content-type') ?? 'application/json';
  const [type = ''] = given.split(';');
  const names = Object.keys(requestTemplates);
  const name = names.find((one) => one.toLowerCase() === type.trim().toLowerCase());
  if (name !== undefined) return requestTemplates[name];
  const isRefused =
    passthroughBehavior === 'NEVER' || (passthroughBehavior === 'WHEN_NO_TEMPLATES' && names.length > 0);
  if (isRefused) throw new GatewayRefusal('UNSUPPORTED_MEDIA_TYPE', 'Unsupported Media Type');
  return undefined;
}

/** As `integration.request.header.X-Id` → `method.request.path.id`. What has no value is not sent. */
export function mapParameters({ requestParameters = {} }: IntegrationRecord, call: RestCall): MappedParameters {
  const header = new Map<string, readonly string[]>();
  const querystring = new Map<string, readonly string[]>();
  const path = new Map<string, readonly string[]>();
  for (const [target, source] of Object.entries(requestParameters)) {
    const [, place, name = ''] = /^integration\.request\.(header|querystring|path)\.(.+)$/.exec(target) ?? [];
    const values = readSource(source, { call });
    if (values === undefined) continue;
    if (place === 'header') header.set(name, values);
    else if (place === 'querystring') querystring.set(name, values);
    else if (place === 'path') path.set(name, values);
  }
  return { header, querystring, path };
}
