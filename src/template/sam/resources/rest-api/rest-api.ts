import { isAbsent, isFilled, isList, isObject, type JsonObject, type JsonValue } from '../../mutable-json.ts';
import { generate, propagateTags, type GeneratedResource } from '../../generated-resource.ts';
import { restKind } from '../../open-api/api-kinds.ts';
import { isOpenApi3, refuseDefinition, setDeep } from '../../open-api/definition.ts';
import { addGatewayResponses } from '../../open-api/gateway-responses.ts';
import { addModels, addRestAuth } from '../../open-api/rest-auth.ts';
import { pythonText } from '../../python-text.ts';
import { refuseResource } from '../../refusal.ts';
import { passedAttributes, type SamResource } from '../../sam-resource.ts';
import { resolveIn, type SamResourceTransform, type TransformScope } from '../../transform-scope.ts';
import { generateRestDomain } from '../custom-domain/rest-domain.ts';
import { definitionLocation } from '../definition-location.ts';
import { permitRestAuthorizers } from '../authorizer-permission.ts';
import { generateUsagePlan } from '../usage-plan/usage-plan.ts';
import { restApiProperties } from './rest-api-properties.ts';
import { addRestCors } from './rest-cors.ts';
import { createDeploymentAndStage } from './rest-deployment.ts';
import { moveToOpenApi3 } from './rest-open-api-3.ts';

/** A REST API, with its deployment and stage, and all that its properties add to its definition. */
export const restApiTransform: SamResourceTransform = {
  type: 'AWS::Serverless::Api',
  turn: 'api',
  properties: restApiProperties,
  referables: {
    Stage: 'AWS::ApiGateway::Stage',
    Deployment: 'AWS::ApiGateway::Deployment',
    DomainName: 'AWS::ApiGateway::DomainName',
    DomainNameV2: 'AWS::ApiGateway::DomainNameV2',
    UsagePlan: 'AWS::ApiGateway::UsagePlan',
    UsagePlanKey: 'AWS::ApiGateway::UsagePlanKey',
    ApiKey: 'AWS::ApiGateway::ApiKey',
  },
  expand(resource, scope) {
    const { id, properties } = resource;
    for (const name of ['BinaryMediaTypes', 'Domain', 'Auth'])
      if (properties[name] !== undefined) properties[name] = resolveIn(scope, properties[name]) ?? null;
    requireRules(resource);
    const api = createApi(resource, scope);
    const owner = { id, attributes: passedAttributes(resource) };
    const domain = generateRestDomain(owner, properties['Domain'], scope.commonResources);
    const { deployment, stage } = createDeploymentAndStage(resource, api, scope);
    const plan = isObject(properties['Auth']) ? properties['Auth']['UsagePlan'] : undefined;
    const permissions = permitRestAuthorizers({ ...owner, auth: properties['Auth'] }, scope.partition);
    const usagePlan = generateUsagePlan({ ...owner, stageId: stage.id }, plan, scope);
    const resources = [api, deployment, stage, ...permissions, ...domain, ...usagePlan];
    propagateTags(resources, properties['Tags'], properties['PropagateTags']);
    return resources;
  },
};

function requireRules({ id, properties }: SamResource): void {
  const { DefinitionBody: body, DefinitionUri: uri, MergeDefinitions: merge, OpenApiVersion: version } = properties;
  if (isFilled(uri) && isFilled(body))
    throw refuseResource(id, "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.");
  if (isFilled(uri) && isFilled(merge))
    throw refuseResource(id, "Cannot set 'MergeDefinitions' to True when using `DefinitionUri`.");
  if (isFilled(version) && !/^[2-3](?:\.\d)(?:\.\d)?$/.test(pythonText(version)))
    throw refuseResource(id, "The OpenApiVersion value must be of the format '3.0.0'.");
}

/** Properties that API Gateway takes as they are, where they have a value. */
const passedOn = [
  'FailOnWarnings',
  'Name',
  'Description',
  'Mode',
  'ApiKeySourceType',
  'Policy',
  'SecurityPolicy',
  'EndpointAccessMode',
];

function createApi(resource: SamResource, scope: TransformScope): GeneratedResource {
  const { id, properties, attributes, dependsOn } = resource;
  const api = generate(
    'AWS::ApiGateway::RestApi',
    id,
    {
      BinaryMediaTypes: properties['BinaryMediaTypes'],
      MinimumCompressionSize: properties['MinimumCompressionSize'],
      ...endpointConfiguration(id, properties['EndpointConfiguration'], scope),
      ...Object.fromEntries(passedOn.map((name) => [name, isFilled(properties[name]) ? properties[name] : undefined])),
    },
    { attributes, dependsOn },
  );
  completeDefinition(resource, scope);
  const { DefinitionBody: body, DefinitionUri: uri } = properties;
  if (isFilled(uri)) api.properties['BodyS3Location'] = definitionLocation(id, uri);
  else if (isObject(body) && isFilled(body)) api.properties['Body'] = moveToOpenApi3(body, properties, scope);
  return api;
}

