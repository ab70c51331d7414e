import {
  isAbsent,
  isEqualJson,
  isFilled,
  isObject,
  setMember,
  type JsonObject,
  type JsonValue,
} from '../../mutable-json.ts';
import { generate, propagateTags, type GeneratedResource } from '../../generated-resource.ts';
import { ref } from '../../intrinsics/intrinsic-values.ts';
import { createLogicalId } from '../../logical-id.ts';
import { httpKind } from '../../open-api/api-kinds.ts';
import { walk } from '../../open-api/definition.ts';
import { addHttpAuth } from '../../open-api/http-auth.ts';
import { isBoolean, isMap, isString, oneOf, optional, passed } from '../../property-table.ts';
import { refuseResource } from '../../refusal.ts';
import { passedAttributes, type SamResource } from '../../sam-resource.ts';
import { resolveIn, type SamResourceTransform, type TransformScope } from '../../transform-scope.ts';
import { generateVersion2Domain } from '../custom-domain/version-2-domain.ts';
import { definitionLocation } from '../definition-location.ts';
import { permitHttpAuthorizers } from '../authorizer-permission.ts';
import { addHttpCors } from './http-cors.ts';
import { addDefinitionTags, disableHttpEndpoint } from './http-definition.ts';

const createdTag = 'httpapi:createdBy';
const defaultStage = '$default';
const textOrMap = oneOf(isString, isMap);

/** An HTTP API, with its stage, and all that its properties add to its definition. */
export const httpApiTransform: SamResourceTransform = {
  type: 'AWS::Serverless::HttpApi',
  turn: 'api',
  properties: {
    __MANAGE_SWAGGER: optional(isBoolean),
    Name: passed,
    StageName: optional(textOrMap),
    Tags: optional(isMap),
    PropagateTags: optional(isBoolean),
    DefinitionBody: optional(isMap),
    DefinitionUri: optional(textOrMap),
    StageVariables: optional(isMap),
    CorsConfiguration: optional(oneOf(isBoolean, isMap)),
    AccessLogSettings: optional(isMap),
    DefaultRouteSettings: optional(isMap),
    Auth: optional(isMap),
    RouteSettings: optional(isMap),
    Domain: optional(isMap),
    FailOnWarnings: optional(isBoolean),
    Description: optional(isString),
    DisableExecuteApiEndpoint: optional(isBoolean),
  },
  referables: { Stage: 'AWS::ApiGatewayV2::Stage', DomainName: 'AWS::ApiGatewayV2::DomainName' },
  expand(resource, scope) {
    const { id, properties } = resource;
    for (const name of ['CorsConfiguration', 'Domain'])
      if (properties[name] !== undefined) properties[name] = resolveIn(scope, properties[name]) ?? null;
    const hasBody = !isAbsent(properties['DefinitionBody']);
    const tags = tagsOf(resource);
    const api = createApi(resource, tags, scope);
    const owner = { id, attributes: passedAttributes(resource) };
    const domain = generateVersion2Domain(owner, properties['Domain'], {
      tag: createdTag,
      groups: scope.commonResources,
    });
    const permissions = permitHttpAuthorizers({ ...owner, auth: properties['Auth'] }, scope.partition);
    const resources = [api, ...permissions, ...domain, createStage(resource, tags)];
    propagateTags(resources, tags, hasBody);
    return resources;
  },
};

/** The tags of the API, with the one that says SAM made it, where its definition can hold them. */
function tagsOf({ properties }: SamResource): JsonValue | undefined {
  const { DefinitionBody: body, Tags: tags } = properties;
  return httpKind.isValid(body) ? { ...(isObject(tags) ? tags : {}), [createdTag]: 'SAM' } : tags;
}

function createApi(resource: SamResource, tags: JsonValue | undefined, scope: TransformScope): GeneratedResource {
  const { id, properties, attributes, dependsOn } = resource;
  const { DefinitionBody: body, DefinitionUri: uri, FailOnWarnings: fails } = properties;
  if (isFilled(uri) && isFilled(body))
    throw refuseResource(id, "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.");
  completeDefinition(resource, tags, scope);
  if (!isFilled(uri) && !isFilled(body))
    throw refuseResource(
      id,
      "'DefinitionUri' or 'DefinitionBody' are required properties of an 'AWS::Serverless::HttpApi'. Add a value for one of these properties or add a 'HttpApi' event to an 'AWS::Serverless::Function'.",
    );
  return generate(
    'AWS::ApiGatewayV2::Api',
    id,
    {
      FailOnWarnings: isFilled(fails) ? fails : undefined,
      ...(isFilled(uri) ? { BodyS3Location: definitionLocation(id, uri) } : { Body: body }),
    },
    { attributes, dependsOn },
  );
}

