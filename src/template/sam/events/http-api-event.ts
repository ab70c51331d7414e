/** Requests to a path of an HTTP API. */
import { copyJson, isFilled, isObject, member, type JsonObject } from '../mutable-json.ts';
import type { GeneratedResource } from '../generated-resource.ts';
import { sub } from '../intrinsics/intrinsic-values.ts';
import { httpKind } from '../open-api/api-kinds.ts';
import {
  anyMethod,
  branchesOf,
  editMethod,
  integrationName,
  integrationOf,
  isIntegrated,
  methodDefinitions,
  pathItems,
  methodName,
  requireMethodDefinition,
} from '../open-api/definition.ts';
import { addHttpEventAuth } from '../open-api/http-auth.ts';
import { apiIdOf } from '../open-api/implicit-apis.ts';
import { addIntegration, invocationUri } from '../open-api/lambda-integration.ts';
import { isInteger, isMap, isString, optional } from '../property-table.ts';
import { refuseEvent, refuseResource, TemplateRefusal } from '../refusal.ts';
import type { TransformScope } from '../transform-scope.ts';
import type { EventSource, EventTarget, OwnedEvent } from './event-source.ts';
import { createPermission } from './permission.ts';

export const httpApiEvent: EventSource = {
  type: 'HttpApi',
  properties: {
    Path: optional(isString),
    Method: optional(isString),
    ApiId: optional(isString),
    Stage: optional(isString),
    Auth: optional(isMap),
    TimeoutInMillis: optional(isInteger),
    RouteSettings: optional(isMap),
    PayloadFormatVersion: optional(isString),
  },
  expand(event, { target, scope }) {
    const api = findApi(event, scope);
    const permission = permit(event, api, target);
    integrate(event, api, target);
    return permission;
  },
};

interface Api {
  readonly id: string;
  readonly properties: JsonObject;
  readonly path: string;
  readonly method: string;
}

function findApi({ properties }: OwnedEvent, scope: TransformScope): Api {
  const id = String(apiIdOf(properties['ApiId']));
  const body = member(scope.sourceResources, id);
  const apiProperties = isObject(body) ? body['Properties'] : undefined;
  return {
    id,
    properties: isObject(apiProperties) ? apiProperties : {},
    path: String(properties['Path']),
    method: String(properties['Method']).toLowerCase(),
  };
}

function permit(event: OwnedEvent, api: Api, target: EventTarget): GeneratedResource[] {
  const definition = api.properties['DefinitionBody'];
  const checked = isFilled(definition) ? checkDefinition(api) : undefined;
  const withoutSlash = api.path.replace(/^(.+)\/$/, '$1');
  const isDefault = withoutSlash === '$default';
  // The permission of the default route covers all others of the same function.
  if (!isDefault && checked !== undefined && isDefaultOf(checked, target.id)) return [];
  const path = (isDefault ? '' : withoutSlash).replaceAll(/\{(?:[a-zA-Z0-9._-]+|proxy\+)\}/g, '*');
  const method = api.method === 'any' || api.method === anyMethod ? '*' : api.method.toUpperCase();
  const isBare = api.method === 'any' && path === '/$default';
  const resource = `\${__ApiId__}/\${__Stage__}${isBare ? '' : `/${method}`}${path}`;
  const sourceArn = sub(`arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:${resource}`, {
    __ApiId__: copyJson(event.properties['ApiId']) ?? null,
    __Stage__: '*',
  });
  return [createPermission(event.id, target, { principal: 'apigateway.amazonaws.com', sourceArn })];
}

function checkDefinition({ id, properties }: Api): JsonObject {
  try {
    return httpKind.require(properties['DefinitionBody']);
  } catch (error) {
    if (!(error instanceof TemplateRefusal)) throw error;
    throw refuseResource(id, error.causes.map((cause) => cause.message).join(' '));
  }
}

/** Whether the default route of the definition invokes the function, in every branch. */
function isDefaultOf(definition: JsonObject, functionId: string): boolean {
  if (!isIntegrated(definition, '$default', anyMethod)) return false;
  const found = pathItems(definition, '$default').flatMap((item) =>
    branchesOf(item[methodName(anyMethod)]).map((branch) => requireMethodDefinition(branch, '$default', anyMethod)),
  );
  return found.every((methodDefinition) =>
    branchesOf(integrationOf(methodDefinition)['uri']).every((uri) => {
      const text = isObject(uri) ? uri['Fn::Sub'] : undefined;
      return typeof text === 'string' && /([A-Za-z0-9]+)\.Arn/.exec(text)?.[1] === functionId;
    }),
  );
}

function integrate(event: OwnedEvent, api: Api, target: EventTarget): void {
  const { eventId } = event;
  const { DefinitionBody: body, __MANAGE_SWAGGER: isManaged } = api.properties;
  if (body === undefined || body === null) return;
  const definition = httpKind.require(body);
  const { method, path } = api;
  const isThere = isIntegrated(definition, path, method);
  if (isFilled(isManaged) && isThere)
    throw refuseEvent(eventId, `API method '${method}' defined multiple times for path '${path}'.`);
  editMethod(definition, api, () => {
    if (!isThere) addFunction(definition, api, target);
    completeMethod(definition, event, api);
  });
}

function addFunction(definition: JsonObject, { method, path }: Api, target: EventTarget): void {
  addIntegration(
    definition,
    { path, method, uri: invocationUri(target, '${AWS::Partition}'), condition: target.attributes['Condition'] },
    (integration, methodDefinition) => {
      integration['payloadFormatVersion'] = '2.0';
      if (path === '$default' && methodName(method) === anyMethod) methodDefinition['isDefaultRoute'] = true;
    },
  );
}

/** Adds to the method what the event says of it. */
function completeMethod(definition: JsonObject, { eventId, properties }: OwnedEvent, api: Api): void {
  const { method, path } = api;
  const { Auth: auth } = properties;
  if (isFilled(auth) && isObject(auth)) addHttpEventAuth(definition, { eventId, path, method, auth, api });
  for (const methodDefinition of methodDefinitions(definition, path, method)) {
    const integration = integrationOf(methodDefinition);
    const { TimeoutInMillis: timeout, PayloadFormatVersion: format } = properties;
    if (isFilled(timeout)) integration['timeoutInMillis'] = timeout;
    if (isFilled(format)) integration['payloadFormatVersion'] = format;
    methodDefinition[integrationName] = integration;
    addPathParameters(methodDefinition, path);
  }
}

function addPathParameters(methodDefinition: JsonObject, path: string): void {
  const names = [...path.matchAll(/\{(.*?)\}/g)].map(([, name = '']) => name);
  if (names.length === 0) return;
  const given = methodDefinition['parameters'];
  const parameters = Array.isArray(given) ? given : [];
  for (const name of names) {
    const existing = parameters.find((parameter) => isObject(parameter) && parameter['name'] === name);
    if (isObject(existing)) Object.assign(existing, { in: 'path', required: true });
    else parameters.push({ name, in: 'path', required: true });
  }
  methodDefinition['parameters'] = parameters;
}
