/** `Auth` of an `Api` event: who may call its method, checked against what the API has. */
import { isAbsent, isFilled, isObject, member, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { eventProperty, expectList, expectMap, propertyOf } from '../expect.ts';
import { pythonText } from '../python-text.ts';
import { refuseEvent } from '../refusal.ts';
import { resolveIn, type TransformScope } from '../transform-scope.ts';
import { addCustomStatements, addResourcePolicy } from './resource-policy.ts';
import { addMethodSecurity } from './rest-security.ts';

export interface RestEvent {
  readonly eventId: string;
  readonly path: string;
  /** In small letters, and `any` by that name. */
  readonly method: string;
  readonly stage: JsonValue;
  readonly auth: JsonObject;
  readonly api: { readonly id: string; readonly properties: JsonObject };
}

/** Adds what the event says to the definition, in place. */
export function addRestEventAuth(definition: JsonObject, event: RestEvent, scope: TransformScope): void {
  const { auth, eventId, path, method, stage, api } = event;
  const resolved = resolveIn(scope, api.properties['Auth']);
  const apiAuth = isObject(resolved) ? resolved : {};
  checkAuthorizer(event, apiAuth);
  const { AuthorizationScopes: scopes, Authorizer: authorizer, ApiKeyRequired: apiKey, ResourcePolicy: policy } = auth;
  if (isFilled(scopes)) {
    expectList(scopes, eventProperty(eventId, 'Auth.AuthorizationScopes'));
    if (!isFilled(authorizer)) throw refuseEvent(eventId, 'AuthorizationScopes works only when Authorizer is set');
  }
  if (!isAbsent(apiKey) && !isFilled(apiKey) && !isFilled(apiAuth['ApiKeyRequired']))
    throw refuseEvent(
      eventId,
      `Unable to set ApiKeyRequired [False] on API method [${method}] for path [${path}] because the related API does not specify any ApiKeyRequired.`,
    );
  addMethodSecurity(definition, { path, method, auth, apiAuth });
  if (!isFilled(policy)) return;
  const policyMap = expectMap(policy, propertyOf(eventId, 'Auth.ResourcePolicy'));
  addResourcePolicy(definition, policyMap, { path, stage });
  addCustomStatements(definition, policyMap['CustomStatements']);
}

function checkAuthorizer({ auth, eventId, path, method, api }: RestEvent, apiAuth: JsonObject): void {
  const { Authorizer: authorizer } = auth;
  if (!isFilled(authorizer)) return;
  const { Authorizers: authorizers, DefaultAuthorizer: defaultAuthorizer } = apiAuth;
  if (isFilled(authorizers)) expectMap(authorizers, propertyOf(api.id, 'Auth.Authorizers'));
  const place = `API method [${method}] for path [${path}]`;
  if (authorizer === 'AWS_IAM') return;
  if (authorizer === 'NONE') {
    if (!isFilled(defaultAuthorizer)) throw refuseEvent(eventId, noDefaultMessage(place));
    return;
  }
  checkMethodAuthorizer({ eventId, place, authorizer }, authorizers);
}

export function noDefaultMessage(place: string): string {
  return `Unable to set Authorizer on ${place} because 'NONE' is only a valid value when a DefaultAuthorizer on the API is specified.`;
}

/** Refuses an authorizer that the API does not have. */
export function checkMethodAuthorizer(
  { eventId, place, authorizer }: { readonly eventId: string; readonly place: string; readonly authorizer: JsonValue },
  authorizers: JsonValue | undefined,
): void {
  const problem = `Unable to set Authorizer [${pythonText(authorizer)}] on ${place}`;
  if (!isFilled(authorizers))
    throw refuseEvent(eventId, `${problem} because the related API does not define any Authorizers.`);
  requireAuthorizerTypes({ eventId, place, authorizer }, authorizers);
  const isKnown = isObject(authorizers) && typeof authorizer === 'string' && isFilled(member(authorizers, authorizer));
  if (!isKnown) throw refuseEvent(eventId, `${problem} because it wasn't defined in the API's Authorizers.`);
}

export function requireAuthorizerTypes(
  { eventId, place, authorizer }: { readonly eventId: string; readonly place: string; readonly authorizer: JsonValue },
  authorizers: JsonValue | undefined,
): void {
  if (typeof authorizer === 'string' && isObject(authorizers)) return;
  throw refuseEvent(
    eventId,
    `Unable to set Authorizer [${pythonText(authorizer)}] on ${place}. ` +
      'The method authorizer must be a string with a corresponding dict entry in the api authorizer.',
  );
}

/** The role that an integration takes where IAM decides over callers: the caller's own, unless another is named. */
export function integrationCredentials(
  auth: JsonObject,
  apiAuth: JsonObject,
  partition: string,
): JsonValue | undefined {
  const isIam = auth['Authorizer'] === 'AWS_IAM' || (apiAuth['DefaultAuthorizer'] === 'AWS_IAM' && !isFilled(auth));
  if (!isIam) return undefined;
  const roleOf = (map: JsonObject) => {
    if (!('InvokeRole' in map)) return undefined;
    return isFilled(map['InvokeRole']) ? map['InvokeRole'] : 'NONE';
  };
  const role = roleOf(auth) ?? roleOf(apiAuth);
  if (role === 'NONE') return undefined;
  return role === undefined || role === 'CALLER_CREDENTIALS' ? `arn:${partition}:iam::*:user/*` : role;
}
