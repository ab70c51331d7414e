import type { Call } from '../../api/call.ts';
import type { Answer } from '../../api/operations.ts';
import type { CompositeAlarm, MetricAlarm } from './alarm-words.ts';

export interface AlarmSummary {
  readonly name: string;
  readonly state: string;
  readonly reason: string;
  readonly changedAt: number | undefined;
  readonly metric?: MetricAlarm;
  readonly composite?: CompositeAlarm;
}

/** A region has 5,000 at most on AWS; beyond these pages the list says that there are more. */
const pagesMax = 50;
const pageSize = 100;

export interface AlarmList {
  readonly alarms: readonly AlarmSummary[];
  readonly hasMore: boolean;
}

/** In alarm first, and those that changed last before the others. */
export async function readAlarms(call: Call): Promise<AlarmList> {
  const alarms: AlarmSummary[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < pagesMax; page += 1) {
    const answer = await call('cloudwatch', 'DescribeAlarms', {
      AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
      MaxRecords: pageSize,
      ...(nextToken !== undefined && { NextToken: nextToken }),
    });
    alarms.push(...summariesOf(answer));
    nextToken = answer.NextToken;
    if (nextToken === undefined) break;
  }
  return { alarms: alarms.sort(byUrgency), hasMore: nextToken !== undefined };
}

/** `undefined`: there is none of that name. */
export async function readAlarm(call: Call, name: string): Promise<AlarmSummary | undefined> {
  const answer = await call('cloudwatch', 'DescribeAlarms', {
    AlarmNames: [name],
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
  });
  return summariesOf(answer)[0];
}

function summariesOf({
  MetricAlarms = [],
  CompositeAlarms = [],
}: Answer<'cloudwatch', 'DescribeAlarms'>): readonly AlarmSummary[] {
  return [
    ...MetricAlarms.map((metric) => ({ ...summaryOf(metric), metric })),
    ...CompositeAlarms.map((composite) => ({ ...summaryOf(composite), composite })),
  ];
}

const summaryOf = ({
  AlarmName = '',
  StateValue = 'INSUFFICIENT_DATA',
  StateReason = '',
  StateUpdatedTimestamp,
}: Pick<MetricAlarm, 'AlarmName' | 'StateValue' | 'StateReason' | 'StateUpdatedTimestamp'>) => ({
  name: AlarmName,
  state: StateValue,
  reason: StateReason,
  changedAt: StateUpdatedTimestamp,
});

const urgency: Readonly<Record<string, number>> = { ALARM: 0, INSUFFICIENT_DATA: 1, OK: 2 };

function byUrgency(one: AlarmSummary, other: AlarmSummary): number {
  const difference = (urgency[one.state] ?? 0) - (urgency[other.state] ?? 0);
  return difference === 0 ? (other.changedAt ?? 0) - (one.changedAt ?? 0) : difference;
}

export interface WatchingGroup {
  readonly application: string;
  readonly group: string;
}

/** Looked at for one alarm: beyond these, a group is not found here. */
const applicationsMax = 100;

/** The deployment groups that an alarm guards. */
export async function readWatchingGroups(call: Call, alarmName: string): Promise<readonly WatchingGroup[]> {
  const { applications = [] } = await call('codedeploy', 'ListApplications', {});
  const found = await Promise.all(
    applications.slice(0, applicationsMax).map((applicationName) => groupsOf(call, applicationName)),
  );
  return found
    .flat()
    .filter(({ alarmConfiguration }) => alarmConfiguration?.alarms?.some(({ name }) => name === alarmName) === true)
    .map(({ applicationName = '', deploymentGroupName = '' }) => ({
      application: applicationName,
      group: deploymentGroupName,
    }));
}

async function groupsOf(call: Call, applicationName: string) {
  const { deploymentGroups = [] } = await call('codedeploy', 'ListDeploymentGroups', { applicationName });
  if (deploymentGroups.length === 0) return [];
  const answer = await call('codedeploy', 'BatchGetDeploymentGroups', {
    applicationName,
    deploymentGroupNames: deploymentGroups,
  });
  return answer.deploymentGroupsInfo ?? [];
}
