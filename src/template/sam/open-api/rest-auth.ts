/** `Auth` and `Models` of a REST API: what they add to its definition, in place. */
import { isFilled, isObject, setMember, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { refuseResource } from '../refusal.ts';
import { restKind } from './api-kinds.ts';
import { pathsOf, refuseDefinition, requireMap } from './definition.ts';
import { addCustomStatements, addResourcePolicy } from './resource-policy.ts';
import { readRestAuthorizers, type RestAuthorizers } from './rest-authorizer.ts';
import { addApiKeyDefinition, addSecurityDefinition, requireApiKey, setDefaultAuthorizer } from './rest-security.ts';

const authNames = new Set([
  'Authorizers',
  'DefaultAuthorizer',
  'InvokeRole',
  'AddDefaultAuthorizerToCorsPreflight',
  'AddApiKeyRequiredToCorsPreflight',
  'ApiKeyRequired',
  'ResourcePolicy',
  'UsagePlan',
]);

export interface RestApiForAuth {
  readonly id: string;
  readonly partition: string;
  readonly stageName: JsonValue;
  readonly definition: JsonValue | undefined;
}

/** Adds authorizers, API keys and the resource policy of the API. */
export function addRestAuth(api: RestApiForAuth, auth: JsonObject): void {
  const { id, definition } = api;
  if (!isFilled(definition))
    throw refuseResource(id, "Auth works only with inline Swagger specified in 'DefinitionBody' property.");
  if (Object.keys(auth).some((name) => !authNames.has(name)))
    throw refuseResource(id, "Invalid value for 'Auth' property");
  if (!restKind.isValid(definition))
    throw refuseResource(
      id,
      "Unable to add Auth configuration because 'DefinitionBody' does not contain a valid Swagger definition.",
    );
  restKind.require(definition);
  const { DefaultAuthorizer: defaultName, ApiKeyRequired: needsKey, ResourcePolicy: policy } = auth;
  const authorizers = readRestAuthorizers(api, auth['Authorizers'], defaultName);
  if (authorizers.size > 0) {
    for (const [name, authorizer] of authorizers)
      addSecurityDefinition(definition, name, authorizer.definition, { replaces: true });
    applyDefault(id, definition, { auth, defaultName, authorizers });
  }
  if (isFilled(needsKey)) {
    addApiKeyDefinition(definition);
    const guardsPreflight = isFilled(auth['AddApiKeyRequiredToCorsPreflight'] ?? true);
    for (const path of Object.keys(pathsOf(definition))) requireApiKey(definition, path, { guardsPreflight });
  }
  if (!isFilled(policy)) return;
  const policyMap = requireMap(policy, 'ResourcePolicy must be a map (ResourcePolicyStatement).');
  for (const path of Object.keys(pathsOf(definition)))
    addResourcePolicy(definition, policyMap, { path, stage: api.stageName });
  addCustomStatements(definition, policyMap['CustomStatements']);
}

function applyDefault(
  id: string,
  definition: JsonObject,
  {
    auth,
    defaultName,
    authorizers,
  }: {
    readonly auth: JsonObject;
    readonly defaultName: JsonValue | undefined;
    readonly authorizers: RestAuthorizers;
  },
): void {
  if (!isFilled(defaultName)) return;
  if (typeof defaultName !== 'string') throw refuseResource(id, 'DefaultAuthorizer is not a string.');
  if (!authorizers.has(defaultName) && defaultName !== 'AWS_IAM')
    throw refuseResource(
      id,
      `Unable to set DefaultAuthorizer because '${defaultName}' was not defined in 'Authorizers'.`,
    );
  const guardsPreflight = isFilled(auth['AddDefaultAuthorizerToCorsPreflight'] ?? true);
  for (const path of Object.keys(pathsOf(definition)))
    setDefaultAuthorizer(definition, path, { name: defaultName, all: authorizers, guardsPreflight });
}

/** Adds the models that methods of the API name. */
export function addModels(id: string, definition: JsonValue | undefined, models: JsonValue | undefined): void {
  if (!isFilled(models)) return;
  if (!isFilled(definition))
    throw refuseResource(id, "Models works only with inline Swagger specified in 'DefinitionBody' property.");
  if (!restKind.isValid(definition))
    throw refuseResource(
      id,
      "Unable to add Models definitions because 'DefinitionBody' does not contain a valid Swagger definition.",
    );
  if (!isObject(models) || !Object.values(models).every((model) => isObject(model)))
    throw refuseResource(id, "Invalid value for 'Models' property");
  const { definitions: existing } = restKind.require(definition);
  const all = isFilled(existing) && isObject(existing) ? existing : {};
  for (const [name, model] of Object.entries(models)) {
    if (!isObject(model) || !isFilled(model['type'])) throw refuseDefinition("'Models' schema is missing 'type'.");
    setMember(all, name.toLowerCase(), model);
  }
  definition['definitions'] = all;
}
