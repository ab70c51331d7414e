/** How API Gateway answers requests that reach no integration: `GatewayResponses` of a REST API. */
import { isAbsent, isFilled, isObject, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { expectMap, propertyOf } from '../expect.ts';
import { isIntrinsic } from '../intrinsics/intrinsic-values.ts';
import { pythonText, pythonTypeName } from '../python-text.ts';
import { refuseResource } from '../refusal.ts';
import { restKind } from './api-kinds.ts';

const responsesName = 'x-amazon-apigateway-gateway-responses';
const properties = new Set(['ResponseParameters', 'ResponseTemplates', 'StatusCode']);
const parameterKinds = [
  ['Headers', 'header.'],
  ['Paths', 'path.'],
  ['QueryStrings', 'querystring.'],
] as const;

/** Adds the responses to the definition, in place. */
export function addGatewayResponses(
  apiId: string,
  definition: JsonValue | undefined,
  responses: JsonValue | undefined,
): void {
  if (!isFilled(responses) || !isObject(responses)) return;
  if (!isFilled(definition))
    throw refuseResource(
      apiId,
      "GatewayResponses works only with inline Swagger specified in 'DefinitionBody' property.",
    );
  for (const [type, response] of Object.entries(responses)) requireResponse(apiId, type, response);
  if (!restKind.isValid(definition))
    throw refuseResource(
      apiId,
      "Unable to add Auth configuration because 'DefinitionBody' does not contain a valid Swagger definition.",
    );
  const described = Object.entries(responses).map(
    ([type, response]) => [type, describeResponse(apiId, type, response)] as const,
  );
  const { [responsesName]: existing } = restKind.require(definition);
  definition[responsesName] = { ...(isObject(existing) && existing), ...Object.fromEntries(described) };
}

function requireResponse(apiId: string, type: string, response: JsonValue): void {
  if (isIntrinsic(response))
    throw refuseResource(
      apiId,
      'Unable to set GatewayResponses attribute because intrinsic functions are not supported for this field.',
    );
  if (!isObject(response))
    throw refuseResource(
      apiId,
      `Invalid property type '${pythonTypeName(response)}' for GatewayResponses. Expected an object of type 'GatewayResponse'.`,
    );
  const unknown = Object.keys(response).find((name) => !properties.has(name));
  if (unknown !== undefined)
    throw refuseResource(apiId, `Invalid property '${unknown}' in 'GatewayResponses' property '${type}'.`);
}

function describeResponse(apiId: string, type: string, given: JsonValue): JsonObject {
  const response = expectMap(given, propertyOf(apiId, `GatewayResponses.${type}`));
  const { ResponseParameters: parameters, ResponseTemplates: templates, StatusCode: status } = response;
  const parameterMap = isFilled(parameters)
    ? expectMap(parameters, propertyOf(apiId, `GatewayResponses.${type}.ResponseParameters`))
    : {};
  const unknown = Object.keys(parameterMap).find((name) => !parameterKinds.some(([kind]) => kind === name));
  if (unknown !== undefined) throw refuseResource(apiId, `Invalid gateway response parameter '${unknown}'`);
  const statusText = isAbsent(status) ? undefined : pythonText(status);
  if (isFilled(status) && !/^[0-9]{1,3}$/.test(statusText ?? ''))
    throw refuseResource(apiId, "Property 'StatusCode' must be numeric");
  return {
    responseParameters: describeParameters(apiId, parameterMap),
    responseTemplates: isFilled(templates) ? templates : {},
    ...(statusText !== undefined && statusText !== '' && { statusCode: statusText }),
  };
}

function describeParameters(apiId: string, parameters: JsonObject): JsonObject {
  const entries = parameterKinds.flatMap(([kind, prefix]) => {
    const values = expectMap(parameters[kind] ?? {}, propertyOf(apiId, `ResponseParameters.${kind}`));
    return Object.entries(values).map(([name, value]) => [`gatewayresponse.${prefix}${name}`, value] as const);
  });
  return Object.fromEntries(entries);
}
