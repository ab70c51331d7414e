import type { CloudformationOperation } from '../context.ts';
import { validationError } from '../errors.ts';
import { startOperation, userInitiated, workChange, type NewOperation } from '../new-operation.ts';
import { stackArn, type StackRecord, type StackStatus } from '../resources/stack.ts';
import { changeStack, requireStack } from '../stacks.ts';
import { loadStackState } from '../stack-state.ts';

/** Brings a stack whose operation failed and was left so back to its last stable state. */
export const rollbackStack: CloudformationOperation<'RollbackStack'> = async (input, context, request) =>
  changeStack(
    context,
    () => requireStack(context, request, input.StackName),
    async (stack) => {
      if (stack.status !== 'CREATE_FAILED' && stack.status !== 'UPDATE_FAILED')
        throw validationError(`Stack [${stack.stackName}] is in ${stack.status} state and can not be rolled back.`);
      const isCreation = stack.stableSettings === undefined;
      const change = startOperation(stack, {
        operation: {
          id: context.random.uuid(),
          kind: isCreation ? 'create' : 'update',
          phase: isCreation ? 'rollback-cleanup' : 'rollback',
          ...(input.RetainExceptOnCreate === true && { retainsExceptOnCreate: true }),
          ...tokenOf(input),
        },
        status: isCreation ? 'ROLLBACK_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS',
        reason: userInitiated,
      });
      return { change, result: { StackId: stackArn(stack) } };
    },
  );

/** Goes on with a rollback that failed, passing over what the user names. */
export const continueUpdateRollback: CloudformationOperation<'ContinueUpdateRollback'> = async (
  input,
  context,
  request,
) =>
  changeStack(
    context,
    () => requireStack(context, request, input.StackName),
    async (stack) => {
      if (stack.status !== 'UPDATE_ROLLBACK_FAILED')
        throw validationError(
          `Stack [${stackArn(stack)}] must be in UPDATE_ROLLBACK_FAILED state to continue the update rollback.`,
        );
      const passedOver = input.ResourcesToSkip ?? [];
      const state = await loadStackState(context.store.documents, stack);
      const wrong = passedOver.filter((id) => state?.records.get(id)?.status !== 'UPDATE_FAILED');
      // AWS's words are not known.
      if (wrong.length > 0)
        throw validationError(`Resources [${wrong.join(', ')}] are not in UPDATE_FAILED state and can not be skipped.`);
      const operation: NewOperation = {
        id: context.random.uuid(),
        kind: 'update',
        phase: 'rollback',
        passedOver,
        ...tokenOf(input),
      };
      const change = startOperation(stack, { operation, status: 'UPDATE_ROLLBACK_IN_PROGRESS', reason: userInitiated });
      return { change, result: {} };
    },
  );

/** Gives an update up that is under way: what it changed is brought back. */
export const cancelUpdateStack: CloudformationOperation<'CancelUpdateStack'> = async (input, context, request) =>
  changeStack(
    context,
    () => requireStack(context, request, input.StackName),
    async (stack) => {
      const { operation } = stack;
      const isCancellable: StackStatus = 'UPDATE_IN_PROGRESS';
      if (operation === undefined || stack.status !== isCancellable)
        throw validationError('CancelUpdateStack cannot be called from current stack status');
      const stopped: StackRecord = {
        ...stack,
        // A user who gives an update up wants what was before, whatever was to happen after a failure.
        operation: {
          ...operation,
          stopReason: operation.stopReason ?? userInitiated,
          onFailure: stack.stableSettings === undefined ? operation.onFailure : 'ROLLBACK',
        },
      };
      return { change: { stack: stopped, others: [workChange(stack)] }, result: {} };
    },
  );

const tokenOf = ({ ClientRequestToken: token }: { readonly ClientRequestToken?: string | undefined }) =>
  token === undefined ? {} : { clientToken: token };
