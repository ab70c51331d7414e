/** Cases that show a stack before and after an update: a change set makes it, another changes it. */
import type { ChangeSetType } from '@aws-sdk/client-cloudformation';
import { describeChangeSet, recordedOf } from './describe-change-set.ts';
import { isWholeForm, keyedEvents, wholeEvents } from './resource-events.ts';
import { bodyOf, casesOf, parametersOf, type StackCase, type StackReplay, type Template } from './case.ts';

export interface UpdateCase {
  readonly before: Template | string;
  readonly after: Template | string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly newParameters?: Readonly<Record<string, string>>;
  /** What is there before the stack is made. */
  readonly prepare?: (replay: StackReplay) => Promise<void>;
  /** What is done between the two. */
  readonly between?: (replay: StackReplay) => Promise<void>;
}

/** Cases of one class of one recorded file, by test. */
export const updatesOf = (
  file: string,
  group: string,
  cases: Readonly<Record<string, UpdateCase>>,
): readonly StackCase[] =>
  casesOf(
    file,
    Object.fromEntries(
      Object.entries(cases).map(([test, update]) => [
        group === '' ? test : `${group}::${test}`,
        (replay: StackReplay) => updateProcess(replay, update).then(() => undefined),
      ]),
    ),
  );

const stackName = 'recorded-stack';

export async function updateProcess(replay: StackReplay, update: UpdateCase): Promise<string> {
  await update.prepare?.(replay);
  const { stackId } = await step(replay, '1', 'CREATE', update.before, update.parameters);
  await update.between?.(replay);
  await step(replay, '2', 'UPDATE', update.after, update.newParameters);
  const events = () => replay.events(stackId);
  const told = replay.recordedItem('per-resource-events');
  if (isWholeForm(told)) replay.value('per-resource-events', wholeEvents(await events()));
  await replay.delete(stackId);
  replay.value('delete-describe', await describeStack(replay, stackId));
  if (!isWholeForm(told)) replay.value('per-resource-events', keyedEvents(await events(), { stackName, told }));
  return stackId;
}

async function step(
  replay: StackReplay,
  number: '1' | '2',
  ChangeSetType: ChangeSetType,
  template: Template | string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<{ stackId: string }> {
  const { Id: ChangeSetName = '', StackId = '' } = await replay.item(
    `create-change-set-${number}`,
    replay.cloudformation.createChangeSet({
      StackName: stackName,
      ChangeSetName: 'recorded-changes',
      ChangeSetType,
      TemplateBody: bodyOf(template),
      Parameters: parametersOf(parameters),
      Capabilities: recordedOf(replay, `describe-change-set-${number}`).Capabilities,
    }),
  );
  await replay.changeSet(ChangeSetName);
  await describeChangeSet(replay, `describe-change-set-${number}-prop-values`, {
    ChangeSetName,
    IncludePropertyValues: true,
  });
  await describeChangeSet(replay, `describe-change-set-${number}`, { ChangeSetName });
  await replay.item(`execute-change-set-${number}`, replay.cloudformation.executeChangeSet({ ChangeSetName }));
  await replay.settle(StackId);
  replay.value(`post-create-${number}-describe`, await describeStack(replay, StackId));
  return { stackId: StackId };
}

export async function describeStack(replay: StackReplay, StackName: string): Promise<unknown> {
  const { Stacks: [stack] = [] } = await replay.cloudformation.describeStacks({ StackName });
  return stack;
}
