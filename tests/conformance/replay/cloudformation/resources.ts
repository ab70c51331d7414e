/** Other resources that a stack made, as their own services tell of them. */
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetRoleCommand, GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand } from '@aws-sdk/client-iam';
import {
  GetFunctionCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { recordSuccess } from '../record.ts';
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { getAtt, ref, sub, topic } from './topics.ts';
import { describeStack } from './update-process.ts';

const StackName = 'recorded-stack';
const outputsOf = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Value }]));
const parameter = (Value: unknown) => ({ Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value } });

const logsOf = (replay: StackReplay) => new CloudWatchLogsClient(replay.platform.clientConfig);
const logGroup = (LogGroupName: unknown, rest: Template = {}) => ({
  Type: 'AWS::Logs::LogGroup',
  Properties: { LogGroupName, ...rest },
});

const logs = casesOf('resources/test_logs', {
  test_logstream: async (replay) => {
    await replay.deploy({
      Resources: {
        Group: { Type: 'AWS::Logs::LogGroup' },
        Stream: { Type: 'AWS::Logs::LogStream', Properties: { LogGroupName: ref('Group') } },
      },
      Outputs: outputsOf({ LogStreamNameOutput: ref('Stream'), LogGroupNameOutput: ref('Group') }),
    });
    const outputs = await replay.outputs();
    replay.value('outputs', outputs);
    const logGroupName = outputs['LogGroupNameOutput'];
    const { logStreams } = await logsOf(replay).send(new DescribeLogStreamsCommand({ logGroupName }));
    replay.value('describe_log_streams', logStreams);
  },
  test_cfn_handle_log_group_resource: async (replay) => {
    await replay.deploy({ Resources: { Group: logGroup('made-group', { RetentionInDays: 731 }) } });
    const output = await logsOf(replay).send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'made-group' }));
    replay.value('describe_log_groups', recordSuccess(output));
  },
  test_handle_existing_log_group: async (replay) => {
    await logsOf(replay).send(new CreateLogGroupCommand({ logGroupName: 'found-group' }));
    await replay.deploy(
      { Parameters: { LogGroupName: { Type: 'String' } }, Resources: { Group: logGroup(ref('LogGroupName')) } },
      { parameters: { LogGroupName: 'found-group' } },
    );
    replay.value('failed-stack-describe', await describeStack(replay, StackName));
  },
});

const describeRule = async (replay: StackReplay, Name: string | undefined) =>
  recordSuccess(await new EventBridgeClient(replay.platform.clientConfig).send(new DescribeRuleCommand({ Name })));
const rule = (Properties: Template) => ({ Type: 'AWS::Events::Rule', Properties: { State: 'ENABLED', ...Properties } });
const pattern = { source: ['made.source'] };

const rules = casesOf('resources/test_events', {
  test_rule_properties: async (replay) => {
    await replay.deploy({
      Resources: {
        Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'made-bus' } },
        WithName: rule({ Name: 'made-rule', EventBusName: ref('Bus'), EventPattern: pattern }),
        WithoutName: rule({ EventBusName: ref('Bus'), EventPattern: pattern }),
        WithoutBus: rule({ EventPattern: pattern }),
      },
      Outputs: outputsOf({
        RuleWithNameRef: ref('WithName'),
        RuleWithNameArn: getAtt('WithName', 'Arn'),
        RuleWithoutNameRef: ref('WithoutName'),
        RuleWithoutNameArn: getAtt('WithoutName', 'Arn'),
        RuleWithoutBusRef: ref('WithoutBus'),
        RuleWithoutBusArn: getAtt('WithoutBus', 'Arn'),
      }),
    });
    replay.value('outputs', await replay.outputs());
  },
  test_rule_pattern_transformation: async (replay) => {
    const EventPattern = {
      'detail-type': ['Object Created'],
      source: ['aws.s3'],
      detail: { bucket: { name: ['test-s3-bucket'] }, object: { key: [{ suffix: '/test.json' }] } },
    };
    await replay.deploy({
      Resources: { Rule: rule({ EventPattern }) },
      Outputs: outputsOf({ RuleName: ref('Rule') }),
    });
    replay.value('rule', await describeRule(replay, (await replay.outputs())['RuleName']));
  },
  test_event_rule_creation_without_target: async (replay) => {
    const Resources = { Rule: rule({ Name: 'event-rule-name', ScheduleExpression: 'cron(0 1 * * ? *)' }) };
    await replay.deploy({ Resources });
    replay.value('describe_rule', await describeRule(replay, 'event-rule-name'));
  },
});

const alarmsOf = async (replay: StackReplay, AlarmNames: string[], AlarmTypes: ('MetricAlarm' | 'CompositeAlarm')[]) =>
  new CloudWatchClient(replay.platform.clientConfig).send(new DescribeAlarmsCommand({ AlarmNames, AlarmTypes }));
