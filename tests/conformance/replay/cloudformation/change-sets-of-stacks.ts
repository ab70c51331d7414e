/** What a change set tells where parameters, conditions and dependencies are changed. */
import { PutParameterCommand, GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { findInMap, getAtt, ref, resources, topic } from './topics.ts';
import { updatesOf } from './update-process.ts';

/** A topic whose name is a parameter. */
const namedByParameter = (Default?: string): Template => ({
  Parameters: { TopicName: { Type: 'String', ...(Default !== undefined && { Default }) } },
  Resources: { Foo: topic(undefined, ref('TopicName')) },
});
const first = { TopicName: 'topic-name-1' };
const second = { TopicName: 'topic-name-2' };

const parameters = updatesOf('test_change_set_parameters', 'TestChangeSetParameters', {
  test_update_parameter_default_value: {
    before: namedByParameter('topic-name-1'),
    after: namedByParameter('topic-name-2'),
  },
  test_update_parameter_with_added_default_value: {
    before: namedByParameter(),
    after: namedByParameter('topic-name-2'),
    parameters: first,
  },
  test_update_parameter_with_removed_default_value: {
    before: namedByParameter('topic-name-1'),
    after: namedByParameter(),
    newParameters: second,
  },
  test_update_parameter_default_value_with_dynamic_overrides: {
    before: namedByParameter('default-value-1'),
    after: namedByParameter('default-value-2'),
    parameters: first,
    newParameters: second,
  },
});

const createTopic = (isCreated: boolean) => ({
  Conditions: { CreateTopic: { 'Fn::Equals': ['true', String(isCreated)] } },
});
const conditional = { ...topic(undefined, 'topic-name-1'), Condition: 'CreateTopic' };
const unconditional = topic(undefined, 'topic-name-1');
const placeholder = { TopicPlaceholder: topic(undefined, 'topic-name-2') };

const conditions = updatesOf('test_change_set_conditions', 'TestChangeSetConditions', {
  test_condition_update_removes_resource: {
    before: resources({ SNSTopic: conditional }, createTopic(true)),
    after: resources({ SNSTopic: conditional, ...placeholder }, createTopic(false)),
  },
  test_condition_update_adds_resource: {
    before: resources({ SNSTopic: conditional, ...placeholder }, createTopic(false)),
    after: resources({ SNSTopic: conditional, ...placeholder }, createTopic(true)),
  },
  test_condition_add_new_negative_condition_to_existent_resource: {
    before: resources({ SNSTopic: unconditional }),
    after: resources({ SNSTopic: conditional, ...placeholder }, createTopic(false)),
  },
  test_condition_add_new_positive_condition_to_existent_resource: {
    before: resources({ SNSTopic1: unconditional }),
    after: resources(
      { SNSTopic1: conditional, SNSTopic2: { ...topic(undefined, 'topic-name-2'), Condition: 'CreateTopic' } },
      createTopic(true),
    ),
  },
});

const dependent = (displayName: string, DependsOn: unknown) =>
  resources({
    Topic1: topic(displayName, 'topic-name-1'),
    Topic2: { ...topic('display-value-2', 'topic-name-2'), DependsOn },
  });
const topicN = (...DependsOn: readonly string[]) => ({ ...topic('display-value-n', 'topic-name-n'), DependsOn });
const [Topic1, Topic2] = [topic('display-value-1', 'topic-name-1'), topic('display-value-2', 'topic-name-2')];

const dependencies = updatesOf('test_change_set_depends_on', 'TestChangeSetDependsOn', {
  test_update_depended_resource: {
    before: dependent('display-value-1', 'Topic1'),
    after: dependent('display-value-1-updated', 'Topic1'),
  },
  test_update_depended_resource_list: {
    before: dependent('display-value-1', ['Topic1']),
    after: dependent('display-value-1-updated', ['Topic1']),
  },
  test_multiple_dependencies_addition: {
    before: resources({ Topic1, Topicn: topicN('Topic1') }),
    after: resources({ Topic1, Topicn: topicN('Topic1', 'Topic2'), Topic2 }),
  },
  test_multiple_dependencies_deletion: {
    before: resources({ Topic1, Topic2, Topicn: topicN('Topic1', 'Topic2') }),
    after: resources({ Topic1, Topicn: topicN('Topic1') }),
  },
});

const emptyLists = updatesOf('test_change_set_values', 'TestChangeSetValues', {
  test_property_empy_list: {
    before: resources({
      Role: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: getAtt('Topic', 'TopicName'), Tags: [] } },
      Topic: topic(undefined, 'test-name'),
    }),
    after: resources({ Topic: topic(undefined, 'test-name') }),
  },
});

