import type { RequestContext } from '../../../aws/caller.ts';
import { readAll } from '../../../storage/read-all.ts';
import { isJsonObject } from '../../../template/json.ts';
import type { CloudformationContext, CloudformationOperation } from '../context.ts';
import { stackNotFound, validationError } from '../errors.ts';
import { openStackTemplate } from '../open-stack-template.ts';
import { pageOf } from '../pages.ts';
import { resourceKey, resourcesPrefix, stacksPrefix } from '../resources/keys.ts';
import { isListed, type ResourceRecord } from '../resources/resource.ts';
import { stackArn, type StackRecord } from '../resources/stack.ts';
import { findStack } from '../stacks.ts';

export const describeStackResource: CloudformationOperation<'DescribeStackResource'> = async (
  input,
  context,
  request,
) => {
  const { StackName: stackName = '', LogicalResourceId: logicalId = '' } = input;
  const stack = (await findStack(context.store.documents, request.caller, stackName))?.value;
  if (stack === undefined) throw validationError(`Stack '${stackName}' does not exist`);
  const record = (await context.store.documents.get<ResourceRecord>(resourceKey(stack, logicalId)))?.value;
  if (record === undefined || !isShown(stack, record))
    throw validationError(`Resource ${logicalId} does not exist for stack ${stackName}`);
  const described = describeResource(stack, record);
  return {
    StackResourceDetail: {
      ...described.identity,
      ...described.state,
      LastUpdatedTimestamp: new Date(record.updatedAtMs),
      Metadata: JSON.stringify(record.live?.metadata ?? {}),
      ...(await descriptionOf(stack, logicalId, context)),
    },
  };
};

export const describeStackResources: CloudformationOperation<'DescribeStackResources'> = async (
  input,
  context,
  request,
) => {
  const { StackName: stackName, PhysicalResourceId: physicalId, LogicalResourceId: logicalId } = input;
  if (stackName === undefined && physicalId === undefined)
    throw validationError('At least one of StackName or PhysicalResourceId must be specified');
  const stack =
    stackName === undefined
      ? await findByPhysicalId(physicalId ?? '', context, request)
      : await required(stackName, context, request);
  const records = await listShown(stack, context);
  const chosen = logicalId === undefined ? records : records.filter((record) => record.logicalId === logicalId);
  return {
    StackResources: chosen.slice(0, 100).map((record) => {
      const { identity, state } = describeResource(stack, record);
      return { ...identity, ...state, Timestamp: new Date(record.updatedAtMs) };
    }),
  };
};

export const listStackResources: CloudformationOperation<'ListStackResources'> = async (input, context, request) => {
  const stack = await required(input.StackName ?? '', context, request);
  const page = pageOf(await listShown(stack, context), { token: input.NextToken, size: 100 });
  return {
    StackResourceSummaries: page.items.map((record) => {
      const { identity, state } = describeResource(stack, record);
      const { StackId: _, StackName: __, ...own } = identity;
      return { ...own, ...state, LastUpdatedTimestamp: new Date(record.updatedAtMs) };
    }),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

async function required(
  name: string,
  { store }: CloudformationContext,
  { caller }: RequestContext,
): Promise<StackRecord> {
  const stack = await findStack(store.documents, caller, name);
  if (stack === undefined) throw stackNotFound(name);
  return stack.value;
}

/** Of a deleted stack all resources are told, with what became of them. */
const isShown = ({ status }: StackRecord, record: ResourceRecord): boolean =>
  status === 'DELETE_COMPLETE' || isListed(record);

async function listShown(stack: StackRecord, { store }: CloudformationContext): Promise<readonly ResourceRecord[]> {
  const records: ResourceRecord[] = [];
  for await (const { value } of readAll<ResourceRecord>(store.documents, resourcesPrefix(stack)))
    if (isShown(stack, value)) records.push(value);
  return records;
}

async function findByPhysicalId(
  physicalId: string,
  context: CloudformationContext,
  { caller }: RequestContext,
): Promise<StackRecord> {
  for await (const { value: stack } of readAll<StackRecord>(context.store.documents, stacksPrefix(caller))) {
    if (stack.status === 'DELETE_COMPLETE') continue;
    const records = await listShown(stack, context);
    if (records.some((record) => record.physicalId === physicalId)) return stack;
  }
  throw validationError(`Stack for ${physicalId} does not exist`);
}

function describeResource(
  stack: StackRecord,
  { logicalId, physicalId, typeName, status, statusReason }: ResourceRecord,
) {
  return {
    identity: {
      StackName: stack.stackName,
      StackId: stackArn(stack),
      LogicalResourceId: logicalId,
      ...(physicalId !== '' && { PhysicalResourceId: physicalId }),
      ResourceType: typeName,
    },
    state: {
      ResourceStatus: status,
      ...(statusReason !== undefined && { ResourceStatusReason: statusReason }),
      DriftInformation: { StackResourceDriftStatus: 'NOT_CHECKED' as const },
    },
  };
}

async function descriptionOf(
  stack: StackRecord,
  logicalId: string,
  context: CloudformationContext,
): Promise<{ Description?: string }> {
  if (stack.settings === undefined || stack.status === 'DELETE_COMPLETE') return {};
  const template = await openStackTemplate(context, stack, stack.settings);
  const resources = template.template.tree['Resources'];
  const resource = isJsonObject(resources) ? resources[logicalId] : undefined;
  const description = isJsonObject(resource) ? resource['Description'] : undefined;
  return typeof description === 'string' ? { Description: description } : {};
}