const usage = (name: string, Threshold: number) => ({
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: `High${name}Usage`,
    AlarmDescription: `${name} usage is high`,
    MetricName: `${name}Usage`,
    Namespace: 'CustomNamespace',
    Statistic: 'Average',
    Period: 60,
    EvaluationPeriods: 1,
    Threshold,
    ComparisonOperator: 'GreaterThanThreshold',
    TreatMissingData: 'breaching',
  },
});

const alarms = casesOf('resources/test_cloudwatch', {
  test_alarm_creation: async (replay) => {
    const { Type, Properties } = usage('CPU', 65);
    const { AlarmName: _, ...unnamed } = Properties;
    await replay.deploy({
      Resources: { Alarm: { Type, Properties: unnamed } },
      Outputs: outputsOf({ AlarmName: ref('Alarm'), AlarmArnFromAtt: getAtt('Alarm', 'Arn') }),
    });
    replay.value('alarm_outputs', await replay.outputs());
  },
  test_composite_alarm_creation: async (replay) => {
    await replay.deploy({
      Resources: {
        HighCPUUsage: usage('CPU', 70),
        HighMemoryUsage: usage('Memory', 65),
        Topic: topic(undefined),
        HighResourceUsage: {
          Type: 'AWS::CloudWatch::CompositeAlarm',
          Properties: {
            AlarmName: 'HighResourceUsage',
            AlarmRule: sub('(ALARM(${HighCPUUsage}) OR ALARM(${HighMemoryUsage}))'),
            AlarmActions: [ref('Topic')],
            AlarmDescription:
              'Indicates that the system resource usage is high while no known deployment is in progress',
          },
        },
      },
    });
    const { CompositeAlarms } = await alarmsOf(replay, ['HighResourceUsage'], ['CompositeAlarm']);
    replay.value('composite_alarm', CompositeAlarms);
    const { MetricAlarms } = await alarmsOf(replay, ['HighMemoryUsage'], ['MetricAlarm']);
    replay.value('metric_alarm', MetricAlarms);
  },
  test_alarm_ext_statistic: async (replay) => {
    await replay.deploy({
      Resources: {
        Alarm: {
          Type: 'AWS::CloudWatch::Alarm',
          Properties: {
            AlarmDescription: 'uses extended statistic',
            MetricName: 'Duration',
            Namespace: 'made/namespace',
            ExtendedStatistic: 'p99',
            Dimensions: [{ Name: 'FunctionName', Value: 'my-function' }],
            Period: 300,
            Unit: 'Count',
            EvaluationPeriods: 3,
            DatapointsToAlarm: 3,
            Threshold: 10,
            ComparisonOperator: 'GreaterThanOrEqualToThreshold',
            TreatMissingData: 'ignore',
          },
        },
      },
      Outputs: outputsOf({ AlarmName: ref('Alarm') }),
    });
    const { AlarmName = '' } = await replay.outputs();
    replay.value('simple_alarm', (await alarmsOf(replay, [AlarmName], ['MetricAlarm'])).MetricAlarms);
  },
});

const lambdaOf = (replay: StackReplay) => new LambdaClient(replay.platform.clientConfig);
const role = {
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    },
  },
};
const fn = (rest: Template = {}) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'index.handler',
    Role: getAtt('Role', 'Arn'),
    Runtime: 'python3.9',
    Code: { ZipFile: 'def handler(event, context):\n    return {"hello": "world"}\n' },
    ...rest,
  },
});
const permission = (Principal: string) => ({
  Type: 'AWS::Lambda::Permission',
  Properties: { Action: 'lambda:InvokeFunction', FunctionName: getAtt('Function', 'Arn'), Principal },
});

const functions = casesOf('resources/test_lambda', {
  test_multiple_lambda_permissions_for_singlefn: async (replay) => {
    await replay.deploy({
      Resources: {
        Role: role,
        Function: fn(),
        ForStates: permission('states.amazonaws.com'),
        ForLambda: permission('lambda.amazonaws.com'),
      },
      Outputs: outputsOf({ LambdaName: ref('Function') }),
    });
    const { LambdaName: FunctionName } = await replay.outputs();
    const { Policy = '', RevisionId, ...rest } = await lambdaOf(replay).send(new GetPolicyCommand({ FunctionName }));
    const policy = JSON.parse(Policy) as { Statement: { Sid: string }[] };
    // The recorder put them in the order of their IDs.
    const Statement = policy.Statement.toSorted((one, other) => (one.Sid < other.Sid ? -1 : 1));
    replay.value('policy', recordSuccess({ ...rest, RevisionId, Policy: { ...policy, Statement } }));
  },
  test_event_invoke_config: async (replay) => {
    await replay.deploy({
      Resources: {
        Role: role,
        Function: fn({ TracingConfig: { Mode: 'Active' } }),
        Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: ref('Function') } },
        Config: {
          Type: 'AWS::Lambda::EventInvokeConfig',
          Properties: {
            FunctionName: ref('Function'),
            MaximumEventAgeInSeconds: 300,
            MaximumRetryAttempts: 1,
            Qualifier: getAtt('Version', 'Version'),
          },
        },
      },
      Outputs: outputsOf({ FunctionName: ref('Function'), Qualifier: getAtt('Version', 'Version') }),
    });
    const { FunctionName, Qualifier } = await replay.outputs();
    const command = new GetFunctionEventInvokeConfigCommand({ FunctionName, Qualifier });
    replay.value('event_invoke_config', recordSuccess(await lambdaOf(replay).send(command)));
  },
  test_lambda_function_tags: async (replay) => {
    replay.writes(StackName, '<stack-name>');
    const Tags = [
      { Key: 'Environment', Value: 'made-environment' },
      { Key: 'lambda:createdBy', Value: 'SAM' },
    ];
    await replay.deploy({
      Resources: { Role: role, TestFunction: fn({ Runtime: 'python3.11', Tags }) },
      Outputs: outputsOf({ FunctionName: ref('TestFunction') }),
    });
    const { FunctionName } = await replay.outputs();
    replay.value(
      'get_function_result',
      recordSuccess(await lambdaOf(replay).send(new GetFunctionCommand({ FunctionName }))),
    );
  },
});

