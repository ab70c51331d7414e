/** Stacks in the store, by name or by ARN. */
import type { RequestContext } from '../../aws/caller.ts';
import type { Change, Documents, Stored } from '../../storage/documents.ts';
import { retryConflicts } from '../../storage/retry-on-conflict.ts';
import type { CloudformationContext } from './context.ts';
import { lostToOthers, stackNotFound } from './errors.ts';
import { stackKey, stackNameKey, type StackOwner, type StackReference } from './resources/keys.ts';
import { parseStackArn, type StackRecord } from './resources/stack.ts';
import { writesOf, type StateChange } from './stack-state.ts';

/** A deleted stack is found by its ARN alone. */
export async function findStack(
  documents: Documents,
  owner: StackOwner,
  nameOrArn: string,
): Promise<Stored<StackRecord> | undefined> {
  const reference = parseStackArn(nameOrArn) ?? (await findByName(documents, owner, nameOrArn));
  return reference === undefined ? undefined : documents.get<StackRecord>(stackKey(reference));
}

async function findByName(documents: Documents, owner: StackOwner, name: string): Promise<StackReference | undefined> {
  return (await documents.get<StackReference>(stackNameKey(owner, name)))?.value;
}

export async function requireStack(
  { store }: Pick<CloudformationContext, 'store'>,
  { caller }: RequestContext,
  nameOrArn: string | undefined,
): Promise<Stored<StackRecord>> {
  const stored = await findStack(store.documents, caller, nameOrArn ?? '');
  if (stored === undefined) throw stackNotFound(nameOrArn ?? '');
  return stored;
}

/**
 * Changes a stack as it is at that moment; the change may be decided more than once. `undefined`:
 * nothing is to be changed.
 */
export async function changeStack<T>(
  context: Pick<CloudformationContext, 'store' | 'clock' | 'random'>,
  find: () => Promise<Stored<StackRecord>>,
  decide: (stack: StackRecord) => Promise<{ readonly change: StateChange | undefined; readonly result: T }>,
): Promise<T> {
  return retryConflicts(async () => {
    const stored = await find();
    const { change, result } = await decide(stored.value);
    if (change !== undefined) await writeStack(context, change, stored.revision);
    return result;
  }, lostToOthers);
}

/** `revision` 0: the stack is new. */
export async function writeStack(
  { store, clock, random }: Pick<CloudformationContext, 'store' | 'clock' | 'random'>,
  change: StateChange,
  revision: number,
): Promise<void> {
  const clientToken = change.stack.operation?.clientToken;
  const { changes } = writesOf(change, revision, { nowMs: clock.now(), random, clientToken });
  await store.documents.write(changes);
}

export const referenceOf = ({ region, account, stackName, id }: StackReference): StackReference => ({
  region,
  account,
  stackName,
  id,
});

/** Takes the stack's name, if it is free. */
export const nameChange = (reference: StackReference): Change => ({
  kind: 'put',
  key: stackNameKey(reference, reference.stackName),
  value: referenceOf(reference),
  ifRevision: 0,
});
