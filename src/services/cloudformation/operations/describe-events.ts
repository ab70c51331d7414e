import { readAll } from '../../../storage/read-all.ts';
import { requireChangeSet } from '../change-sets.ts';
import type { CloudformationOperation, CloudformationOutput } from '../context.ts';
import { stackNotFound } from '../errors.ts';
import { pageOf } from '../pages.ts';
import { eventsPrefix } from '../resources/keys.ts';
import type { StackEventRecord } from '../resources/stack-event.ts';
import { stackArn, type StackRecord } from '../resources/stack.ts';
import { findStack } from '../stacks.ts';

/**
 * Tells the events of operations, of all or of those that failed. A change set has none of its own here:
 * it is made in one go, and why it failed stands in it.
 */
export const describeEvents: CloudformationOperation<'DescribeEvents'> = async (input, context, request) => {
  const { StackName: stackName, ChangeSetName: changeSetName, Filters: filters } = input;
  if (changeSetName !== undefined) {
    await requireChangeSet(context, request, input);
    return { OperationEvents: [] };
  }
  const stack = (await findStack(context.store.documents, request.caller, stackName ?? ''))?.value;
  if (stack === undefined) throw stackNotFound(stackName ?? '');
  const events: StackEventRecord[] = [];
  for await (const { value } of readAll<StackEventRecord>(context.store.documents, eventsPrefix(stack)))
    if (filters?.FailedEvents !== true || value.status.endsWith('_FAILED')) events.push(value);
  const page = pageOf(events, { token: input.NextToken, size: 100 });
  return {
    OperationEvents: page.items.map((event) => describeEvent(stack, event)),
    ...(page.next !== undefined && { NextToken: page.next }),
  };
};

type OperationEvent = NonNullable<CloudformationOutput<'DescribeEvents'>['OperationEvents']>[number];

function describeEvent(stack: StackRecord, event: StackEventRecord): OperationEvent {
  const { eventId, resource, status, reason, atMs, clientToken } = event;
  return {
    EventId: eventId,
    StackId: stackArn(stack),
    EventType: 'STACK_EVENT',
    LogicalResourceId: resource?.logicalId ?? stack.stackName,
    PhysicalResourceId: resource?.physicalId ?? stackArn(stack),
    ResourceType: resource?.typeName ?? 'AWS::CloudFormation::Stack',
    Timestamp: new Date(atMs),
    // Resources have no status that stacks have not.
    ResourceStatus: status as OperationEvent['ResourceStatus'] & string,
    ...(reason !== undefined && { ResourceStatusReason: reason }),
    ...(clientToken !== undefined && { ClientRequestToken: clientToken }),
  };
}