const getParameter = (replay: StackReplay, Name: string | undefined) =>
  new SSMClient(replay.platform.clientConfig).send(new GetParameterCommand({ Name }));

const ssm = casesOf('resources/test_ssm', {
  test_parameter_defaults: async (replay) => {
    const { StackId: id } = await replay.deploy({
      Resources: { CustomParameter: parameter('made-value') },
      Outputs: outputsOf({ Name: ref('CustomParameter') }),
    });
    const { Name } = await replay.outputs();
    replay.value('ssm_parameter', recordSuccess(await getParameter(replay, Name)));
    await replay.delete(id);
    await replay.refusalOfOthers('ssm_parameter_not_found', getParameter(replay, Name));
  },
});

const changes = casesOf('api/test_changesets', {
  'TestUpdates::test_deleting_resource': async (replay) => {
    const kept = { MyParameter1: parameter('foo') };
    const gone = { ...parameter(getAtt('MyParameter1', 'Value')).Properties, Name: 'my-parameter' };
    await replay.deploy({ Resources: { ...kept, MyParameter2: { Type: 'AWS::SSM::Parameter', Properties: gone } } });
    await replay.update({ Resources: kept });
    await replay.refusalOfOthers('get-parameter-error', getParameter(replay, 'my-parameter'));
  },
});

const inner: Template = {
  Parameters: { TopicArn: { Type: 'String' }, RoleName: { Type: 'String' } },
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ...role.Properties,
        RoleName: ref('RoleName'),
        Policies: [
          {
            PolicyName: 'PolicyA',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Action: ['sns:Publish'], Effect: 'Allow', Resource: [ref('TopicArn')] }],
            },
          },
        ],
      },
    },
  },
};
const innerTopic: Template = {
  Resources: { Topic: topic(undefined) },
  Outputs: outputsOf({ TopicArn: ref('Topic') }),
};
const nestedStack = (key: string, Parameters: Template = {}) => ({
  Type: 'AWS::CloudFormation::Stack',
  Properties: { TemplateURL: `https://recorded-bucket.s3.amazonaws.com/${key}`, Parameters },
});

const nested = casesOf('api/test_nested_stacks', {
  test_nested_output_in_params: async (replay) => {
    const s3 = new S3Client(replay.platform.clientConfig);
    await s3.send(new CreateBucketCommand({ Bucket: 'recorded-bucket' }));
    for (const [Key, template] of [
      ['role', inner],
      ['topic', innerTopic],
    ] as const)
      await s3.send(new PutObjectCommand({ Bucket: 'recorded-bucket', Key, Body: JSON.stringify(template) }));
    await replay.deploy({
      Resources: {
        TopicStack: nestedStack('topic'),
        RoleStack: nestedStack('role', { TopicArn: getAtt('TopicStack', 'Outputs.TopicArn'), RoleName: 'made-role' }),
      },
    });
    const iam = new IAMClient(replay.platform.clientConfig);
    const RoleName = 'made-role';
    replay.value('get_role_response', decoded(recordSuccess(await iam.send(new GetRoleCommand({ RoleName })))));
    const names = recordSuccess(await iam.send(new ListRolePoliciesCommand({ RoleName })));
    replay.value('role_policies', names);
    const policy = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'PolicyA' }));
    replay.value('actual_policy', decoded(recordSuccess(policy)));
  },
});

/** IAM sends its documents encoded as in addresses, which Python's client undoes. */
const decoded = (output: unknown): unknown =>
  JSON.parse(JSON.stringify(output), (_, value: unknown) =>
    typeof value === 'string' && value.startsWith('%7B') ? decodeURIComponent(value) : value,
  ) as unknown;

export const resourceCases: readonly StackCase[] = [
  ...logs,
  ...rules,
  ...alarms,
  ...functions,
  ...ssm,
  ...changes,
  ...nested,
];