/** Puts into the definition, in place, what the properties of the API say beside it. */
function completeDefinition(resource: SamResource, scope: TransformScope): void {
  const { id, properties } = resource;
  const { Auth: auth, DefinitionBody: definition, StageName: stageName = null } = properties;
  addRestCors(resource);
  // Headers of CORS get a schema with each move, one inside the other: so AWS has it.
  const move = () => isObject(definition) && moveToOpenApi3(definition, properties, scope);
  if (isFilled(auth) && isObject(auth)) {
    addRestAuth({ id, partition: scope.partition, stageName, definition }, auth);
    move();
  }
  addGatewayResponses(id, definition, properties['GatewayResponses']);
  addBinaryMediaTypes(properties);
  if (isFilled(properties['Models'])) {
    addModels(id, definition, properties['Models']);
    move();
  }
  const isDisabled = properties['DisableExecuteApiEndpoint'];
  if (isAbsent(isDisabled)) return;
  if (!isFilled(properties['DefinitionBody']))
    throw refuseResource(id, "DisableExecuteApiEndpoint works only within 'DefinitionBody' property.");
  disableEndpoint(restKind.require(properties['DefinitionBody']), isDisabled);
}

/** Outside of these partitions there is no edge, so that an API is regional unless it says otherwise. */
const edgeless = new Set(['aws-us-gov', 'aws-cn', 'aws-eusc']);

function endpointConfiguration(
  id: string,
  given: JsonValue | undefined,
  { partition }: TransformScope,
): Record<string, JsonValue> {
  const isRegionalOnly = edgeless.has(partition) || partition.startsWith('aws-iso');
  const value = isFilled(given) ? given : isRegionalOnly ? 'REGIONAL' : undefined;
  if (value === undefined) return {};
  if (!isObject(value) || !isFilled(value['Type']))
    return { EndpointConfiguration: { Types: [value] }, Parameters: { endpointConfigurationTypes: value } };
  const { Type: type, VPCEndpointIds: upper, VpcEndpointIds: camel, IpAddressType: addressType } = value;
  if (upper !== undefined && camel !== undefined)
    throw refuseResource(id, "'VPCEndpointIds' and 'VpcEndpointIds' cannot be used together in EndpointConfiguration.");
  const configuration: JsonObject = { Types: [type] };
  if (upper !== undefined || camel !== undefined)
    configuration['VpcEndpointIds'] = isFilled(upper) ? upper : (camel ?? null);
  if (addressType !== undefined) configuration['IpAddressType'] = addressType;
  return { EndpointConfiguration: configuration, Parameters: { endpointConfigurationTypes: type } };
}

function addBinaryMediaTypes(properties: JsonObject): void {
  const { BinaryMediaTypes: types, DefinitionBody: body } = properties;
  if (!isFilled(types) || !isFilled(body)) return;
  restKind.require(body)['x-amazon-apigateway-binary-media-types'] = unescapeSlashes(types);
}

/** `~1` stands for a slash, which could not be a part of a JSON pointer. */
function unescapeSlashes(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replaceAll('~1', '/');
  if (isList(value)) return value.map(unescapeSlashes);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.replaceAll('~1', '/'), unescapeSlashes(item)]),
  );
}

function disableEndpoint(definition: JsonObject, isDisabled: JsonValue): void {
  const names = ['x-amazon-apigateway-endpoint-configuration', 'disableExecuteApiEndpoint'];
  if (!isFilled(definition['openapi']) || !isOpenApi3(definition['openapi'])) {
    const fault = setDeep(definition, names, isDisabled);
    if (fault !== undefined) throw refuseDefinition(`Invalid OpenAPI definition: ${fault}.`);
    return;
  }
  const servers = definition['servers'] ?? [{}];
  // A map counts as the list of its names, none of which is a server.
  const listed = isList(servers) ? servers : isObject(servers) ? Object.keys(servers) : [servers];
  for (const [index, server] of listed.entries()) {
    const fault = setDeep(server, names, isDisabled);
    if (fault !== undefined) throw refuseDefinition(`Invalid OpenAPI definition of 'servers[${index}]': ${fault}.`);
  }
  definition['servers'] = servers;
}