const parameter = (Value: unknown, rest: Readonly<Record<string, unknown>> = {}) => ({
  Type: 'AWS::SSM::Parameter',
  Properties: { ...rest, Type: 'String', Value },
});

/** A topic, and a parameter that holds its name. */
const kept = (name: unknown, rest: Template = {}): Template =>
  resources({ Foo: topic(undefined, name), Parameter: parameter(getAtt('Foo', 'TopicName')) }, rest);
const names = { Mappings: { MyMap: { MyKey: { key1: 'topic-name-1', key2: 'topic-name-2' } } } };
const topicName = { Parameters: { TopicName: { Type: 'String' } } };

const production: Template = {
  Parameters: { EnvironmentType: { Type: 'String' } },
  Conditions: { IsProduction: { 'Fn::Equals': [ref('EnvironmentType'), 'prod'] } },
  Resources: { Bucket: { Type: 'AWS::S3::Bucket' }, Parameter: { ...parameter('test'), Condition: 'IsProduction' } },
};

const chained = (value: string, rest: Readonly<Record<string, unknown>>) =>
  resources({ Parameter1: parameter(value, rest), Parameter2: parameter(getAtt('Parameter1', 'Value')) });

const dynamic: Template = {
  Parameters: { ParameterValue: { Type: 'String' } },
  Resources: { Parameter: parameter(ref('ParameterValue')) },
};
const created: Template = {
  Parameters: { ParameterValue: { Type: 'String', Default: 'value-1', AllowedValues: ['value-1', 'value-2'] } },
  Conditions: { ShouldCreateParameter: { 'Fn::Equals': [ref('ParameterValue'), 'value-2'] } },
  Resources: {
    SSMParameter1: parameter('first'),
    SSMParameter2: { ...parameter('first'), Condition: 'ShouldCreateParameter' },
  },
};
const values = { parameters: { ParameterValue: 'value-1' }, newParameters: { ParameterValue: 'value-2' } };
const mappedParameter = (ParameterValue: string): Template => ({
  Mappings: { GenericMapping: { EnvironmentA: { ParameterValue } } },
  Resources: { MySSMParameter: parameter(findInMap('GenericMapping', 'EnvironmentA', 'ParameterValue')) },
});

const processes = updatesOf('test_change_sets', 'TestCaptureUpdateProcess', {
  test_direct_update: {
    before: resources({ Foo: topic(undefined, 'topic-1') }),
    after: resources({ Foo: topic(undefined, 'topic-2') }),
  },
  test_dynamic_update: { before: kept('topic-1'), after: kept('topic-2') },
  test_parameter_changes: {
    before: kept(ref('TopicName'), topicName),
    after: kept(ref('TopicName'), topicName),
    parameters: { TopicName: 'topic-1' },
    newParameters: { TopicName: 'topic-2' },
  },
  test_mappings_with_static_fields: {
    before: kept(findInMap('MyMap', 'MyKey', 'key1'), names),
    after: kept(findInMap('MyMap', 'MyKey', 'key2'), names),
  },
  test_mappings_with_parameter_lookup: {
    before: kept(findInMap('MyMap', 'MyKey', ref('TopicName')), { ...topicName, ...names }),
    after: kept(findInMap('MyMap', 'MyKey', ref('TopicName')), { ...topicName, ...names }),
    parameters: { TopicName: 'key1' },
    newParameters: { TopicName: 'key2' },
  },
  test_conditions: {
    before: production,
    after: production,
    parameters: { EnvironmentType: 'not-prod' },
    newParameters: { EnvironmentType: 'prod' },
  },
  test_unrelated_changes_update_propagation: {
    before: chained('topic-name', { Description: 'original' }),
    after: chained('topic-name', { Description: 'changed' }),
  },
  test_unrelated_changes_requires_replacement: {
    before: chained('value', { Name: 'parameter-1-name' }),
    after: chained('value', { Name: 'parameter-2-name' }),
  },
  'test_base_dynamic_parameter_scenarios[change_dynamic]': { before: dynamic, after: dynamic, ...values },
  'test_base_dynamic_parameter_scenarios[change_parameter_for_condition_create_resource]': {
    before: created,
    after: created,
    ...values,
  },
  'test_base_mapping_scenarios[update_string_referencing_resource]': {
    before: mappedParameter('value-1'),
    after: mappedParameter('value-2'),
  },
});

