import type { CloudformationOperation, CloudformationOutput } from '../context.ts';
import { validationError } from '../errors.ts';
import { makeToken, readTokenText } from '../pages.ts';
import { eventsPrefix } from '../resources/keys.ts';
import type { StackEventRecord } from '../resources/stack-event.ts';
import { stackArn, type StackRecord } from '../resources/stack.ts';
import { findStack } from '../stacks.ts';

/** Tells what happened to a stack, the newest first. */
export const describeStackEvents: CloudformationOperation<'DescribeStackEvents'> = async (input, context, request) => {
  const { StackName: stackName = '', NextToken: token } = input;
  const stack = await findStack(context.store.documents, request.caller, stackName);
  if (stack === undefined) throw validationError(`Stack [${stackName}] does not exist`);
  const prefix = eventsPrefix(stack.value);
  const page = await context.store.documents.list<StackEventRecord>({
    prefix,
    limit: 100,
    ...(token !== undefined && { after: `${prefix}${readTokenText(token)}` }),
  });
  return {
    StackEvents: page.documents.map(({ value }) => describeEvent(stack.value, value)),
    ...(page.next !== undefined && { NextToken: makeToken(page.next.slice(prefix.length)) }),
  };
};

type StackEvent = NonNullable<CloudformationOutput<'DescribeStackEvents'>['StackEvents']>[number];

function describeEvent(stack: StackRecord, event: StackEventRecord): StackEvent {
  const { eventId, resource, status, reason, atMs, clientToken } = event;
  const stackId = stackArn(stack);
  const subject =
    resource === undefined
      ? { LogicalResourceId: stack.stackName, PhysicalResourceId: stackId, ResourceType: 'AWS::CloudFormation::Stack' }
      : {
          LogicalResourceId: resource.logicalId,
          PhysicalResourceId: resource.physicalId,
          ResourceType: resource.typeName,
        };
  return {
    StackId: stackId,
    EventId: eventId,
    StackName: stack.stackName,
    ...subject,
    Timestamp: new Date(atMs),
    // Resources have no status that stacks have not.
    ResourceStatus: status as StackEvent['ResourceStatus'] & string,
    ...(reason !== undefined && { ResourceStatusReason: reason }),
    ...(resource?.properties !== undefined && { ResourceProperties: JSON.stringify(resource.properties) }),
    ...(clientToken !== undefined && { ClientRequestToken: clientToken }),
  };
}
