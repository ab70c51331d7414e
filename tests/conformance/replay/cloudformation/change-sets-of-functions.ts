/** What a change set tells where a function's arguments are changed. */
import type { StackCase } from './case.ts';
import { findInMap, getAtt, join, namedTopics, ref, resources, split, topic, topics } from './topics.ts';
import { updatesOf } from './update-process.ts';

const displayName = (logicalId: string) => getAtt(logicalId, 'DisplayName');

const prefixed = (first: unknown) => namedTopics(first, join('-', ['prefix', displayName('Topic1')]));

const joins = updatesOf('test_change_set_fn_join', 'TestChangeSetFnJoin', {
  test_update_string_literal_delimiter_empty: {
    before: namedTopics(join('', ['v1', 'test'])),
    after: namedTopics(join('-', ['v1', 'test'])),
  },
  test_update_string_literal_arguments_empty: {
    before: namedTopics(join('', [])),
    after: namedTopics(join('', ['v1', 'test'])),
  },
  test_update_string_literal_argument: {
    before: namedTopics(join('-', ['v1', 'test'])),
    after: namedTopics(join('-', ['v2', 'test'])),
  },
  test_update_string_literal_delimiter: {
    before: namedTopics(join('-', ['v1', 'test'])),
    after: namedTopics(join('_', ['v2', 'test'])),
  },
  test_update_refence_argument: { before: prefixed('display-name-1'), after: prefixed('display-name-2') },
  test_indirect_update_refence_argument: {
    before: prefixed(join('-', ['display', 'name', '1'])),
    after: prefixed(join('-', ['display', 'name', '2'])),
  },
});

const splitBy = (delimiter: string, text: unknown) => join('_', split(delimiter, text));
const parts = topics(splitBy('-', 'part1-part2-part3'));
const splitParameter = (Default: string) => ({
  Parameters: { DelimiterParam: { Type: 'String', Default } },
  ...topics(splitBy('-', ref('DelimiterParam'))),
});

const splits = updatesOf('test_change_set_fn_split', 'TestChangeSetFnSplit', {
  test_fn_split_add_to_static_property: { before: topics('topic-name-1'), after: parts },
  test_fn_split_remove_from_static_property: { before: parts, after: topics('topic-name-1') },
  test_fn_split_change_delimiter: {
    before: topics(splitBy('-', 'a-b--c::d')),
    after: topics(splitBy(':', 'a-b--c::d')),
  },
  test_fn_split_change_source_string_only: {
    before: topics(splitBy('-', 'a-b')),
    after: topics(splitBy('-', 'x-y-z')),
  },
  test_fn_split_with_ref_as_string_source: {
    before: splitParameter('hello-world'),
    after: splitParameter('foo-bar-baz'),
  },
  test_fn_split_with_get_att: {
    before: topics('topic-name-1', splitBy('-', displayName('Topic1'))),
    after: topics('topic-name-2', splitBy('-', displayName('Topic1'))),
  },
});

const base64 = (text: string) => topics({ 'Fn::Base64': text });

const encodings = updatesOf('test_change_set_fn_base64', 'TestChangeSetFnBase64', {
  test_fn_base64_add_to_static_property: { before: topics('topic-name-1'), after: base64('HelloWorld') },
  test_fn_base64_remove_from_static_property: { before: base64('HelloWorld'), after: topics('topic-name-1') },
  test_fn_base64_change_input_string: { before: base64('OldValue'), after: base64('NewValue') },
});

/** Topics that take their display names from a map. */
const mapped = (SNSMapping: Readonly<Record<string, unknown>>, ...keys: readonly (readonly [string, string])[]) => ({
  Mappings: { SNSMapping },
  ...namedTopics(...keys.map((path) => findInMap('SNSMapping', ...path))),
});
const one = { Val: 'display-value-1' };
const two = { Val: 'display-value-2' };
const withNew = { ...one, ValNew: 'display-value-new' };

const zones = {
  Mappings: {
    AWSCloudFrontPartitionHostedZoneIdMap: {
      aws: { zoneId: 'Z2FDTNDATAQYW2' },
      'aws-cn': { zoneId: 'Z3RFFRIM2A3IF5' },
    },
  },
};
const zoneOfPartition = findInMap('AWSCloudFrontPartitionHostedZoneIdMap', ref('AWS::Partition'), 'zoneId');

/** The tests' own two regions. */
const regional = (value: string, other: string) => ({
  Mappings: { RegionMap: { 'us-east-1': { value }, 'us-west-1': { value: other } } },
  ...namedTopics(findInMap('RegionMap', ref('AWS::Region'), 'value')),
});

const environments = {
  Parameters: { Environment: { Type: 'String' } },
  Mappings: { ComplexMap: { prod: { aws: 'prod-aws-value' }, dev: { aws: 'dev-aws-value' } } },
  ...namedTopics(findInMap('ComplexMap', ref('Environment'), ref('AWS::Partition'))),
};

const mappings = updatesOf('test_change_set_mappings', 'TestChangeSetMappings', {
  test_mapping_leaf_update: {
    before: mapped({ Key1: one }, ['Key1', 'Val']),
    after: mapped({ Key1: two }, ['Key1', 'Val']),
  },
  test_mapping_key_update: {
    before: mapped({ Key1: one }, ['Key1', 'Val']),
    after: mapped({ KeyNew: two }, ['KeyNew', 'Val']),
  },
  test_mapping_addition_with_resource: {
    before: mapped({ Key1: one }, ['Key1', 'Val']),
    after: mapped({ Key1: withNew }, ['Key1', 'Val'], ['Key1', 'ValNew']),
  },
  test_mapping_key_addition_with_resource: {
    before: mapped({ Key1: one }, ['Key1', 'Val']),
    after: mapped({ Key1: one, Key2: withNew }, ['Key2', 'Val'], ['Key2', 'ValNew']),
  },
  test_mapping_deletion_with_resource_remap: {
    before: mapped({ Key1: withNew }, ['Key1', 'Val'], ['Key1', 'ValNew']),
    after: mapped({ Key1: one }, ['Key1', 'Val'], ['Key1', 'Val']),
  },
  test_mapping_key_deletion_with_resource_remap: {
    before: mapped({ Key1: one, Key2: two }, ['Key1', 'Val'], ['Key2', 'Val']),
    after: mapped({ Key1: one }, ['Key1', 'Val'], ['Key1', 'Val']),
  },
  test_fn_find_in_map_with_nested_ref: {
    before: { ...zones, ...namedTopics(zoneOfPartition) },
    after: resources({ Topic1: topic(zoneOfPartition, 'topic-name-1-updated') }, zones),
  },
  test_fn_find_in_map_with_nested_ref_change_mapping: {
    before: regional('value-1', 'value-2'),
    after: regional('value-3', 'value-4'),
  },
  test_fn_find_in_map_with_multiple_nested_functions: {
    before: environments,
    after: environments,
    parameters: { Environment: 'prod' },
    newParameters: { Environment: 'dev' },
  },
});

export const functionChangeSets: readonly StackCase[] = [...joins, ...splits, ...encodings, ...mappings];
