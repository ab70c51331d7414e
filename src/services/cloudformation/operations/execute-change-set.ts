import { ApiError } from '../../../aws/api-error.ts';
import type { Change } from '../../../storage/documents.ts';
import { retryConflicts } from '../../../storage/retry-on-conflict.ts';
import { changeSetRemovals } from '../change-set-removal.ts';
import { readChangeSets, requireChangeSet, type FoundChangeSet } from '../change-sets.ts';
import type { CloudformationContext, CloudformationInput, CloudformationOperation } from '../context.ts';
import { lostToOthers, validationError } from '../errors.ts';
import { notTheRoot } from '../nested-words.ts';
import { startOperation, userInitiated, type NewOperation } from '../new-operation.ts';
import type { ChangeSetRecord } from '../resources/change-set.ts';
import { changeSetArn, type OnFailure, type StackRecord, type StackSettings } from '../resources/stack.ts';
import { writeStack } from '../stacks.ts';
import { onFailureOf, requireUpdatable } from './update-stack.ts';

/** Begins to make of the stack what the change set says. */
export const executeChangeSet: CloudformationOperation<'ExecuteChangeSet'> = (input, context, request) =>
  retryConflicts(async () => {
    const found = await requireChangeSet(context, request, input);
    requireExecutable(found);
    const { stack, changeSet } = found;
    const settings = settingsOf(found);
    const { ClientRequestToken: clientToken } = input;
    const isCreation = stack.value.status === 'REVIEW_IN_PROGRESS';
    const operation: NewOperation = {
      id: context.random.uuid(),
      kind: isCreation ? 'create' : 'update',
      phase: 'forward',
      onFailure: executionFailure(found, input, isCreation),
      target: settings,
      changeSetId: changeSet.value.id,
      ...(input.RetainExceptOnCreate === true && { retainsExceptOnCreate: true }),
      ...(clientToken !== undefined && { clientToken }),
    };
    const executed: ChangeSetRecord = { ...changeSet.value, executionStatus: 'EXECUTE_IN_PROGRESS' };
    const change = startOperation(
      { ...stack.value, updatedAtMs: context.clock.now(), isRollbackDisabled: operation.onFailure === 'DO_NOTHING' },
      {
        operation,
        status: isCreation ? 'CREATE_IN_PROGRESS' : 'UPDATE_IN_PROGRESS',
        reason: userInitiated,
        settings,
        others: [
          { kind: 'put', key: changeSet.key, value: executed, ifRevision: changeSet.revision },
          ...(await forgetOthers(stack.value, changeSet.value.id, context)),
        ],
      },
    );
    await writeStack(context, change, stack.revision);
    return {};
  }, lostToOthers);

function requireExecutable({ stack, changeSet: { value } }: FoundChangeSet): void {
  const arn = changeSetArn(stack.value, value.name, value.id);
  if (value.rootChangeSetArn !== undefined)
    throw new ApiError('InvalidChangeSetStatusException', notTheRoot('executed', arn, value.rootChangeSetArn));
  const status =
    value.executionStatus === 'AVAILABLE' ? value.status : value.status === 'FAILED' ? 'FAILED' : value.executionStatus;
  if (value.executionStatus !== 'AVAILABLE')
    throw new ApiError(
      'InvalidChangeSetStatusException',
      `ChangeSet [${arn}] cannot be executed in its current status of [${status}]`,
    );
  if (stack.value.status !== 'REVIEW_IN_PROGRESS') requireUpdatable(stack.value);
}

function settingsOf({ stack, changeSet: { value } }: FoundChangeSet): StackSettings {
  const previous = stack.value.settings;
  const roleArn = value.roleArn ?? previous?.roleArn;
  if (value.templateId === undefined) throw validationError(`ChangeSet [${value.name}] has no template`);
  return {
    templateId: value.templateId,
    parameters: value.parameters,
    tags: value.tags,
    capabilities: value.capabilities,
    notificationArns: value.notificationArns ?? previous?.notificationArns ?? [],
    rollbackConfiguration: value.rollbackConfiguration,
    changeSetArn: changeSetArn(stack.value, value.name, value.id),
    ...(value.templateDescription !== undefined && { description: value.templateDescription }),
    ...(roleArn !== undefined && { roleArn }),
  };
}

function executionFailure(
  { stack, changeSet }: FoundChangeSet,
  { DisableRollback: isDisabled }: CloudformationInput<'ExecuteChangeSet'>,
  isCreation: boolean,
): OnFailure {
  const { onFailure = 'ROLLBACK', deploymentConfig } = changeSet.value;
  if ((isDisabled ?? deploymentConfig?.isRollbackDisabled) === true) return 'DO_NOTHING';
  if (isCreation) return onFailure;
  return onFailureOf(stack.value, onFailure === 'DO_NOTHING');
}

/** Other change sets say nothing true about the stack any more. */
async function forgetOthers(
  stack: StackRecord,
  executedId: string,
  context: CloudformationContext,
): Promise<readonly Change[]> {
  const all = await readChangeSets(context.store.documents, stack);
  const others = all.filter(({ value }) => value.id !== executedId);
  return changeSetRemovals(context, stack, others);
}
