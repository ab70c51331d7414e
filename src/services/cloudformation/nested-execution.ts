/** How a nested stack that its parent makes or changes takes up the change set that was made for it. */
import type { Change, Documents, Stored } from '../../storage/documents.ts';
import type { FoundChangeSet } from './change-sets.ts';
import type { ChangeSetRecord } from './resources/change-set.ts';
import { changeSetKey, stackKey } from './resources/keys.ts';
import { changeSetArn, type Operation, type StackRecord, type StackSettings } from './resources/stack.ts';

/**
 * What the change set that the parent executes has made for one of its nested stacks; `undefined` also
 * where the parent goes back: change sets tell of the way forward alone.
 */
export async function nestedChangeSetOf(
  documents: Documents,
  parent: StackRecord | undefined,
  logicalId: string,
): Promise<FoundChangeSet | undefined> {
  const { changeSetId, phase } = parent?.operation ?? {};
  if (parent === undefined || changeSetId === undefined || phase !== 'forward') return undefined;
  const executed = await documents.get<ChangeSetRecord>(changeSetKey(parent, changeSetId));
  const nested = executed?.value.nested ?? {};
  const entry = Object.hasOwn(nested, logicalId) ? nested[logicalId] : undefined;
  if (entry === undefined) return undefined;
  const stack = await documents.get<StackRecord>(stackKey(entry.stack));
  const changeSet = await documents.get<ChangeSetRecord>(changeSetKey(entry.stack, entry.changeSetId));
  return stack === undefined || changeSet === undefined ? undefined : { stack, changeSet };
}

export interface TakenUp {
  readonly settings: StackSettings;
  readonly operation: Pick<Operation, 'changeSetId'>;
  readonly writes: readonly Change[];
}

/** An operation that carries the change set out, if there is one that can be. */
export function takeUp(
  stack: StackRecord,
  settings: StackSettings,
  changeSet: Stored<ChangeSetRecord> | undefined,
): TakenUp {
  if (changeSet?.value.executionStatus !== 'AVAILABLE') return { settings, operation: {}, writes: [] };
  const { key, revision, value } = changeSet;
  const executed: ChangeSetRecord = { ...value, executionStatus: 'EXECUTE_IN_PROGRESS' };
  return {
    settings: { ...settings, changeSetArn: changeSetArn(stack, value.name, value.id) },
    operation: { changeSetId: value.id },
    writes: [{ kind: 'put', key, value: executed, ifRevision: revision }],
  };
}
