/** Cases that show a stack before and after an update: a change set makes it, another changes it. */
import type { Change, ChangeSetType, ResourceChangeDetail, Capability } from '@aws-sdk/client-cloudformation';
import { recordSuccess } from '../record.ts';
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
export const updatesOf = (file: string, group: string, cases: Readonly<Record<string, UpdateCase>>): readonly StackCase[] =>
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
  await describeChangeSet(replay, `describe-change-set-${number}-prop-values`, ChangeSetName, true);
  await describeChangeSet(replay, `describe-change-set-${number}`, ChangeSetName, false);
  await replay.item(`execute-change-set-${number}`, replay.cloudformation.executeChangeSet({ ChangeSetName }));
  await replay.settle(StackId);
  replay.value(`post-create-${number}-describe`, await describeStack(replay, StackId));
  return { stackId: StackId };
}

interface RecordedChangeSet {
  /** The recorded tests of later years sent these. */
  readonly Capabilities?: Capability[];
  readonly Changes?: readonly Change[];
}

const recordedOf = (replay: StackReplay, item: string): RecordedChangeSet =>
  replay.recordedItem(item) as RecordedChangeSet;

/** The recorder put the changes in the order of their resources' names. */
async function describeChangeSet(
  replay: StackReplay,
  item: string,
  ChangeSetName: string,
  IncludePropertyValues: boolean,
): Promise<void> {
  const output = await replay.cloudformation.describeChangeSet({ ChangeSetName, IncludePropertyValues });
  const recorded = recordedOf(replay, item).Changes ?? [];
  const Changes = output.Changes?.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)).map((change, index) =>
    inOrderOf(change, recorded[index]),
  );
  const isOld = recorded.some(
    ({ ResourceChange: change }) => change?.Action === 'Add' && change.Replacement !== undefined,
  );
  replay.value(
    item,
    recordSuccess({ ...output, ...(Changes && { Changes: isOld ? Changes.map(asOfSpring) : Changes }) }),
    isOld ? replacementOfAdditions : undefined,
  );
}

const nameOf = (change: Change): string => change.ResourceChange?.LogicalResourceId ?? '';

/** AWS tells the details of a change in no order: recordings of one and the same change have both. */
function inOrderOf(change: Change, recorded: Change | undefined): Change {
  const { Details } = change.ResourceChange ?? {};
  if (Details === undefined) return change;
  const keyOf = ({ Target, ChangeSource, CausingEntity }: ResourceChangeDetail) =>
    [Target?.Attribute, Target?.Path ?? Target?.Name, ChangeSource, CausingEntity].join(' ');
  const order = (recorded?.ResourceChange?.Details ?? []).map(keyOf);
  const sorted = Details.toSorted((one, other) => order.indexOf(keyOf(one)) - order.indexOf(keyOf(other)));
  return { ...change, ResourceChange: { ...change.ResourceChange, Details: sorted } };
}

/** The reason of gaps for cases that are equal but for that. */
export const replacementOfAdditions =
  'recorded before the middle of May 2025, when additions told with values had "Replacement": "True", as they have not in later recordings; all else is equal';

const asOfSpring = (change: Change): Change =>
  change.ResourceChange?.Action === 'Add'
    ? { ...change, ResourceChange: { ...change.ResourceChange, Replacement: 'True' } }
    : change;

export async function describeStack(replay: StackReplay, StackName: string): Promise<unknown> {
  const { Stacks: [stack] = [] } = await replay.cloudformation.describeStacks({ StackName });
  return stack;
}
