/** What happens to a stack, as lines; and what of it explains a failure. Pure. */
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import { span, type Line, type Tone } from '../shift/lines.ts';
import { formatClock, plain, wrap } from '../shift/words.ts';

const statusWidth = 20;
const indent = ' '.repeat(10);

export interface EventLineOptions {
  /** Of a terminal, where a reason has lines of its own; without it, all stands on one line. */
  readonly width?: number;
  /** Of the column of logical IDs. */
  readonly idWidth?: number;
  readonly timeZone?: string;
}

/** None for what only says again that something is under way. */
export function eventLines(
  event: StackEvent,
  { width, idWidth = 0, timeZone }: EventLineOptions = {},
): readonly Line[] {
  const { ResourceStatus: status = '', LogicalResourceId: id = '', ResourceType: type = '' } = event;
  if (event.ResourceStatusReason === 'Resource creation Initiated') return [];
  const reason = event.ResourceStatusReason === 'User Initiated' ? '' : plain(event.ResourceStatusReason ?? '');
  const head: Line = [
    span(`${formatClock(event.Timestamp?.getTime() ?? 0, timeZone)}  `, 'dim'),
    span(status.padEnd(statusWidth), statusTone(status)),
    span(`  ${plain(id).padEnd(idWidth)}`),
    span(`  ${plain(type)}`, 'dim'),
  ];
  if (reason === '') return [head];
  if (width === undefined) return [[...head, span(`  ${reason}`)]];
  return [head, ...wrap(reason, Math.max(20, width - indent.length)).map((text): Line => [span(indent + text, 'dim')])];
}

function statusTone(status: string): Tone | undefined {
  if (status.endsWith('_FAILED') || status.includes('ROLLBACK')) return 'bad';
  return status.endsWith('_COMPLETE') ? 'good' : undefined;
}

/** A deployment of CodeDeploy that a resource's update waits for. */
export const deploymentOf = ({ ResourceStatusReason: reason = '' }: StackEvent): string | undefined =>
  /^CodeDeploy deployment started: (d-[A-Z0-9]+)/.exec(reason)?.[1];

/** The stack that an event's resource is, where it is one within. */
export function nestedStackOf(event: StackEvent): string | undefined {
  const { ResourceType: type, PhysicalResourceId: id = '', StackId: stackId } = event;
  return type === 'AWS::CloudFormation::Stack' && id.startsWith('arn:') && id !== stackId ? id : undefined;
}

export const isAboutStack = ({ PhysicalResourceId: id, StackId: stackId }: StackEvent): boolean => id === stackId;

export const isUnderWay = (status: string): boolean =>
  status.endsWith('_IN_PROGRESS') && status !== 'REVIEW_IN_PROGRESS';

/** How an operation went that ended with this status. */
export function outcomeOf(status: string): 'succeeded' | 'rolledBack' | 'failed' {
  if (status.endsWith('ROLLBACK_COMPLETE')) return 'rolledBack';
  return status.endsWith('_COMPLETE') ? 'succeeded' : 'failed';
}

export interface Failure {
  /** Absent where the stack itself was stopped, as by an alarm that watches it. */
  readonly logicalId?: string;
  readonly type?: string;
  readonly reason: string;
  readonly stackId: string;
}

/** What failed first: whatever fails after that, fails because of it. `events`: in their order. */
export function firstFailure(events: readonly StackEvent[]): Failure | undefined {
  const failed = events.filter(
    ({ ResourceStatus: status = '', ResourceStatusReason: reason = '' }) =>
      status.endsWith('_FAILED') && !/^Resource (creation|update) cancelled/i.test(reason),
  );
  // A nested stack fails after what failed in it, though the two may be told within one look.
  const first = failed.find((event) => !isAboutStack(event) && nestedStackOf(event) === undefined);
  const stopped = events.find(
    (event) => isAboutStack(event) && /ROLLBACK_IN_PROGRESS$|_FAILED$/.test(event.ResourceStatus ?? ''),
  );
  const cause = first ?? failed.find((event) => !isAboutStack(event)) ?? stopped;
  if (cause === undefined) return undefined;
  const { LogicalResourceId: logicalId = '', ResourceType: type = '', StackId: stackId = '' } = cause;
  const reason = plain(cause.ResourceStatusReason ?? '');
  return isAboutStack(cause) ? { reason, stackId } : { logicalId, type, reason, stackId };
}

/** Resources of which Serin makes nothing, as their events say. */
export const recordedOnly = (events: readonly StackEvent[]): readonly { logicalId: string; type: string }[] =>
  events
    .filter(({ ResourceStatus: status, ResourceStatusReason: reason = '' }) => {
      const isDone = status === 'CREATE_COMPLETE' || status === 'UPDATE_COMPLETE';
      return isDone && reason.startsWith('Serin records ');
    })
    .map(({ LogicalResourceId: logicalId = '', ResourceType: type = '' }) => ({ logicalId, type }));
