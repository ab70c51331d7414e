import type { CloudformationContext, CloudformationInput, CloudformationOperation } from '../context.ts';
import { validationError } from '../errors.ts';
import { importersOf } from '../exports.ts';
import { startOperation, userInitiated, workChange } from '../new-operation.ts';
import { stackArn, type Operation, type StackRecord } from '../resources/stack.ts';
import { loadStackState, type StateChange } from '../stack-state.ts';
import { tellStatus } from '../stack-transitions.ts';
import { changeStack, findStack } from '../stacks.ts';

/** Begins to delete a stack with all that it has. One that is not there is deleted already. */
export const deleteStack: CloudformationOperation<'DeleteStack'> = async (input, context, request) => {
  const { StackName: stackName = '' } = input;
  const found = await findStack(context.store.documents, request.caller, stackName);
  if (found === undefined || found.value.status === 'DELETE_COMPLETE') return {};
  return changeStack(
    context,
    async () => (await findStack(context.store.documents, request.caller, stackName)) ?? found,
    async (stack) => ({ change: await deletion(stack, input, context), result: {} }),
  );
};

async function deletion(
  stack: StackRecord,
  input: CloudformationInput<'DeleteStack'>,
  context: CloudformationContext,
): Promise<StateChange | undefined> {
  const { status } = stack;
  if (status === 'DELETE_COMPLETE' || status === 'DELETE_IN_PROGRESS') return undefined;
  if (stack.isTerminationProtected)
    throw validationError(`Stack [${stack.stackName}] cannot be deleted while TerminationProtection is enabled`);
  if (stack.operation?.kind === 'create' && isUnderWay(stack.operation)) return giveUpCreation(stack);
  if (stack.operation !== undefined)
    throw validationError(`Stack [${stackArn(stack)}] cannot be deleted while in status ${status}`);
  const retained = await passedOver(stack, input, context);
  const { ClientRequestToken: clientToken, RoleARN: roleArn } = input;
  const operation = {
    id: context.random.uuid(),
    kind: 'delete',
    phase: 'cleanup',
    passedOver: retained,
    ...(clientToken !== undefined && { clientToken }),
  } as const;
  const settings = stack.settings === undefined || roleArn === undefined ? undefined : { ...stack.settings, roleArn };
  const start = startOperation(stack, {
    operation,
    status: 'DELETE_IN_PROGRESS',
    reason: userInitiated,
    ...(settings !== undefined && { settings }),
  });
  const used = await usedExport(stack, context);
  return used === undefined ? start : refused(start, used);
}

const isUnderWay = ({ phase }: Operation): boolean => phase === 'forward' || phase === 'monitor';

/** What is being made is given up first; then all of it is deleted. */
function giveUpCreation(stack: StackRecord): StateChange | undefined {
  const { operation } = stack;
  if (operation === undefined) return undefined;
  const stopped = { ...operation, onFailure: 'DELETE', stopReason: operation.stopReason ?? userInitiated } as const;
  return { stack: { ...stack, operation: stopped }, others: [workChange(stack)] };
}

async function passedOver(
  stack: StackRecord,
  { RetainResources: retained = [], DeletionMode: mode }: CloudformationInput<'DeleteStack'>,
  context: CloudformationContext,
): Promise<readonly string[]> {
  const isForced = mode === 'FORCE_DELETE_STACK';
  if (retained.length === 0 && !isForced) return [];
  // AWS's exact words are not known.
  if (stack.status !== 'DELETE_FAILED')
    throw validationError(
      `Invalid operation on stack [${stackArn(stack)}]. Resources can be retained only when the stack is in the DELETE_FAILED state.`,
    );
  const state = await loadStackState(context.store.documents, stack);
  const known = [...(state?.records.values() ?? [])];
  const unknown = retained.filter((id) => !known.some(({ logicalId }) => logicalId === id));
  if (unknown.length > 0)
    throw validationError(
      `The specified resources to retain must be in a valid state. Do not specify [${unknown.join(', ')}]`,
    );
  const failed = known.filter(({ status }) => status === 'DELETE_FAILED').map(({ logicalId }) => logicalId);
  return isForced ? [...new Set([...retained, ...failed])] : retained;
}

async function usedExport(stack: StackRecord, { store }: CloudformationContext): Promise<string | undefined> {
  for (const { exportName } of stack.outputs) {
    if (exportName === undefined) continue;
    const users = await importersOf(store.documents, stack, exportName);
    if (users.length > 0) return `Export ${exportName} cannot be deleted as it is in use by ${users.join(', ')}`;
  }
  return undefined;
}

/** AWS takes the request, and tells in the events that it came to nothing. */
function refused({ stack: begun, events = [] }: StateChange, reason: string): StateChange {
  const { operation: _, ...stack } = begun;
  const failed = tellStatus(stack, { status: 'DELETE_FAILED', reason });
  return { stack: failed.stack, events: [...events, ...failed.events] };
}
