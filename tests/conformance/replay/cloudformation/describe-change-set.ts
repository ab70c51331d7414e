/** Change sets as they are told, brought to what is certain in the recordings. */
import type {
  Capability,
  Change,
  DescribeChangeSetCommandInput,
  ResourceChangeDetail,
} from '@aws-sdk/client-cloudformation';
import { recordSuccess } from '../record.ts';
import type { StackReplay } from './case.ts';

interface RecordedChangeSet {
  /** The recorded tests of later years sent these. */
  readonly Capabilities?: Capability[];
  readonly Changes?: readonly Change[];
}

export const recordedOf = (replay: StackReplay, item: string): RecordedChangeSet =>
  replay.recordedItem(item) as RecordedChangeSet;

/** The recorder put the changes in the order of their resources' names. */
export async function describeChangeSet(
  replay: StackReplay,
  item: string,
  input: DescribeChangeSetCommandInput,
): Promise<void> {
  const output = await replay.cloudformation.describeChangeSet(input);
  const recorded = recordedOf(replay, item).Changes ?? [];
  const Changes = output.Changes?.toSorted((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1)).map(
    (change, index) => inOrderOf(change, recorded[index]),
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
