/** Cases that show a stack before and after an update: a change set makes it, another changes it. */
import type { Change, StackEvent } from '@aws-sdk/client-cloudformation';
import { recordSuccess } from '../record.ts';
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
  if (isOldForm(replay)) replay.value('per-resource-events', await wholeEvents(replay, stackId));
  await replay.delete(stackId);
  replay.value('delete-describe', await describeStack(replay, stackId));
  if (!isOldForm(replay)) replay.value('per-resource-events', await replay.resourceEvents(stackId, stackName));
  return stackId;
}

async function step(
  replay: StackReplay,
  number: '1' | '2',
  ChangeSetType: 'CREATE' | 'UPDATE',
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

/** The recorder put the changes in the order of their resources' names. */
async function describeChangeSet(
  replay: StackReplay,
  item: string,
  ChangeSetName: string,
  IncludePropertyValues: boolean,
): Promise<void> {
  const output = await replay.cloudformation.describeChangeSet({ ChangeSetName, IncludePropertyValues });
  const nameOf = (change: NonNullable<typeof output.Changes>[number]) => change.ResourceChange?.LogicalResourceId ?? '';
  const Changes = output.Changes?.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  const isOld = IncludePropertyValues && /"Action":"Add".*?"Replacement":"True"/.test(additionsIn(replay, item));
  replay.value(
    item,
    recordSuccess({ ...output, ...(Changes && { Changes: isOld ? Changes.map(asOfSpring) : Changes }) }),
    isOld ? replacementOfAdditions : undefined,
  );
}

/** The reason of gaps for cases that are equal but for that. */
export const replacementOfAdditions =
  'recorded before the middle of May 2025, when additions told with values had "Replacement": "True", as they have not in later recordings; all else is equal';

const additionsIn = (replay: StackReplay, item: string): string => {
  const recorded = replay.recordedItem(item) as { Changes?: readonly { ResourceChange?: { Action?: string } }[] };
  return JSON.stringify(recorded.Changes?.filter((change) => change.ResourceChange?.Action === 'Add') ?? []);
};

const asOfSpring = (change: Change): Change =>
  change.ResourceChange?.Action === 'Add'
    ? { ...change, ResourceChange: { ...change.ResourceChange, Replacement: 'True' } }
    : change;

export async function describeStack(replay: StackReplay, StackName: string): Promise<unknown> {
  const { Stacks: [stack] = [] } = await replay.cloudformation.describeStacks({ StackName });
  return stack;
}

/** Until the summer of 2025 the recorded tests kept whole events, newest first. */
function isOldForm(replay: StackReplay): boolean {
  const recorded = replay.recordedItem('per-resource-events');
  return typeof recorded === 'object' && recorded !== null && !('Stack' in recorded);
}

async function wholeEvents(replay: StackReplay, stackId: string): Promise<Readonly<Record<string, unknown>>> {
  const told = Map.groupBy(await replay.events(stackId), (event) => event.LogicalResourceId ?? '');
  return Object.fromEntries([...told].map(([name, events]) => [name, events.map(recordEvent)]));
}

/** The recorder wrote a word for the time that is in the event IDs of resources. */
const recordEvent = (event: StackEvent) => ({
  ...event,
  EventId: event.EventId?.replace(/-\d{4}-\d\d-\d\dT[\d:.]+Z$/, '-date'),
});
