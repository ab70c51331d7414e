/** What the answer of an integration that is no proxy becomes. */
import type {
  IntegrationRecord,
  IntegrationResponseRecord,
  MethodRecord,
} from '../../rest/resources/api-definition.ts';
import type { ApiResponse } from '../stage-executor.ts';
import { GatewayRefusal, misconfigured } from './gateway-refusal.ts';
import { convert } from './integration-request.ts';
import { readSource } from './parameter-sources.ts';
import { readHeaderValue, responseHeaders } from './response-headers.ts';
import { headerOf, type RestCall } from './rest-call.ts';
import { mapBody } from './template-variables.ts';

export interface IntegrationAnswer {
  /** What selection patterns are held against: a status, or the message of a function's error. */
  readonly selector: string;
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: Uint8Array;
}

/** Throws the refusal that AWS answers with where the method has no response for it. */
export function mapAnswer(
  integration: IntegrationRecord,
  answer: IntegrationAnswer,
  { call, method }: { readonly call: RestCall; readonly method: MethodRecord },
): ApiResponse {
  const response = selectResponse(Object.values(integration.integrationResponses ?? {}), answer.selector);
  if (response === undefined) throw misconfigured();
  const declared = method.methodResponses?.[response.statusCode];
  if (declared === undefined) throw misconfigured();
  const text = Buffer.from(answer.body).toString();
  const mapped = mapText(response, { call, text });
  const source = { headers: answer.headers, body: text };
  const headers = Object.entries(response.responseParameters ?? {}).flatMap(([target, from]) => {
    const name = target.replace(/^method\.response\.header\./, '');
    const values = (readSource(from, { call, answer: source }) ?? [])
      .map(readHeaderValue)
      .filter((value) => value !== undefined);
    return values.length === 0 ? [] : [[name, values] as const];
  });
  const overridden = Object.entries(mapped?.header ?? {}).map(([name, value]) => [name, [value]] as const);
  const type = mapped?.type === undefined ? [] : ([['Content-Type', [mapped.type]]] as const);
  return {
    status: mapped?.status ?? Number(response.statusCode),
    headers: responseHeaders([...type, ...headers, ...overridden]),
    body: convert(mapped === undefined ? answer.body : Buffer.from(mapped.text), response.contentHandling),
  };
}

/** The first whose pattern fits the whole; else the one without a pattern. */
function selectResponse(
  responses: readonly IntegrationResponseRecord[],
  selector: string,
): IntegrationResponseRecord | undefined {
  const fitting = responses.find(
    ({ selectionPattern: pattern }) => pattern !== undefined && pattern !== '' && fits(pattern, selector),
  );
  return fitting ?? responses.find(({ selectionPattern: pattern }) => pattern === undefined || pattern === '');
}

function fits(pattern: string, selector: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 's').test(selector);
  } catch {
    throw misconfigured();
  }
}

interface MappedText {
  readonly text: string;
  readonly type: string;
  readonly status?: number;
  readonly header: Readonly<Record<string, string>>;
}

function mapText(
  { responseTemplates = {} }: IntegrationResponseRecord,
  { call, text }: { readonly call: RestCall; readonly text: string },
): MappedText | undefined {
  const names = Object.keys(responseTemplates);
  if (names.length === 0) return undefined;
  const wanted = (headerOf(call, 'accept') ?? '').split(',').map((part) => part.split(';')[0]?.trim() ?? '');
  const type =
    wanted.find((one) => names.includes(one)) ?? (names.includes('application/json') ? 'application/json' : names[0]);
  const template = type === undefined ? undefined : responseTemplates[type];
  if (type === undefined || template === undefined) return undefined;
  // A template without a word lets the body through.
  if (template === '') return { text, type, header: {} };
  const { text: written, responseOverride } = mapBody(template, { call, body: text });
  const { status, header } = responseOverride;
  return { text: written, type, header, ...(status !== undefined && { status }) };
}

/** A mock integration's answer is what its request comes to: it names the status. */
export function readMockStatus(body: Uint8Array): string {
  const text = Buffer.from(body).toString();
  const status = /"?statusCode"?\s*:\s*"?(\d{3})\b/.exec(text)?.[1];
  if (status === undefined) throw new GatewayRefusal('API_CONFIGURATION_ERROR', 'Internal server error');
  return status;
}
