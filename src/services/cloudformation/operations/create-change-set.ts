import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type { Change } from '../../../storage/documents.ts';
import { retryConflicts } from '../../../storage/retry-on-conflict.ts';
import { listStackChangeSets } from '../change-sets.ts';
import type { CloudformationContext, CloudformationInput, CloudformationOperation } from '../context.ts';
import { lostToOthers, stackNotFound, validationError } from '../errors.ts';
import { userInitiated } from '../new-operation.ts';
import { prepareStack, readInputTags, type Preparation } from '../prepare-stack.ts';
import type { ChangeSetRecord } from '../resources/change-set.ts';
import { changeSetKey, changeSetStackKey, type StackReference } from '../resources/keys.ts';
import { newStack } from '../resources/new-stack.ts';
import { readRollbackConfiguration } from '../resources/rollback-configuration.ts';
import { changeSetArn, parseStackArn, stackArn, type StackRecord } from '../resources/stack.ts';
import { compareStack, type StackDifference } from '../stack-changes.ts';
import { loadStackState, type StateChange } from '../stack-state.ts';
import type { LaterRefusal } from '../take-template.ts';
import { tellStatus } from '../stack-transitions.ts';
import { findStack, referenceOf, writeStack } from '../stacks.ts';
import { nameChange } from './create-stack.ts';
import { requireUpdatable } from './update-stack.ts';

type Input = CloudformationInput<'CreateChangeSet'>;

/**
 * Tells what a template would make of a stack. On AWS it takes a while; here the change set is ready,
 * or has failed, when the answer goes out.
 */
export const createChangeSet: CloudformationOperation<'CreateChangeSet'> = async (input, context, request) => {
  if (
    input.ChangeSetType === 'IMPORT' ||
    (input.ResourcesToImport ?? []).length > 0 ||
    input.ImportExistingResources === true
  )
    throw new ApiError('NotImplemented', 'Serin does not import resources into stacks');
  return retryConflicts(async () => {
    const target = await findTarget(input, context, request);
    const { stack } = target;
    const id = context.random.uuid();
    const name = input.ChangeSetName ?? '';
    const existing = target.isNew ? [] : await listStackChangeSets(context.store.documents, stack);
    if (existing.some(({ value }) => value.name === name))
      throw new ApiError('AlreadyExistsException', `ChangeSet ${name} already exists`);
    const outcome = await describeOutcome(input, target, context, request);
    const record: ChangeSetRecord = {
      ...recordBase(input, target),
      id,
      name,
      createdAtMs: context.clock.now(),
      ...outcome.fields,
    };
    const writes: Change[] = [
      { kind: 'put', key: changeSetKey(stack, id), value: record, ifRevision: 0 },
      { kind: 'put', key: changeSetStackKey(stack, id), value: referenceOf(stack) },
      ...outcome.writes,
    ];
    if (target.isNew) await writeStack(context, review(stack, writes), 0);
    else await context.store.documents.write(writes);
    return { Id: changeSetArn(stack, name, id), StackId: stackArn(stack) };
  }, lostToOthers);
};

interface Target {
  readonly stack: StackRecord;
  readonly isNew: boolean;
  readonly type: ChangeSetRecord['type'];
}

async function findTarget(input: Input, context: CloudformationContext, request: RequestContext): Promise<Target> {
  const { StackName: stackName = '', ChangeSetName: name = '', ChangeSetType: type = 'UPDATE' } = input;
  const found = (await findStack(context.store.documents, request.caller, stackName))?.value;
  if (type !== 'CREATE') {
    if (found === undefined) throw stackNotFound(stackName);
    requireUpdatable(found);
    return { stack: found, isNew: false, type: 'UPDATE' };
  }
  if (found === undefined && parseStackArn(stackName) !== undefined) throw stackNotFound(stackName);
  if (found !== undefined && found.status !== 'REVIEW_IN_PROGRESS')
    throw validationError(
      `Stack [${stackName}] already exists and cannot be created again with the changeSet [${name}].`,
    );
  if (found !== undefined) return { stack: found, isNew: false, type };
  const { region, account } = request.caller;
  const reference: StackReference = { region, account, stackName, id: context.random.uuid() };
  return { stack: newStack(reference, context.clock.now()), isNew: true, type };
}

