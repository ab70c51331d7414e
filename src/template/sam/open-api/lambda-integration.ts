/** Integrations of functions into the paths of an API. */
import { copyJson, isFilled, isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';
import type { EventTarget } from '../events/event-source.ts';
import { makeConditional, shorthand, sub } from '../intrinsics/intrinsic-values.ts';
import { addMethod, integrationName, methodName, pathItems, refuseDefinition, isIntegrated } from './definition.ts';

/** The URI under which API Gateway invokes the function. */
export function invocationUri(target: EventTarget, partition: string, transferMode?: JsonValue): JsonObject {
  const isStreamed = transferMode === 'RESPONSE_STREAM';
  const path = isStreamed ? '2021-11-15' : '2015-03-31';
  const invocations = isStreamed ? 'response-streaming-invocations' : 'invocations';
  return sub(
    `arn:${partition}:apigateway:\${AWS::Region}:lambda:path/${path}/functions/${shorthand(target.arn) ?? ''}/${invocations}`,
  );
}

export interface Integration {
  readonly path: string;
  readonly method: string;
  readonly uri: JsonObject;
  readonly condition: JsonValue | undefined;
}

/** Adds the integration, with what the caller knows beside its URI, in every branch of the path. */
export function addIntegration(
  definition: JsonObject,
  { condition, method, path, uri }: Integration,
  finish: (integration: JsonObject, methodDefinition: JsonObject) => void,
): void {
  const name = methodName(method);
  addMethod(definition, path, method);
  const conditionalUri = isFilled(condition) ? makeConditional(condition, uri) : uri;
  for (const item of pathItems(definition, path)) {
    const given = item[name];
    const methodDefinition: JsonObject = isObject(given) ? given : {};
    const integration: JsonObject = { type: 'aws_proxy', httpMethod: 'POST', uri: copyJson(conditionalUri) };
    methodDefinition[integrationName] = integration;
    finish(integration, methodDefinition);
    methodDefinition['responses'] ??= {};
    item[name] = isFilled(condition) ? makeConditional(condition, methodDefinition) : methodDefinition;
  }
}

/** Refuses a second integration of one method. */
export function requireFreeMethod(definition: JsonObject, path: string, method: string): void {
  if (isIntegrated(definition, path, method))
    throw refuseDefinition(`Lambda integration already exists on Path=${path}, Method=${methodName(method)}`);
}