/** Puts into the definition, in place, what the properties of the API say beside it. */
function completeDefinition(resource: SamResource, tags: JsonValue | undefined, scope: TransformScope): void {
  const { id, properties } = resource;
  const { DefinitionBody: body, FailOnWarnings: fails } = properties;
  const { Auth: auth } = properties;
  addHttpCors(resource);
  if (isFilled(auth) && isObject(auth)) addHttpAuth({ id, partition: scope.partition, definition: body }, auth);
  addTags(resource, tags);
  const isDisabled = properties['DisableExecuteApiEndpoint'];
  if (!isAbsent(isDisabled)) {
    if (!isFilled(body))
      throw refuseResource(id, "DisableExecuteApiEndpoint works only within 'DefinitionBody' property.");
    disableHttpEndpoint(httpKind.require(body), isDisabled);
  }
  addTitle(resource);
  addDescription(resource);
  if (isFilled(fails) && isFilled(body) && isObject(body)) renameDefaultPath(body['paths']);
}

function addTags({ id, properties }: SamResource, tags: JsonValue | undefined): void {
  const { DefinitionBody: body, Tags: given } = properties;
  if (isFilled(given) && !isFilled(body))
    throw refuseResource(id, "Tags works only with inline OpenApi specified in the 'DefinitionBody' property.");
  if (!isFilled(body)) return;
  if (isFilled(given) && !httpKind.isValid(body))
    throw refuseResource(
      id,
      "Unable to add `Tags` because 'DefinitionBody' does not contain a valid OpenApi definition.",
    );
  if (httpKind.isValid(body)) addDefinitionTags(httpKind.require(body), isObject(tags) ? tags : {});
}

function addTitle({ id, properties }: SamResource): void {
  const { DefinitionBody: body, Name: name } = properties;
  if (!isFilled(name)) return;
  if (!isFilled(body) || !isObject(body))
    throw refuseResource(id, "Name works only with inline OpenApi specified in the 'DefinitionBody' property.");
  const found = walk(body, ['info', 'title']);
  if (found.kind === 'fault') throw refuseResource(id, `Invalid 'DefinitionBody': ${found.reason}.`);
  if (!isEqualJson(found.value, ref('AWS::StackName')))
    throw refuseResource(
      id,
      "Unable to set Name because it is already defined within inline OpenAPI specified in the 'DefinitionBody' property.",
    );
  setInfo(httpKind.require(body), 'title', name);
}

function addDescription({ id, properties }: SamResource): void {
  const { DefinitionBody: body, Description: description } = properties;
  if (!isFilled(description)) return;
  if (!isFilled(body) || !isObject(body))
    throw refuseResource(id, "Description works only with inline OpenApi specified in the 'DefinitionBody' property.");
  const found = walk(body, ['info', 'description']);
  // The stray quotation mark is AWS's own.
  if (found.kind === 'fault') throw refuseResource(id, `Invalid 'DefinitionBody': ${found.reason}'.`);
  if (isFilled(found.value))
    throw refuseResource(
      id,
      "Unable to set Description because it is already defined within inline OpenAPI specified in the 'DefinitionBody' property.",
    );
  setInfo(httpKind.require(body), 'description', description);
}

function setInfo(definition: JsonObject, name: string, value: JsonValue): void {
  const given = definition['info'];
  const info: JsonObject = isObject(given) ? given : {};
  info[name] = value;
  definition['info'] = info;
}

/** API Gateway warns of a path without a slash, so that one that fails on warnings has it. */
function renameDefaultPath(paths: JsonValue | undefined): void {
  const route = isObject(paths) ? paths[defaultStage] : undefined;
  if (!isObject(paths) || route === undefined) return;
  delete paths[defaultStage];
  setMember(paths, `/${defaultStage}`, route);
}

function createStage(resource: SamResource, tags: JsonValue | undefined): GeneratedResource {
  const { id, properties } = resource;
  const given = properties['StageName'];
  const name = isFilled(given) ? given : defaultStage;
  return generate(
    'AWS::ApiGatewayV2::Stage',
    stageId(id, name),
    {
      ApiId: ref(id),
      StageName: name,
      StageVariables: properties['StageVariables'],
      AccessLogSettings: properties['AccessLogSettings'],
      DefaultRouteSettings: properties['DefaultRouteSettings'],
      Tags: tags,
      AutoDeploy: true,
      RouteSettings: properties['RouteSettings'],
    },
    { attributes: passedAttributes(resource) },
  );
}

function stageId(id: string, name: JsonValue): string {
  if (name === defaultStage) return `${id}ApiGatewayDefaultStage`;
  const text = typeof name === 'string' ? name : '';
  return /^[\p{L}\p{N}]+$/u.test(text) ? `${id}${text}Stage` : createLogicalId(`${id}Stage`, text);
}
