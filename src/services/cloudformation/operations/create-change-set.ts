import { ApiError } from '../../../aws/api-error.ts';
import type { RequestContext } from '../../../aws/caller.ts';
import { retryConflicts } from '../../../storage/retry-on-conflict.ts';
import { describeOutcome, type ChangeSetTarget } from '../change-set-outcome.ts';
import { listStackChangeSets } from '../change-sets.ts';
import type { CloudformationContext, CloudformationInput, CloudformationOperation } from '../context.ts';
import { lostToOthers, stackNotFound, validationError } from '../errors.ts';
import { includeNestedStacks } from '../nested-change-sets.ts';
import { readInputTags } from '../prepare-stack.ts';
import type { ChangeSetRecord } from '../resources/change-set.ts';
import type { StackReference } from '../resources/keys.ts';
import { newStack } from '../resources/new-stack.ts';
import { readRollbackConfiguration } from '../resources/rollback-configuration.ts';
import { changeSetArn, parseStackArn, stackArn } from '../resources/stack.ts';
import { changeSetWrites, underReview } from '../stack-review.ts';
import { findStack } from '../stacks.ts';
import { requireUpdatable } from './update-stack.ts';

type Input = CloudformationInput<'CreateChangeSet'>;

/**
 * Tells what a template would make of a stack. On AWS it takes a while; here the change set is ready,
 * or has failed, when the answer goes out.
 */
export const createChangeSet: CloudformationOperation<'CreateChangeSet'> = async (input, context, request) => {
  if (input.ChangeSetType === 'IMPORT' || (input.ResourcesToImport ?? []).length > 0)
    throw new ApiError('NotImplemented', 'Serin does not import resources into stacks');
  if (input.DeploymentMode !== undefined)
    throw new ApiError(
      'NotImplemented',
      `Serin does not know the deployment mode ${input.DeploymentMode} of change sets`,
    );
  return retryConflicts(async () => {
    const target = await findTarget(input, context, request);
    const { stack } = target;
    const id = context.random.uuid();
    const name = input.ChangeSetName ?? '';
    const existing = target.isNew ? [] : await listStackChangeSets(context.store.documents, stack);
    if (existing.some(({ value }) => value.name === name))
      throw new ApiError('AlreadyExistsException', `ChangeSet ${name} already exists`);
    const arn = changeSetArn(stack, name, id);
    const own = await describeOutcome(input, target, context, request);
    const outcome =
      input.IncludeNestedStacks === true
        ? await includeNestedStacks(own, {
            stack,
            arn,
            root: { name, arn, capabilities: input.Capabilities ?? [] },
            context,
            request,
          })
        : own;
    const record: ChangeSetRecord = {
      ...recordBase(input, target),
      id,
      name,
      createdAtMs: context.clock.now(),
      ...outcome.fields,
    };
    const writes = [...changeSetWrites(stack, record), ...outcome.writes];
    await context.store.documents.write(target.isNew ? underReview(context, stack, writes) : writes);
    return { Id: arn, StackId: stackArn(stack) };
  }, lostToOthers);
};

interface Target extends ChangeSetTarget {
  readonly isNew: boolean;
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

function recordBase(input: Input, { type, stack }: Target) {
  const {
    Description: description,
    RoleARN: roleArn,
    OnStackFailure: onFailure,
    NotificationARNs: notificationArns,
  } = input;
  const { ClientToken: clientToken, ImportExistingResources: importExistingResources } = input;
  const { DeploymentConfig: config } = input;
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
    ...(config !== undefined && {
      deploymentConfig: {
        ...(config.Mode !== undefined && { mode: config.Mode }),
        ...(config.DisableRollback !== undefined && { isRollbackDisabled: config.DisableRollback }),
      },
    }),
  };
}
