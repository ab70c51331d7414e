/** Parameter mapping of HTTP APIs: changes of a request on its way to the integration, and of the answer back. */
import type { WireRequest } from '../../../aws/wire.ts';
import type { HttpIntegration } from '../http/http-stage.ts';
import { describeContext2, type AuthorizerContext, type HttpCall } from './http-call.ts';
import type { ApiResponse } from './stage-executor.ts';

type Mapping = Readonly<Record<string, string>>;
type Mapped = Extract<HttpIntegration, { readonly parameters: unknown }>;

/** The request with all changes made; the path changes where a mapping overwrites it. */
export function mapRequest(
  { parameters }: Mapped,
  call: HttpCall,
  authorizer: AuthorizerContext,
): { readonly request: WireRequest; readonly path?: string } {
  const changes = readChanges(parameters.request);
  if (changes.length === 0) return { request: call.request };
  const resolve = (text: string): string | undefined =>
    resolveText(text, (variable) => requestVariable(variable, call, authorizer));
  const headers: Record<string, string> = { ...call.request.headers };
  const query = new URLSearchParams(call.request.query);
  let path: string | undefined;
  for (const { verb, place, name, source } of changes) {
    const value = verb === 'remove' ? undefined : resolve(source);
    if (verb !== 'remove' && value === undefined) continue;
    if (place === 'path') path = value;
    else if (place === 'header') changeHeader(headers, verb, name.toLowerCase(), value);
    else if (place === 'querystring') changeQuery(query, verb, name, value);
  }
  return {
    request: { ...call.request, headers, query: query.toString() },
    ...(path !== undefined && { path }),
  };
}

/** The answer with the changes that its status asks for. */
export function mapResponse(
  { parameters }: Mapped,
  response: ApiResponse,
  { call, authorizer }: { readonly call: HttpCall; readonly authorizer: AuthorizerContext },
): ApiResponse {
  const changes = readChanges(parameters.response[String(response.status)] ?? {});
  if (changes.length === 0) return response;
  const headers: Record<string, string | readonly string[]> = { ...response.headers };
  let { status } = response;
  for (const { verb, place, name, source } of changes) {
    const value =
      verb === 'remove'
        ? undefined
        : resolveText(source, (variable) => responseVariable(variable, response, call, authorizer));
    if (verb !== 'remove' && value === undefined) continue;
    if (place === 'statuscode' && value !== undefined && /^[2-5]\d\d$/.test(value)) status = Number(value);
    else if (place === 'header') changeHeader(headers, verb, name.toLowerCase(), value);
  }
  return { ...response, status, headers };
}

interface Change {
  readonly verb: string;
  readonly place: string;
  readonly name: string;
  readonly source: string;
}

/** `overwrite:header.name`, `append:querystring.name`, `remove:header.name`, `overwrite:path`. */
function readChanges(mapping: Mapping): Change[] {
  return Object.entries(mapping).flatMap(([target, source]) => {
    const [, verb, place, name = ''] = /^(append|overwrite|remove):([a-z]+)(?:\.(.+))?$/.exec(target) ?? [];
    return verb === undefined || place === undefined ? [] : [{ verb, place, name, source }];
  });
}

function changeHeader(
  headers: Record<string, string | readonly string[]>,
  verb: string,
  name: string,
  value: string | undefined,
): void {
  const before = headers[name];
  if (value === undefined) delete headers[name];
  else headers[name] = verb === 'append' && before !== undefined ? `${String(before)},${value}` : value;
}

function changeQuery(query: URLSearchParams, verb: string, name: string, value: string | undefined): void {
  if (value === undefined) query.delete(name);
  else if (verb === 'append') query.append(name, value);
  else query.set(name, value);
}

/** A variable alone, or a text with `${…}` in it; `undefined`: a variable alone that has no value. */
function resolveText(text: string, find: (variable: string) => string | undefined): string | undefined {
  if (/^\$[a-zA-Z]/.test(text)) return find(text.slice(1));
  return text.replaceAll(/\$\{([^}]+)\}/g, (_, variable: string) => find(variable) ?? '');
}

function requestVariable(variable: string, call: HttpCall, authorizer: AuthorizerContext): string | undefined {
  const { request, selected } = call;
  if (variable === 'request.path') return call.rawPath;
  const [, place, name = ''] = /^request\.(header|querystring|path|body)(?:\.(.+))?$/.exec(variable) ?? [];
  switch (place) {
    case 'header':
      return request.headers[name.toLowerCase()];
    case 'querystring':
      return new URLSearchParams(request.query).getAll(name).join(',') || undefined;
    case 'path':
      return selected.pathParameters[name];
    case 'body':
      return bodyVariable(request.body, name);
    case undefined:
    default:
      return contextVariable(variable, call, authorizer);
  }
}

function responseVariable(
  variable: string,
  response: ApiResponse,
  call: HttpCall,
  authorizer: AuthorizerContext,
): string | undefined {
  const [, place, name = ''] = /^response\.(header|body)(?:\.(.+))?$/.exec(variable) ?? [];
  switch (place) {
    case 'header': {
      const value = response.headers[name.toLowerCase()];
      return value === undefined ? undefined : String(value);
    }
    case 'body':
      return bodyVariable(response.body, name);
    case undefined:
    default:
      return contextVariable(variable, call, authorizer);
  }
}

/** `$context.…` and `$stageVariables.…`. */
export function contextVariable(variable: string, call: HttpCall, authorizer: AuthorizerContext): string | undefined {
  if (variable.startsWith('stageVariables.')) return call.stage.variables[variable.slice('stageVariables.'.length)];
  if (!variable.startsWith('context.')) return undefined;
  const { http, ...context } = describeContext2(call, authorizer);
  const flat = isObject(http)
    ? { ...context, httpMethod: http['method'], path: http['path'], protocol: http['protocol'], identity: http }
    : context;
  return textAt(flat, variable.slice('context.'.length));
}

function bodyVariable(body: Uint8Array, path: string): string | undefined {
  const text = Buffer.from(body).toString();
  if (path === '') return text;
  try {
    return textAt(JSON.parse(text), path);
  } catch {
    // Only a JSON body has parts.
    return undefined;
  }
}

function textAt(value: unknown, path: string): string | undefined {
  let found: unknown = value;
  for (const name of path.split('.')) found = isObject(found) ? found[name] : undefined;
  if (found === undefined || found === null) return undefined;
  return typeof found === 'string' ? found : JSON.stringify(found);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
