import { ApiError } from '../../../aws/api-error.ts';
import { RevisionConflict, type Change, type Stored } from '../../../storage/documents.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import type {
  CloudformationContext,
  CloudformationInput,
  CloudformationOperation,
  CloudformationOutput,
} from '../context.ts';
import { listStackChangeSets } from '../change-sets.ts';
import { validationError } from '../errors.ts';
import { startOperation, userInitiated } from '../new-operation.ts';
import { takeUp } from '../nested-execution.ts';
import { prepareStack } from '../prepare-stack.ts';
import type { ChangeSetRecord } from '../resources/change-set.ts';
import type { StackReference } from '../resources/keys.ts';
import { newStack } from '../resources/new-stack.ts';
import { stackArn, type OnFailure, type StackRecord } from '../resources/stack.ts';
import { readStackPolicy } from '../stack-policy-input.ts';
import { findStack, nameChange, referenceOf, writeStack } from '../stacks.ts';

/** Takes a template and begins to make a stack of it. */
export const createStack: CloudformationOperation<'CreateStack'> = (input, context, request) =>
  createStackWithin(input, context, request);

/** Where a nested stack belongs, and the change set that was made for it. */
export interface NestedIn extends Pick<StackRecord, 'parentId' | 'rootId'> {
  readonly changeSet?: Stored<ChangeSetRecord>;
}

/** The same for a stack that may be a resource of another one. */
export async function createStackWithin(
  input: CloudformationInput<'CreateStack'>,
  context: CloudformationContext,
  request: RequestContext,
  { changeSet, ...parents }: NestedIn = {},
): Promise<CloudformationOutput<'CreateStack'>> {
  const { store, clock, random } = context;
  const { region, account } = request.caller;
  const { StackName: stackName = '', ClientRequestToken: clientToken, TimeoutInMinutes: timeoutMinutes } = input;
  const existing = await findStack(store.documents, request.caller, stackName);
  if (existing !== undefined && isRepeated(existing.value, clientToken)) return { StackId: stackArn(existing.value) };
  if (existing !== undefined && existing.value.status !== 'REVIEW_IN_PROGRESS') throw alreadyExists(stackName);
  const onFailure = onFailureOf(input);
  const reference: StackReference =
    existing === undefined ? { region, account, stackName, id: random.uuid() } : referenceOf(existing.value);
  const prepared = await prepareStack(input, { reference, current: undefined, isChangeSet: false }, context, request);
  if (prepared.kind === 'refusal') throw validationError(prepared.message);
  const stackPolicy = await readStackPolicy(input, context, request);
  const nowMs = clock.now();
  const stack: StackRecord = {
    ...(existing?.value ?? newStack(reference, nowMs)),
    ...parents,
    isTerminationProtected: input.EnableTerminationProtection ?? false,
    isRollbackDisabled: onFailure === 'DO_NOTHING',
    ...(timeoutMinutes !== undefined && { timeoutMinutes }),
    ...(stackPolicy !== undefined && { stackPolicy }),
    ...(clientToken !== undefined && { lastRequest: { token: clientToken, operation: 'CreateStack' } }),
  };
  const taken = takeUp(stack, prepared.settings, changeSet);
  const change = startOperation(stack, {
    operation: {
      id: random.uuid(),
      kind: 'create',
      phase: 'forward',
      onFailure,
      target: taken.settings,
      ...taken.operation,
      ...(clientToken !== undefined && { clientToken }),
      ...(input.RetainExceptOnCreate === true && { retainsExceptOnCreate: true }),
      ...(timeoutMinutes !== undefined && { deadlineMs: nowMs + timeoutMinutes * 60_000 }),
    },
    status: 'CREATE_IN_PROGRESS',
    reason: userInitiated,
    settings: taken.settings,
    others: [
      prepared.write,
      ...taken.writes,
      ...(existing === undefined
        ? [nameChange(reference)]
        : await outdateChangeSets(context, reference, taken.operation.changeSetId)),
    ],
  });
  try {
    await writeStack(context, change, existing?.revision ?? 0);
  } catch (error) {
    if (error instanceof RevisionConflict) throw alreadyExists(stackName);
    throw error;
  }
  return { StackId: stackArn(stack) };
}

/** A stack that was under review is made without its change sets: they say nothing true of it any more. */
async function outdateChangeSets(
  { store: { documents } }: Pick<CloudformationContext, 'store'>,
  stack: StackReference,
  executedId: string | undefined,
): Promise<readonly Change[]> {
  const others = (await listStackChangeSets(documents, stack)).filter(({ value }) => value.id !== executedId);
  return others.map(({ key, revision, value }) => {
    const outdated: ChangeSetRecord = { ...value, executionStatus: 'OBSOLETE' };
    return { kind: 'put', key, value: outdated, ifRevision: revision };
  });
}

const alreadyExists = (name: string): ApiError =>
  new ApiError('AlreadyExistsException', `Stack [${name}] already exists`);

const isRepeated = ({ lastRequest }: StackRecord, token: string | undefined): boolean =>
  token !== undefined && lastRequest?.operation === 'CreateStack' && lastRequest.token === token;

function onFailureOf({
  OnFailure: onFailure,
  DisableRollback: isDisabled,
  DeploymentConfig: config,
}: CloudformationInput<'CreateStack'>): OnFailure {
  if (onFailure !== undefined && isDisabled !== undefined)
    throw validationError('You cannot specify both OnFailure and DisableRollback');
  return onFailure ?? ((isDisabled ?? config?.DisableRollback) === true ? 'DO_NOTHING' : 'ROLLBACK');
}
