/** A request to a REST API: what events, templates, authorizers and mappings are made of. */
import type { WireRequest } from '../../../../aws/wire.ts';
import type { MethodRecord, ResourceRecord } from '../../rest/resources/api-definition.ts';
import type { Snapshot } from '../../rest/resources/rest-api.ts';
import type { RestStage } from '../../rest/rest-stage.ts';
import { formatRequestTime } from '../request-time.ts';
import { listHeaderValues } from '../request-headers.ts';
import { listParameters } from '../request-query.ts';

/** Known before the method is. */
export interface RestCallStart {
  readonly stage: RestStage;
  /** Of the stage's deployment, or of its canary's. */
  readonly snapshot: Snapshot;
  readonly deploymentId: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly isCanary: boolean | undefined;
  /** With the headers that API Gateway adds, names as they were sent. */
  readonly request: WireRequest;
  readonly headers: HeaderList;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Below the stage. */
  readonly path: string;
  readonly domainName: string;
  readonly sourceIp: string;
  readonly protocol: string;
  readonly requestId: string;
  /** As `JKJaXmPLvHcESHA=`. */
  readonly extendedRequestId: string;
  readonly receivedAtMs: number;
}

export interface RestCall extends RestCallStart {
  readonly resource: ResourceRecord;
  readonly method: MethodRecord;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly identity: RestIdentity;
  /** What the authorizer left; absent: none was asked. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
}

export interface RestIdentity {
  readonly accessKey?: string;
  readonly accountId?: string;
  readonly caller?: string;
  readonly user?: string;
  readonly userArn?: string;
  readonly apiKey?: string;
  readonly apiKeyId?: string;
}

/** Headers under their names as they were sent, each with all its values. */
export type HeaderList = ReadonlyMap<string, readonly string[]>;

/** `added`: what API Gateway says of the request, under AWS's names. */
export function readHeaders(request: WireRequest, added: Readonly<Record<string, string>>): HeaderList {
  const sent = listHeaderValues(request);
  const spelling = new Map<string, string>();
  const { rawHeaders = [] } = request;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (!spelling.has(name.toLowerCase())) spelling.set(name.toLowerCase(), name);
  }
  const headers = new Map<string, readonly string[]>();
  const addedNames = new Set(Object.keys(added).map((name) => name.toLowerCase()));
  for (const [name, value] of Object.entries(request.headers)) {
    if (dropped.has(name) || addedNames.has(name)) continue;
    const values = sent.get(name) ?? [];
    headers.set(capitalized[name] ?? spelling.get(name) ?? name, values.length > 1 ? values : [value]);
  }
  for (const [name, value] of Object.entries(added)) headers.set(name, [value]);
  return new Map([...headers].toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** API Gateway's front spells some names its own way, and keeps what belongs to the connection. */
const capitalized: Readonly<Record<string, string>> = {
  authorization: 'Authorization',
  host: 'Host',
  'user-agent': 'User-Agent',
};
const dropped = new Set(['content-length', 'connection', 'keep-alive', 'transfer-encoding', 'te', 'upgrade', 'expect']);

export const readQuery = (query: string): ReadonlyMap<string, readonly string[]> => listParameters(query) ?? new Map();

export function headerOf({ headers }: Pick<RestCallStart, 'headers'>, wanted: string): string | undefined {
  return headerValuesOf({ headers }, wanted)?.at(-1);
}

export function headerValuesOf(
  { headers }: Pick<RestCallStart, 'headers'>,
  wanted: string,
): readonly string[] | undefined {
  const exact = headers.get(wanted);
  if (exact !== undefined) return exact;
  const lower = wanted.toLowerCase();
  for (const [name, values] of headers) if (name.toLowerCase() === lower) return values;
  return undefined;
}

export const queryOf = ({ query }: Pick<RestCallStart, 'query'>, name: string): string | undefined =>
  query.get(name)?.at(-1);

/** With the stage in front. */
export const fullPath = ({ stage, path }: RestCallStart): string => `/${stage.stageName}${path}`;

/** `execute-api` ARN of what is called, by the path that was asked for: policies decide by it. */
export function methodArn({ stage, request, path }: RestCallStart): string {
  const { region, account, apiId, stageName } = stage;
  return `arn:aws:execute-api:${region}:${account}:${apiId}/${stageName}/${request.method}${path === '/' ? '/' : path}`;
}

/** `execute-api` ARN of the method that takes the call: by it functions' policies decide. */
export function resourceArn({ stage, method, resource }: RestCall): string {
  const { region, account, apiId, stageName } = stage;
  const verb = method.httpMethod === 'ANY' ? '*' : method.httpMethod;
  return `arn:aws:execute-api:${region}:${account}:${apiId}/${stageName}/${verb}${resource.path}`;
}

/** `requestContext` of events, and nearly all of a template's `$context`. */
export function describeContext(call: RestCall): Record<string, unknown> {
  const { stage, resource, request, domainName, authorizer, isCanary } = call;
  return {
    resourceId: resource.id,
    ...(authorizer && { authorizer }),
    resourcePath: resource.path,
    httpMethod: request.method,
    extendedRequestId: call.extendedRequestId,
    requestTime: formatRequestTime(call.receivedAtMs),
    path: fullPath(call),
    accountId: stage.account,
    protocol: call.protocol,
    stage: stage.stageName,
    domainPrefix: domainName.split('.')[0] ?? '',
    requestTimeEpoch: call.receivedAtMs,
    requestId: call.requestId,
    identity: describeIdentity(call),
    domainName,
    deploymentId: call.deploymentId,
    apiId: stage.apiId,
    ...(isCanary !== undefined && { isCanaryRequest: isCanary }),
  };
}

function describeIdentity(call: RestCall): Record<string, unknown> {
  const { identity, sourceIp } = call;
  return {
    cognitoIdentityPoolId: null,
    accountId: identity.accountId ?? null,
    cognitoIdentityId: null,
    caller: identity.caller ?? null,
    sourceIp,
    principalOrgId: null,
    accessKey: identity.accessKey ?? null,
    cognitoAuthenticationType: null,
    cognitoAuthenticationProvider: null,
    userArn: identity.userArn ?? null,
    userAgent: headerOf(call, 'user-agent') ?? null,
    user: identity.user ?? null,
    ...(identity.apiKey !== undefined && { apiKey: identity.apiKey, apiKeyId: identity.apiKeyId }),
  };
}
