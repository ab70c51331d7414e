import { retryConflicts } from '../../../storage/retry-on-conflict.ts';
import { changeSetRemoval } from '../change-set-removal.ts';
import { listStackChangeSets, requireChangeSet, type FoundChangeSet } from '../change-sets.ts';
import type { CloudformationOperation, CloudformationOutput } from '../context.ts';
import { lostToOthers, validationError } from '../errors.ts';
import { notTheRoot } from '../nested-words.ts';
import { ApiError } from '../../../aws/api-error.ts';
import type { ResourceChange } from '../../../template/resource-change.ts';
import type { ChangeSetRecord } from '../resources/change-set.ts';
import { describeRollbackConfiguration } from '../resources/rollback-configuration.ts';
import { capabilitiesOf, describeParameter, describeTag } from '../resources/describe-stack.ts';
import { changeSetArn, stackArn } from '../resources/stack.ts';
import { pageOf } from '../pages.ts';
import { findStack } from '../stacks.ts';

/** Tells a change set with its changes, a page of them at a time. */
export const describeChangeSet: CloudformationOperation<'DescribeChangeSet'> = async (input, context, request) => {
  const found = await requireChangeSet(context, request, input);
  const { stack, changeSet } = found;
  const { value } = changeSet;
  const changes = input.IncludePropertyValues === true ? value.changesWithValues : value.changes;
  const page = pageOf(changes, { token: input.NextToken, size: changesPerPage });
  return {
    ...describeSummary(found),
    ...(input.IncludePropertyValues === true &&
      value.missingValues !== undefined && {
        StatusReason: `[WARN] --include-property-values option can return incomplete ChangeSet data because: ${value.missingValues}`,
      }),
    Changes: page.items.map((change) => ({ Type: 'Resource' as const, ResourceChange: describeChange(change) })),
    ...(page.next !== undefined && { NextToken: page.next }),
    Parameters: value.parameters.length > 0 ? value.parameters.map(describeParameter) : undefined,
    Tags: value.tags.length > 0 ? value.tags.map(describeTag) : undefined,
    Capabilities: capabilitiesOf(value.capabilities),
    NotificationARNs: [...(value.notificationArns ?? stack.value.settings?.notificationArns ?? [])],
    RollbackConfiguration: describeRollbackConfiguration(value.rollbackConfiguration),
    ...(value.onFailure !== undefined && { OnStackFailure: value.onFailure }),
    ...(value.deploymentConfig !== undefined && { DeploymentConfig: describeDeploymentConfig(value.deploymentConfig) }),
  };
};

const describeDeploymentConfig = ({ mode, isRollbackDisabled }: NonNullable<ChangeSetRecord['deploymentConfig']>) => ({
  ...(mode !== undefined && { Mode: mode }),
  ...(isRollbackDisabled !== undefined && { DisableRollback: isRollbackDisabled }),
});

export const listChangeSets: CloudformationOperation<'ListChangeSets'> = async (input, context, request) => {
  const { StackName: stackName = '' } = input;
  const stack = await findStack(context.store.documents, request.caller, stackName);
  if (stack === undefined) throw validationError(`Stack [${stackName}] does not exist`);
  const all = await listStackChangeSets(context.store.documents, stack.value);
  const page = pageOf(all, { token: input.NextToken, size: changesPerPage });
  return {
    Summaries: page.items.map((changeSet) => describeSummary({ stack, changeSet })),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

/** One that is not there is deleted already, as long as its stack is there. */
export const deleteChangeSet: CloudformationOperation<'DeleteChangeSet'> = async (input, context, request) => {
  const deleted = async (): Promise<void> => {
    const found = await findChangeSet(() => requireChangeSet(context, request, input));
    if (found === undefined) return;
    requireDeletable(found);
    const { stack, changeSet } = found;
    const removal = await changeSetRemoval(context, { stack: stack.value, changeSet });
    await context.store.documents.write(removal);
  };
  await retryConflicts(deleted, lostToOthers);
  return {};
};

function requireDeletable({ stack, changeSet: { value } }: FoundChangeSet): void {
  const arn = changeSetArn(stack.value, value.name, value.id);
  if (value.rootChangeSetArn !== undefined)
    throw new ApiError('InvalidChangeSetStatusException', notTheRoot('deleted', arn, value.rootChangeSetArn));
  if (value.executionStatus === 'EXECUTE_IN_PROGRESS')
    throw new ApiError(
      'InvalidChangeSetStatusException',
      `ChangeSet [${arn}] cannot be deleted in its current status of [${value.executionStatus}]`,
    );
}

/** AWS tells a hundred changes at a time or fewer. */
const changesPerPage = 100;

async function findChangeSet(require: () => Promise<FoundChangeSet>): Promise<FoundChangeSet | undefined> {
  try {
    return await require();
  } catch (error) {
    if (error instanceof ApiError && error.type === 'ChangeSetNotFoundException') return undefined;
    throw error;
  }
}

type Summary = NonNullable<CloudformationOutput<'ListChangeSets'>['Summaries']>[number];

function describeSummary({ stack, changeSet: { value } }: FoundChangeSet): Summary {
  return {
    StackId: stackArn(stack.value),
    StackName: stack.value.stackName,
    ChangeSetId: changeSetArn(stack.value, value.name, value.id),
    ChangeSetName: value.name,
    ExecutionStatus: value.executionStatus,
    Status: value.status,
    ...(value.statusReason !== undefined && { StatusReason: value.statusReason }),
    CreationTime: new Date(value.createdAtMs),
    ...(value.description !== undefined && { Description: value.description }),
    IncludeNestedStacks: value.includeNestedStacks,
    ...(value.parentChangeSetArn !== undefined && { ParentChangeSetId: value.parentChangeSetArn }),
    ...(value.rootChangeSetArn !== undefined && { RootChangeSetId: value.rootChangeSetArn }),
    ...(value.importExistingResources !== undefined && { ImportExistingResources: value.importExistingResources }),
  };
}

type WireChange = NonNullable<
  NonNullable<CloudformationOutput<'DescribeChangeSet'>['Changes']>[number]['ResourceChange']
>;

/** The wire's lists are not read-only, so each is copied. */
function describeChange({ Scope, Details, ...change }: ResourceChange): WireChange {
  return {
    ...change,
    Scope: [...Scope],
    Details: Details.map(({ Target, ...detail }) => ({ ...detail, Target: { ...Target } })),
  };
}
