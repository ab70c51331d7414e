/**
 * What a connector grants, for each pair of resource types that AWS SAM can connect.
 *
 * `%{Source.Arn}` and its like are filled in from the two resources that a connector names.
 */
export interface ConnectorStatement {
  readonly Effect: 'Allow';
  readonly Principal?: { readonly Service: string };
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly ArnEquals: { readonly 'aws:SourceArn': string } };
}

export interface ConnectorInvokePermission {
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn: string;
  readonly SourceAccount?: string;
}

export type ConnectorAccess = 'Read' | 'Write';

/** The accesses that a pair offers, in the order in which AWS SAM lists them. */
type Accesses<T> = Readonly<Partial<Record<ConnectorAccess, T>>>;

export type ConnectorProfile =
  | {
      readonly kind: 'managed-policy';
      /** Whose role gets the policy. */
      readonly roleOf: 'Source' | 'Destination';
      /** What has to wait for the policy. */
      readonly dependedBy?: 'SOURCE' | 'DESTINATION_EVENT_SOURCE_MAPPING';
      /** The sets of accesses that may be asked for together, where not all may. */
      readonly combinations?: readonly (readonly ConnectorAccess[])[];
      readonly accesses: Accesses<readonly ConnectorStatement[]>;
    }
  | {
      readonly kind: 'queue-policy' | 'topic-policy';
      readonly accesses: Accesses<readonly ConnectorStatement[]>;
    }
  | { readonly kind: 'permission'; readonly accesses: Accesses<ConnectorInvokePermission> };

const destination = '%{Destination.Arn}';

function allow(service: string, actions: string, ...resources: readonly string[]): ConnectorStatement {
  return { Effect: 'Allow', Action: actions.split(' ').map((action) => `${service}:${action}`), Resource: resources };
}

function onSourceRole(accesses: Accesses<readonly ConnectorStatement[]>): ConnectorProfile {
  return { kind: 'managed-policy', roleOf: 'Source', accesses };
}

/** A resource policy that lets a service act for one source alone. */
function from(service: string, action: string): Accesses<readonly ConnectorStatement[]> {
  const statement: ConnectorStatement = {
    Effect: 'Allow',
    Principal: { Service: `${service}.amazonaws.com` },
    Resource: destination,
    Action: action,
    Condition: { ArnEquals: { 'aws:SourceArn': '%{Source.Arn}' } },
  };
  return { Write: [statement] };
}

function invokedBy(service: string, source = '%{Source.Arn}', account?: string): ConnectorProfile {
  const permission = { Action: 'lambda:InvokeFunction', Principal: `${service}.amazonaws.com`, SourceArn: source };
  return {
    kind: 'permission',
    accesses: { Write: account === undefined ? permission : { ...permission, SourceAccount: account } },
  };
}

function arnOf(service: string, rest: string): string {
  return `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${rest}`;
}

