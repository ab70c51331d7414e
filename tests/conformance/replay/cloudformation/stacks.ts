/** Stacks as they are made, changed, told and deleted. */
import { recordSuccess } from '../record.ts';
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { describeChangeSet } from './describe-change-set.ts';
import { recordEvent } from './resource-events.ts';
import { getAtt, join, ref, topic } from './topics.ts';
import { describeStack, updateProcess } from './update-process.ts';

const StackName = 'recorded-stack';
const file = 'api/test_stacks';

const parameter = (Value: unknown) => ({ Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value } });
const minimal: Template = { Resources: { SimpleParam: parameter('test') } };
const simple: Template = { Resources: { topic123: topic(undefined, 'sns-topic-simple') } };
const api = (more: Readonly<Record<string, unknown>> = {}): Template => ({
  Parameters: { ApiName: { Type: 'String' } },
  Resources: { Api: { Type: 'AWS::ApiGateway::RestApi', Properties: { Name: ref('ApiName') } }, ...more },
});
const described: Template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Description: 'test <env>.test.net',
  Resources: { TestResource: parameter('DummyValue') },
};

const describe = (replay: StackReplay, stack: string) => replay.cloudformation.describeStacks({ StackName: stack });
const describeItem = async (replay: StackReplay, item: string, stack: string) =>
  replay.value(item, await describeStack(replay, stack));

const body = {
  yaml: `Resources:
  topic69831491:
    Type: AWS::SNS::Topic
Outputs:
  TopicName:
    Value:
      Fn::GetAtt:
        - topic69831491
        - TopicName
`,
  json: JSON.stringify({
    Resources: { topic69831491: { Type: 'AWS::SNS::Topic' } },
    Outputs: { TopicName: { Value: getAtt('topic69831491', 'TopicName') } },
  }),
} as const;

async function getTemplates(replay: StackReplay): Promise<void> {
  for (const stage of ['Original', 'Processed'] as const) {
    const call = replay.cloudformation.getTemplate({ StackName, TemplateStage: stage });
    await replay.item(`template_${stage.toLowerCase()}`, call);
  }
}

async function describeByChangeSet(replay: StackReplay, isTagged: boolean): Promise<void> {
  const { Id: ChangeSetName = '', StackId: id = '' } = await replay.cloudformation.createChangeSet({
    StackName,
    ChangeSetName: 'recorded-changes',
    ChangeSetType: 'CREATE',
    TemplateBody: JSON.stringify(described),
    ...(isTagged && { Tags: [{ Key: 'foo', Value: 'bar' }] }),
  });
  await replay.changeSet(ChangeSetName);
  await replay.item('change-set-pre-execute', replay.cloudformation.describeChangeSet({ ChangeSetName }));
  await describeItem(replay, 'stack-pre-execute', id);
  await replay.cloudformation.executeChangeSet({ ChangeSetName });
  await replay.settle(id);
  await describeItem(replay, 'stack-post-execute', id);
}

const api2: StackCase['run'] = async (replay) => {
  await replay.deploy(api(), { parameters: { ApiName: 'test_12395eb4' } });
  await describeItem(replay, 'stack_created', StackName);
  const { Id: ChangeSetName = '' } = await replay.cloudformation.createChangeSet({
    StackName,
    ChangeSetName: 'recorded-changes',
    TemplateBody: JSON.stringify(api({ Bucket: { Type: 'AWS::S3::Bucket' } })),
    Parameters: [{ ParameterKey: 'ApiName', ParameterValue: 'test_5a3df175' }],
  });
  await replay.changeSet(ChangeSetName);
  await replay.cloudformation.executeChangeSet({ ChangeSetName });
  await replay.settle(StackName);
  await describeItem(replay, 'stack_updated', StackName);
  await replay.item('stack_resources', replay.cloudformation.describeStackResources({ StackName }));
};

