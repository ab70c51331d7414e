/** Change sets as they are made, told, listed and refused. */
import { casesOf, type StackCase, type StackReplay, type Template } from './case.ts';
import { describeChangeSet } from './describe-change-set.ts';
import { ref, topic } from './topics.ts';

const StackName = 'repeated-stack';
const minimal: Template = {
  Resources: { SimpleParam: { Type: 'AWS::SSM::Parameter', Properties: { Value: 'test', Type: 'String' } } },
};
const simple = (name: string): Template => ({ Resources: { topic123: topic(undefined, name) } });
const cdkMetadata: Template = {
  Resources: { CDKMetadata: { Type: 'AWS::CDK::Metadata', Properties: { Analytics: 'v2:deflate64:H4sI' } } },
};
const capabilities = ['CAPABILITY_AUTO_EXPAND', 'CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] as const;

interface Changes {
  readonly name?: string;
  readonly stack?: string;
  readonly type?: 'CREATE' | 'UPDATE';
  readonly capable?: boolean;
  readonly parameters?: Readonly<Record<string, string>>;
}

function create(replay: StackReplay, template: Template, changes: Changes = {}) {
  const { name = 'initial-changes', stack = StackName, type = 'CREATE', capable = false, parameters = {} } = changes;
  return replay.cloudformation.createChangeSet({
    StackName: stack,
    ChangeSetName: name,
    ChangeSetType: type,
    TemplateBody: JSON.stringify(template),
    ...(capable && { Capabilities: [...capabilities] }),
    Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  });
}

async function execute(replay: StackReplay, ChangeSetName: string | undefined, stackId: string | undefined) {
  await replay.cloudformation.executeChangeSet({ ChangeSetName });
  return replay.settle(stackId ?? '');
}

const describeStacks = (replay: StackReplay, stack: string | undefined) =>
  replay.cloudformation.describeStacks({ StackName: stack });
const describe = (replay: StackReplay, ChangeSetName: string | undefined) =>
  replay.cloudformation.describeChangeSet({ ChangeSetName });

const misnamed = (section: 'Resources' | 'Parameters', member: Template) => async (replay: StackReplay) => {
  const template = { ...minimal, [section]: { 'AWS::NoValue': member } };
  await replay.refusal('error', create(replay, template));
};

async function nameConflicts(replay: StackReplay): Promise<void> {
  const first = await create(replay, minimal);
  await execute(replay, first.Id, first.StackId);
  await replay.refusal('create_changeset_existingstack_exc', create(replay, minimal));
  await replay.delete(first.StackId ?? '');
  const second = await create(replay, minimal);
  await replay.item('new_stack_desc', describeStacks(replay, StackName));
  await replay.item('stack_id_desc', describeStacks(replay, first.StackId));
  await replay.item('new_stack_id_desc', describeStacks(replay, second.StackId));
  await replay.item('initial_changeset_id_desc', describe(replay, first.Id));
  await replay.item('second_initial_changeset_id_desc', describe(replay, second.Id));
}

const topicNamed: Template = {
  Parameters: { TopicName: { Type: 'String' } },
  Resources: { topic123: topic(undefined, ref('TopicName')) },
};

export const changeSetCases: readonly StackCase[] = casesOf('api/test_changesets', {
  test_create_change_set_update_without_parameters: async (replay) => {
    const first = await replay.item('create_change_set', create(replay, simple('sns-topic-simple')));
    await execute(replay, first.Id, first.StackId);
    const second = await create(replay, simple('sns-topic-simple-2'), { name: 'other-changes', type: 'UPDATE' });
    await replay.item('describe_change_set', describe(replay, second.Id));
    await replay.item('list_change_set', replay.cloudformation.listChangeSets({ StackName }));
  },
  test_empty_changeset: async (replay) => {
    const first = await replay.item('first_changeset', create(replay, cdkMetadata, { capable: true }));
    await replay.item('describe_first_cs', describe(replay, first.Id));
    await execute(replay, first.Id, first.StackId);
    const other: Changes = { name: 'no-changes', type: 'UPDATE', capable: true };
    const second = await replay.item('nochange_changeset', create(replay, cdkMetadata, other));
    await replay.item('describe_nochange', describe(replay, second.Id));
    const execution = replay.cloudformation.executeChangeSet({ StackName, ChangeSetName: second.Id });
    await replay.refusalText('error_execute_failed', 'ExecuteChangeSet', execution);
  },
  test_deleted_changeset: async (replay) => {
    const { Id: ChangeSetName } = await replay.item('create', create(replay, cdkMetadata, { capable: true }));
    await replay.cloudformation.deleteChangeSet({ StackName, ChangeSetName });
    await replay.refusalText(
      'postdelete_changeset_notfound',
      'DescribeChangeSet',
      replay.cloudformation.describeChangeSet({ StackName, ChangeSetName }),
    );
  },
  test_describe_change_set_nonexisting: async (replay) => {
    const call = replay.cloudformation.describeChangeSet({ StackName: 'somestack', ChangeSetName: 'DoesNotExist' });
    await replay.refusalText('exception', 'DescribeChangeSet', call);
  },
  test_delete_change_set_exception: async (replay) => {
    const { cloudformation } = replay;
    await replay.refusal('e1', cloudformation.deleteChangeSet({ StackName: 'nostack', ChangeSetName: 'DoesNotExist' }));
    await replay.refusal('e2', cloudformation.deleteChangeSet({ ChangeSetName: 'DoesNotExist' }));
  },
  test_name_conflicts: nameConflicts,
  test_create_while_in_review: async (replay) => {
    const { Id, StackId } = await create(replay, minimal);
    const TemplateBody = JSON.stringify(minimal);
    await replay.item('create_stack_while_in_review', replay.cloudformation.createStack({ StackName, TemplateBody }));
    await replay.settle(StackName);
    await replay.item('describe_stack', describeStacks(replay, StackId));
    await replay.item('describe_change_set', describe(replay, Id));
  },
  test_create_changeset_with_stack_id: async (replay) => {
    const { StackId: stack = '' } = await create(replay, minimal);
    await create(replay, minimal, { stack, name: 'additional-create' });
    await replay.item('describe_stack', describeStacks(replay, stack));
    await replay.delete(stack);
    await replay.refusal(
      'recreate_deleted_with_id_exception',
      create(replay, minimal, { stack, name: 'revived-stack-changeset' }),
    );
  },
  test_multiple_create_changeset: async (replay) => {
    const { Id } = await create(replay, minimal);
    await replay.item('initial_changeset', describe(replay, Id));
    await replay.item('additional_changeset', create(replay, minimal, { name: 'additional-changes' }));
  },
  test_create_change_set_no_changes: async (replay) => {
    const first = await create(replay, minimal);
    await execute(replay, first.Id, first.StackId);
    const second = await create(replay, minimal, { name: 'no-changes', type: 'UPDATE' });
    await replay.item('change-set-description', describe(replay, second.Id));
  },
  test_describe_changeset_after_delete: async (replay) => {
    replay.writes('first-name', '<cs-1-name>');
    replay.writes('second-topic', '<topic-2-name>');
    const { StackId: stack } = await replay.deploy(topicNamed, { parameters: { TopicName: 'first-topic' } });
    const other: Changes = { stack, type: 'UPDATE', parameters: { TopicName: 'second-topic' } };
    const first = await create(replay, topicNamed, { ...other, name: 'first-name' });
    await replay.cloudformation.deleteChangeSet({ ChangeSetName: first.Id });
    await replay.refusal(
      'describe-deleted-cs',
      replay.cloudformation.describeChangeSet({ StackName: stack, ChangeSetName: 'first-name' }),
    );
    const second = await create(replay, topicNamed, { ...other, name: 'second-name' });
    await describeChangeSet(replay, 'describe-2', { ChangeSetName: second.Id });
  },
  'test_using_pseudoparameters_in_places[resource]': misnamed('Resources', topic('name')),
  'test_using_pseudoparameters_in_places[parameter]': misnamed('Parameters', { Type: 'String' }),
  test_create_changeset_for_deleted_stack: async (replay) => {
    const { StackId: stack } = await replay.deploy(minimal);
    await replay.delete(stack);
    replay.writes(stack, '<stack-id>');
    await replay.refusal('ErrorForCreate', create(replay, minimal, { stack, name: 'test' }));
    await replay.refusal('ErrorForUpdate', create(replay, minimal, { stack, name: 'test', type: 'UPDATE' }));
  },
  test_changeset_for_deleted_stack: async (replay) => {
    const { StackId: stack } = await replay.deploy(minimal);
    replay.writes(stack, '<stack-id>');
    await replay.cloudformation.deleteStack({ StackName: stack });
    const change = () => create(replay, minimal, { stack, name: 'test', type: 'UPDATE' });
    await replay.refusal('ErrorForInProgress', change());
    await replay.settle(stack);
    await replay.refusal('ErrorForComplete', change());
  },
});
