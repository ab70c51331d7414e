/** Requests to a path of a REST API that start executions. */
import { copyJson, isFilled, isObject, type JsonObject } from '../../mutable-json.ts';
import type { OwnedEvent } from '../../events/event-source.ts';
import { findRestApi } from '../../events/rest-api-event.ts';
import type { GeneratedResource } from '../../generated-resource.ts';
import { getAtt, makeConditional, sub } from '../../intrinsics/intrinsic-values.ts';
import { restKind } from '../../open-api/api-kinds.ts';
import {
  addMethod,
  integrationName,
  isIntegrated,
  methodName,
  pathItems,
  editMethod,
} from '../../open-api/definition.ts';
import { addRestEventAuth } from '../../open-api/rest-event-auth.ts';
import { isBoolean, isMap, isString, optional, plain, required, type PropertyTable } from '../../property-table.ts';
import { refuseEvent } from '../../refusal.ts';
import type { TransformScope } from '../../transform-scope.ts';
import type { ExecutionTarget } from './execution-target.ts';
import { createEventRole } from './state-machine-rule.ts';

export const apiEventProperties: PropertyTable = {
  Path: required(isString),
  Method: required(isString),
  RestApiId: required(isString),
  Stage: optional(isString),
  Auth: optional(isMap),
  UnescapeMappingTemplate: plain(isBoolean),
};

export function checkApiEvent({ eventId, properties }: OwnedEvent, scope: TransformScope): void {
  findRestApi(eventId, properties['RestApiId'], scope);
}

export function expandApiEvent(event: OwnedEvent, target: ExecutionTarget, scope: TransformScope): GeneratedResource[] {
  const { eventId, properties } = event;
  const role = createEventRole(event.id, target, 'apigateway.amazonaws.com');
  const api = findRestApi(eventId, properties['RestApiId'], scope);
  const { __MANAGE_SWAGGER: isManaged, DefinitionBody: body } = api.properties;
  if (!isFilled(isManaged) || body === undefined || body === null) return [role];
  const definition = restKind.require(body);
  const path = String(properties['Path']);
  const method = String(properties['Method']).toLowerCase();
  if (isIntegrated(definition, path, method))
    throw refuseEvent(eventId, `API method "${method}" defined multiple times for path "${path}".`);
  editMethod(definition, { path, method }, () => {
    integrate(
      definition,
      { path, method },
      { ...target, isUnescaped: properties['UnescapeMappingTemplate'] === true, roleId: role.id },
    );
    const { Auth: auth } = properties;
    if (!isFilled(auth) || !isObject(auth)) return;
    const named = { id: String(api.id), properties: api.properties };
    // Unlike for functions, AWS does not look up the stage of the API.
    const { Stage: stage = null } = properties;
    addRestEventAuth(definition, { eventId, path, method, stage, auth, api: named }, scope);
  });
  return [role];
}

interface StartedMachine extends ExecutionTarget {
  readonly roleId: string;
  readonly isUnescaped: boolean;
}

function integrate(
  definition: JsonObject,
  { path, method }: { readonly path: string; readonly method: string },
  machine: StartedMachine,
): void {
  const { Condition: condition } = machine.attributes;
  const name = methodName(method);
  const uri = sub('arn:${AWS::Partition}:apigateway:${AWS::Region}:states:action/StartExecution');
  addMethod(definition, path, method);
  for (const item of pathItems(definition, path)) {
    const given = item[name];
    const body: JsonObject = isObject(given) ? given : {};
    body[integrationName] = {
      type: 'aws',
      httpMethod: 'POST',
      uri: isFilled(condition) ? makeConditional(condition, copyJson(uri)) : copyJson(uri),
      responses: { '200': { statusCode: '200' }, '400': { statusCode: '400' } },
      credentials: getAtt(machine.roleId, 'Arn'),
      requestTemplates: { 'application/json': sub(requestTemplate(machine)) },
    };
    body['responses'] ??= { '200': { description: 'OK' }, '400': { description: 'Bad Request' } };
    item[name] = isFilled(condition) ? makeConditional(condition, body) : body;
  }
}

/** The body of a request as the input of an execution; `escapeJavaScript` also escapes what JSON does not. */
function requestTemplate({ id, isUnescaped }: StartedMachine): string {
  const input = "$util.escapeJavaScript($input.json('$'))";
  const whole = isUnescaped ? `${input}.replaceAll("\\\\'","'")` : input;
  return `{"input": "${whole}", "stateMachineArn": "\${${id}}"}`;
}
