/**
 * Whatever a template holds, the transform answers: with a template or with AWS's refusal. It throws
 * nothing, and changes nothing of what it was given.
 */
import * as fc from 'fast-check';
import { test } from 'vitest';
import type { JsonObject, JsonValue } from '../json.ts';
import { copyJson, isList, isObject, setMember, type JsonValue as Mutable } from './mutable-json.ts';
import { aFunction } from './transform-sam.fixture.ts';
import { transformSam } from './transform-sam.ts';

const fn = aFunction({
  AutoPublishAlias: 'live',
  DeploymentPreference: { Type: 'AllAtOnce', Alarms: [{ Ref: 'Alarm' }], Hooks: { PreTraffic: { Ref: 'Hook' } } },
  Policies: [{ S3ReadPolicy: { BucketName: 'b' } }, 'AWSLambdaExecute', { Statement: [] }],
  EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: 'SQS' } } },
  FunctionUrlConfig: { AuthType: 'NONE', Cors: { AllowOrigins: ['*'] } },
  Layers: [{ Ref: 'Layer' }],
  Events: {
    Get: { Type: 'Api', Properties: { Path: '/{id}', Method: 'get', RequestParameters: ['method.request.header.A'] } },
    Own: {
      Type: 'Api',
      Properties: { Path: '/', Method: 'any', RestApiId: { Ref: 'Api' }, Auth: { Authorizer: 'A' } },
    },
    Http: { Type: 'HttpApi', Properties: { Path: '/', Method: 'post', TimeoutInMillis: 5 } },
    Upload: { Type: 'S3', Properties: { Bucket: { Ref: 'Bucket' }, Events: ['e'] } },
    Topic: { Type: 'SNS', Properties: { Topic: 't', SqsSubscription: true } },
    Tick: { Type: 'Schedule', Properties: { Schedule: 'rate(1 day)', DeadLetterConfig: { Type: 'SQS' } } },
    Tock: { Type: 'ScheduleV2', Properties: { ScheduleExpression: 'rate(1 day)' } },
    Queue: { Type: 'SQS', Properties: { Queue: 'arn', FilterCriteria: { Filters: [] } } },
    Kafka: { Type: 'MSK', Properties: { Stream: 'arn', StartingPosition: 'LATEST', ConsumerGroupId: 'g' } },
  },
});

const api = {
  Type: 'AWS::Serverless::Api',
  Properties: {
    StageName: 'prod',
    Cors: { AllowOrigin: "'*'" },
    Auth: {
      DefaultAuthorizer: 'A',
      Authorizers: { A: { UserPoolArn: 'arn' }, B: { FunctionArn: 'arn', Identity: { Headers: ['H'] } } },
      ResourcePolicy: { IpRangeWhitelist: ['1.2.3.4'] },
      UsagePlan: { CreateUsagePlan: 'PER_API' },
    },
    Models: { M: { type: 'object' } },
    GatewayResponses: { DEFAULT_4XX: { ResponseParameters: { Headers: { A: "'b'" } } } },
    Domain: { DomainName: 'd', CertificateArn: 'arn', Route53: { HostedZoneId: 'Z' } },
  },
};

const base: JsonObject = {
  Globals: { Function: { Timeout: 3, Environment: { Variables: { A: 'a' } } }, Api: { TracingEnabled: true } },
  Parameters: { P: { Type: 'String', Default: 'p' } },
  Mappings: { M: { a: { b: 'c' } } },
  Conditions: { C: { 'Fn::Equals': [1, 1] } },
  Resources: {
    Fn: { ...fn, Connectors: { To: { Properties: { Destination: { Id: 'Table' }, Permissions: ['Read'] } } } },
    Api: api,
    Bucket: { Type: 'AWS::S3::Bucket' },
    Table: { Type: 'AWS::Serverless::SimpleTable', Properties: { PrimaryKey: { Name: 'id', Type: 'String' } } },
    Layer: { Type: 'AWS::Serverless::LayerVersion', Properties: { ContentUri: 's3://b/k' } },
    Http: { Type: 'AWS::Serverless::HttpApi', Properties: { CorsConfiguration: true, Tags: { a: 'b' } } },
    Machine: {
      Type: 'AWS::Serverless::StateMachine',
      Properties: { Definition: { States: {} }, Policies: [{ LambdaInvokePolicy: { FunctionName: 'f' } }] },
    },
    Socket: {
      Type: 'AWS::Serverless::WebSocketApi',
      Properties: { RouteSelectionExpression: 'x', Routes: { $default: { FunctionArn: 'arn' } } },
    },
    Graph: {
      Type: 'AWS::Serverless::GraphQLApi',
      Properties: {
        SchemaInline: 's',
        Auth: { Type: 'API_KEY' },
        DataSources: { DynamoDb: { T: { TableName: 't' } } },
      },
    },
    App: { Type: 'AWS::Serverless::Application', Properties: { Location: 's3://b/t' } },
  },
};

interface Place {
  readonly holder: Mutable;
  readonly name: string;
}

function placesIn(value: Mutable): Place[] {
  if (!isObject(value) && !isList(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => [{ holder: value, name }, ...placesIn(item)]);
}

function changed(changes: readonly (readonly [place: number, value: JsonValue | undefined])[]): JsonObject {
  const template = copyJson(base);
  for (const [at, value] of changes) {
    const places = placesIn(template);
    const place = places[at % places.length];
    const replacement = copyJson({ value: value ?? null })['value'] ?? null;
    if (place === undefined) continue;
    if (isList(place.holder)) place.holder[Number(place.name)] = replacement;
    else if (isObject(place.holder) && value === undefined) delete place.holder[place.name];
    else if (isObject(place.holder)) setMember(place.holder, place.name, replacement);
  }
  return template;
}

const intrinsic = fc.constantFrom<JsonValue>(
  { Ref: 'P' },
  { Ref: 'AWS::NoValue' },
  { 'Fn::If': ['C', 'a', { Ref: 'AWS::NoValue' }] },
  { 'Fn::If': 'C' },
  { 'Fn::GetAtt': ['Fn', 'Arn'] },
  { 'Fn::Sub': '${P}-${Fn.Alias}' },
  { 'Fn::FindInMap': ['M', 'a', 'b'] },
);
// What fast-check calls a JSON value is one, but for its type.
const value: fc.Arbitrary<JsonValue | undefined> = fc.oneof(
  intrinsic,
  fc.constant(undefined),
  fc.json({ maxDepth: 2 }).map((text): JsonValue => JSON.parse(text)),
);

test('every template has an answer', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(100_000), value), { minLength: 1, maxLength: 4 }), (changes) => {
      const template = changed(changes);
      const before = JSON.stringify(template);
      const result = transformSam(template, { region: 'eu-west-1', parameters: {} });
      if (result.kind === 'invalid' && result.message === '') throw new Error('a refusal without a reason');
      if (JSON.stringify(template) !== before) throw new Error('the template was changed');
    }),
    { numRuns: 500 },
  );
});

test('the template that all others are made of is taken', () => {
  const result = transformSam(base, { region: 'eu-west-1', parameters: {} });
  if (result.kind === 'invalid') throw new Error(result.message);
});
