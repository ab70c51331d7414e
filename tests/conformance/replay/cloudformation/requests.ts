/** Updates, validation and resources: what is asked and what is refused. */
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetTopicAttributesCommand, SNSClient } from '@aws-sdk/client-sns';
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { getAtt, ref, sub, topic } from './topics.ts';

const StackName = 'recorded-stack';
const named: Template = {
  Parameters: { TopicName: { Type: 'String' } },
  Resources: { topic123: topic(undefined, ref('TopicName')) },
};
const Parameters = [{ ParameterKey: 'TopicName', ParameterValue: 'second-topic' }];
const TemplateBody = JSON.stringify(named);
const parameter = (Value: unknown, rest: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value, ...rest },
});

const deployNamed = (replay: StackReplay) => replay.deploy(named, { parameters: { TopicName: 'first-topic' } });

const simpleParam = (name: string, value: string): string => `
Resources:
    ${name}:
        Type: AWS::SSM::Parameter
        Properties:
            Value: ${value}
            Type: String
`;

const updates = casesOf('api/test_update_stack', {
  test_basic_update: async (replay) => {
    await deployNamed(replay);
    await replay.item('update_response', replay.cloudformation.updateStack({ StackName, TemplateBody, Parameters }));
  },
  test_update_with_resource_types: async (replay) => {
    await deployNamed(replay);
    const update = (type: string) =>
      replay.cloudformation.updateStack({ StackName, TemplateBody, Parameters, ResourceTypes: [type] });
    await replay.refusal('invalid_type_error', update('AWS::EC2:*'));
    await replay.refusal('resource_not_allowed', update('AWS::EC2::*'));
  },
  test_no_template_error: async (replay) => {
    await deployNamed(replay);
    await replay.refusal('error', replay.cloudformation.updateStack({ StackName }));
  },
  test_update_with_role_without_permissions: async (replay) => {
    await deployNamed(replay);
    const statement = { Action: 'sts:AssumeRole', Principal: { AWS: replay.platform.account }, Effect: 'Deny' };
    await new IAMClient(replay.platform.clientConfig).send(
      new CreateRoleCommand({
        RoleName: 'role-fb405076',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
      }),
    );
    const RoleARN = `arn:aws:iam::${replay.platform.account}:role/role-fb405076`;
    const input = { StackName, UsePreviousTemplate: true, Parameters, RoleARN };
    await replay.refusal('error', replay.cloudformation.updateStack(input));
  },
  test_update_with_invalid_rollback_configuration_errors: async (replay) => {
    await deployNamed(replay);
    const update = (Arn: string, Type: string) =>
      replay.cloudformation.updateStack({
        StackName,
        UsePreviousTemplate: true,
        Parameters,
        RollbackConfiguration: { RollbackTriggers: [{ Arn, Type }] },
      });
    await replay.refusal('type_error', update('8a2f3b1c', 'Another'));
    const arn = 'arn:aws:cloudwatch:us-east-1:123456789012:example-name';
    await replay.refusal('arn_error', update(arn, 'AWS::CloudWatch::Alarm'));
  },
  test_diff_after_update: async (replay) => {
    await replay.deploy(simpleParam('SimpleParam', 'before-stack-update'));
    const after = simpleParam('SimpleParam1', 'after-stack-update');
    await replay.cloudformation.updateStack({ StackName, TemplateBody: after });
    await replay.settle(StackName);
    await replay.item('get-template-response', replay.cloudformation.getTemplate({ StackName }));
    await replay.refusal('update-error', replay.cloudformation.updateStack({ StackName, TemplateBody: after }));
  },
  test_update_with_previous_parameter_value: async (replay) => {
    // The name that the recorder left as it was.
    const told = JSON.stringify(replay.recordedItem('topic-attributes'));
    const name = /topic-[\da-f]{8}/.exec(told)?.[0] ?? '';
    await replay.deploy(named, { parameters: { TopicName: name } });
    const tagged = {
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: ref('TopicName'), Tags: [{ Key: 'a', Value: 'b' }] },
    };
    await replay.cloudformation.updateStack({
      StackName,
      TemplateBody: JSON.stringify({ ...named, Resources: { topic123: tagged } }),
      Parameters: [{ ParameterKey: 'TopicName', UsePreviousValue: true }],
    });
    await replay.settle(StackName);
    const TopicArn = `arn:aws:sns:${replay.platform.region}:${replay.platform.account}:${name}`;
    const sns = new SNSClient(replay.platform.clientConfig);
    replay.value('topic-attributes', (await sns.send(new GetTopicAttributesCommand({ TopicArn }))).Attributes);
  },
  test_update_deleted_stack: async (replay) => {
    const { StackId: id } = await deployNamed(replay);
    replay.writes(id, '<stack-id>');
    await replay.delete(id);
    await replay.refusal('Error', replay.cloudformation.updateStack({ StackName: id, TemplateBody, Parameters }));
  },
});

const refusedTemplate = (template: Template) => (replay: StackReplay) =>
  replay.refusal('validation-error', replay.deploy(template));