const ofStacks = casesOf(file, {
  'TestStacksApi::test_stack_lifecycle': async (replay) => {
    const { StackId: id } = await replay.deploy(api(), { parameters: { ApiName: 'first' } });
    await describeItem(replay, 'creation', id);
    await replay.update(api(), { ApiName: 'second' });
    await describeItem(replay, 'update', id);
    await replay.delete(id);
    await replay.refusal('describe_deleted_by_name_exc', describe(replay, StackName));
    await describeItem(replay, 'deleted', id);
  },
  'TestStacksApi::test_stack_description_special_chars': async (replay) => {
    const TestResource = { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '100.30.20.0/20' } };
    const { StackId: id } = await replay.deploy({ ...described, Resources: { TestResource } });
    await describeItem(replay, 'describe_stack', id);
  },
  'TestStacksApi::test_stack_description_lifecycle[no-tags]': (replay) => describeByChangeSet(replay, false),
  'TestStacksApi::test_stack_description_lifecycle[with-tags]': (replay) => describeByChangeSet(replay, true),
  'TestStacksApi::test_stack_name_creation': async (replay) => {
    const call = replay.deploy(simple, { stackName: '*@da591fa3_$' });
    await replay.refusal('stack_response', call);
  },
  ...Object.fromEntries(
    (['yaml', 'json'] as const).flatMap((format) => [
      [
        `TestStacksApi::test_get_template_using_create_stack[${format}]`,
        async (replay: StackReplay) => {
          await replay.create(body[format]);
          await getTemplates(replay);
        },
      ],
      [
        `TestStacksApi::test_get_template_using_changesets[${format}]`,
        async (replay: StackReplay) => {
          await replay.deploy(body[format]);
          await getTemplates(replay);
        },
      ],
    ]),
  ),
  'TestStacksApi::test_stack_update_resources': api2,
  'TestStacksApi::test_update_stack_with_same_template_withoutchange': async (replay) => {
    await replay.deploy(minimal);
    const TemplateBody = JSON.stringify(minimal);
    await replay.refusal('no_change_exception', replay.cloudformation.updateStack({ StackName, TemplateBody }));
  },
  'TestStacksApi::test_list_events_after_deployment': async (replay) => {
    await replay.deploy(simple);
    const output = await replay.cloudformation.describeStackEvents({ StackName });
    const StackEvents = (output.StackEvents ?? []).map(recordEvent).toReversed();
    replay.value('events', recordSuccess({ ...output, StackEvents }));
  },
  'TestStacksApi::test_create_stack_url_as_template': async (replay) => {
    const TemplateBody = 'https://recorded-bucket.s3.amazonaws.com/template.yml';
    const call = replay.cloudformation.createStack({ StackName, TemplateBody });
    await replay.refusalText('stack_create_ec2', 'CreateStack', call);
  },
  test_linting_error_during_creation: async (replay) => {
    const TemplateBody = JSON.stringify({ Resources: '', Outputs: '' });
    await replay.refusal('error', replay.cloudformation.createStack({ StackName, TemplateBody }));
  },
  test_updating_an_updated_stack_sets_status: async (replay) => {
    const names = { Topic1Name: 'topic-1', Topic2Name: 'topic-2', Topic3Name: 'topic-3' };
    // In the order in which AWS told them, which is none: it keeps them in a map.
    const Parameters = {
      Topic2Name: { Type: 'String' },
      Topic1Name: { Type: 'String' },
      Topic3Name: { Type: 'String' },
    };
    const template = (count: number): Template => ({
      Parameters,
      Resources: Object.fromEntries(
        Array.from({ length: count }, (_, index) => [`Topic${index}`, topic(undefined, ref(`Topic${index + 1}Name`))]),
      ),
    });
    await replay.deploy(template(1), { parameters: names });
    await replay.update(template(2), names);
    await replay.update(template(3), names);
    await replay.item('describe-result', describe(replay, StackName));
  },
  test_update_termination_protection: async (replay) => {
    await replay.deploy(api(), { parameters: { ApiName: 'first' } });
    for (const [item, EnableTerminationProtection] of [
      ['describe-stack-1', true],
      ['describe-stack-2', false],
    ] as const) {
      await replay.cloudformation.updateTerminationProtection({ StackName, EnableTerminationProtection });
      await replay.item(item, describe(replay, StackName));
    }
  },
  test_events_resource_types: async (replay) => {
    const Topic = topic(undefined);
    const Queue = { Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: 300 } };
    const Subscription = {
      Type: 'AWS::SNS::Subscription',
      Properties: { Protocol: 'sqs', TopicArn: ref('Topic'), Endpoint: getAtt('Queue', 'Arn') },
    };
    const Policy = {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: { Queues: [ref('Queue')], PolicyDocument: { Version: '2012-10-17', Statement: [] } },
    };
    await replay.deploy({ Resources: { Topic, Queue, Subscription, Policy } });
    const types = new Set((await replay.events(StackName)).map(({ ResourceType }) => ResourceType ?? ''));
    replay.value('resource_types', [...types].toSorted());
  },
  test_name_conflicts: async (replay) => {
    const TemplateBody = JSON.stringify(minimal);
    const { StackId: first = '' } = await replay.create(minimal);
    const again = replay.cloudformation.createStack({ StackName, TemplateBody });
    await replay.refusal('create_stack_already_exists_exc', again);
    replay.value('created_stack_desc', (await replay.settle(StackName)).StackStatus);
    await replay.delete(StackName);
    await replay.refusal('deleted_stack_not_found_exc', describe(replay, StackName));
    const events = replay.cloudformation.describeStackEvents({ StackName });
    await replay.refusal('deleted_stack_events_not_found_by_name', events);
    await replay.item('deleted_stack_desc', describe(replay, first));
    const { StackId: second = '' } = await replay.create(minimal);
    await replay.item('new_stack_desc', describe(replay, StackName));
    await replay.item('stack_id_desc', describe(replay, first));
    await replay.item('new_stack_id_desc', describe(replay, second));
    await replay.delete(StackName);
    await replay.item('deleted_second_stack_desc', describe(replay, second));
  },
  test_describe_stack_events_errors: async (replay) => {
    const call = replay.cloudformation.describeStackEvents({ StackName: 'does-not-exist' });
    await replay.refusal('describe_stack_events_stack_not_found', call);
  },
  test_stack_resource_not_found: async (replay) => {
    replay.writes(StackName, '<stack-name>');
    await replay.deploy(simple);
    const call = replay.cloudformation.describeStackResource({ StackName, LogicalResourceId: 'NonExistentResource' });
    await replay.refusal('Error', call);
  },
  test_non_existing_stack_message: (replay) => {
    replay.writes('non-existing', '<stack-name>');
    return replay.refusal('Error', describe(replay, 'non-existing'));
  },
  test_no_parameters_given: async (replay) => {
    const call = replay.deploy({ Parameters: { Input: { Type: 'String' } }, ...minimal });
    await replay.refusalText('deploy-error', 'CreateChangeSet', call);
  },
  test_subnet_id_parameter_type: async (replay) => {
    await replay.deploy(
      {
        Parameters: { ParamsList: { Type: 'List<AWS::EC2::Subnet::Id>' } },
        Resources: { SsmParameter: parameter(join('|', ref('ParamsList'))) },
        Outputs: { ParamValue: { Value: join('|', ref('ParamsList')) } },
      },
      { parameters: { ParamsList: 'subnet-id-1,subnet-id-2' } },
    );
    replay.value('outputs', await replay.outputs());
  },
});

