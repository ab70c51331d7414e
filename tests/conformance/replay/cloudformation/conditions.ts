/** Conditions, mappings, and what refers to what. */
import { recordSuccess } from '../record.ts';
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { recordEvent } from './resource-events.ts';
import { StackName, createChangeSet, getParameter, outputsOf, parameter, refusedAs } from './template-calls.ts';
import { findInMap, getAtt, join, ref, sub, topic } from './topics.ts';

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

export const conditionCases: readonly StackCase[] = [...conditions, ...mappings, ...references, ...attributes];
