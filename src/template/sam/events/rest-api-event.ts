/** Requests to a path of a REST API. */
import { copyJson, isFilled, isObject, member, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { attributeOf, eventProperty, expectMap, propertyOf } from '../expect.ts';
import type { GeneratedResource } from '../generated-resource.ts';
import { sub } from '../intrinsics/intrinsic-values.ts';
import { restKind } from '../open-api/api-kinds.ts';
import { integrationOf, editMethod, isIntegrated, methodDefinitions } from '../open-api/definition.ts';
import { apiIdOf } from '../open-api/implicit-apis.ts';
import { addIntegration, invocationUri, requireFreeMethod } from '../open-api/lambda-integration.ts';
import { mergeDefinition } from '../open-api/merged-definition.ts';
import { addRequestModel, addRequestParameters } from '../open-api/request-validation.ts';
import { addRestEventAuth, integrationCredentials, type RestEvent } from '../open-api/rest-event-auth.ts';
import { isArray, isInteger, isMap, isString, optional, required } from '../property-table.ts';
import { refuseEvent, refuseResource } from '../refusal.ts';
import type { TransformScope } from '../transform-scope.ts';
import type { EventSource, EventSurroundings, EventTarget, OwnedEvent } from './event-source.ts';
import { createPermission } from './permission.ts';

export const restApiEvent: EventSource = {
  type: 'Api',
  properties: {
    Path: required(isString),
    Method: required(isString),
    RestApiId: required(isString),
    Stage: optional(isString),
    Auth: optional(isMap),
    RequestModel: optional(isMap),
    RequestParameters: optional(isArray),
    TimeoutInMillis: optional(isInteger),
    ResponseTransferMode: optional(isString),
  },
  check: (event, scope) => void findRestApi(event.eventId, event.properties['RestApiId'], scope),
  expand(event, surroundings) {
    const { target, scope } = surroundings;
    const api = findRestApi(event.eventId, event.properties['RestApiId'], scope);
    const route = { path: String(event.properties['Path']), method: String(event.properties['Method']).toLowerCase() };
    const { __MANAGE_SWAGGER: isManaged, MergeDefinitions: isMerged } = api.properties;
    if (isFilled(isManaged) || isFilled(isMerged)) integrate(event, { api, ...route }, surroundings);
    overrideApiAuth(event, { api, ...route }, scope);
    return [permit(event, { api, ...route }, target, scope)];
  },
};

export interface RestApi {
  readonly id: JsonValue | undefined;
  readonly properties: JsonObject;
  /** What tells the permission of its stage from others. */
  readonly stageSuffix: string;
}

export interface RestRoute {
  readonly api: RestApi;
  readonly path: string;
  readonly method: string;
}

/** The API that an event names, which must be one of the template. */
export function findRestApi(eventId: string, given: JsonValue | undefined, scope: TransformScope): RestApi {
  const id = apiIdOf(given);
  if (typeof id !== 'string') return { id, properties: {}, stageSuffix: 'AllStages' };
  const resource = expectMap(
    member(scope.sourceResources, id),
    eventProperty(eventId, 'RestApiId'),
    'RestApiId property of Api event must reference a valid resource in the same template.',
  );
  const properties = expectMap(resource['Properties'] ?? {}, attributeOf(id, 'Properties'));
  const stage = properties['StageName'];
  if (stage === '') throw refuseResource(id, 'StageName cannot be empty.');
  return { id, properties, stageSuffix: typeof stage === 'string' ? stage : 'Stage' };
}

function permit(
  event: OwnedEvent,
  { api, method, path }: RestRoute,
  target: EventTarget,
  scope: TransformScope,
): GeneratedResource {
  const pattern = path.replace(/^(.+)\/$/, '$1').replaceAll(/\{(?:[a-zA-Z0-9._-]+|[a-zA-Z0-9._-]+\+|proxy\+)\}/g, '*');
  const verb = method === 'any' ? '*' : method.toUpperCase();
  const sourceArn = sub(
    `arn:${scope.partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${__ApiId__}/\${__Stage__}/${verb}${pattern}`,
    { __ApiId__: copyJson(event.properties['RestApiId']) ?? null, __Stage__: '*' },
  );
  return createPermission(event.id, target, {
    principal: 'apigateway.amazonaws.com',
    sourceArn,
    suffix: api.stageSuffix,
  });
}

function integrate(event: OwnedEvent, route: RestRoute, { target, scope }: EventSurroundings): void {
  const { eventId } = event;
  const { api, method, path } = route;
  const body = api.properties['DefinitionBody'];
  if (body === undefined || body === null) return;
  const isMerged = isFilled(api.properties['MergeDefinitions']);
  const definition = isMerged ? restKind.skeleton() : restKind.require(body);
  if (isIntegrated(definition, path, method))
    throw refuseEvent(eventId, `API method "${method}" defined multiple times for path "${path}".`);
  editMethod(definition, route, () => completeMethod(definition, event, route, { target, scope }));
  if (isMerged && isObject(body)) mergeDefinition(String(api.id), body, definition, { path, method });
}

/** Adds the integration to the definition, and all that the event says of its method. */
function completeMethod(
  definition: JsonObject,
  event: OwnedEvent,
  route: RestRoute,
  { target, scope }: Pick<EventSurroundings, 'target' | 'scope'>,
): void {
  const { eventId, properties } = event;
  const { api, method, path } = route;
  const auth = expectMap(isFilled(properties['Auth']) ? properties['Auth'] : {}, eventProperty(eventId, 'Auth'));
  const givenApiAuth = api.properties['Auth'];
  const apiAuth = expectMap(isFilled(givenApiAuth) ? givenApiAuth : {}, propertyOf(String(api.id), 'Auth'));
  const mode = properties['ResponseTransferMode'];
  requireFreeMethod(definition, path, method);
  addIntegration(
    definition,
    { path, method, uri: invocationUri(target, scope.partition, mode), condition: target.attributes['Condition'] },
    (integration) => {
      if (mode === 'RESPONSE_STREAM') integration['responseTransferMode'] = 'STREAM';
      const credentials = integrationCredentials(auth, apiAuth, scope.partition);
      if (credentials !== undefined) integration['credentials'] = credentials;
    },
  );
  if (isFilled(auth)) addRestEventAuth(definition, describeAuth(event, route, auth), scope);
  const timeout = properties['TimeoutInMillis'];
  if (isFilled(timeout))
    for (const methodDefinition of methodDefinitions(definition, path, method))
      integrationOf(methodDefinition)['timeoutInMillis'] = timeout;
  const request = { eventId, path, method };
  addRequestModel(definition, request, { given: properties['RequestModel'], models: api.properties['Models'] });
  addRequestParameters(definition, request, properties['RequestParameters']);
}

function describeAuth({ eventId }: { readonly eventId: string }, route: RestRoute, auth: JsonObject): RestEvent {
  const { path, method, api } = route;
  const { properties, stageSuffix: stage } = api;
  return { eventId, path, method, stage, auth, api: { id: String(api.id), properties } };
}

/** An event can have its say, too, on a method that the template defines itself, if it asks for that. */
function overrideApiAuth({ eventId, properties }: OwnedEvent, route: RestRoute, scope: TransformScope): void {
  const { Auth: auth } = properties;
  const { DefinitionBody: definition } = route.api.properties;
  if (!isFilled(definition) || !isObject(auth) || !isFilled(auth['OverrideApiAuth'])) return;
  if (['Authorizer', 'ApiKeyRequired', 'ResourcePolicy'].every((name) => !isFilled(auth[name])))
    throw refuseEvent(
      eventId,
      'Must define one of: Authorizer, ApiKeyRequired or ResourcePolicy when using the OverrideApiAuth property.',
    );
  addRestEventAuth(restKind.require(definition), describeAuth({ eventId }, route, auth), scope);
}