const withOutputs = (MyOutput: Template) =>
  refusedTemplate({ Resources: { Foo: { Type: 'AWS::SNS::Topic' } }, Outputs: { MyOutput } });

const validations = casesOf('api/test_validations', {
  'test_invalid_output_structure[none-value]': withOutputs({ Value: null }),
  'test_invalid_output_structure[missing-def]': withOutputs({ Value: null, AnotherValue: null }),
  'test_invalid_output_structure[multiple-nones]': withOutputs({}),
  test_missing_resources_block: refusedTemplate({}),
  'test_resources_blocks[missing-type]': refusedTemplate({ Resources: { A: { Properties: {} } } }),
  'test_resources_blocks[invalid-key]': refusedTemplate({ Resources: { A: { Type: 'AWS::SNS::Topic', Invalid: 10 } } }),
});

const describeResource = (replay: StackReplay, stack: string, LogicalResourceId: string) =>
  replay.cloudformation.describeStackResource({ StackName: stack, LogicalResourceId });

const resources = casesOf('api/test_resources', {
  test_describe_non_existent_resource: async (replay) => {
    const { StackId: id } = await replay.deploy({ Resources: { Parameter: parameter('value') } });
    replay.writes(id, '<stack-id>');
    const call = describeResource(replay, id, 'not-a-valid-resource');
    await replay.refusalText('error', 'DescribeStackResource', call);
  },
  test_describe_non_existent_stack: async (replay) => {
    const call = describeResource(replay, 'not-a-valid-stack', 'not-a-valid-resource');
    await replay.refusalText('error', 'DescribeStackResource', call);
  },
  test_invalid_logical_resource_id: async (replay) => {
    const call = replay.deploy({ Resources: { 'my-bad-resource-id': parameter('Foo') } });
    await replay.refusalText('error', 'CreateChangeSet', call);
  },
  test_describe_deleted_resource_on_update: async (replay) => {
    await replay.deploy({ Resources: { Parameter: parameter('first'), Parameter2: parameter('second') } });
    await replay.update({ Resources: { Parameter2: parameter('second') } });
    await replay.refusal('error', describeResource(replay, StackName, 'Parameter'));
    await replay.item('parameter', describeResource(replay, StackName, 'Parameter2'));
  },
  test_describe_failed_resource: async (replay) => {
    replay.writes(StackName, '<stack-name>');
    await replay.deploy({ Resources: { Parameter: parameter('value', { Type: 'Typo' }) } });
    await replay.refusal('error', describeResource(replay, StackName, 'Parameter'));
  },
});

const toldTopic: Template = {
  Parameters: { MyParam: { Type: 'String' } },
  Resources: { MyTopic: topic(undefined, ref('MyParam')) },
};
const toldOutputs = {
  MyTopicRef: { Value: ref('MyTopic') },
  MyTopicName: { Value: getAtt('MyTopic', 'TopicName') },
  MyTopicArn: { Value: getAtt('MyTopic', 'TopicArn') },
};

const nestedAttribute = (attribute: string) => async (replay: StackReplay) => {
  const template = {
    Parameters: { MyParam: { Type: 'String' }, CustomOutputName: { Type: 'String' } },
    Resources: toldTopic['Resources'],
    Outputs: { ...toldOutputs, MyTopicCustom: { Value: { 'Fn::GetAtt': ['MyTopic', ref('CustomOutputName')] } } },
  };
  await replay.deploy(template, { parameters: { MyParam: 'recorded-topic', CustomOutputName: attribute } });
  replay.value('outputs', await replay.outputs());
};

const references = casesOf('api/test_reference_resolving', {
  'test_nested_getatt_ref[TopicName]': nestedAttribute('TopicName'),
  'test_nested_getatt_ref[TopicArn]': nestedAttribute('TopicArn'),
  test_sub_resolving: async (replay) => {
    const values = { AttInMap: getAtt('MyTopic', 'TopicName'), RefInMap: ref('MyTopic'), StaticInMap: 'something' };
    const Outputs = {
      ...toldOutputs,
      MyTopicSub: { Value: sub('${MyParam}|${MyTopic}|${MyTopic.TopicName}|${MyTopic.TopicArn}') },
      MyTopicSubWithMap: { Value: sub('${AttInMap}|${RefInMap}|${StaticInMap}', values) },
    };
    await replay.deploy({ ...toldTopic, Outputs }, { parameters: { MyParam: 'recorded-topic' } });
    replay.value('outputs', await replay.outputs());
  },
});

const lists = casesOf('test_list_stacks', {
  test_listing_stacks: async (replay) => {
    for (const stackName of ['third', 'second', 'first'])
      await replay.deploy({ Resources: { Parameter: parameter('value') } }, { stackName });
    const { StackSummaries } = await replay.cloudformation.listStacks({});
    replay.value('stacks', StackSummaries);
  },
});

export const requestCases: readonly StackCase[] = [...updates, ...validations, ...resources, ...references, ...lists];
