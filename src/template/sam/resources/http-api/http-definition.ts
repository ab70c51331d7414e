import { isList, isObject, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { refuseDefinition, requireMap } from '../../open-api/definition.ts';
import { pythonText, pythonTypeName } from '../../python-text.ts';

const tagValue = 'x-amazon-apigateway-tag-value';
const endpointExtension = 'x-amazon-apigateway-endpoint-configuration';

/** Adds the tags to those of the definition, in place; one that is there gets the new value. */
export function addDefinitionTags(definition: JsonObject, tags: JsonObject): void {
  const given = definition['tags'] || [];
  if (!isList(given))
    throw refuseDefinition(
      `Tags in OpenApi DefinitionBody needs to be a list. ${pythonText(given)} is a ${pythonTypeName(given)} not a list.`,
    );
  for (const [name, value] of Object.entries(tags)) {
    const existing = given.find((tag) => isObject(tag) && tag['name'] === name);
    if (isObject(existing)) existing[tagValue] = value;
    else given.push({ name, [tagValue]: value });
  }
  if (given.length > 0) definition['tags'] = given;
}

/** Writes into each server of the definition whether the API can be called without a custom domain. */
export function disableHttpEndpoint(definition: JsonObject, isDisabled: JsonValue): void {
  const servers = definition['servers'] ?? [{}];
  for (const item of isList(servers) ? servers : []) {
    const server = requireMap(item, "Value of 'servers' item must be a dictionary according to Swagger spec.");
    const existing = server[endpointExtension];
    server[endpointExtension] = { ...(isObject(existing) ? existing : {}), disableExecuteApiEndpoint: isDisabled };
  }
  definition['servers'] = servers;
}
