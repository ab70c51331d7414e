import { isAbsent, isFilled, isObject, setMember, type JsonObject, type JsonValue } from '../mutable-json.ts';
import { expectPresent, expectString, propertyOf } from '../expect.ts';
import { generate } from '../generated-resource.ts';
import { isInteger, isMap, isString, listOf, oneOf, optional, required } from '../property-table.ts';
import { pythonRepr } from '../python-text.ts';
import { refuseResource, SamRefusal } from '../refusal.ts';
import { passedAttributes, type SamResource } from '../sam-resource.ts';
import { listCreatedTags } from '../tags.ts';
import { resolveWithMappings, type SamResourceTransform, type TransformScope } from '../transform-scope.ts';

/** An application: a nested stack, whose template is at a place or in the application repository. */
export const applicationTransform: SamResourceTransform = {
  type: 'AWS::Serverless::Application',
  turn: 'other',
  properties: {
    Location: required(oneOf(isString, isMap)),
    TemplateUrl: optional(isString),
    Parameters: optional(isMap),
    NotificationARNs: optional(listOf(oneOf(isString, isMap))),
    Tags: optional(isMap),
    TimeoutInMinutes: optional(isInteger),
  },
  prepare: (id, properties) => requireMember(id, properties, 'Location'),
  expand(resource, scope) {
    const { id, properties, dependsOn } = resource;
    const { Parameters, NotificationARNs, TimeoutInMinutes, Location: location } = properties;
    const templateUrl = locateTemplate(resource, scope);
    const tags = listCreatedTags(id, properties['Tags'], isObject(location) ? repositoryTags(location) : {});
    const stack = { TemplateURL: templateUrl, Parameters, NotificationARNs, TimeoutInMinutes, Tags: tags };
    const rest = { attributes: passedAttributes(resource), dependsOn };
    return [generate('AWS::CloudFormation::Stack', id, stack, rest)];
  },
};

function repositoryTags(location: JsonObject): JsonObject {
  const { ApplicationId: applicationId, SemanticVersion: version } = location;
  return {
    ...(!isAbsent(applicationId) && { 'serverlessrepo:applicationId': applicationId }),
    ...(!isAbsent(version) && { 'serverlessrepo:semanticVersion': version }),
  };
}

function locateTemplate({ id, properties }: SamResource, scope: TransformScope): JsonValue {
  const { Location: location } = properties;
  if (!isObject(location)) return isFilled(location) ? location : '';
  requireMember(id, location, 'ApplicationId');
  requireMember(id, location, 'SemanticVersion');
  // AWS looks up the two together, so that one alone stays as it is.
  if (!isAbsent(location['ApplicationId']) && !isAbsent(location['SemanticVersion']))
    for (const name of ['ApplicationId', 'SemanticVersion'] as const)
      setMember(location, name, resolveWithMappings(scope, location[name]) ?? null);
  const applicationId = expectPresent(location['ApplicationId'], propertyOf(id, 'ApplicationId'));
  requireResolved(id, 'ApplicationId', applicationId);
  const { SemanticVersion: version = null } = location;
  if (!isFilled(version)) throw refuseResource(id, "Property 'SemanticVersion' cannot be blank.");
  requireResolved(id, 'SemanticVersion', version);
  return askRepository(id, { applicationId, version }, scope);
}

function requireMember(id: string, map: JsonObject, name: string): void {
  if (!Object.hasOwn(map, name)) throw refuseResource(id, `Resource is missing the required [${name}] property.`);
}

function requireResolved(id: string, name: string, value: JsonValue): void {
  if (isObject(value))
    throw refuseResource(
      id,
      `Property '${name}' cannot be resolved. Only FindInMap and Ref intrinsic functions are supported.`,
    );
}

const dynamicReference = /\{\{resolve:ssm:[a-zA-Z0-9_.\-/]+(:\d+)?\}\}/;

function askRepository(
  id: string,
  application: { readonly applicationId: JsonValue; readonly version: JsonValue },
  scope: TransformScope,
): string {
  const applicationId = expectString(application.applicationId, propertyOf(id, 'Location.ApplicationId'));
  const version = expectString(application.version, propertyOf(id, 'Location.SemanticVersion'));
  if (scope.findApplication === undefined)
    throw refuseResource(id, 'Serverless Application Repository is not available in this region.');
  if (dynamicReference.test(applicationId))
    throw refuseResource(
      id,
      "Serverless Application Repostiory does not support dynamic reference in 'ApplicationId' property.",
    );
  const answer = scope.findApplication(applicationId, version);
  switch (answer.kind) {
    case 'found':
      return answer.templateUrl;
    case 'refused':
      throw refuseResource(id, answer.message);
    case 'preparing':
      // AWS names the application here, in a list, and not the resource.
      throw new SamRefusal(
        `Resource with id [${pythonRepr([applicationId])}] is invalid. ` +
          'Timed out waiting for nested stack templates to reach ACTIVE status.',
        id,
      );
  }
}