const executions = arnOf('states', 'execution:%{Destination.Name}:*');
const executionsRule = arnOf('events', 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule');
const fromApi = invokedBy('apigateway', arnOf('execute-api', '%{Source.ResourceId}/%{Source.Qualifier}'));

const table = onSourceRole({
  Read: [
    allow(
      'dynamodb',
      'GetItem Query Scan BatchGetItem ConditionCheckItem PartiQLSelect',
      destination,
      `${destination}/index/*`,
    ),
  ],
  Write: [
    allow(
      'dynamodb',
      'PutItem UpdateItem DeleteItem BatchWriteItem PartiQLDelete PartiQLInsert PartiQLUpdate',
      destination,
      `${destination}/index/*`,
    ),
  ],
});
const objectReads =
  'GetObject GetObjectAcl GetObjectLegalHold GetObjectRetention GetObjectTorrent GetObjectVersion GetObjectVersionAcl ' +
  'GetObjectVersionForReplication GetObjectVersionTorrent ListBucket ListBucketMultipartUploads ListBucketVersions ' +
  'ListMultipartUploadParts';
const objectWrites =
  'AbortMultipartUpload DeleteObject DeleteObjectVersion PutObject PutObjectLegalHold PutObjectRetention RestoreObject';
const bucket = onSourceRole({
  Read: [allow('s3', objectReads, destination, `${destination}/*`)],
  Write: [allow('s3', objectWrites, destination, `${destination}/*`)],
});
const eventBus = onSourceRole({ Write: [allow('events', 'PutEvents', destination)] });
const topic = onSourceRole({ Write: [allow('sns', 'Publish', destination)] });
const lambdaFunction = onSourceRole({ Write: [allow('lambda', 'InvokeAsync InvokeFunction', destination)] });

type ProfilesByDestination = Readonly<Record<string, ConnectorProfile>>;

const profiles: Readonly<Record<string, ProfilesByDestination>> = {
  'AWS::DynamoDB::Table': {
    'AWS::Lambda::Function': {
      kind: 'managed-policy',
      roleOf: 'Destination',
      dependedBy: 'DESTINATION_EVENT_SOURCE_MAPPING',
      accesses: {
        Read: [allow('dynamodb', 'DescribeStream GetRecords GetShardIterator ListStreams', '%{Source.Arn}/stream/*')],
      },
    },
  },
  'AWS::Events::Rule': {
    'AWS::SNS::Topic': { kind: 'topic-policy', accesses: from('events', 'sns:Publish') },
    'AWS::Events::EventBus': eventBus,
    'AWS::StepFunctions::StateMachine': onSourceRole({ Write: [allow('states', 'StartExecution', destination)] }),
    'AWS::Lambda::Function': invokedBy('events'),
    'AWS::SQS::Queue': { kind: 'queue-policy', accesses: from('events', 'sqs:SendMessage') },
  },
  'AWS::Lambda::Function': {
    'AWS::Lambda::Function': lambdaFunction,
    'AWS::S3::Bucket': bucket,
    'AWS::DynamoDB::Table': table,
    'AWS::SQS::Queue': onSourceRole({
      Read: [allow('sqs', 'ReceiveMessage GetQueueAttributes', destination)],
      Write: [allow('sqs', 'DeleteMessage SendMessage ChangeMessageVisibility PurgeQueue', destination)],
    }),
    'AWS::SNS::Topic': topic,
    'AWS::StepFunctions::StateMachine': onSourceRole({
      Write: [
        allow('states', 'StartExecution StartSyncExecution', destination),
        allow('states', 'StopExecution', executions),
      ],
      Read: [
        allow('states', 'DescribeStateMachine ListExecutions', destination),
        allow('states', 'DescribeExecution DescribeStateMachineForExecution GetExecutionHistory', executions),
      ],
    }),
    'AWS::Events::EventBus': eventBus,
    'AWS::Location::PlaceIndex': onSourceRole({
      Read: [
        allow(
          'geo',
          'DescribePlaceIndex GetPlace SearchPlaceIndexForPosition SearchPlaceIndexForSuggestions SearchPlaceIndexForText',
          destination,
        ),
      ],
    }),
  },
  'AWS::ApiGatewayV2::Api': { 'AWS::Lambda::Function': fromApi },
  'AWS::ApiGateway::RestApi': { 'AWS::Lambda::Function': fromApi },
  'AWS::SNS::Topic': {
    'AWS::SQS::Queue': { kind: 'queue-policy', accesses: from('sns', 'sqs:SendMessage') },
    'AWS::Lambda::Function': invokedBy('sns'),
  },
  'AWS::SQS::Queue': {
    'AWS::Lambda::Function': {
      kind: 'managed-policy',
      roleOf: 'Destination',
      dependedBy: 'DESTINATION_EVENT_SOURCE_MAPPING',
      combinations: [['Read', 'Write']],
      accesses: {
        Write: [allow('sqs', 'DeleteMessage', '%{Source.Arn}')],
        Read: [allow('sqs', 'ReceiveMessage GetQueueAttributes', '%{Source.Arn}')],
      },
    },
  },
  'AWS::S3::Bucket': { 'AWS::Lambda::Function': invokedBy('s3', '%{Source.Arn}', '${AWS::AccountId}') },
  'AWS::StepFunctions::StateMachine': {
    'AWS::Lambda::Function': lambdaFunction,
    'AWS::SNS::Topic': topic,
    'AWS::SQS::Queue': onSourceRole({ Write: [allow('sqs', 'SendMessage', destination)] }),
    'AWS::S3::Bucket': bucket,
    'AWS::DynamoDB::Table': table,
    'AWS::StepFunctions::StateMachine': {
      kind: 'managed-policy',
      roleOf: 'Source',
      dependedBy: 'SOURCE',
      combinations: [['Read'], ['Read', 'Write']],
      accesses: {
        Read: [allow('states', 'DescribeExecution', executions), allow('events', 'DescribeRule', executionsRule)],
        Write: [
          allow('states', 'StartExecution', destination),
          allow('states', 'StopExecution', executions),
          allow('events', 'PutTargets PutRule', executionsRule),
        ],
      },
    },
    'AWS::Events::EventBus': eventBus,
  },
  'AWS::AppSync::DataSource': {
    'AWS::DynamoDB::Table': table,
    'AWS::Lambda::Function': onSourceRole({
      Write: [allow('lambda', 'InvokeAsync InvokeFunction', destination, `${destination}:*`)],
    }),
    'AWS::Events::EventBus': eventBus,
  },
  'AWS::AppSync::GraphQLApi': {
    'AWS::Lambda::Function': invokedBy('appsync', arnOf('appsync', 'apis/%{Source.ResourceId}')),
  },
};

/** What a connector between two types of resource grants, or `undefined` where AWS SAM cannot connect them. */
export function findConnectorProfile(sourceType: string, destinationType: string): ConnectorProfile | undefined {
  const byDestination = Object.hasOwn(profiles, sourceType) ? profiles[sourceType] : undefined;
  return byDestination && Object.hasOwn(byDestination, destinationType) ? byDestination[destinationType] : undefined;
}

/** Where a type of resource keeps its role, and what of it a connector may speak of. */
export interface ConnectableType {
  readonly role?: string;
  readonly arn: 'Ref' | 'Arn';
  readonly queueUrl?: 'Ref';
  readonly resourceId?: 'Ref' | 'ApiId';
  readonly name?: 'Name';
  readonly qualifier?: '*';
}

/** By resource type; each value is the attribute to get, or `Ref`. */
export const connectableTypes: Readonly<Record<string, ConnectableType>> = {
  'AWS::Lambda::Function': { role: 'Role', arn: 'Arn' },
  'AWS::StepFunctions::StateMachine': { role: 'RoleArn', arn: 'Ref', name: 'Name' },
  'AWS::AppSync::GraphQLApi': { arn: 'Ref', resourceId: 'ApiId' },
  'AWS::AppSync::DataSource': { role: 'ServiceRoleArn', arn: 'Ref' },
  // A rule has no role of its own: the one of its target that is connected counts.
  'AWS::Events::Rule': { role: 'Targets', arn: 'Arn' },
  'AWS::SQS::Queue': { arn: 'Arn', queueUrl: 'Ref' },
  'AWS::SNS::Topic': { arn: 'Ref' },
  'AWS::DynamoDB::Table': { arn: 'Arn' },
  'AWS::S3::Bucket': { arn: 'Arn' },
  'AWS::Location::PlaceIndex': { arn: 'Arn' },
  'AWS::ApiGatewayV2::Api': { arn: 'Arn', resourceId: 'Ref', qualifier: '*' },
  'AWS::ApiGateway::RestApi': { arn: 'Arn', resourceId: 'Ref', qualifier: '*' },
  'AWS::Events::EventBus': { arn: 'Arn' },
};
