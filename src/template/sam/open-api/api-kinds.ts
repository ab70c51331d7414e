/** What tells REST APIs, defined in Swagger, from HTTP APIs, defined in OpenAPI 3. */
import { isFilled, isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { ref } from '../intrinsics/intrinsic-values.ts';
import { isOpenApi3, refuseDefinition, requirePaths } from './definition.ts';

export interface ApiKind {
  readonly type: string;
  readonly eventType: string;
  /** The property of an event that names the API. */
  readonly idProperty: string;
  /** The API that is made for events that name none, and the condition it stands under. */
  readonly implicitId: string;
  readonly implicitCondition: string;
  /** Properties of that API beside its definition. */
  readonly implicitProperties: JsonObject;
  skeleton(): JsonObject;
  isValid(definition: JsonValue | undefined): definition is JsonObject;
  /** The definition, if the kind can take it; else the transform ends. */
  require(definition: JsonValue | undefined): JsonObject;
}

export const restKind: ApiKind = {
  type: 'AWS::Serverless::Api',
  eventType: 'Api',
  idProperty: 'RestApiId',
  implicitId: 'ServerlessRestApi',
  implicitCondition: 'ServerlessRestApiCondition',
  implicitProperties: { StageName: 'Prod' },
  skeleton: () => ({ swagger: '2.0', info: { version: '1.0', title: ref('AWS::StackName') }, paths: {} }),
  isValid: isValidSwagger,
  require(definition) {
    if (!isValidSwagger(definition))
      throw refuseDefinition(
        "Invalid Swagger document or the Swagger document is not explicitly defined in 'DefinitionBody'.",
      );
    requirePaths(definition);
    return definition;
  },
};

export const httpKind: ApiKind = {
  type: 'AWS::Serverless::HttpApi',
  eventType: 'HttpApi',
  idProperty: 'ApiId',
  implicitId: 'ServerlessHttpApi',
  implicitCondition: 'ServerlessHttpApiCondition',
  implicitProperties: {},
  skeleton: () => ({ openapi: '3.0.1', info: { version: '1.0', title: ref('AWS::StackName') }, paths: {} }),
  isValid: isValidOpenApi,
  require(definition) {
    if (!isValidOpenApi(definition))
      throw refuseDefinition(
        "Invalid OpenApi document. Invalid values or missing keys for 'openapi' or 'paths' in 'DefinitionBody'.",
      );
    const { components } = definition;
    if (isFilled(components) && !isObject(components))
      throw refuseDefinition("Invalid OpenApi document: The value of 'components' should be a map");
    return definition;
  },
};

function isValidSwagger(definition: JsonValue | undefined): definition is JsonObject {
  if (!isObject(definition) || !isObject(definition['paths'])) return false;
  return isFilled(definition['swagger']) || isValidOpenApi(definition);
}

function isValidOpenApi(definition: JsonValue | undefined): definition is JsonObject {
  if (!isObject(definition) || !isObject(definition['paths'])) return false;
  return isFilled(definition['openapi']) && isOpenApi3(definition['openapi']);
}
