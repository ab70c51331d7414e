/** `Auth` of an HTTP API and of its events: what they add to the API's definition, in place. */
import { isFilled, isList, isObject, member, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { expectMap, expectString, propertyOf } from '../expect.ts';
import { isNoValue } from '../intrinsics/intrinsic-values.ts';
import { refuseEvent, refuseResource } from '../refusal.ts';
import { httpKind } from './api-kinds.ts';
import {
  branchesOf,
  integrationName,
  methodDefinitions,
  methodName,
  pathItems,
  pathsOf,
  refuseDefinition,
  requireMethodDefinition,
} from './definition.ts';
import { readHttpAuthorizers } from './http-authorizer.ts';
import { checkMethodAuthorizer, noDefaultMessage, requireAuthorizerTypes } from './rest-event-auth.ts';

const authNames = new Set(['Authorizers', 'DefaultAuthorizer', 'EnableIamAuthorizer']);

export interface HttpApiForAuth {
  readonly id: string;
  readonly partition: string;
  readonly definition: JsonValue | undefined;
}

/** Adds the authorizers of the API, and its default to all methods that have no security. */
export function addHttpAuth(api: HttpApiForAuth, auth: JsonObject): void {
  const { id, definition } = api;
  if (!isFilled(definition))
    throw refuseResource(id, "Auth works only with inline OpenApi specified in the 'DefinitionBody' property.");
  if (Object.keys(auth).some((name) => !authNames.has(name)))
    throw refuseResource(id, "Invalid value for 'Auth' property");
  if (!httpKind.isValid(definition))
    throw refuseResource(
      id,
      "Unable to add Auth configuration because 'DefinitionBody' does not contain a valid OpenApi definition.",
    );
  httpKind.require(definition);
  const authorizers = readHttpAuthorizers(api, auth);
  addSchemes(definition, new Map([...authorizers].map(([name, { scheme }]) => [name, scheme])));
  const { DefaultAuthorizer: given } = auth;
  if (!isFilled(given) || isNoValue(given)) return;
  const name = expectString(given, propertyOf(id, 'Auth.DefaultAuthorizer'));
  const authorizer = authorizers.get(name);
  if (authorizer === undefined)
    throw refuseResource(id, `Unable to set DefaultAuthorizer because '${name}' was not defined in 'Authorizers'.`);
  for (const path of Object.keys(pathsOf(definition))) setDefault(definition, path, { [name]: authorizer.scopes });
}

function addSchemes(definition: JsonObject, schemes: ReadonlyMap<string, JsonObject>): void {
  const { components: given } = definition;
  const components = isFilled(given) && isObject(given) ? given : {};
  const { securitySchemes: existing } = components;
  const all = { ...(isObject(existing) && existing), ...Object.fromEntries(schemes) };
  if (Object.keys(all).length === 0) return;
  components['securitySchemes'] = all;
  definition['components'] = components;
}

function setDefault(definition: JsonObject, path: string, security: JsonObject): void {
  for (const item of pathItems(definition, path))
    for (const [given, value] of Object.entries(item)) {
      const name = methodName(given);
      if (name === 'parameters' || name === 'options') continue;
      if (!(name in item)) throw refuseDefinition(`Could not find ${name} in ${path} within DefinitionBody.`);
      for (const branch of branchesOf(value)) {
        const method = requireMethodDefinition(branch, path, given);
        if (isFilled(method[integrationName]) && !isFilled(method['security'])) method['security'] = [security];
      }
    }
}

export interface HttpEvent {
  readonly eventId: string;
  readonly path: string;
  /** In small letters. */
  readonly method: string;
  /** `Auth` of the event; the API's default is written into it where it names no authorizer. */
  readonly auth: JsonObject;
  readonly api: { readonly id: string; readonly properties: JsonObject };
}

/** Adds what an event says of its own method. */
export function addHttpEventAuth(definition: JsonObject, { eventId, path, method, auth, api }: HttpEvent): void {
  const { Auth: given = {} } = api.properties;
  const apiAuth = expectMap(given, propertyOf(api.id, 'Auth'));
  const { DefaultAuthorizer: defaultAuthorizer, Authorizers: authorizers } = apiAuth;
  if (!isFilled(auth['Authorizer'])) {
    if (!isFilled(defaultAuthorizer))
      throw refuseEvent(
        eventId,
        "'Auth' section requires either an explicit 'Authorizer' set or a 'DefaultAuthorizer' configured on the HttpApi.",
      );
    auth['Authorizer'] = defaultAuthorizer;
  }
  const { Authorizer: authorizer = null, AuthorizationScopes: scopes } = auth;
  const place = `API method [${method}] for path [${path}]`;
  const hasIam = apiAuth['EnableIamAuthorizer'] === true;
  if (authorizer === 'NONE') {
    if (!isFilled(defaultAuthorizer)) throw refuseEvent(eventId, noDefaultMessage(place));
  } else if (authorizer !== 'AWS_IAM' || !hasIam) {
    // Of an API without any `Auth` AWS says that it has no authorizers, of others that none fits.
    requireAuthorizerTypes({ eventId, place, authorizer }, isFilled(apiAuth) ? authorizers : {});
    checkMethodAuthorizer({ eventId, place, authorizer }, authorizers);
  }
  if (isFilled(scopes) && !isList(scopes))
    throw refuseEvent(
      eventId,
      `Unable to set Authorizer on ${place} because 'AuthorizationScopes' must be a list of strings.`,
    );
  if (typeof authorizer !== 'string') return;
  const security = { [authorizer]: scopesOf(authorizer, authorizers, scopes) };
  for (const body of methodDefinitions(definition, path, method)) {
    const { security: existing = [] } = body;
    if (!isList(existing)) throw refuseDefinition(`Type of security for path ${path} method ${method} must be a list`);
    body['security'] = [...existing, security];
  }
}

function scopesOf(name: string, authorizers: JsonValue | undefined, scopes: JsonValue | undefined): JsonValue {
  if (name === 'NONE' || name === 'AWS_IAM' || !isObject(authorizers)) return [];
  const found = member(authorizers, name);
  const authorizer = found === undefined ? {} : found;
  if (!isObject(authorizer)) throw refuseDefinition(`Type of authorizer '${name}' must be a dictionary`);
  const chosen = isFilled(scopes) ? scopes : authorizer['AuthorizationScopes'];
  return isFilled(chosen) ? chosen : [];
}
