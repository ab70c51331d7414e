/** What templates say of stacks: policies, outputs, parameters, functions. */
import { ListTagsForResourceCommand, SNSClient } from '@aws-sdk/client-sns';
import { recordSuccess } from '../record.ts';
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { keyedEvents, recordEvent } from './resource-events.ts';
import { StackName, createChangeSet, getParameter, outputsOf, parameter, putParameter } from './template-calls.ts';
import { findInMap, getAtt, join, ref, select, sub, topic } from './topics.ts';
import { describeStack } from './update-process.ts';

async function missingParameter(replay: StackReplay, Name: string): Promise<void> {
  const message = await getParameter(replay, Name).then(
    () => 'found',
    (error: Error) => `An error occurred (${error.name}) when calling the GetParameter operation: `,
  );
  replay.value('error', { message });
}

const retained = (Name: string, policy: Template): Template => ({
  Resources: { MyParameter: { ...parameter('value', { Name }), ...policy } },
});

const eventsItem = async (replay: StackReplay, id: string) => {
  replay.writes(StackName, '<stack-name>');
  const told = replay.recordedItem('per-resource-events');
  replay.value('per-resource-events', keyedEvents(await replay.events(id), { stackName: StackName, told }));
};

const policies = [
  ...casesOf('engine/test_deletion_policy', {
    test_deletion_policy_with_deletion: async (replay) => {
      const { StackId: id } = await replay.deploy(retained('made-parameter', { DeletionPolicy: 'Delete' }));
      await replay.delete(id);
      await missingParameter(replay, 'made-parameter');
    },
    test_deletion_policy_with_retain: async (replay) => {
      const MyParameter = { ...parameter('value'), DeletionPolicy: 'Retain' };
      const { StackId: id } = await replay.deploy({ Resources: { MyParameter } });
      await replay.delete(id);
      await eventsItem(replay, id);
    },
  }),
  ...casesOf('engine/test_update_policy', {
    test_update_replace_policy_deletion: async (replay) => {
      await replay.deploy(retained('param-fe430ac7', { UpdateReplacePolicy: 'Delete' }));
      await replay.update(retained('param-14aa098c', { UpdateReplacePolicy: 'Delete' }));
      await missingParameter(replay, 'param-fe430ac7');
    },
    test_update_replace_policy_retain: async (replay) => {
      const { StackId: id } = await replay.deploy(retained('param-fe430ac7', { UpdateReplacePolicy: 'Retain' }));
      await replay.update(retained('param-14aa098c', { UpdateReplacePolicy: 'Retain' }));
      await eventsItem(replay, id);
    },
  }),
];

const exported: Template = {
  Resources: { MyParameter: parameter('test') },
  Outputs: Object.fromEntries(
    [0, 1, 2].map((index) => [
      `TestExport${index}`,
      { Value: 'test', Export: { Name: sub(`\${AWS::StackName}-TestExport-${index}`) } },
    ]),
  ),
};