const chain = {
  A: parameter('root'),
  B: parameter(ref('A')),
  C: parameter(ref('B')),
} as const;

const deployOrders = casesOf(
  file,
  Object.fromEntries(
    (['ABC', 'ACB', 'BAC', 'BCA', 'CAB', 'CBA'] as const).map((order) => [
      `test_stack_deploy_order[${[...order].join('-')}]`,
      async (replay: StackReplay) => {
        const names = [...order] as ('A' | 'B' | 'C')[];
        const Resources = Object.fromEntries(names.map((name) => [name, chain[name]]));
        const { StackId: id } = await replay.deploy({ Resources });
        await replay.delete(id);
        const told = (await replay.events(id)).filter(
          ({ LogicalResourceId = '', ResourceStatus }) =>
            LogicalResourceId in chain && ResourceStatus?.endsWith('_COMPLETE') === true,
        );
        replay.value('events', told.toReversed());
      },
    ]),
  ),
);

const deletionOrders = casesOf(
  file,
  Object.fromEntries(
    ([['C'], ['B', 'C'], ['A', 'B', 'C']] as const).map((deleted) => [
      `test_stack_deletion_order[${deleted.join('-')}]`,
      async (replay: StackReplay) => {
        const Resources = { Dummy: parameter('dummy'), ...chain, A: { ...chain.A, DependsOn: ['Dummy'] } };
        const rest = Object.entries(Resources).filter(([name]) => !deleted.some((gone) => gone === name));
        const id = await updateProcess(replay, {
          before: { Resources },
          after: { Resources: Object.fromEntries(rest) },
        });
        const told: [string, string][] = [];
        for (const event of (await replay.events(id)).toReversed()) {
          const { LogicalResourceId = '' } = event;
          const ResourceStatus: string = event.ResourceStatus ?? '';
          const [name, status] = told.at(-1) ?? [];
          if (ResourceStatus === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS') continue;
          if (name !== LogicalResourceId || status !== ResourceStatus) told.push([LogicalResourceId, ResourceStatus]);
        }
        replay.value('all-events', told);
      },
    ]),
  ),
);

const noEcho = (isSecret: boolean): Template => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Parameters: {
    NormalParameter: { Type: 'String', Default: 'Some default value here' },
    SecretParameter: { Type: 'String', NoEcho: isSecret },
    SecretParameterWithDefault: { Type: 'String', NoEcho: true, Default: 'Default secret value here' },
  },
  Resources: {
    LocalBucket: {
      Type: 'AWS::S3::Bucket',
      Properties: { BucketName: 'cfn-noecho-bucket', Tags: [{ Key: 'SecretTag', Value: ref('SecretParameter') }] },
      Metadata: { SensitiveData: ref('SecretParameter') },
    },
  },
  Outputs: { SecretValue: { Description: 'Secret value from parameter', Value: ref('SecretParameter') } },
});

