import type { CloudformationOutput } from '../context.ts';
import type { Tag } from '../resource-type.ts';
import { describeRollbackConfiguration } from './rollback-configuration.ts';
import { stackArn, type StackOutput, type StackParameter, type StackRecord } from './stack.ts';

type Stack = NonNullable<CloudformationOutput<'DescribeStacks'>['Stacks']>[number];
type Capability = NonNullable<Stack['Capabilities']>[number];

const capabilities: readonly Capability[] = ['CAPABILITY_AUTO_EXPAND', 'CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'];

/** In the order of the request. */
export const capabilitiesOf = (given: readonly string[]): Capability[] =>
  [...new Set(given)].flatMap((name) => capabilities.find((known) => known === name) ?? []);

export const describeTag = ({ key, value }: Tag): { Key: string; Value: string } => ({ Key: key, Value: value });

export const describeParameter = ({ key, value, resolvedValue, isNoEcho }: StackParameter) => ({
  ParameterKey: key,
  ParameterValue: isNoEcho === true ? '****' : value,
  ...(resolvedValue !== undefined && { ResolvedValue: isNoEcho === true ? '****' : resolvedValue }),
});

const describeOutput = ({ key, value, description, exportName }: StackOutput) => ({
  OutputKey: key,
  OutputValue: value,
  ...(description !== undefined && { Description: description }),
  ...(exportName !== undefined && { ExportName: exportName }),
});

/** As DescribeStacks tells it. */
export function describeStack(stack: StackRecord): Stack {
  const { settings, status, statusReason, outputs, parentId, rootId, timeoutMinutes } = stack;
  const isDeleted = status === 'DELETE_COMPLETE';
  const given = capabilitiesOf(settings?.capabilities ?? []);
  const isUndone = isDeleted || status.startsWith('ROLLBACK_');
  const changeSet = isUndone ? undefined : settings?.changeSetArn;
  return {
    StackId: stackArn(stack),
    StackName: stack.stackName,
    ...(changeSet !== undefined && { ChangeSetId: changeSet }),
    ...(settings?.description !== undefined && { Description: settings.description }),
    ...((settings?.parameters.length ?? 0) > 0 && { Parameters: settings?.parameters.map(describeParameter) }),
    ...times(stack),
    RollbackConfiguration: describeRollbackConfiguration(settings?.rollbackConfiguration ?? {}),
    StackStatus: status,
    ...(statusReason !== undefined && { StackStatusReason: statusReason }),
    DisableRollback: stack.isRollbackDisabled,
    NotificationARNs: [...(settings?.notificationArns ?? [])],
    ...(timeoutMinutes !== undefined && { TimeoutInMinutes: timeoutMinutes }),
    ...(given.length > 0 && { Capabilities: given }),
    ...(outputs.length > 0 && { Outputs: outputs.map(describeOutput) }),
    ...(settings?.roleArn !== undefined && { RoleARN: settings.roleArn }),
    Tags: (settings?.tags ?? []).map(describeTag),
    ...(!isDeleted && { EnableTerminationProtection: stack.isTerminationProtected }),
    ...(parentId !== undefined && { ParentId: parentId }),
    ...(rootId !== undefined && { RootId: rootId }),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' },
  };
}

export function summarizeStack(stack: StackRecord) {
  const { settings, status, statusReason, parentId, rootId } = stack;
  return {
    StackId: stackArn(stack),
    StackName: stack.stackName,
    ...(settings?.description !== undefined && { TemplateDescription: settings.description }),
    ...times(stack),
    StackStatus: status,
    ...(statusReason !== undefined && { StackStatusReason: statusReason }),
    ...(parentId !== undefined && { ParentId: parentId }),
    ...(rootId !== undefined && { RootId: rootId }),
    DriftInformation: { StackDriftStatus: 'NOT_CHECKED' as const },
  };
}

function times({ createdAtMs, updatedAtMs, deletedAtMs }: StackRecord) {
  return {
    CreationTime: new Date(createdAtMs),
    ...(deletedAtMs !== undefined && { DeletionTime: new Date(deletedAtMs) }),
    ...(updatedAtMs !== undefined && { LastUpdatedTime: new Date(updatedAtMs) }),
  };
}
