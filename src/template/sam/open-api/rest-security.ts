/** Who may call the methods of a REST API: authorizers and API keys in its definition, changed in place. */
import {
  isAbsent,
  isFilled,
  isList,
  isObject,
  member,
  setMember,
  type JsonObject,
  type JsonValue,
} from '../mutable-json.ts';
import { pythonText } from '../python-text.ts';
import { refuseStructure } from '../refusal.ts';
import { eachMethod, methodDefinitions, refuseDefinition } from './definition.ts';
import type { RestAuthorizers } from './rest-authorizer.ts';

/** Adds security definitions; one that is there already stays only if `replaces` says no. */
export function addSecurityDefinition(
  definition: JsonObject,
  name: string,
  security: JsonObject,
  { replaces }: { readonly replaces: boolean },
): void {
  const { securityDefinitions: existing } = definition;
  if (isFilled(existing) && !isObject(existing)) throw refuseStructure('securityDefinitions must be a dictionary.');
  const all = isFilled(existing) && isObject(existing) ? existing : {};
  if (replaces || !Object.hasOwn(all, name)) setMember(all, name, security);
  definition['securityDefinitions'] = all;
}

export function addApiKeyDefinition(definition: JsonObject): void {
  const security = { type: 'apiKey', name: 'x-api-key', in: 'header' };
  addSecurityDefinition(definition, 'api_key', security, { replaces: false });
}

function addIamDefinition(definition: JsonObject): void {
  const security = {
    'x-amazon-apigateway-authtype': 'awsSigv4',
    type: 'apiKey',
    name: 'Authorization',
    in: 'header',
  };
  addSecurityDefinition(definition, 'AWS_IAM', security, { replaces: false });
}

function securityOf(method: JsonObject, path: string, name: string): JsonValue[] {
  const { security } = method;
  if (security === undefined) return [];
  if (isList(security)) return security;
  throw refuseDefinition(`Type of security for path ${path} method ${name} must be a list`);
}

function requireMaps(security: readonly JsonValue[], path: string, method: string): JsonObject[] {
  return security.map((item) => {
    if (isObject(item)) return item;
    throw refuseDefinition(
      `${pythonText(item)} in Security for path ${path} method ${method} is not a valid dictionary.`,
    );
  });
}

function names(item: JsonObject, ...wanted: readonly string[]): boolean {
  return wanted.some((name) => Object.hasOwn(item, name));
}

/** Asks the authorizer of each method of a path that names no other, and none of those that say `NONE`. */
export function setDefaultAuthorizer(
  definition: JsonObject,
  path: string,
  authorizer: { readonly name: string; readonly all: RestAuthorizers; readonly guardsPreflight: boolean },
): void {
  const known = ['AWS_IAM', ...authorizer.all.keys()];
  for (const { method: name, definition: method } of eachMethod(definition, path)) {
    if (!authorizer.guardsPreflight && name === 'options') continue;
    const existing = requireMaps(securityOf(method, path, name), path, name);
    const others = existing.filter((item) => !names(item, ...known));
    const own = existing.filter((item) => names(item, ...known));
    const noneIndex = others.findIndex((item) => names(item, 'NONE'));
    const scopes = authorizer.all.get(authorizer.name)?.scopes ?? [];
    const chosen = noneIndex >= 0 ? [] : own.length > 0 ? own : [{ [authorizer.name]: scopes }];
    const security = [...others.filter((_, index) => index !== noneIndex), ...chosen];
    if (security.length === 0) continue;
    method['security'] = security;
    if (names(security[0] ?? {}, 'AWS_IAM')) addIamDefinition(definition);
  }
}

/** Asks an API key of each method of a path that does not say for itself that it needs none. */
export function requireApiKey(
  definition: JsonObject,
  path: string,
  { guardsPreflight }: { readonly guardsPreflight: boolean },
): void {
  for (const { method: name, definition: method } of eachMethod(definition, path)) {
    const existing = requireMaps(securityOf(method, path, name), path, name);
    const others = existing.filter((item) => !names(item, 'api_key', 'api_key_false'));
    const isFreed = existing.some((item) => names(item, 'api_key_false'));
    const isExempt = isFreed || (name === 'options' && !guardsPreflight);
    const security = isExempt ? others : [...others, { api_key: [] }];
    if (JSON.stringify(security) !== JSON.stringify(existing)) method['security'] = security;
  }
}

export interface MethodSecurity {
  readonly path: string;
  readonly method: string;
  /** `Auth` of the event. */
  readonly auth: JsonObject;
  /** `Auth` of the API. */
  readonly apiAuth: JsonObject;
}

/** What an event says of its own method. */
export function addMethodSecurity(definition: JsonObject, { path, method, auth, apiAuth }: MethodSecurity): void {
  const { Authorizer: authorizer, AuthorizationScopes: scopes, ApiKeyRequired: apiKey } = auth;
  if (isFilled(authorizer) && typeof authorizer === 'string')
    for (const body of methodDefinitions(definition, path, method)) {
      const item = { [authorizer]: scopesOf(authorizer, apiAuth['Authorizers'], scopes) };
      const security = [...securityOf(body, path, method), item];
      body['security'] = security;
      if (names(requireMaps(security.slice(0, 1), path, method)[0] ?? {}, 'AWS_IAM')) addIamDefinition(definition);
    }
  if (isAbsent(apiKey)) return;
  for (const body of methodDefinitions(definition, path, method)) {
    if (isFilled(apiKey)) addApiKeyDefinition(definition);
    const item: JsonObject = isFilled(apiKey) ? { api_key: [] } : { api_key_false: [] };
    body['security'] = [...securityOf(body, path, method), item];
  }
}

function scopesOf(name: string, authorizers: JsonValue | undefined, scopes: JsonValue | undefined): JsonValue {
  if (name === 'NONE' || !isObject(authorizers) || !isFilled(authorizers)) return [];
  const found = member(authorizers, name);
  const authorizer = found === undefined ? {} : found;
  if (!isObject(authorizer)) throw refuseDefinition(`Type of authorizer '${name}' must be a dictionary`);
  const chosen = scopes ?? authorizer['AuthorizationScopes'];
  return Object.hasOwn(authorizers, name) && !isAbsent(chosen) ? chosen : [];
}
