/** What else happened while a deployment ran, as CloudFormation and CloudWatch keep it. */
import { ApiError } from '../../aws/api-error.ts';
import type { AlarmMoment, StackMoment } from '../../deployment/timeline-moments.ts';
import type { CodedeployContext } from './context.ts';
import type { DeploymentRecord } from './resources/deployment.ts';
import { codedeployRequest } from './service-request.ts';

/** Of a hundred events each; a stack that has more of them since is told of no more. */
const pagesMax = 100;

/** The events of the stack's operation that made the deployment, oldest first. */
export async function operationEvents(
  deployment: DeploymentRecord,
  stackId: string,
  { cloudformation, random }: CodedeployContext,
): Promise<readonly StackMoment[]> {
  const call = codedeployRequest(deployment, random.uuid());
  const found: StackMoment[] = [];
  let token: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const input = { StackName: stackId, ...(token !== undefined && { NextToken: token }) };
    const { StackEvents: events = [], NextToken: next } = await orNothing(
      cloudformation.DescribeStackEvents(input, call),
    );
    for (const event of events) {
      const moment: StackMoment = {
        atMs: event.Timestamp?.getTime() ?? 0,
        resource: event.LogicalResourceId ?? '',
        type: event.ResourceType ?? '',
        status: event.ResourceStatus ?? '',
        reason: event.ResourceStatusReason,
      };
      found.push(moment);
      if (isBegin(moment, stackId, event) && moment.atMs <= deployment.state.createdAtMs) return untilEnd(found);
    }
    token = next;
    if (token === undefined) break;
  }
  return [];
}

/** A nested stack is a resource of its parent and a stack of its own: only its own events are meant. */
const isBegin = (
  { type, status }: StackMoment,
  stackId: string,
  { PhysicalResourceId: id }: { readonly PhysicalResourceId?: string | undefined },
): boolean => type === stackType && id === stackId && /^(CREATE|UPDATE)_IN_PROGRESS$/.test(status);

const stackType = 'AWS::CloudFormation::Stack';

/** What came after the operation's end belongs to another one. */
function untilEnd(newestFirst: readonly StackMoment[]): readonly StackMoment[] {
  const events = newestFirst.toReversed();
  const name = events[0]?.resource;
  const end = events.findIndex(
    ({ type, status, resource }) => type === stackType && resource === name && /_(COMPLETE|FAILED)$/.test(status),
  );
  return end < 0 ? events : events.slice(0, end + 1);
}

/** Of the alarms that the deployment watched: as many as one page holds, each. */
export async function alarmTransitions(
  deployment: DeploymentRecord,
  { names, fromMs, untilMs }: { readonly names: readonly string[]; readonly fromMs: number; readonly untilMs: number },
  { cloudwatch, random }: CodedeployContext,
): Promise<readonly AlarmMoment[]> {
  const call = codedeployRequest(deployment, random.uuid());
  const found: AlarmMoment[] = [];
  for (const alarm of names) {
    const { AlarmHistoryItems: items = [] } = await orNothing(
      cloudwatch.DescribeAlarmHistory(
        {
          AlarmName: alarm,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          HistoryItemType: 'StateUpdate',
          StartDate: new Date(fromMs),
          EndDate: new Date(untilMs),
          ScanBy: 'TimestampAscending',
          MaxRecords: 100,
        },
        call,
      ),
    );
    for (const { Timestamp, HistoryData = '{}' } of items)
      found.push({ atMs: Timestamp?.getTime() ?? 0, alarm, ...newStateOf(HistoryData) });
  }
  return found;
}

/** CloudWatch's own form. */
function newStateOf(historyData: string): Pick<AlarmMoment, 'state' | 'reason'> {
  const { newState } = JSON.parse(historyData) as { newState?: { stateValue?: string; stateReason?: string } };
  return { state: newState?.stateValue ?? '', reason: newState?.stateReason ?? '' };
}

/** A stack or an alarm that is gone has nothing to tell, and the rest of the story stands without it. */
async function orNothing<T extends object>(asked: Promise<T>): Promise<Partial<T>> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return {};
  }
}
