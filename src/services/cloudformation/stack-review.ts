/** Stacks that are not made yet, for which change sets tell what they would be. */
import type { Change, Stored } from '../../storage/documents.ts';
import type { CloudformationContext } from './context.ts';
import { userInitiated } from './new-operation.ts';
import type { ChangeSetRecord } from './resources/change-set.ts';
import { changeSetKey, changeSetStackKey, stackNameKey, type StackReference } from './resources/keys.ts';
import type { StackRecord } from './resources/stack.ts';
import { writesOf } from './stack-state.ts';
import { tellStatus } from './stack-transitions.ts';
import { nameChange, referenceOf } from './stacks.ts';

type Means = Pick<CloudformationContext, 'clock' | 'random'>;

/** The writes of a new change set, its template left out. */
export const changeSetWrites = (stack: StackReference, record: ChangeSetRecord): readonly Change[] => [
  { kind: 'put', key: changeSetKey(stack, record.id), value: record, ifRevision: 0 },
  { kind: 'put', key: changeSetStackKey(stack, record.id), value: referenceOf(stack) },
];

/** The writes that make a new stack, to be reviewed before it is made. */
export function underReview(means: Means, stack: StackRecord, others: readonly Change[] = []): readonly Change[] {
  const told = tellStatus(stack, { status: 'REVIEW_IN_PROGRESS', reason: userInitiated });
  return writesAt(means, { ...told, others: [...others, nameChange(stack)] }, 0);
}

/** The writes that do away with one that will never be made: it has nothing that could be deleted. */
export function endReview(means: Means, { value, revision }: Stored<StackRecord>): readonly Change[] {
  const told = tellStatus({ ...value, deletedAtMs: means.clock.now() }, { status: 'DELETE_COMPLETE' });
  return writesAt(
    means,
    { ...told, others: [{ kind: 'delete', key: stackNameKey(value, value.stackName) }] },
    revision,
  );
}

const writesAt = (
  { clock, random }: Means,
  change: Parameters<typeof writesOf>[0],
  revision: number,
): readonly Change[] => writesOf(change, revision, { nowMs: clock.now(), random, clientToken: undefined }).changes;
