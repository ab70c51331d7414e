/** CORS of an HTTP API, which API Gateway answers itself. */
import {
  copyJson,
  isAbsent,
  isFilled,
  isList,
  isObject,
  setMember,
  type JsonObject,
  type JsonValue,
} from '../../mutable-json.ts';
import { isIntrinsic } from '../../intrinsics/intrinsic-values.ts';
import { httpKind } from '../../open-api/api-kinds.ts';
import { requireMap } from '../../open-api/definition.ts';
import { refuseResource } from '../../refusal.ts';
import type { SamResource } from '../../sam-resource.ts';

const extension = 'x-amazon-apigateway-cors';

/** What SAM calls each setting, and what the definition does. */
const names: Readonly<Record<string, string>> = {
  AllowOrigins: 'allowOrigins',
  AllowHeaders: 'allowHeaders',
  AllowMethods: 'allowMethods',
  ExposeHeaders: 'exposeHeaders',
  MaxAge: 'maxAge',
  AllowCredentials: 'allowCredentials',
};

/** Adds the configuration to the definition, in place. */
export function addHttpCors({ id, properties }: SamResource): void {
  const { CorsConfiguration: given, DefinitionBody: body } = properties;
  if (!isFilled(given)) return;
  if (!isFilled(body))
    throw refuseResource(id, "Cors works only with inline OpenApi specified in 'DefinitionBody' property.");
  const cors = readCors(id, given);
  if (!httpKind.isValid(body))
    throw refuseResource(
      id,
      "Unable to add Cors configuration because 'DefinitionBody' does not contain a valid OpenApi definition.",
    );
  const origins = cors['AllowOrigins'];
  if (cors['AllowCredentials'] === true && isList(origins) && origins.length === 1 && origins[0] === '*')
    throw refuseResource(
      id,
      `Unable to add Cors configuration because 'AllowCredentials' can not be true when 'AllowOrigin' is "'*'" or not set.`,
    );
  write(httpKind.require(body), cors);
}

function readCors(id: string, given: JsonValue): JsonObject {
  if (typeof given === 'boolean') return { AllowOrigins: ['*'] };
  if (isIntrinsic(given)) return { AllowOrigins: given };
  if (!isObject(given)) throw refuseResource(id, "Invalid value for 'Cors' property.");
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(names, name));
  if (unknown !== undefined) throw refuseResource(id, `Invalid key '${unknown}' for 'Cors' property.`);
  return given;
}

function write(definition: JsonObject, cors: JsonObject): void {
  const existing = definition[extension] ?? {};
  const configuration = requireMap(existing, `Value of '${extension}' must be a dictionary according to Swagger spec.`);
  const origins = cors['AllowOrigins'];
  if (isIntrinsic(origins)) Object.assign(configuration, renameSettings(copyJson(origins)));
  else
    for (const [name, written] of Object.entries(names)) {
      const value = cors[name];
      const isGiven =
        name === 'MaxAge' ? !isAbsent(value) : name === 'AllowCredentials' ? value === true : isFilled(value);
      if (isGiven && value !== undefined) configuration[written] = value;
    }
  definition[extension] = configuration;
}

/** Renames the settings inside an intrinsic function, wherever they stand. */
function renameSettings(value: JsonValue): JsonValue {
  if (typeof value === 'string') return rename(value);
  if (isList(value)) return value.map(renameSettings);
  if (!isObject(value)) return value;
  const renamed: JsonObject = {};
  for (const [name, item] of Object.entries(value)) setMember(renamed, rename(name), renameSettings(item));
  return renamed;
}

function rename(text: string): string {
  return Object.entries(names).reduce((renamed, [name, written]) => renamed.replaceAll(name, written), text);
}