const ssmOf = (replay: StackReplay) => new SSMClient(replay.platform.clientConfig);
const putParameter = (Value: string) => async (replay: StackReplay) => {
  await ssmOf(replay).send(new PutParameterCommand({ Name: 'looked-up', Value, Type: 'String', Overwrite: true }));
};
const getParameter = async (replay: StackReplay, Name: string) =>
  (await ssmOf(replay).send(new GetParameterCommand({ Name }))).Parameter;

const lookedUp = (more: Readonly<Record<string, unknown>> = {}): Template => ({
  Parameters: { InputValue: { Type: 'AWS::SSM::Parameter::Value<String>' } },
  Resources: { DerivedParameter: parameter(ref('InputValue')), ...more },
  Outputs: { DerivedParameterName: { Value: ref('DerivedParameter') } },
});
const byName = { parameters: { InputValue: 'looked-up' }, newParameters: { InputValue: 'looked-up' } };

const lookups = updatesOf('test_change_sets', '', {
  test_dynamic_ssm_parameter_lookup: {
    before: lookedUp(),
    after: lookedUp(),
    ...byName,
    prepare: putParameter('first-value'),
    between: putParameter('second-value'),
  },
  test_dynamic_ssm_parameter_lookup_no_change: {
    before: lookedUp(),
    after: lookedUp({ AnotherParameter: parameter('new parameter') }),
    ...byName,
    prepare: putParameter('first-value'),
  },
});

async function updateStatically(replay: StackReplay): Promise<void> {
  const { cloudformation } = replay;
  for (const [number, value] of [
    ['1', 'foo'],
    ['2', 'bar'],
  ] as const) {
    const { Id: ChangeSetName = '', StackId = '' } = await cloudformation.createChangeSet({
      StackName: 'recorded-stack',
      ChangeSetName: `recorded-changes-${number}`,
      TemplateBody: JSON.stringify(resources({ MyParameter: parameter(value, { Name: 'recorded-parameter' }) })),
      ...(number === '1' && { ChangeSetType: 'CREATE' }),
    });
    await replay.changeSet(ChangeSetName);
    await replay.item(`describe-${number}`, cloudformation.describeChangeSet({ ChangeSetName }));
    await cloudformation.executeChangeSet({ ChangeSetName });
    await replay.settle(StackId);
    replay.value(`parameter-${number}`, await getParameter(replay, 'recorded-parameter'));
  }
}

const referred = (Name: string) =>
  resources({
    Parameter1: parameter('my-value', { Name }),
    Parameter2: parameter(ref('Parameter1'), { Name: 'output-parameter' }),
  });

const others = casesOf('test_change_sets', {
  test_single_resource_static_update: updateStatically,
  'TestCaptureUpdateProcess::test_single_resource_static_update': updateStatically,
  'TestCaptureUpdateProcess::test_execute_with_ref': async (replay) => {
    await replay.deploy(referred('first-name'));
    replay.value('before-value', (await getParameter(replay, 'output-parameter'))?.Value);
    await replay.update(referred('second-name'));
    replay.value('after-value', (await getParameter(replay, 'output-parameter'))?.Value);
  },
});

export const stackChangeSets: readonly StackCase[] = [
  ...parameters,
  ...conditions,
  ...dependencies,
  ...emptyLists,
  ...processes,
  ...lookups,
  ...others,
];
