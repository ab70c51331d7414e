/** The language of templates: conditions, mappings, references, functions and transforms. */
import { S3Client, CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { ListTagsForResourceCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { recordSuccess } from '../record.ts';
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { keyedEvents, recordEvent } from './resource-events.ts';
import { findInMap, getAtt, join, ref, select, sub, topic } from './topics.ts';
import { describeStack, updatesOf } from './update-process.ts';

const StackName = 'recorded-stack';
const parameter = (Value: unknown, rest: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { Type: 'String', Value, ...rest },
});
const ssmOf = (replay: StackReplay) => new SSMClient(replay.platform.clientConfig);
const getParameter = (replay: StackReplay, Name: string) => ssmOf(replay).send(new GetParameterCommand({ Name }));
const putParameter = (replay: StackReplay, Name: string, Value: string) =>
  ssmOf(replay).send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));

async function putObject(replay: StackReplay, Key: string, Body: string): Promise<void> {
  const s3 = new S3Client(replay.platform.clientConfig);
  await s3.send(new CreateBucketCommand({ Bucket: 'recorded-bucket' }));
  await s3.send(new PutObjectCommand({ Bucket: 'recorded-bucket', Key, Body }));
}

function createChangeSet(replay: StackReplay, template: Template, parameters: Readonly<Record<string, string>> = {}) {
  return replay.cloudformation.createChangeSet({
    StackName,
    ChangeSetName: 'initial',
    ChangeSetType: 'CREATE',
    TemplateBody: JSON.stringify(template),
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  });
}

const refusedAs =
  (item: string, template: Template, parameters: Readonly<Record<string, string>> = {}) =>
  (replay: StackReplay) =>
    replay.refusal(item, createChangeSet(replay, template, parameters));

/** A topic that is there for one option, and a parameter that refers to it. */
const optional = (value: unknown): Template => ({
  Parameters: { OptionParameter: { Type: 'String' } },
  Conditions: { ShouldCreateTopic: { 'Fn::Equals': [ref('OptionParameter'), 'option-a'] } },
  Resources: { MyTopic: { ...topic(undefined), Condition: 'ShouldCreateTopic' }, SsmParam: parameter(value) },
});

const nested: Template = {
  // In the order in which AWS told them, which is none: it keeps them in a map.
  Parameters: {
    BucketName: { Type: 'String', Default: '' },
    EnvType: { Type: 'String', AllowedValues: ['prod', 'test'] },
  },
  Conditions: {
    IsProduction: { 'Fn::Equals': [ref('EnvType'), 'prod'] },
    CreateBucket: { 'Fn::Not': [{ 'Fn::Equals': [ref('BucketName'), ''] }] },
    CreateBucketPolicy: { 'Fn::And': [{ Condition: 'IsProduction' }, { Condition: 'CreateBucket' }] },
  },
  Resources: {
    Bucket: { Type: 'AWS::S3::Bucket', Condition: 'CreateBucket', Properties: { BucketName: ref('BucketName') } },
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Condition: 'CreateBucketPolicy',
      Properties: {
        Bucket: ref('Bucket'),
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'lambda.amazonaws.com' },
              Action: ['s3:GetObject'],
              Resource: [join('', [getAtt('Bucket', 'Arn'), '/*'])],
            },
          ],
        },
      },
    },
  },
};

const nestedConditions = (EnvType: string, BucketName: string) => async (replay: StackReplay) => {
  const { cloudformation } = replay;
  const created = createChangeSet(replay, nested, { BucketName, EnvType });
  const { Id: ChangeSetName = '', StackId: id = '' } = await replay.item('create_cs_result', created);
  await replay.changeSet(ChangeSetName);
  await replay.item('describe_changeset_result', cloudformation.describeChangeSet({ ChangeSetName }));
  await cloudformation.executeChangeSet({ ChangeSetName });
  await replay.settle(id);
  await replay.item('stack_resources', cloudformation.describeStackResources({ StackName }));
  const output = await cloudformation.describeStackEvents({ StackName });
  replay.value('stack_events', recordSuccess({ ...output, StackEvents: output.StackEvents?.map(recordEvent) }));
  await replay.item('describe_stack_result', cloudformation.describeStacks({ StackName }));
};

