/** Change sets in the store, by name or by ARN. */
import type { RequestContext } from '../../aws/caller.ts';
import { parseArn } from '../../aws/arn.ts';
import type { Documents, Stored } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import type { CloudformationContext } from './context.ts';
import { changeSetNotFound, validationError } from './errors.ts';
import type { ChangeSetRecord } from './resources/change-set.ts';
import { changeSetKey, changeSetsPrefix, changeSetStackKey, stackKey, type StackReference } from './resources/keys.ts';
import type { StackRecord } from './resources/stack.ts';
import { findStack } from './stacks.ts';

export interface FoundChangeSet {
  readonly stack: Stored<StackRecord>;
  readonly changeSet: Stored<ChangeSetRecord>;
}

export interface ChangeSetName {
  readonly StackName?: string | undefined;
  readonly ChangeSetName?: string | undefined;
}

/** The change set that a request names; throws what AWS answers where there is no such stack or change set. */
export async function requireChangeSet(
  { store: { documents } }: Pick<CloudformationContext, 'store'>,
  { caller }: RequestContext,
  { StackName: stackName, ChangeSetName: name = '' }: ChangeSetName,
): Promise<FoundChangeSet> {
  const id = changeSetIdOf(name);
  if (id !== undefined) return requireById(documents, caller, { id, name });
  if (stackName === undefined)
    throw validationError('StackName must be specified if ChangeSetName is not specified as an ARN.');
  const stack = await findStack(documents, caller, stackName);
  if (stack === undefined) throw validationError(`Stack [${stackName}] does not exist`);
  const named = (await readChangeSets(documents, stack.value)).filter(({ value }) => value.name === name);
  // The name of one that was carried out may be another's by now.
  const changeSet = named.find(({ value }) => !isCarriedOut(value)) ?? named.at(-1);
  if (changeSet === undefined) throw changeSetNotFound(name);
  return { stack, changeSet };
}

async function requireById(
  documents: Documents,
  owner: RequestContext['caller'],
  { id, name }: { readonly id: string; readonly name: string },
): Promise<FoundChangeSet> {
  const reference = (await documents.get<StackReference>(changeSetStackKey(owner, id)))?.value;
  if (reference === undefined) throw changeSetNotFound(name);
  const stack = await documents.get<StackRecord>(stackKey(reference));
  const changeSet = await documents.get<ChangeSetRecord>(changeSetKey(reference, id));
  if (stack === undefined || changeSet === undefined) throw changeSetNotFound(name);
  return { stack, changeSet };
}

/** The ID in a change set's ARN; `undefined`: the text is a name. */
export function changeSetIdOf(text: string): string | undefined {
  const arn = parseArn(text);
  const [kind, , id] = arn?.resource.split('/') ?? [];
  return arn?.service === 'cloudformation' && kind === 'changeSet' ? id : undefined;
}

/**
 * The change sets of a stack, the oldest first, without those that were carried out: AWS lists these no
 * more and lets their names be taken, and tells of them to who asks by ID.
 */
export async function listStackChangeSets(
  documents: Documents,
  stack: StackReference,
): Promise<readonly Stored<ChangeSetRecord>[]> {
  return (await readChangeSets(documents, stack)).filter(({ value }) => !isCarriedOut(value));
}

const isCarriedOut = ({ executionStatus }: ChangeSetRecord): boolean => executionStatus === 'EXECUTE_COMPLETE';

/** All change sets of a stack, the oldest first. */
export async function readChangeSets(
  documents: Documents,
  stack: StackReference,
): Promise<readonly Stored<ChangeSetRecord>[]> {
  const found: Stored<ChangeSetRecord>[] = [];
  for await (const stored of readAll<ChangeSetRecord>(documents, changeSetsPrefix(stack))) found.push(stored);
  return found.toSorted((one, other) => one.value.createdAtMs - other.value.createdAtMs);
}
