import type { RequestContext } from '../../../aws/caller.ts';
import type { Stored } from '../../../storage/documents.ts';
import type { StackState } from '../stack-state.ts';
import { loadStackState } from '../stack-state.ts';
import type {
  CloudformationContext,
  CloudformationInput,
  CloudformationOperation,
  CloudformationOutput,
} from '../context.ts';
import { stackNotFound, validationError } from '../errors.ts';
import { startOperation, userInitiated } from '../new-operation.ts';
import { takeUp } from '../nested-execution.ts';
import { prepareStack, type Preparation } from '../prepare-stack.ts';
import type { ChangeSetRecord } from '../resources/change-set.ts';
import { isUpdatable, stackArn, type OnFailure, type StackRecord } from '../resources/stack.ts';
import { compareStack } from '../stack-changes.ts';
import { readStackPolicy } from '../stack-policy-input.ts';
import { changeStack, requireStack } from '../stacks.ts';

/** Begins to make of a stack what another template, or other parameters, want it to be. */
export const updateStack: CloudformationOperation<'UpdateStack'> = (input, context, request) =>
  updateStackWithin(input, context, request);

/** The same for a nested stack, of which a change set of its parent may have told. */
export async function updateStackWithin(
  input: CloudformationInput<'UpdateStack'>,
  context: CloudformationContext,
  request: RequestContext,
  changeSet?: Stored<ChangeSetRecord>,
): Promise<CloudformationOutput<'UpdateStack'>> {
  const { StackName: stackName = '', ClientRequestToken: clientToken } = input;
  return changeStack(
    context,
    () => requireStack(context, request, stackName),
    async (stack) => {
      const result = { StackId: stackArn(stack) };
      if (isRepeated(stack, clientToken)) return { change: undefined, result };
      requireUpdatable(stack);
      const options = { reference: stack, current: stack, isChangeSet: false };
      const prepared = await prepareStack(input, options, context, request);
      if (prepared.kind === 'refusal') throw validationError(prepared.message);
      await requireChanges(stack, prepared, context);
      const stackPolicy = (await readStackPolicy(input, context, request)) ?? stack.stackPolicy;
      const policyDuringUpdate = await readStackPolicy(duringUpdate(input), context, request);
      const updated: StackRecord = {
        ...stack,
        updatedAtMs: context.clock.now(),
        ...(stackPolicy !== undefined && { stackPolicy }),
        ...(clientToken !== undefined && { lastRequest: { token: clientToken, operation: 'UpdateStack' } }),
      };
      const isRollbackDisabled = input.DisableRollback ?? input.DeploymentConfig?.DisableRollback ?? false;
      const taken = takeUp(stack, prepared.settings, changeSet);
      const change = startOperation(updated, {
        operation: {
          id: context.random.uuid(),
          kind: 'update',
          phase: 'forward',
          onFailure: onFailureOf(stack, isRollbackDisabled),
          target: taken.settings,
          ...taken.operation,
          ...(clientToken !== undefined && { clientToken }),
          ...(input.RetainExceptOnCreate === true && { retainsExceptOnCreate: true }),
          ...(policyDuringUpdate !== undefined && { stackPolicyDuringUpdate: policyDuringUpdate }),
        },
        status: 'UPDATE_IN_PROGRESS',
        reason: userInitiated,
        settings: taken.settings,
        others: [prepared.write, ...taken.writes],
      });
      return { change, result };
    },
  );
}

export function requireUpdatable(stack: StackRecord): void {
  if (!isUpdatable(stack.status))
    throw validationError(`Stack:${stackArn(stack)} is in ${stack.status} state and can not be updated.`);
}

/** A stack that never was complete has nothing that a rollback could bring back. */
export const onFailureOf = ({ stableSettings }: StackRecord, isRollbackDisabled: boolean): OnFailure =>
  isRollbackDisabled || stableSettings === undefined ? 'DO_NOTHING' : 'ROLLBACK';

export async function requireState(context: CloudformationContext, stack: StackRecord): Promise<StackState> {
  const state = await loadStackState(context.store.documents, stack);
  if (state === undefined) throw stackNotFound(stack.stackName);
  return state;
}

async function requireChanges(
  stack: StackRecord,
  prepared: Preparation,
  context: CloudformationContext,
): Promise<void> {
  const state = await requireState(context, stack);
  const difference = await compareStack(state, prepared, { includePropertyValues: true }, context);
  if ('kind' in difference) throw validationError(difference.message);
  if (!difference.isAny) throw validationError('No updates are to be performed.');
}

const isRepeated = ({ lastRequest }: StackRecord, token: string | undefined): boolean =>
  token !== undefined && lastRequest?.operation === 'UpdateStack' && lastRequest.token === token;

const duringUpdate = (input: CloudformationInput<'UpdateStack'>) => ({
  StackPolicyBody: input.StackPolicyDuringUpdateBody,
  StackPolicyURL: input.StackPolicyDuringUpdateURL,
});