const engine = casesOf('test_template_engine', {
  'TestImportValues::test_cfn_with_exports': async (replay) => {
    const { StackId: id } = await replay.deploy(exported);
    replay.writes(id, '<stack-id>');
    replay.writes(StackName, '<stack-name>');
    const { Exports = [] } = await replay.cloudformation.listExports({});
    replay.value(
      'exports',
      Exports.toSorted((one, other) => ((one.Name ?? '') < (other.Name ?? '') ? -1 : 1)),
    );
  },
  'TestPseudoParameters::test_stack_id': async (replay) => {
    const { StackId: id } = await replay.deploy({
      Resources: { MyParameter: parameter('test') },
      Outputs: outputsOf({ StackId: ref('AWS::StackId') }),
    });
    replay.writes(id, '<stack-id>');
    replay.value('StackId', (await replay.outputs())['StackId']);
  },
  'TestIntrinsicFunctions::test_join_no_value_construct': async (replay) => {
    const none = ref('AWS::NoValue');
    await replay.deploy({
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { MyParameter: parameter('test') },
      Outputs: outputsOf({
        JoinConditionalNoValue: join(',', [{ 'Fn::If': ['Never', 'Sample', none] }]),
        JoinOnlyNoValue: join(',', [none]),
        JoinWithNoValue: join(',', ['Sample', none]),
      }),
    });
    replay.value('join-output', await replay.outputs());
  },
  'TestIntrinsicFunctions::test_fn_select_has_intrinsic_function': async (replay) => {
    await replay.deploy({
      Parameters: { Environment: { Type: 'String', Default: 'dev' } },
      Mappings: { Values: { Index: { dev: '1' } } },
      Resources: {
        MyParameter: parameter(select(findInMap('Values', 'Index', ref('Environment')), ['false', 'true'])),
      },
      Outputs: outputsOf({ ParameterValue: getAtt('MyParameter', 'Value') }),
    });
    replay.value('fn-select-fn-map-output', await replay.outputs());
  },
  'TestSsmParameters::test_create_stack_with_ssm_parameters': async (replay) => {
    await putParameter(replay, 'made-parameter', 'made-value');
    const { StackId: id } = await replay.deploy({
      Parameters: { parameter123: { Type: 'AWS::SSM::Parameter::Value<String>', Default: 'made-parameter' } },
      Resources: {
        topic123: {
          Type: 'AWS::SNS::Topic',
          Properties: {
            TopicName: ref('parameter123'),
            Tags: [{ Key: 'param-value', Value: sub('param ${parameter123}') }],
          },
        },
      },
    });
    replay.value('stack-details', await describeStack(replay, id));
    const sns = new SNSClient(replay.platform.clientConfig);
    const ResourceArn = `arn:aws:sns:${replay.platform.region}:${replay.platform.account}:made-value`;
    const { Tags = [] } = await sns.send(new ListTagsForResourceCommand({ ResourceArn }));
    const own = Tags.filter(({ Key }) => Key?.startsWith('aws:') !== true);
    replay.value('topic-tags', own);
  },
  'TestSsmParameters::test_resolve_ssm_missing_parameter': async (replay) => {
    const template = {
      Parameters: { InputValue: { Type: 'AWS::SSM::Parameter::Value<String>' } },
      Resources: { MyParameter: parameter(ref('InputValue')) },
    };
    await replay.refusalText('error-response', 'CreateChangeSet', createChangeSet(replay, template));
  },
  'TestSsmParameters::test_resolve_ssm': async (replay) => {
    await putParameter(replay, 'made-parameter', 'made-value');
    await replay.deploy({
      Parameters: { DynamicParameter: { Type: 'AWS::SSM::Parameter::Value<String>', Default: 'made-parameter' } },
      Resources: {
        topic69831491: topic(undefined, ref('DynamicParameter')),
        MyParameter: parameter(sub('abc:${DynamicParameter}')),
      },
      Outputs: outputsOf({
        TopicName: getAtt('topic69831491', 'TopicName'),
        ParameterValue: getAtt('MyParameter', 'Value'),
      }),
    });
    replay.value('results', await replay.outputs());
  },
  'TestMacros::test_error_pass_macro_as_reference': async (replay) => {
    const call = replay.cloudformation.createStack({
      StackName,
      TemplateBody: JSON.stringify({
        Parameters: { MacroName: { Type: 'String' } },
        Transform: { Name: ref('MacroName'), Parameters: { Input: 'test' } },
        Resources: { Parameter: parameter('value') },
      }),
      Capabilities: ['CAPABILITY_AUTO_EXPAND'],
      Parameters: [{ ParameterKey: 'MacroName', ParameterValue: 'NonExistent' }],
    });
    await replay.refusal('error', call);
  },
  'TestStackEvents::test_invalid_stack_deploy': async (replay) => {
    await replay.deploy({
      Resources: { MyParameter: { Type: 'AWS::SSM::Parameter', Properties: { Value: 'abc123' } } },
    });
    const failed = (await replay.events(StackName)).find(({ ResourceStatus }) => ResourceStatus === 'CREATE_FAILED');
    replay.value('failed_event', failed && recordEvent(failed));
  },
  test_no_type: async (replay) => {
    const template = { Resources: { Foo: { Properties: { Value: 'value' } } } };
    await replay.refusalText('error', 'CreateChangeSet', createChangeSet(replay, template));
  },
});

const attributeOf = (attribute: string) => async (replay: StackReplay) => {
  await replay.deploy({
    Resources: { MyResource: parameter('abc123') },
    Outputs: outputsOf({ MyRef: ref('MyResource'), MyOutput: getAtt('MyResource', attribute) }),
  });
  replay.value('stack_outputs', await replay.outputs());
  const LogicalResourceId = 'MyResource';
  const { StackResourceDetail } = await replay.cloudformation.describeStackResource({ StackName, LogicalResourceId });
  replay.value('physical_resource_id', StackResourceDetail?.PhysicalResourceId);
};

const parameters = casesOf('resource_providers/ssm/test_parameter', {
  'TestAttributeAccess::test_getattr[Type]': attributeOf('Type'),
  'TestAttributeAccess::test_getattr[Value]': attributeOf('Value'),
  'TestBasicCRD::test_black_box': async (replay) => {
    const { StackId: id } = await replay.deploy({
      Resources: { MyResource: parameter('abc123') },
      Outputs: outputsOf({ MyRef: ref('MyResource') }),
    });
    const { MyRef = '' } = await replay.outputs();
    replay.value('describe-resource', recordSuccess(await getParameter(replay, MyRef)));
    await replay.delete(id);
    const message = await getParameter(replay, MyRef).then(
      () => 'found',
      (error: Error) => `An error occurred (${error.name}) when calling the GetParameter operation: `,
    );
    replay.value('deleted-resource', { 'error-message': message });
  },
});

export const languageCases: readonly StackCase[] = [...policies, ...engine, ...parameters];
