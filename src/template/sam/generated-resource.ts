/** A CloudFormation resource that the transform brings forth. */
import { isFilled, isObject, withoutAbsent, type JsonObject, type JsonValue } from './mutable-json.ts';
import { refuseResource } from './refusal.ts';
import { listTags } from './tags.ts';

export interface GeneratedResource {
  readonly id: string;
  readonly type: string;
  /** `Condition`, `DeletionPolicy` and the like, which stand beside the properties. */
  readonly attributes: JsonObject;
  readonly dependsOn?: JsonValue | undefined;
  /** A property without a value is left out. */
  readonly properties: Record<string, JsonValue | undefined>;
}

/** Refuses a logical ID that some name of the template has spoilt. */
export function generate(
  type: string,
  id: string,
  properties: Record<string, JsonValue | undefined>,
  rest: { readonly attributes?: JsonObject; readonly dependsOn?: JsonValue | undefined } = {},
): GeneratedResource {
  if (!/^[A-Za-z0-9]+$/.test(id)) throw refuseResource(id, 'Logical ids must be alphanumeric.');
  return { id, type, properties, attributes: { ...rest.attributes }, dependsOn: rest.dependsOn };
}

/** The resource as it stands under its logical ID in the template. */
export function renderResource(resource: GeneratedResource): JsonObject {
  const { type, attributes, dependsOn, properties } = resource;
  return withoutAbsent({
    Type: type,
    DependsOn: isFilled(dependsOn) ? dependsOn : undefined,
    ...attributes,
    Properties: withoutAbsent(properties),
  });
}

/** Generated types that take the tags of the SAM resource as a list, where it says `PropagateTags`. */
const taggedByList = new Set([
  'AWS::ApiGateway::ApiKey',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::DomainNameAccessAssociation',
  'AWS::ApiGateway::DomainNameV2',
  'AWS::ApiGateway::RestApi',
  'AWS::ApiGateway::Stage',
  'AWS::ApiGateway::UsagePlan',
  'AWS::AppSync::GraphQLApi',
  'AWS::CloudFormation::Stack',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::DynamoDB::Table',
  'AWS::IAM::Role',
  'AWS::IoT::TopicRule',
  'AWS::Lambda::CapacityProvider',
  'AWS::Lambda::Function',
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::SQS::Queue',
  'AWS::StepFunctions::StateMachine',
]);

/** Types whose tags are a map. An API of version 2 is none of them: its definition holds its tags. */
const taggedByMap = new Set(['AWS::ApiGatewayV2::DomainName', 'AWS::ApiGatewayV2::Stage']);

/** Gives the tags of the SAM resource to all that came from it and can have tags. */
export function propagateTags(
  resources: readonly GeneratedResource[],
  tags: JsonValue | undefined,
  isWanted: JsonValue | undefined,
): void {
  if (!isFilled(isWanted) || !isFilled(tags) || !isObject(tags)) return;
  const list = listTags(tags);
  for (const { type, properties } of resources)
    if (taggedByMap.has(type)) properties['Tags'] = { ...tags };
    else if (taggedByList.has(type)) properties['Tags'] = list;
}