const secrets = casesOf(file, {
  test_no_echo_parameter: async (replay) => {
    const { cloudformation } = replay;
    let sets = 0;
    const changeItem = async (item: string, isSecret: boolean, value: string): Promise<void> => {
      const { Id: ChangeSetName = '' } = await cloudformation.createChangeSet({
        StackName,
        ChangeSetName: `changes-of-secret-${(sets += 1)}`,
        TemplateBody: JSON.stringify(noEcho(isSecret)),
        Parameters: [{ ParameterKey: 'SecretParameter', ParameterValue: value }],
      });
      await replay.changeSet(ChangeSetName);
      await describeChangeSet(replay, item, { ChangeSetName });
    };
    await replay.deploy(noEcho(true), { parameters: { SecretParameter: 'SecretValue' } });
    await replay.item('describe_stacks', describe(replay, StackName));
    const detail = cloudformation.describeStackResource({ StackName, LogicalResourceId: 'LocalBucket' });
    await replay.item('describe_stack_resource_details_LocalBucket', detail);
    await changeItem('describe_change_set_on_create_complete', true, 'NewSecretValue1');
    await replay.item('describe_stack_on_create_complete', describe(replay, StackName));
    await cloudformation.updateStack({
      StackName,
      TemplateBody: JSON.stringify(noEcho(true)),
      Parameters: [{ ParameterKey: 'SecretParameter', ParameterValue: 'NewSecretValue1' }],
      Capabilities: ['CAPABILITY_AUTO_EXPAND', 'CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'],
    });
    await replay.settle(StackName);
    await replay.item('describe_updated_stacks', describe(replay, StackName));
    await changeItem('describe_updated_change_set', true, 'NewSecretValue2');
    await replay.item('describe_updated_stacks_change_set', describe(replay, StackName));
    await changeItem('describe_updated_change_set_no_echo_true', false, 'NewSecretValue2');
    await replay.item('describe_updated_stacks_no_echo_true', describe(replay, StackName));
    await changeItem('describe_updated_change_set_no_echo_false', true, 'NewSecretValue2');
    await replay.item('describe_updated_stacks_no_echo_false', describe(replay, StackName));
  },
});

export const stackCases: readonly StackCase[] = [...ofStacks, ...deployOrders, ...deletionOrders, ...secrets];
