/** How change sets go, and with them those that they made for nested stacks. */
import type { Change, Stored } from '../../storage/documents.ts';
import { readChangeSets, type FoundChangeSet } from './change-sets.ts';
import type { CloudformationContext } from './context.ts';
import type { ChangeSetRecord } from './resources/change-set.ts';
import { changeSetKey, changeSetStackKey, stackKey, templateKey, type StackReference } from './resources/keys.ts';
import type { StackRecord } from './resources/stack.ts';
import { endReview } from './stack-review.ts';

type Means = Pick<CloudformationContext, 'store' | 'clock' | 'random'>;

/** The writes that remove a change set with its whole hierarchy. */
export async function changeSetRemoval(
  means: Means,
  { stack, changeSet }: { readonly stack: StackRecord; readonly changeSet: Stored<ChangeSetRecord> },
): Promise<readonly Change[]> {
  return [...ownRemoval(stack, changeSet), ...(await nestedRemoval(means, changeSet.value))];
}

/** Of several change sets of one stack. */
export async function changeSetRemovals(
  means: Means,
  stack: StackRecord,
  changeSets: readonly Stored<ChangeSetRecord>[],
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const changeSet of changeSets) changes.push(...(await changeSetRemoval(means, { stack, changeSet })));
  return changes;
}

/** The writes that remove what the change sets of a stack, which is deleted, have made for nested stacks. */
export async function removalWithStack(means: Means, stack: StackReference): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const { value } of await readChangeSets(means.store.documents, stack))
    changes.push(...(await nestedRemoval(means, value)));
  return changes;
}

/**
 * The writes that remove the nested change sets of one, and the nested stacks that are there for their
 * sake alone. `isExecuted`: those that were carried out with it stay, as it does itself.
 */
export async function nestedRemoval(
  means: Means,
  { nested = {} }: ChangeSetRecord,
  { isExecuted = false } = {},
): Promise<readonly Change[]> {
  const changes: Change[] = [];
  for (const { stack: reference, changeSetId } of Object.values(nested)) {
    const found = await findNested(means, reference, changeSetId);
    if (found === undefined) continue;
    const { stack, changeSet } = found;
    if (isExecuted && wasCarriedOut(changeSet.value)) continue;
    changes.push(...(await changeSetRemoval(means, { stack: stack.value, changeSet })));
    if (stack.value.status === 'REVIEW_IN_PROGRESS') changes.push(...endReview(means, stack));
  }
  return changes;
}

async function findNested(
  { store: { documents } }: Means,
  reference: StackReference,
  changeSetId: string,
): Promise<FoundChangeSet | undefined> {
  const stack = await documents.get<StackRecord>(stackKey(reference));
  const changeSet = await documents.get<ChangeSetRecord>(changeSetKey(reference, changeSetId));
  return stack === undefined || changeSet === undefined ? undefined : { stack, changeSet };
}

const wasCarriedOut = ({ executionStatus }: ChangeSetRecord): boolean => executionStatus.startsWith('EXECUTE_');

function ownRemoval(stack: StackRecord, { key, value }: Stored<ChangeSetRecord>): readonly Change[] {
  const { templateId } = value;
  const used = [stack.settings, stack.stableSettings, stack.operation?.target].map((settings) => settings?.templateId);
  return [
    { kind: 'delete', key },
    { kind: 'delete', key: changeSetStackKey(stack, value.id) },
    ...(templateId === undefined || used.includes(templateId)
      ? []
      : [{ kind: 'delete', key: templateKey(stack, templateId) } as const]),
  ];
}