function review(stack: StackRecord, writes: readonly Change[]): StateChange {
  const told = tellStatus(stack, { status: 'REVIEW_IN_PROGRESS', reason: userInitiated });
  return { stack: told.stack, events: told.events, others: [...writes, nameChange(stack)] };
}

interface Outcome {
  readonly fields: Pick<
    ChangeSetRecord,
    | 'status'
    | 'statusReason'
    | 'executionStatus'
    | 'changes'
    | 'changesWithValues'
    | 'missingValues'
    | 'parameters'
    | 'templateId'
    | 'templateDescription'
  >;
  readonly writes: readonly Change[];
}

async function describeOutcome(
  input: Input,
  { stack, type }: Target,
  context: CloudformationContext,
  request: RequestContext,
): Promise<Outcome> {
  const current = type === 'CREATE' ? undefined : stack;
  const prepared = await prepareStack(input, { reference: stack, current, isChangeSet: true }, context, request);
  if (prepared.kind === 'refusal') return refused(prepared);
  const state = current === undefined ? undefined : await loadStackState(context.store.documents, stack);
  const compare = (includePropertyValues: boolean) => compareStack(state, prepared, { includePropertyValues }, context);
  const [plain, withValues] = [await compare(false), await compare(true)];
  const { isTransformed: isToldLater } = prepared.taken.stored;
  if ('kind' in plain) return refused({ ...plain, isToldLater });
  if ('kind' in withValues) return refused({ ...withValues, isToldLater });
  // A stack may come into being without a resource, where conditions leave none.
  if (!withValues.isAny && current !== undefined) return failed(noChangesReason(prepared), prepared);
  return available(prepared, plain, withValues);
}

function refused({ message, isToldLater }: LaterRefusal): Outcome {
  if (isToldLater === true) return failed(message);
  throw validationError(message);
}

/** Clients recognise both texts by how they begin. */
const noChangesReason = ({ taken }: Preparation): string =>
  taken.stored.isTransformed
    ? 'No updates are to be performed.'
    : "The submitted information didn't contain changes. Submit different information to create a change set.";

function failed(statusReason: string, prepared?: Preparation): Outcome {
  return {
    fields: {
      status: 'FAILED',
      statusReason,
      executionStatus: 'UNAVAILABLE',
      changes: [],
      changesWithValues: [],
      parameters: prepared?.settings.parameters ?? [],
      ...(prepared !== undefined && { templateId: prepared.settings.templateId }),
    },
    writes: prepared === undefined ? [] : [prepared.write],
  };
}

const available = ({ settings, write }: Preparation, plain: StackDifference, withValues: StackDifference): Outcome => ({
  fields: {
    status: 'CREATE_COMPLETE',
    executionStatus: 'AVAILABLE',
    changes: plain.changes,
    changesWithValues: withValues.changes,
    ...(withValues.missing !== undefined && { missingValues: withValues.missing }),
    parameters: settings.parameters,
    templateId: settings.templateId,
    ...(settings.description !== undefined && { templateDescription: settings.description }),
  },
  writes: [write],
});

function recordBase(input: Input, { type, stack }: Target) {
  const {
    Description: description,
    RoleARN: roleArn,
    OnStackFailure: onFailure,
    NotificationARNs: notificationArns,
  } = input;
  const { ClientToken: clientToken, ImportExistingResources: importExistingResources } = input;
  const { settings } = stack;
  return {
    type,
    tags: readInputTags(input.Tags) ?? settings?.tags ?? [],
    capabilities: input.Capabilities ?? [],
    rollbackConfiguration:
      readRollbackConfiguration(input.RollbackConfiguration) ?? settings?.rollbackConfiguration ?? {},
    includeNestedStacks: input.IncludeNestedStacks ?? false,
    ...(description !== undefined && { description }),
    ...(roleArn !== undefined && { roleArn }),
    ...(onFailure !== undefined && { onFailure }),
    ...(notificationArns !== undefined && { notificationArns }),
    ...(clientToken !== undefined && { clientToken }),
    ...(importExistingResources !== undefined && { importExistingResources }),
  };
}
