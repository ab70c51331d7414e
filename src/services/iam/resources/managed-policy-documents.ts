/** What the most used of AWS's policies allow: facts of AWS's managed policy reference, written compactly. */
type Actions = Readonly<Record<string, string>>;

const logs = 'CreateLogGroup CreateLogStream PutLogEvents';
const network = 'CreateNetworkInterface DescribeNetworkInterfaces DeleteNetworkInterface';

/** Actions by service, for a policy of one statement over all resources. */
const actionsByPolicy: Readonly<Record<string, Actions>> = {
  AdministratorAccess: { '*': '' },
  AWSLambdaBasicExecutionRole: { logs },
  AWSLambdaVPCAccessExecutionRole: {
    logs,
    ec2: `${network} DescribeSubnets AssignPrivateIpAddresses UnassignPrivateIpAddresses`,
  },
  AWSLambdaENIManagementAccess: { ec2: `${network} AssignPrivateIpAddresses UnassignPrivateIpAddresses` },
  AWSLambdaDynamoDBExecutionRole: { dynamodb: 'DescribeStream GetRecords GetShardIterator ListStreams', logs },
  AWSLambdaKinesisExecutionRole: {
    kinesis: 'DescribeStream DescribeStreamSummary GetRecords GetShardIterator ListShards ListStreams SubscribeToShard',
    logs,
  },
  AWSLambdaSQSQueueExecutionRole: { sqs: 'ReceiveMessage DeleteMessage GetQueueAttributes', logs },
  AWSLambdaRole: { lambda: 'InvokeFunction' },
  AWSXRayDaemonWriteAccess: {
    xray: 'PutTraceSegments PutTelemetryRecords GetSamplingRules GetSamplingTargets GetSamplingStatisticSummaries',
  },
  AWSXrayWriteOnlyAccess: {
    xray: 'PutTraceSegments PutTelemetryRecords GetSamplingRules GetSamplingTargets GetSamplingStatisticSummaries',
  },
  AmazonAPIGatewayPushToCloudWatchLogs: {
    logs: 'CreateLogGroup CreateLogStream DescribeLogGroups DescribeLogStreams PutLogEvents GetLogEvents FilterLogEvents',
  },
  AmazonAPIGatewayInvokeFullAccess: { 'execute-api': 'Invoke ManageConnections' },
  AWSAppSyncPushToCloudWatchLogs: { logs },
  AmazonS3FullAccess: { s3: '*', 's3-object-lambda': '*' },
  AmazonS3ReadOnlyAccess: { s3: 'Get* List* Describe*', 's3-object-lambda': 'Get* List*' },
  AmazonSNSFullAccess: { sns: '*' },
  AmazonSQSFullAccess: { sqs: '*' },
};

function parseActions(actions: Actions): readonly string[] {
  return Object.entries(actions).flatMap(([service, names]) =>
    names === '' ? [service] : names.split(' ').map((name) => `${service}:${name}`),
  );
}

const allow = (actions: readonly string[], resources: readonly string[]) => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
});

/** CodeDeploy's roles have a statement for each kind of resource. */
const codeDeployBase = [
  'cloudwatch:DescribeAlarms',
  'lambda:UpdateAlias',
  'lambda:GetAlias',
  'lambda:GetProvisionedConcurrencyConfig',
] as const;
const hookStatement = allow(['lambda:InvokeFunction'], ['arn:aws:lambda:*:*:function:CodeDeployHook_*']);

const statementsByPolicy: Readonly<Record<string, readonly object[]>> = {
  AWSCodeDeployRoleForLambda: [
    allow([...codeDeployBase, 'sns:Publish'], ['*']),
    allow(['s3:GetObject', 's3:GetObjectVersion'], ['arn:aws:s3:::*/CodeDeploy/*']),
    {
      ...allow(['s3:GetObject', 's3:GetObjectVersion'], ['*']),
      Condition: { StringEquals: { 's3:ExistingObjectTag/UseWithCodeDeploy': 'true' } },
    },
    hookStatement,
  ],
  AWSCodeDeployRoleForLambdaLimited: [
    allow([...codeDeployBase], ['*']),
    allow(['s3:GetObject', 's3:GetObjectVersion'], ['arn:aws:s3:::*/CodeDeploy/*']),
    {
      ...allow(['s3:GetObject', 's3:GetObjectVersion'], ['*']),
      Condition: { StringEquals: { 's3:ExistingObjectTag/UseWithCodeDeploy': 'true' } },
    },
    hookStatement,
  ],
  PowerUserAccess: [
    { Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' },
    allow(
      [
        'account:GetAccountInformation',
        'account:GetPrimaryEmail',
        'account:ListRegions',
        'iam:CreateServiceLinkedRole',
        'iam:DeleteServiceLinkedRole',
        'iam:ListRoles',
        'organizations:DescribeOrganization',
      ],
      ['*'],
    ),
  ],
};

/** The documents by the policies' names, as JSON. */
export const managedPolicyDocuments: ReadonlyMap<string, string> = new Map(
  [
    ...Object.entries(actionsByPolicy).map(([name, actions]) => [name, [allow(parseActions(actions), ['*'])]] as const),
    ...Object.entries(statementsByPolicy),
  ].map(([name, statements]) => [name, JSON.stringify({ Version: '2012-10-17', Statement: statements })]),
);
