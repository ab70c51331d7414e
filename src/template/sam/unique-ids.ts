/** A generated resource may not take the logical ID of another resource of the template. */
import { isObject, member, type JsonObject } from './mutable-json.ts';
import type { GeneratedResource } from './generated-resource.ts';
import { SamRefusal } from './refusal.ts';

/** Types that a generated resource may replace under its own logical ID. */
const replaceable: Readonly<Record<string, readonly string[]>> = {
  'AWS::Lambda::Function': ['AWS::Serverless::Function'],
  'AWS::Lambda::LayerVersion': ['AWS::Serverless::LayerVersion'],
  'AWS::Lambda::CapacityProvider': ['AWS::Serverless::CapacityProvider'],
  'AWS::ApiGateway::RestApi': ['AWS::Serverless::Api'],
  'AWS::ApiGatewayV2::Api': ['AWS::Serverless::HttpApi', 'AWS::Serverless::WebSocketApi'],
  'AWS::DynamoDB::Table': ['AWS::Serverless::SimpleTable'],
  'AWS::CloudFormation::Stack': ['AWS::Serverless::Application'],
  'AWS::StepFunctions::StateMachine': ['AWS::Serverless::StateMachine'],
  'AWS::AppSync::GraphQLApi': ['AWS::Serverless::GraphQLApi'],
};

/** Types of the template's own resources to which events add something. */
const extended = new Set([
  'AWS::S3::Bucket',
  'AWS::SNS::Topic',
  'AWS::Cognito::UserPool',
  'AWS::ApiGateway::DomainName',
  'AWS::ApiGateway::BasePathMapping',
  'AWS::ApiGateway::DomainNameV2',
  'AWS::ApiGateway::BasePathMappingV2',
]);

export function isIdFree(resource: GeneratedResource, existing: JsonObject): boolean {
  const other = member(existing, resource.id);
  if (!isObject(other)) return true;
  const type = String(other['Type']);
  if (extended.has(resource.type)) return type === resource.type;
  return replaceable[resource.type]?.includes(type) ?? false;
}

export function refuseTakenId(samId: string, { id, type }: { readonly id: string; readonly type: string }): SamRefusal {
  return new SamRefusal(
    `Transforming resource with id [${samId}] attempts to create a new resource with id [${id}] and type "${type}".` +
      ' A resource with that id already exists within this template. Please use a different id for that resource.',
    samId,
  );
}
