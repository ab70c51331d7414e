/** For tests: one life of each type that is made and changed at once, with what its service tells of it. */
import { expect } from 'vitest';
import { call } from '../type-stage.fixture.ts';
import {
  arn,
  trust,
  document,
  createFunction,
  uploadLayer,
  application,
  topicArn,
  alarm,
  policyOf,
  topicPolicy,
  type Life,
} from './life.fixture.ts';

export const lives: readonly Life[] = [
  {
    typeName: 'AWS::SSM::Parameter',
    first: { Type: 'String', Value: 'one', Description: 'd', Tags: { colour: 'red' } },
    second: { Type: 'String', Value: 'two', Description: 'e', Tags: { size: 'xl' } },
    id: /^CFN-Thing-[A-Za-z0-9]{12}$/,
    attributes: { Type: 'String', Value: 'one' },
    look: async ({ clients: { ssm } }, name) => {
      const { Parameter } = await ssm.GetParameter({ Name: name }, call);
      const ParameterFilters = [{ Key: 'Name', Values: [name] }];
      const { Parameters: [known] = [] } = await ssm.DescribeParameters({ ParameterFilters }, call);
      return { ...known, Value: Parameter?.Value };
    },
    seen: [
      { Value: 'one', Version: 1, Description: 'd' },
      { Value: 'two', Version: 2, Description: 'e' },
    ],
  },
  {
    typeName: 'AWS::CodeDeploy::Application',
    first: { ComputePlatform: 'Lambda' },
    second: { ComputePlatform: 'Lambda', Tags: [{ Key: 'colour', Value: 'red' }] },
    id: /^shop-Thing-[A-Z0-9]{13}$/,
    attributes: {},
    look: async ({ codedeploy }, applicationName) =>
      (await codedeploy.GetApplication({ applicationName }, call)).application,
    seen: [{ computePlatform: 'Lambda' }],
  },
  {
    typeName: 'AWS::CodeDeploy::DeploymentGroup',
    given: async (stage) => {
      await application(stage);
      await stage.createRole('deployer', 'codedeploy');
    },
    first: {
      ApplicationName: 'shop',
      DeploymentGroupName: 'checkout',
      ServiceRoleArn: arn('iam', 'role/deployer', ''),
      DeploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce',
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      AlarmConfiguration: { Enabled: 'true', Alarms: [{ Name: 'CanaryErrors' }] },
      AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
    },
    // As on AWS, alarms that leave the template stay in the group.
    second: {
      ApplicationName: 'shop',
      DeploymentGroupName: 'checkout',
      ServiceRoleArn: arn('iam', 'role/deployer', ''),
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
    },
    id: 'checkout',
    attributes: {},
    look: async ({ codedeploy }, deploymentGroupName) =>
      (await codedeploy.GetDeploymentGroup({ applicationName: 'shop', deploymentGroupName }, call)).deploymentGroupInfo,
    seen: [
      { deploymentConfigName: 'CodeDeployDefault.LambdaAllAtOnce', alarmConfiguration: { enabled: true } },
      {
        deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
        alarmConfiguration: { enabled: true, alarms: [{ name: 'CanaryErrors' }] },
      },
    ],
  },
  {
    typeName: 'AWS::CodeDeploy::DeploymentConfig',
    first: {
      ComputePlatform: 'Lambda',
      TrafficRoutingConfig: {
        Type: 'TimeBasedCanary',
        TimeBasedCanary: { CanaryInterval: '3', CanaryPercentage: 25 },
      },
    },
    id: /^shop-Thing-[A-Z0-9]{13}$/,
    attributes: {},
    look: async ({ codedeploy }, deploymentConfigName) =>
      (await codedeploy.GetDeploymentConfig({ deploymentConfigName }, call)).deploymentConfigInfo,
    seen: [{ trafficRoutingConfig: { timeBasedCanary: { canaryInterval: 3, canaryPercentage: 25 } } }],
  },
  {
    typeName: 'AWS::CloudWatch::Alarm',
    first: { ...alarm, AlarmName: 'high', Dimensions: [{ Name: 'FunctionName', Value: 'checkout' }] },
    second: { ...alarm, AlarmName: 'high', Threshold: 5, TreatMissingData: 'notBreaching' },
    id: 'high',
    attributes: { Arn: arn('cloudwatch', 'alarm:high') },
    look: async ({ cloudwatch }, name) =>
      (await cloudwatch.DescribeAlarms({ AlarmNames: [name] }, call)).MetricAlarms?.[0],
    seen: [
      { Threshold: 0, Dimensions: [{ Name: 'FunctionName', Value: 'checkout' }] },
      { Threshold: 5, Dimensions: [], TreatMissingData: 'notBreaching' },
    ],
  },
  {
    typeName: 'AWS::CloudWatch::CompositeAlarm',
    given: (stage) => stage.made('AWS::CloudWatch::Alarm', { ...alarm, AlarmName: 'high' }),
    first: { AlarmName: 'any', AlarmRule: 'ALARM(high)' },
    second: { AlarmName: 'any', AlarmRule: 'OK(high)', AlarmDescription: 'never' },
    id: 'any',
    attributes: { Arn: arn('cloudwatch', 'alarm:any') },
    look: async ({ cloudwatch }, name) =>
      (await cloudwatch.DescribeAlarms({ AlarmNames: [name], AlarmTypes: ['CompositeAlarm'] }, call))
        .CompositeAlarms?.[0],
    seen: [{ AlarmRule: 'ALARM(high)' }, { AlarmRule: 'OK(high)', AlarmDescription: 'never' }],
  },
  {
    typeName: 'AWS::Logs::LogGroup',
    first: {
      LogGroupName: 'shop',
      RetentionInDays: '14',
      DeletionProtectionEnabled: true,
      KmsKeyId: arn('kms', 'key/1'),
    },
    second: { LogGroupName: 'shop', Tags: [{ Key: 'colour', Value: 'red' }] },
    id: 'shop',
    attributes: { Arn: arn('logs', 'log-group:shop:*') },
    look: async ({ clients }) => (await clients.logs.DescribeLogGroups({}, call)).logGroups?.[0],
    seen: [
      { retentionInDays: 14, kmsKeyId: arn('kms', 'key/1'), deletionProtectionEnabled: true },
      { deletionProtectionEnabled: false },
    ],
  },
  {
    typeName: 'AWS::SNS::Topic',
    first: { TopicName: 'told', DisplayName: 'Told' },
    second: { TopicName: 'told' },
    id: topicArn,
    attributes: { TopicArn: topicArn, TopicName: 'told' },
    look: async ({ clients }) => (await clients.sns.GetTopicAttributes({ TopicArn: topicArn }, call)).Attributes,
    seen: [{ DisplayName: 'Told' }, { DisplayName: '' }],
  },
  {
    typeName: 'AWS::Lambda::LayerVersion',
    given: uploadLayer,
    first: { LayerName: 'lib', Content: { S3Bucket: 'code', S3Key: 'lib.zip' }, CompatibleRuntimes: ['nodejs22.x'] },
    id: arn('lambda', 'layer:lib:1'),
    attributes: { LayerVersionArn: arn('lambda', 'layer:lib:1') },
    look: async ({ clients }) =>
      (await clients.lambda.ListLayerVersions({ LayerName: 'lib' }, call)).LayerVersions?.[0],
    seen: [{ Version: 1, CompatibleRuntimes: ['nodejs22.x'] }],
  },
  {
    typeName: 'AWS::Lambda::LayerVersionPermission',
    async given(stage) {
      await uploadLayer(stage);
      const Content = { S3Bucket: 'code', S3Key: 'lib.zip' };
      await stage.made('AWS::Lambda::LayerVersion', { LayerName: 'lib', Content });
    },
    first: { LayerVersionArn: arn('lambda', 'layer:lib:1'), Action: 'lambda:GetLayerVersion', Principal: '*' },
    id: /^arn:aws:lambda:us-east-1:123456789012:layer:lib:1#[-0-9a-f]{36}$/,
    attributes: { Id: expect.stringContaining('layer:lib:1#') },
    look: ({ clients }) => clients.lambda.GetLayerVersionPolicy({ LayerName: 'lib', VersionNumber: 1 }, call),
    seen: [{ Policy: expect.stringContaining('lambda:GetLayerVersion') }],
  },
  {
    typeName: 'AWS::Logs::MetricFilter',
    given: (stage) => stage.made('AWS::Logs::LogGroup', { LogGroupName: 'shop' }),
    first: {
      LogGroupName: 'shop',
      FilterName: 'failures',
      FilterPattern: 'ERROR',
      MetricTransformations: [{ MetricName: 'Failures', MetricNamespace: 'shop', MetricValue: '1', DefaultValue: '0' }],
    },
    second: {
      LogGroupName: 'shop',
      FilterName: 'failures',
      FilterPattern: '{ $.level = "error" }',
      MetricTransformations: [
        {
          MetricName: 'Failures',
          MetricNamespace: 'shop',
          MetricValue: '1',
          Dimensions: [{ Key: 'Level', Value: '$.level' }],
        },
      ],
    },
    id: 'failures',
    attributes: {},
    look: async ({ clients }) =>
      (await clients.logs.DescribeMetricFilters({ logGroupName: 'shop' }, call)).metricFilters?.[0],
    seen: [
      { filterPattern: 'ERROR', metricTransformations: [{ defaultValue: 0 }] },
      { metricTransformations: [{ dimensions: { Level: '$.level' } }] },
    ],
  },
  {
    typeName: 'AWS::Logs::LogStream',
    given: (stage) => stage.made('AWS::Logs::LogGroup', { LogGroupName: 'shop' }),
    first: { LogGroupName: 'shop', LogStreamName: 'orders' },
    id: 'orders',
    attributes: {},
    look: async ({ clients }) =>
      (await clients.logs.DescribeLogStreams({ logGroupName: 'shop' }, call)).logStreams?.[0],
    seen: [{ logStreamName: 'orders' }],
  },
  {
    typeName: 'AWS::IAM::Role',
    first: {
      AssumeRolePolicyDocument: trust,
      RoleName: 'deployer',
      Description: 'deploys',
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSCodeDeployRoleForLambda'],
      Policies: [{ PolicyName: 'hooks', PolicyDocument: document('lambda:InvokeFunction') }],
    },
    second: { AssumeRolePolicyDocument: trust, RoleName: 'deployer', MaxSessionDuration: '7200' },
    id: 'deployer',
    attributes: { Arn: arn('iam', 'role/deployer', ''), RoleId: expect.stringMatching(/^AROA/) },
    async look({ clients }, RoleName) {
      const { Role } = await clients.iam.GetRole({ RoleName }, call);
      const { PolicyNames } = await clients.iam.ListRolePolicies({ RoleName }, call);
      const { AttachedPolicies } = await clients.iam.ListAttachedRolePolicies({ RoleName }, call);
      return { ...Role, PolicyNames, attached: AttachedPolicies?.map(({ PolicyName }) => PolicyName) };
    },
    seen: [
      { Description: 'deploys', PolicyNames: ['hooks'], attached: ['AWSCodeDeployRoleForLambda'] },
      { MaxSessionDuration: 7200, PolicyNames: [], attached: [] },
    ],
  },
  {
    typeName: 'AWS::IAM::Policy',
    given: (stage) => Promise.all([stage.createRole('runner', 'lambda'), stage.createRole('other', 'lambda')]),
    first: { PolicyName: 'hooks', PolicyDocument: document('lambda:InvokeFunction'), Roles: ['runner', 'other'] },
    second: { PolicyName: 'calls', PolicyDocument: document('lambda:InvokeFunction'), Roles: ['runner'] },
    id: /^shop-Thing-[A-Z0-9]{13}$/,
    attributes: { Id: expect.stringMatching(/^shop-Thing-/) },
    async look({ clients }) {
      const names = async (RoleName: string) =>
        (await clients.iam.ListRolePolicies({ RoleName }, call)).PolicyNames ?? [];
      const all = { runner: await names('runner'), other: await names('other') };
      return all.runner.length + all.other.length === 0 ? undefined : all;
    },
    seen: [
      { runner: ['hooks'], other: ['hooks'] },
      { runner: ['calls'], other: [] },
    ],
  },
  {
    typeName: 'AWS::IAM::RolePolicy',
    given: (stage) => stage.createRole('runner', 'lambda'),
    first: { PolicyName: 'hooks', PolicyDocument: document('lambda:InvokeFunction'), RoleName: 'runner' },
    second: { PolicyName: 'hooks', PolicyDocument: document('sns:Publish'), RoleName: 'runner' },
    id: 'hooks|runner',
    attributes: {},
    look: async ({ clients }) => {
      const { PolicyNames = [] } = await clients.iam.ListRolePolicies({ RoleName: 'runner' }, call);
      return PolicyNames.length === 0 ? undefined : PolicyNames;
    },
    seen: [['hooks'], ['hooks']],
  },
  {
    typeName: 'AWS::IAM::ManagedPolicy',
    given: (stage) => stage.createRole('runner', 'lambda'),
    first: { ManagedPolicyName: 'hooks', PolicyDocument: document('lambda:InvokeFunction'), Roles: ['runner'] },
    second: { ManagedPolicyName: 'hooks', PolicyDocument: document('sns:Publish') },
    id: arn('iam', 'policy/hooks', ''),
    attributes: { PolicyArn: arn('iam', 'policy/hooks', ''), AttachmentCount: 1, DefaultVersionId: 'v1' },
    look: async ({ clients }, PolicyArn) => (await clients.iam.GetPolicy({ PolicyArn }, call)).Policy,
    seen: [
      { AttachmentCount: 1, DefaultVersionId: 'v1' },
      { AttachmentCount: 0, DefaultVersionId: expect.stringMatching(/^v[23]$/) },
    ],
  },
  {
    typeName: 'AWS::S3::Bucket',
    first: {
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: { BlockPublicAcls: 'true', BlockPublicPolicy: true },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: [{ Id: 'old', Status: 'Enabled', ExpirationInDays: '30', Prefix: 'logs/' }] },
      CorsConfiguration: { CorsRules: [{ AllowedMethods: ['GET'], AllowedOrigins: ['*'], MaxAge: 60 }] },
      WebsiteConfiguration: { IndexDocument: 'index.html' },
    },
    second: { VersioningConfiguration: { Status: 'Suspended' } },
    id: /^shop-thing-[a-z0-9]{12}$/,
    attributes: { Arn: expect.stringMatching(/^arn:aws:s3:::shop-thing-/) },
    look: async ({ clients }, Bucket) => clients.s3.HeadBucket({ Bucket }, call),
    seen: [{}],
  },
  {
    typeName: 'AWS::S3::BucketPolicy',
    given: (stage) => stage.made('AWS::S3::Bucket', { BucketName: 'orders' }),
    first: { Bucket: 'orders', PolicyDocument: policyOf('s3:GetObject') },
    second: { Bucket: 'orders', PolicyDocument: policyOf('s3:PutObject') },
    id: 'orders',
    attributes: {},
    look: async ({ clients }, Bucket) => clients.s3.GetBucketPolicy({ Bucket }, call),
    seen: [{ Policy: expect.stringContaining('s3:GetObject') }, { Policy: expect.stringContaining('s3:PutObject') }],
  },
  {
    typeName: 'AWS::SNS::Subscription',
    given: async (stage) => {
      await createFunction(stage);
      await stage.made('AWS::SNS::Topic', { TopicName: 'told' });
    },
    first: { TopicArn: topicArn, Protocol: 'lambda', Endpoint: arn('lambda', 'function:checkout') },
    second: {
      TopicArn: topicArn,
      Protocol: 'lambda',
      Endpoint: arn('lambda', 'function:checkout'),
      FilterPolicy: { kind: ['order'] },
    },
    id: /^arn:aws:sns:us-east-1:123456789012:told:/,
    attributes: { Arn: expect.stringMatching(/:told:/) },
    look: async ({ clients }, SubscriptionArn) =>
      (await clients.sns.GetSubscriptionAttributes({ SubscriptionArn }, call)).Attributes,
    seen: [{ Protocol: 'lambda' }, { FilterPolicy: '{"kind":["order"]}' }],
  },
  {
    typeName: 'AWS::SNS::TopicPolicy',
    given: (stage) => stage.made('AWS::SNS::Topic', { TopicName: 'told' }),
    first: { Topics: [topicArn], PolicyDocument: topicPolicy('first') },
    second: { Topics: [topicArn], PolicyDocument: topicPolicy('second') },
    id: /^shop-Thing-/,
    attributes: {},
    async look({ clients }) {
      const { Attributes = {} } = await clients.sns.GetTopicAttributes({ TopicArn: topicArn }, call);
      return Attributes['Policy']?.includes('__default_policy_ID') === true ? undefined : Attributes;
    },
    seen: [{ Policy: expect.stringContaining('first') }, { Policy: expect.stringContaining('second') }],
  },
  {
    typeName: 'AWS::Events::Rule',
    given: createFunction,
    first: {
      EventPattern: { source: ['shop'] },
      Targets: [{ Id: 'one', Arn: arn('lambda', 'function:checkout:live') }],
    },
    second: {
      ScheduleExpression: 'rate(5 minutes)',
      State: 'DISABLED',
      Targets: [{ Id: 'two', Arn: arn('lambda', 'function:checkout:live'), Input: '{}' }],
    },
    id: /^shop-Thing-[A-Z0-9]{13}$/,
    attributes: { Arn: expect.stringMatching(/:rule\/shop-Thing-/) },
    async look({ clients }, Rule) {
      const rule = await clients.events.DescribeRule({ Name: Rule }, call);
      const { Targets } = await clients.events.ListTargetsByRule({ Rule }, call);
      return { ...rule, ids: Targets?.map(({ Id }) => Id) };
    },
    seen: [
      { EventPattern: '{"source":["shop"]}', State: 'ENABLED', ids: ['one'] },
      { ScheduleExpression: 'rate(5 minutes)', State: 'DISABLED', ids: ['two'] },
    ],
  },
  {
    typeName: 'AWS::Lambda::Permission',
    given: createFunction,
    first: {
      FunctionName: arn('lambda', 'function:checkout:live'),
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: arn('events', 'rule/tick'),
    },
    id: /^shop-Thing-[A-Za-z0-9]{12}$/,
    attributes: { Id: expect.stringMatching(/^shop-Thing-/) },
    look: ({ lambda }) => lambda.GetPolicy({ FunctionName: 'checkout', Qualifier: 'live' }, call),
    seen: [{ Policy: expect.stringContaining('shop-Thing-') }],
  },
  {
    typeName: 'AWS::Lambda::Url',
    given: createFunction,
    first: { TargetFunctionArn: arn('lambda', 'function:checkout'), Qualifier: 'live', AuthType: 'AWS_IAM' },
    second: {
      TargetFunctionArn: arn('lambda', 'function:checkout'),
      Qualifier: 'live',
      AuthType: 'NONE',
      Cors: { AllowOrigins: ['*'], MaxAge: '60' },
    },
    id: arn('lambda', 'function:checkout:live'),
    attributes: { FunctionArn: arn('lambda', 'function:checkout:live'), FunctionUrl: expect.stringContaining('http') },
    look: ({ lambda }) => lambda.GetFunctionUrlConfig({ FunctionName: 'checkout', Qualifier: 'live' }, call),
    seen: [{ AuthType: 'AWS_IAM' }, { AuthType: 'NONE', Cors: { AllowOrigins: ['*'], MaxAge: 60 } }],
  },
  {
    typeName: 'AWS::Lambda::EventInvokeConfig',
    given: createFunction,
    first: { FunctionName: 'checkout', Qualifier: 'live', MaximumRetryAttempts: '1' },
    second: { FunctionName: 'checkout', Qualifier: 'live', MaximumEventAgeInSeconds: 300 },
    id: 'checkout|live',
    attributes: {},
    look: ({ lambda }) => lambda.GetFunctionEventInvokeConfig({ FunctionName: 'checkout', Qualifier: 'live' }, call),
    seen: [{ MaximumRetryAttempts: 1 }, { MaximumEventAgeInSeconds: 300 }],
  },
];
