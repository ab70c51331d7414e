/** Transforms, and what is looked up elsewhere when a template is taken. */
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import {
  StackName,
  createChangeSet,
  getParameter,
  outputsOf,
  parameter,
  putObject,
  putParameter,
  refusedAs,
} from './template-calls.ts';
import { join, ref, select } from './topics.ts';
import { describeStack, updatesOf } from './update-process.ts';

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
const includes = updatesOf(
  'test_change_set_fn_transform',
  'TestChangeSetFnTransform',
  Object.fromEntries(
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
);

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

export const transformCases: readonly StackCase[] = [
  ...transforms,
  ...dynamic,
  ...typeChanges,
  ...includes,
  ...refusals,
  ...imports,
];