const toggled: Template = {
  Parameters: { ParameterValue: { Type: 'String' }, Toggle: { Type: 'String', AllowedValues: ['yes', 'no'] } },
  Conditions: { ShouldDeployParameter: { 'Fn::Equals': [ref('Toggle'), 'yes'] } },
  Resources: {
    BaseParameter: parameter(ref('ParameterValue')),
    ConditionalParameter: { ...parameter(ref('BaseParameter')), Condition: 'ShouldDeployParameter' },
    AnotherResource: { ...parameter(ref('ConditionalParameter')), Condition: 'ShouldDeployParameter' },
  },
  Outputs: {
    ConditionalParameterValue: { Condition: 'ShouldDeployParameter', Value: ref('ParameterValue') },
  },
};

const disabled = (Toggle: string) => async (replay: StackReplay) => {
  await replay.deploy(toggled, { parameters: { ParameterValue: 'recorded-value', Toggle } });
  await replay.item('stack-description', replay.cloudformation.describeStacks({ StackName }));
  await replay.item('resources-description', replay.cloudformation.describeStackResources({ StackName }));
};

const conditions = casesOf('engine/test_conditions', {
  'TestCloudFormationConditions::test_dependent_ref': refusedAs('dependent_ref_exc', optional(ref('MyTopic')), {
    OptionParameter: 'option-b',
  }),
  'TestCloudFormationConditions::test_dependent_get_att': refusedAs(
    'dependent_ref_exc',
    optional(getAtt('MyTopic', 'TopicName')),
    { OptionParameter: 'option-b' },
  ),
  'TestCloudFormationConditions::test_output_reference_to_skipped_resource': refusedAs(
    'unresolved_resource_reference_exception',
    { ...optional('value'), Outputs: { TopicRef: { Value: ref('MyTopic') } } },
    { OptionParameter: 'option-b' },
  ),
  'TestCloudFormationConditions::test_nested_conditions[test-nobucket-nopolicy]': nestedConditions('test', ''),
  'TestCloudFormationConditions::test_nested_conditions[test-bucket-nopolicy]': nestedConditions('test', 'made-bucket'),
  'TestCloudFormationConditions::test_nested_conditions[prod-nobucket-nopolicy]': nestedConditions('prod', ''),
  'TestCloudFormationConditions::test_nested_conditions[prod-bucket-policy]': nestedConditions('prod', 'made-bucket'),
  'TestCloudFormationConditions::test_references_to_disabled_resources[yes]': disabled('yes'),
  'TestCloudFormationConditions::test_references_to_disabled_resources[no]': disabled('no'),
  'TestValidateConditions::test_validate_equals_args_len': refusedAs('error', {
    Conditions: { ShouldDeploy: { 'Fn::Equals': ['one'] } },
    Resources: { Parameter: { ...parameter('value'), Condition: 'ShouldDeploy' } },
  }),
  'TestCloudFormationConditions::test_conditional_resource_referencing_conditional': async (replay) => {
    const table = {
      Type: 'AWS::DynamoDB::Table',
      Condition: 'IsMade',
      Properties: {
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
    };
    await replay.deploy({
      Conditions: { IsMade: { 'Fn::Equals': ['a', 'a'] }, IsNotMade: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { MyTable: table, Other: { ...parameter(ref('MyTable')), Condition: 'IsNotMade' } },
    });
    await replay.item('resources-description', replay.cloudformation.describeStackResources({ StackName }));
  },
});

const suffixes = { A: { Suffix: 'suffix-a' }, B: { Suffix: 'suffix-b' } };
const mapped = (TopicSuffixMap: unknown): Template => ({
  Parameters: {
    TopicName: { Type: 'String', Default: 'name' },
    Selector: { Type: 'String', Default: 'A' },
    Attribute: { Type: 'String', Default: 'Suffix' },
  },
  Mappings: { TopicSuffixMap },
  Resources: {
    MyTopic: topic(
      undefined,
      join('-', [ref('TopicName'), findInMap('TopicSuffixMap', ref('Selector'), ref('Attribute'))]),
    ),
  },
});
const unmapped = (parameters: Readonly<Record<string, string>>) => async (replay: StackReplay) =>
  replay.refusalText('error', 'CreateChangeSet', createChangeSet(replay, mapped(suffixes), parameters));

const mappings = casesOf('engine/test_mappings', {
  'TestCloudFormationMappings::test_mapping_with_nonexisting_key': refusedAs(
    'mapping_nonexisting_key_exc',
    mapped(suffixes),
    { Selector: 'C' },
  ),
  'TestCloudFormationMappings::test_mapping_with_invalid_refs': refusedAs(
    'mapping_invalid_ref_exc',
    mapped({ A: { Suffix: ref('TopicName') } }),
    { Selector: 'C' },
  ),
  'TestCloudFormationMappings::test_mapping_maximum_nesting_depth': refusedAs(
    'mapping_maximum_level_exc',
    mapped({ A: { Suffix: { Deeper: 'suffix-a' } } }),
  ),
  'TestCloudFormationMappings::test_mapping_minimum_nesting_depth': refusedAs(
    'mapping_minimum_level_exc',
    mapped({ A: 'suffix-a' }),
  ),
  'TestCloudFormationMappings::test_async_mapping_error_first_level_v2': unmapped({ Selector: 'C' }),
  'TestCloudFormationMappings::test_async_mapping_error_second_level_v2': unmapped({ Attribute: 'NotValid' }),
});

const some = { somekey: 'somevalue' };
const substituted: Readonly<Record<string, unknown>> = {
  StringStatic: sub('this is a static string'),
  StringRefParam: sub('${Param1}'),
  StringRefResource: sub('${MyResource}'),
  StringRefPseudoParam: sub('${AWS::Region}'),
  StringRefMultiple: sub('${Param1} - ${MyResource}'),
  StringRefGetAtt: sub('${MyResource.Value}'),
  ListStatic: sub('this is a static string', some),
  ListRefParam: sub('${Param1}', some),
  ListRefResourceDirect: sub('${MyResource}', some),
  ListRefResourceMappingRef: sub('${Made}', { Made: ref('MyResource') }),
  ListRefPseudoParam: sub('${AWS::Region}', some),
  ListRefMultipleMix: sub('${Made}-${AWS::Region}-${Param1}', { Made: ref('MyResource') }),
  ListRefGetAtt: sub('${MyResource.Value}', some),
  ListRefGetAttMapping: sub('${ParamValue}', { ParamValue: getAtt('MyResource', 'Value') }),
  UrlSuffixPseudoParam: sub('${AWS::URLSuffix}'),
};
const outputsOf = (values: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(values).map(([name, Value]) => [name, { Value }]));

const references = casesOf('engine/test_references', {
  'TestDependsOn::test_depends_on_with_missing_reference': refusedAs('depends_on_nonexisting_exception', {
    Resources: { MyTopic: { ...topic(undefined), DependsOn: 'NonExistingResource' } },
  }),
  'TestFnSub::test_fn_sub_cases': async (replay) => {
    replay.writes('amazonaws.com', '<url-suffix>');
    await replay.deploy({
      Parameters: { Param1: { Type: 'String', Default: 'Param1Value' } },
      Resources: { MyResource: parameter('unimportant', { Name: ref('Param1') }) },
      Outputs: outputsOf(substituted),
    });
    replay.value('outputs', await replay.outputs());
  },
  test_useful_error_when_invalid_ref: refusedAs('validation_error', {
    Resources: { MyTopic: topic(ref('InvalidRef')) },
  }),
  'TestFnSub::test_non_string_parameter_in_sub': async (replay) => {
    await replay.deploy({
      Parameters: { ParameterName: { Type: 'String', Default: 'made-parameter' } },
      Resources: {
        SSMParameter: parameter(sub('my number is ${numberRef}', { numberRef: 3 }), { Name: ref('ParameterName') }),
      },
    });
    replay.value('get-parameter-result', (await getParameter(replay, 'made-parameter')).Parameter);
  },
});

const attributes = casesOf('engine/test_attributes', {
  'TestResourceAttributes::test_invalid_getatt_fails': async (replay) => {
    await replay.deploy({
      Parameters: { Missing: { Type: 'String', Default: 'Invalid' } },
      Resources: { InvalidParameter: parameter('value') },
      // A name that is known no sooner than the output.
      Outputs: { InvalidOutput: { Value: { 'Fn::GetAtt': ['InvalidParameter', ref('Missing')] } } },
    });
    const told = (await replay.events(StackName)).filter(({ LogicalResourceId }) => LogicalResourceId === StackName);
    replay.value('stack_events', { events: told });
  },
  'TestResourceAttributes::test_dependency_on_attribute_with_dot_notation': async (replay) => {
    await replay.deploy({
      Resources: {
        DeadQueue: { Type: 'AWS::SQS::Queue' },
        MainQueue: {
          Type: 'AWS::SQS::Queue',
          Properties: { RedrivePolicy: { deadLetterTargetArn: getAtt('DeadQueue', 'Arn'), maxReceiveCount: 10 } },
        },
      },
      Outputs: outputsOf({ DeadArn: getAtt('DeadQueue', 'Arn') }),
    });
    replay.value('outputs', await replay.outputs());
  },
});

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

const extended = (rest: Template): Template => ({ Transform: 'AWS::LanguageExtensions', ...rest });
const list = [{ ParameterKey: 'QueueList', ParameterValue: 'a,b,c' }];

async function transform(replay: StackReplay, template: Template, Parameters = list): Promise<void> {
  replay.writes(StackName, '<stack-name>');
  await replay.create(template, { Capabilities: ['CAPABILITY_AUTO_EXPAND'], Parameters });
  const { StackResources } = await replay.cloudformation.describeStackResources({ StackName });
  const { TemplateBody } = await replay.cloudformation.getTemplate({ StackName, TemplateStage: 'Processed' });
  const told = replay.recordedItem('resources') as { ResponseMetadata?: unknown };
  const ResponseMetadata = told.ResponseMetadata === undefined ? {} : { ResponseMetadata: told.ResponseMetadata };
  replay.value('resources', { StackResources, ...ResponseMetadata });
  replay.value('transformed', TemplateBody);
}

const lengthOf: Template = extended({
  Parameters: { QueueList: { Type: 'CommaDelimitedList' } },
  Resources: { MyParameter: parameter({ 'Fn::Length': ref('QueueList') }) },
  Outputs: outputsOf({ ParameterName: ref('MyParameter') }),
});

const included = `
Parameters:
  BucketName:
    Type: String
Resources:
  MyParameter:
    Type: AWS::SSM::Parameter
    Properties:
      Description: hello
      Type: String
      "Fn::Transform":
        Name: "AWS::Include"
        Parameters:
          Location: !Sub "s3://\${BucketName}/data.yaml"
Outputs:
  ParameterName:
    Value: !Ref MyParameter
`;

const extensions = 'TestLanguageExtensionsTransform';
const transforms = casesOf('api/test_transformers', {
  test_transformer_property_level: async (replay) => {
    await putObject(replay, 'data.yaml', '\nValue: from_transformation\n');
    await replay.deploy(included, { parameters: { BucketName: 'recorded-bucket' } });
    const get = (TemplateStage: 'Original' | 'Processed') =>
      replay.cloudformation.getTemplate({ StackName, TemplateStage });
    await replay.item('original_template', get('Original'));
    await replay.item('processed_template', get('Processed'));
  },
  test_language_extensions: async (replay) => {
    await replay.deploy(lengthOf, { parameters: { QueueList: 'a,b,c' } });
    const { ParameterName = '' } = await replay.outputs();
    replay.value('parameter-value', (await getParameter(replay, ParameterName)).Parameter);
  },
  [`${extensions}::test_transform_length`]: (replay) => transform(replay, lengthOf),
  [`${extensions}::test_transform_foreach`]: (replay) =>
    transform(
      replay,
      extended({
        AWSTemplateFormatVersion: '2010-09-09',
        Parameters: { pRepoARNs: { Description: 'ARN of SSO instance', Type: 'CommaDelimitedList' } },
        Resources: {
          'Fn::ForEach::Topics': [
            'TopicName',
            ref('pRepoARNs'),
            {
              'SnsTopic${TopicName}': {
                Type: 'AWS::SNS::Topic',
                Properties: { TopicName: join('.', [ref('TopicName'), 'fifo']), FifoTopic: true },
              },
            },
          ],
        },
      }),
      [{ ParameterKey: 'pRepoARNs', ParameterValue: 'one,three,two' }],
    ),
  [`${extensions}::test_transform_foreach_multiple_resources`]: (replay) =>
    transform(
      replay,
      extended({
        AWSTemplateFormatVersion: '2010-09-09',
        Resources: Object.fromEntries(
          ['Foo', 'Bar'].flatMap((kind) => [
            [`My${kind}Parameter`, parameter(`my value ${kind}`)],
            [
              `Fn::ForEach::${kind}s`,
              ['Letter', ['A', 'B', 'C'], { [`My${kind}Parameter\${Letter}`]: parameter('my value ${Letter}') }],
            ],
          ]),
        ),
      }),
      [],
    ),
  [`${extensions}::test_transform_to_json_string`]: async (replay) => {
    const template = extended({
      Resources: {
        MyObjectParameter: parameter({ 'Fn::ToJsonString': { a: 'foo', b: 'bar' } }),
        MyArrayParameter: parameter({ 'Fn::ToJsonString': ['a', 'b', 'c'] }),
      },
      Outputs: outputsOf({ ObjectName: ref('MyObjectParameter'), ArrayName: ref('MyArrayParameter') }),
    });
    await transform(replay, template, []);
    const { ObjectName = '', ArrayName = '' } = await replay.outputs();
    replay.value('object-value', (await getParameter(replay, ObjectName)).Parameter?.Value);
    replay.value('array-value', (await getParameter(replay, ArrayName)).Parameter?.Value);
  },
});

const typed = (Type: string): Template => ({
  Parameters: { MyValue: { Type } },
  Resources: { MyParameter: parameter(ref('MyValue')) },
});
const looked = 'AWS::SSM::Parameter::Value<String>';
const same = { parameters: { MyValue: 'made-parameter' }, newParameters: { MyValue: 'made-parameter' } };
const store = (value: string) => async (replay: StackReplay) => {
  await putParameter(replay, 'made-parameter', value);
};
const dynamic = updatesOf('v2/test_dynamic_resolving', 'TestSSMParameterValues', {
  test_update_parameter_between_deployments: {
    before: typed(looked),
    after: typed(looked),
    ...same,
    prepare: store('first-value'),
    between: store('second-value'),
  },
  test_change_parameter_type: { before: typed('String'), after: typed(looked), ...same, prepare: store('first-value') },
});

const typeChanges = updatesOf('test_change_set_parameters', 'TestChangeSetParameters', {
  test_parameter_type_change: {
    before: { Parameters: { Value: { Type: 'Number' } }, Resources: { MyParameter: parameter(ref('Value')) } },
    after: { Parameters: { Value: { Type: 'String' } }, Resources: { MyParameter: parameter(ref('Value')) } },
    parameters: { Value: '123' },
    newParameters: { Value: '456' },
  },
});

/** The second of the names that the recorder left as they were. */
const leftName = (replay: StackReplay): string =>
  /name-2-[\da-f]{8}/.exec(JSON.stringify(replay.recordedItem('describe-change-set-2-prop-values')))?.[0] ?? '';

const own = { Parameter: parameter('foo', { Name: 'topic-name-1' }) };
const location = { Name: 'AWS::Include', Parameters: { Location: 's3://recorded-bucket/template' } };
const outputsIncluded = {
  yml: 'Outputs:\n  ParameterRef:\n    Value:\n      Ref: Parameter\n',
  json: '{"Outputs":{"ParameterRef":{"Value":{"Ref":"Parameter"}}}}',
};
const includes = updatesOf('test_change_set_fn_transform', 'TestChangeSetFnTransform', {
  ...Object.fromEntries(
    (['yml', 'json'] as const).flatMap((format) => [
      [
        `test_embedded_fn_transform_include[${format}]`,
        {
          before: { Resources: own },
          after: { Resources: { ...own, 'Fn::Transform': location } },
          prepare: async (replay: StackReplay) => {
            const name = format === 'json' ? 'Parameter' : 'Parameter2';
            const included = { [name]: parameter('foo', { Name: leftName(replay) }) };
            const text = `${name}:\n  Type: AWS::SSM::Parameter\n  Properties:\n    Name: ${leftName(replay)}\n    Type: String\n    Value: foo\n`;
            await putObject(replay, 'template', format === 'json' ? JSON.stringify(included) : text);
          },
        },
      ],
      [
        `test_global_fn_transform_include[${format}]`,
        {
          before: { Resources: own },
          after: { Transform: location, Resources: own },
          prepare: (replay: StackReplay) => putObject(replay, 'template', outputsIncluded[format]),
        },
      ],
    ]),
  ),
});

const attributeCall = (argument: unknown): Template => ({
  Resources: { Parameter: parameter({ 'Fn::GetAtt': argument }), Other: parameter('value') },
});
const refusals = [
  ...casesOf('test_change_set_fn_get_attr', {
    'TestChangeSetFnGetAttr::test_invalid_structure[getatt_validation.yml]': refusedAs('error', attributeCall('Other')),
    'TestChangeSetFnGetAttr::test_invalid_structure[getatt_validation2.yml]': refusedAs(
      'error',
      attributeCall(['Other', '']),
    ),
  }),
  ...casesOf('test_change_set_fn_split', {
    'TestSplitValidations::test_validate_split_arguments_len': refusedAs('validation', {
      Resources: { Parameter: parameter(select(0, { 'Fn::Split': [','] })) },
    }),
  }),
  ...casesOf('test_change_set_conditions', {
    'TestChangeSetConditions::test_missing_condition': refusedAs('error', {
      Resources: { Parameter: parameter({ 'Fn::If': ['MissingCondition', 'one', 'other'] }) },
    }),
  }),
  ...casesOf('test_change_set_parameters', {
    'TestChangeSetParameters::test_invalid_parameter_type': refusedAs(
      'error',
      { Parameters: { Value: { Type: 'Number' } }, Resources: { MyParameter: parameter(ref('Value')) } },
      { Value: 'text' },
    ),
  }),
  ...casesOf('test_change_sets', {
    test_describe_failed_change_set: async (replay) => {
      const { Id: ChangeSetName } = await createChangeSet(replay, {
        Transform: { Name: 'AWS::Include', Parameters: { Location: 's3://doesnotexist/template.yml' } },
        Resources: { Parameter: parameter('value') },
      });
      await replay.item('describe', replay.cloudformation.describeChangeSet({ ChangeSetName }));
    },
    test_list_change_sets: async (replay) => {
      await createChangeSet(replay, { Resources: { Parameter: parameter('value') } });
      await replay.item('change-sets', replay.cloudformation.listChangeSets({ StackName }));
    },
  }),
];

const importing: Template = { Resources: { MyFoo: parameter({ 'Fn::ImportValue': 'made-export' }) } };
const exporting: Template = {
  Resources: { Exported: parameter('value') },
  Outputs: { Exported: { Value: ref('Exported'), Export: { Name: 'made-export' } } },
};

const importCase = (when: 'before' | 'never' | 'between') => async (replay: StackReplay) => {
  replay.writes('made-export', '<export-name>');
  if (when === 'before') await replay.deploy(exporting, { stackName: 'exporting' });
  const { Id: ChangeSetName = '', StackId: id = '' } = await createChangeSet(replay, importing);
  await replay.changeSet(ChangeSetName);
  const told = (IncludePropertyValues: boolean) =>
    replay.cloudformation.describeChangeSet({ ChangeSetName, IncludePropertyValues });
  await replay.item('describe', told(false));
  await replay.item('describe_with_values', told(true));
  if (when === 'between') await replay.deploy(exporting, { stackName: 'exporting' });
  await replay.cloudformation.executeChangeSet({ ChangeSetName });
  await replay.settle(id);
  replay.value('post-deploy-stack-describe', await describeStack(replay, id));
};

const imports = casesOf('test_change_set_exports_imports', {
  'TestChangeSetImportExport::test_describe_change_set_import': importCase('before'),
  'TestChangeSetImportExport::test_describe_change_set_import_non_existent_export': importCase('never'),
  'TestChangeSetImportExport::test_describe_change_set_import_non_existent_export_then_create': importCase('between'),
});

export const languageCases: readonly StackCase[] = [
  ...conditions,
  ...mappings,
  ...references,
  ...attributes,
  ...policies,
  ...engine,
  ...parameters,
  ...transforms,
  ...dynamic,
  ...typeChanges,
  ...imports,
  ...includes,
  ...refusals,
];
