/** CORS of a REST API: a method `OPTIONS`, answered by a mock, on each path that has none. */
import { isAbsent, isFilled, isObject, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { isIntrinsic } from '../../intrinsics/intrinsic-values.ts';
import { restKind } from '../../open-api/api-kinds.ts';
import { anyMethod, integrationName, pathItems, pathsOf } from '../../open-api/definition.ts';
import { refuseResource } from '../../refusal.ts';
import type { SamResource } from '../../sam-resource.ts';

const wildcard = "'*'";
const keys = new Set(['AllowMethods', 'AllowHeaders', 'AllowOrigin', 'MaxAge', 'AllowCredentials']);
const allMethods = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** Adds the methods to the definition, in place. */
export function addRestCors({ id, properties }: SamResource): void {
  const { Cors: given, DefinitionBody: body } = properties;
  if (!isFilled(given)) return;
  if (!isFilled(body))
    throw refuseResource(id, "Cors works only with inline Swagger specified in 'DefinitionBody' property.");
  const cors = readCors(id, given);
  if (!restKind.isValid(body))
    throw refuseResource(
      id,
      "Unable to add Cors configuration because 'DefinitionBody' does not contain a valid Swagger definition.",
    );
  if (cors['AllowCredentials'] === true && cors['AllowOrigin'] === wildcard)
    throw refuseResource(
      id,
      `Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is "${wildcard}" or not set`,
    );
  addToPaths(id, restKind.require(body), cors);
}

function readCors(id: string, given: JsonValue): JsonObject {
  if (typeof given === 'string') return { AllowOrigin: given };
  if (!isObject(given)) throw refuseResource(id, "Invalid value for 'Cors' property");
  const isFunction: boolean = isIntrinsic(given);
  if (isFunction) return { AllowOrigin: given };
  const unknown = Object.keys(given).find((name) => !keys.has(name));
  if (unknown !== undefined) throw refuseResource(id, `Invalid key '${unknown}' for 'Cors' property.`);
  return { AllowOrigin: wildcard, ...given };
}

function addToPaths(id: string, definition: JsonObject, cors: JsonObject): void {
  const done = new Set<string>();
  for (const path of Object.keys(pathsOf(definition))) {
    // API Gateway takes a path with a slash at its end for the one without.
    const normal = path === '/' ? path : path.replace(/\/+$/, '');
    if (done.has(normal)) continue;
    done.add(normal);
    let methods = cors['AllowMethods'];
    for (const item of pathItems(definition, path)) {
      if (Object.hasOwn(item, 'options')) continue;
      if (!isFilled(cors['AllowOrigin']))
        throw refuseResource(
          id,
          'Structure of the SAM template is invalid. Invalid input. Value for AllowedOrigins is required',
        );
      if (!isFilled(methods)) methods = `'${allowedMethods(item)}'`;
      item['options'] = optionsMethod({ ...cors, AllowMethods: methods });
    }
  }
}

function allowedMethods(item: JsonObject): string {
  const names = Object.keys(item);
  if (names.includes(anyMethod)) return allMethods.join(',');
  return [...new Set([...names, 'options'].map((name) => name.toUpperCase()))].toSorted().join(',');
}

/** Headers of the answer, with the value and the type of each. */
function corsHeaders(cors: JsonObject): [name: string, value: JsonValue, type: string][] {
  const { AllowOrigin: origin, AllowHeaders: headers, AllowMethods: methods, MaxAge: age } = cors;
  return [
    ['Access-Control-Allow-Origin', origin ?? null, 'string'],
    ...(isFilled(headers)
      ? [['Access-Control-Allow-Headers', headers, 'string'] satisfies [string, JsonValue, string]]
      : []),
    ...(isFilled(methods)
      ? [['Access-Control-Allow-Methods', methods, 'string'] satisfies [string, JsonValue, string]]
      : []),
    ...(isAbsent(age) ? [] : [['Access-Control-Max-Age', age, 'integer'] satisfies [string, JsonValue, string]]),
    ...(cors['AllowCredentials'] === true
      ? [['Access-Control-Allow-Credentials', "'true'", 'string'] satisfies [string, JsonValue, string]]
      : []),
  ];
}

function optionsMethod(cors: JsonObject): JsonObject {
  const headers = corsHeaders(cors);
  return {
    summary: 'CORS support',
    consumes: ['application/json'],
    produces: ['application/json'],
    [integrationName]: {
      type: 'mock',
      requestTemplates: { 'application/json': '{\n  "statusCode" : 200\n}\n' },
      responses: {
        default: {
          statusCode: '200',
          responseParameters: Object.fromEntries(
            headers.map(([name, value]) => [`method.response.header.${name}`, value]),
          ),
          responseTemplates: { 'application/json': '{}\n' },
        },
      },
    },
    responses: {
      '200': {
        description: 'Default response for CORS method',
        headers: Object.fromEntries(headers.map(([name, , type]) => [name, { type }])),
      },
    },
  };
}
