/** Has the platform tell what a template would make of a stack. */
import type { Change, CreateChangeSetInput, Parameter, Stack } from '@aws-sdk/client-cloudformation';
import { isJsonObject, member } from '../../template/json.ts';
import { parseTemplate } from '../../template/parse-template.ts';
import type { AwsClient } from '../aws-client.ts';
import { AwsRefusal } from '../aws-refusal.ts';
import { CommandError } from '../command-error.ts';
import { pause, type Connection } from '../connection.ts';
import { watchCommand } from './farewell.ts';
import type { StackSettings } from './settings.ts';
import { isUnderWay } from './stack-events.ts';

export interface ReadyChangeSet {
  readonly kind: 'ready' | 'unchanged';
  /** The stack is made by it. */
  readonly isNew: boolean;
  readonly id: string;
  readonly stackId: string;
  readonly changes: readonly Change[];
}

/** `undefined`: there is none, or one that was deleted. */
export async function findStack({ cloudformation }: AwsClient, stackName: string): Promise<Stack | undefined> {
  try {
    const { Stacks: [stack] = [] } = await cloudformation('DescribeStacks', { StackName: stackName });
    return stack?.StackStatus === 'DELETE_COMPLETE' ? undefined : stack;
  } catch (error) {
    if (error instanceof AwsRefusal && error.type === 'ValidationError' && error.message.endsWith('does not exist'))
      return undefined;
    throw error;
  }
}

/** What can be told of a stack that takes no change, before anything is stored for it. */
export function requireDeployable(stack: Stack | undefined, settings: StackSettings): void {
  const { StackName: name = '', StackStatus: status = '' } = stack ?? {};
  if (isUnderWay(status))
    throw new CommandError(
      `the stack ${name} is busy: ${status}. Wait for its end, and deploy again. To see how it goes: ${watchCommand(settings)}`,
    );
  if (status === 'ROLLBACK_COMPLETE')
    throw new CommandError(
      `the stack ${name} could not be made, and takes no update: ${status}. Delete it first: serin delete ${name}`,
    );
}

/** `location`: of a template that is too large for a request. */
export interface ChangeSetInput {
  readonly settings: StackSettings;
  readonly body: string;
  readonly location?: string;
  readonly stack: Stack | undefined;
}

/** Throws where the change set fails for another reason than that nothing changes. */
export async function createChangeSet({ client, clock }: Connection, input: ChangeSetInput): Promise<ReadyChangeSet> {
  const { cloudformation } = client;
  const isNew = isToBeMade(input.stack);
  const name = `serin-deploy-${clock.realNow()}`;
  const { Id: id = '', StackId: stackId = '' } = await cloudformation('CreateChangeSet', requestOf(name, input));
  while (true) {
    const described = await cloudformation('DescribeChangeSet', { ChangeSetName: id });
    if (described.Status === 'CREATE_COMPLETE')
      return { kind: 'ready', isNew, id, stackId, changes: await allChanges(client, id) };
    if (described.Status === 'FAILED') {
      const { StatusReason: reason = '' } = described;
      await cloudformation('DeleteChangeSet', { ChangeSetName: id });
      if (isNoChange(reason)) return { kind: 'unchanged', isNew, id, stackId, changes: [] };
      throw new CommandError(`the change set failed: ${reason}`);
    }
    await pause(clock, 200);
  }
}

/** One for which there are only change sets yet is not there. */
const isToBeMade = (stack: Stack | undefined): boolean =>
  stack === undefined || stack.StackStatus === 'REVIEW_IN_PROGRESS';

/** As AWS's own clients tell it. */
const isNoChange = (reason: string): boolean =>
  reason.startsWith("The submitted information didn't contain changes.") ||
  reason.startsWith('No updates are to be performed');

async function allChanges({ cloudformation }: AwsClient, id: string): Promise<readonly Change[]> {
  const changes: Change[] = [];
  let nextToken: string | undefined;
  do {
    const { Changes: page = [], NextToken } = await cloudformation('DescribeChangeSet', {
      ChangeSetName: id,
      ...(nextToken !== undefined && { NextToken: nextToken }),
    });
    changes.push(...page);
    nextToken = NextToken;
  } while (nextToken !== undefined);
  return changes;
}

function requestOf(name: string, { settings, body, location, stack }: ChangeSetInput): CreateChangeSetInput {
  const isNew = isToBeMade(stack);
  const { stackName, roleArn, onFailure, tags, notificationArns } = settings;
  return {
    StackName: stackName,
    ChangeSetName: name,
    ChangeSetType: isNew ? 'CREATE' : 'UPDATE',
    Description: 'Created by serin deploy',
    ...(location === undefined ? { TemplateBody: body } : { TemplateURL: location }),
    Parameters: parametersOf(body, settings, isNew ? [] : (stack?.Parameters ?? [])),
    Capabilities: [...settings.capabilities],
    ...(Object.keys(tags).length > 0 && { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }),
    ...(notificationArns.length > 0 && { NotificationARNs: [...notificationArns] }),
    ...(roleArn !== undefined && { RoleARN: roleArn }),
    ...(onFailure !== undefined && { OnStackFailure: onFailure }),
  };
}

/** A parameter of which nothing is said keeps its value, as AWS's own clients have it. */
function parametersOf(body: string, { parameters }: StackSettings, before: readonly Parameter[]): Parameter[] {
  const parsed = parseTemplate(body);
  const declared = parsed.kind === 'template' ? member(parsed.tree, 'Parameters') : undefined;
  const kept = Object.keys(isJsonObject(declared) ? declared : {}).filter(
    (name) => !Object.hasOwn(parameters, name) && before.some(({ ParameterKey: key }) => key === name),
  );
  return [
    ...Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    ...kept.map((ParameterKey) => ({ ParameterKey, UsePreviousValue: true })),
  ];
}
