/** What a change set tells where a property refers to another resource, or to the stack. */
import { casesOf, type StackCase } from './case.ts';
import { getAtt, namedTopics, ref, resources, select, sub, topic, topics } from './topics.ts';
import { updatesOf, type UpdateCase } from './update-process.ts';

/** What happens to topics of which the second and the third are named after the one before. */
const chains = (nameOf: (logicalId: string) => unknown): Readonly<Record<string, UpdateCase>> => {
  const pair = (first: string) => namedTopics(first, nameOf('Topic1'));
  return {
    test_resource_addition: { before: namedTopics('display-value-1'), after: pair('display-value-1') },
    test_direct_attribute_value_change: { before: pair('display-value-1'), after: pair('display-value-2') },
    [`test_direct_attribute_value_change_in_${nameOf === ref ? 'ref' : 'get_attr'}_chain`]: {
      before: namedTopics('display-value-1', nameOf('Topic1'), nameOf('Topic2')),
      after: namedTopics('display-value-2', nameOf('Topic1'), nameOf('Topic2')),
    },
    test_direct_attribute_value_change_with_dependent_addition: {
      before: namedTopics('display-value-1'),
      after: pair('display-value-2'),
    },
    test_immutable_property_update_causes_resource_replacement: {
      before: pair('value'),
      after: resources({
        Topic1: topic('new_value', 'updated-topic-name-1'),
        Topic2: topic(nameOf('Topic1'), 'topic-name-2'),
      }),
    },
  };
};

const displayName = (logicalId: string) => getAtt(logicalId, 'DisplayName');

const pseudoParameters = ['Partition', 'AccountId', 'Region', 'StackName', 'StackId', 'URLSuffix'];

const references = updatesOf('test_change_set_ref', 'TestChangeSetRef', {
  ...chains(ref),
  test_supported_pseudo_parameter: {
    prepare: async (replay) => replay.writes('amazonaws.com', 'url_suffix'),
    before: resources({ Topic1: topic(undefined, 'topic_name_1') }),
    after: resources({
      Topic2: {
        Type: 'AWS::SNS::Topic',
        Properties: {
          TopicName: 'topic_name_2',
          Tags: pseudoParameters.map((name) => ({ Key: name, Value: ref(`AWS::${name}`) })),
        },
      },
    }),
  },
});

const attributes = updatesOf('test_change_set_fn_get_attr', 'TestChangeSetFnGetAttr', {
  ...chains(displayName),
  test_resource_deletion: {
    before: namedTopics('display-value-1', displayName('Topic1')),
    after: namedTopics('display-value-1'),
  },
});

const selections = updatesOf('test_change_set_fn_select', 'TestChangeSetFnSelect', {
  test_fn_select_add_to_static_property: {
    before: topics('topic-name-1'),
    after: topics(select(1, ['1st', '2nd', '3rd'])),
  },
  test_fn_select_remove_from_static_property: {
    before: topics(select(1, ['1st', '2nd', '3rd'])),
    after: topics('topic-name-1'),
  },
  test_fn_select_change_in_selection_list: {
    before: topics(select(1, ['1st', '2nd'])),
    after: topics(select(1, ['1st', 'new-2nd', '3rd'])),
  },
  test_fn_select_change_in_selection_index_only: {
    before: topics(select(1, ['1st', '2nd'])),
    after: topics(select(0, ['1st', '2nd'])),
  },
  test_fn_select_change_in_selected_element_type_ref: {
    before: topics(select(0, ['1st'])),
    after: topics(select(0, [ref('AWS::StackName')])),
  },
  test_fn_select_change_get_att_reference: {
    before: topics('topic-name-1', select(0, [displayName('Topic1')])),
    after: topics('topic-name-2', select(0, [displayName('Topic1')])),
  },
});

const badSelections = {
  'non-integer-index': ['bad', ['test']],
  'non-list-list': [0, 2],
  'index-out-of-range': [100, ['test']],
} as const;

const refusedSelections = casesOf(
  'test_change_set_fn_select',
  Object.fromEntries(
    Object.entries(badSelections).map(([id, [index, list]]) => [
      `TestChangeSetFnSelect::test_invalid_select_index_type[${id}]`,
      async (replay) =>
        replay.refusal(
          'error',
          replay.cloudformation.createChangeSet({
            StackName: 'recorded-stack',
            ChangeSetName: 'recorded-changes',
            ChangeSetType: 'CREATE',
            TemplateBody: JSON.stringify(
              resources({
                MyParameter: {
                  Type: 'AWS::SSM::Parameter',
                  Properties: { Type: 'String', Value: select(index, list) },
                },
              }),
            ),
          }),
        ),
    ]),
  ),
);

const parameter = { Parameters: { ParameterDisplayName: { Type: 'String', Default: 'display-value-parameter' } } };
const interpolated = (name: string, values: Readonly<Record<string, unknown>>) =>
  namedTopics(sub(`Parameter interpolation: ${name}`, values));
const one = interpolated('${var_name_1}', { var_name_1: 'var_value_1' });
const two = interpolated('${var_name_1}, ${var_name_2}', { var_name_1: 'var_value_1', var_name_2: 'var_value_2' });
const stackNamed = namedTopics(sub('The stack name is ${AWS::StackName}'));
const plain = namedTopics('display-value-1');
const byParameter = { ...parameter, ...interpolated('${var_name}', { var_name: ref('ParameterDisplayName') }) };

const substitutions = updatesOf('test_change_set_fn_sub', 'TestChangeSetFnSub', {
  test_fn_sub_addition_string_pseudo: { before: plain, after: stackNamed },
  test_fn_sub_update_string_pseudo: {
    before: stackNamed,
    after: namedTopics(sub('The region name is ${AWS::Region}')),
  },
  test_fn_sub_delete_string_pseudo: { before: stackNamed, after: namedTopics('display-name-2') },
  test_fn_sub_addition_parameter_literal: {
    before: plain,
    after: interpolated('${var_name}', { var_name: 'var_value' }),
  },
  test_fn_sub_update_parameter_literal: { before: one, after: two },
  test_fn_sub_delete_parameter_literal: { before: two, after: one },
  test_fn_sub_addition_parameter: {
    before: plain,
    after: { ...parameter, ...namedTopics(sub('Parameter interpolation: ${ParameterDisplayName}')) },
  },
  test_fn_sub_addition_parameter_ref: { before: plain, after: byParameter },
  test_fn_sub_update_parameter_type: {
    before: {
      Mappings: { SNSMapping: { Key1: { Val: 'display-value-1' } } },
      ...interpolated('${var_name}', { var_name: { 'Fn::FindInMap': ['SNSMapping', 'Key1', 'Val'] } }),
    },
    after: byParameter,
  },
});

export const referenceChangeSets: readonly StackCase[] = [
  ...references,
  ...attributes,
  ...selections,
  ...refusedSelections,
  ...substitutions,
];
