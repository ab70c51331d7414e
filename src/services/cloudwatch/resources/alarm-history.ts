/** What an alarm's history holds. */
import type { Alarm, AlarmOwner, AlarmState } from './alarm.ts';
import { alarmArn } from './alarm.ts';
import { historyKey, type Moment } from './alarm-keys.ts';

export const historyKeptMs = 14 * 24 * 3_600_000;

export interface HistoryItem {
  readonly alarmName: string;
  readonly alarmType: 'MetricAlarm' | 'CompositeAlarm';
  readonly atMs: number;
  readonly type: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly summary: string;
  /** JSON. */
  readonly data: string;
}

const ranks = { ConfigurationUpdate: 0, StateUpdate: 1, Action: 2 } as const;

export function putHistory(owner: AlarmOwner, item: HistoryItem, moment: Moment) {
  const key = historyKey(owner, item.alarmName, { ...moment, rank: ranks[item.type] });
  return { kind: 'put', key, value: item } as const;
}

export const alarmTypeOf = ({ kind }: Pick<Alarm, 'kind'>): HistoryItem['alarmType'] =>
  kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm';

/** `data` of a state's change. AWS nests the reason's data as JSON, not as text. */
export function describeStateUpdate(previous: AlarmState, next: AlarmState): string {
  return `{"version":"1.0","oldState":${describeState(previous)},"newState":${describeState(next)}}`;
}

function describeState({ value, reason, reasonData }: AlarmState): string {
  const data =
    reasonData === undefined
      ? ''
      : `,"stateReasonData":${isJson(reasonData) ? reasonData : JSON.stringify(reasonData)}`;
  return `{"stateValue":"${value}","stateReason":${JSON.stringify(reason)}${data}}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const operations = {
  Create: { member: 'createdAlarm', verb: 'created' },
  Update: { member: 'updatedAlarm', verb: 'updated' },
  Delete: { member: 'deletedAlarm', verb: 'deleted' },
} as const;

export type ConfigurationOperation = keyof typeof operations;

export function configurationItem(operation: ConfigurationOperation, alarm: Alarm, atMs: number): HistoryItem {
  const { member, verb } = operations[operation];
  return {
    alarmName: alarm.name,
    alarmType: alarmTypeOf(alarm),
    atMs,
    type: 'ConfigurationUpdate',
    summary: `Alarm "${alarm.name}" ${verb}`,
    data: JSON.stringify({ version: '1.0', type: operation, [member]: describeConfiguration(alarm) }),
  };
}

/** The configuration as the history tells it: AWS's members in lower case. */
function describeConfiguration(alarm: Alarm): object {
  const metric = alarm.kind === 'metric' && alarm.source.kind === 'metric' ? alarm.source.metric : undefined;
  return {
    alarmName: alarm.name,
    alarmArn: alarmArn(alarm),
    alarmDescription: alarm.description,
    actionsEnabled: alarm.actionsEnabled,
    stateValue: alarm.state.value,
    okactions: alarm.okActions,
    alarmActions: alarm.alarmActions,
    insufficientDataActions: alarm.insufficientDataActions,
    ...(alarm.kind === 'composite'
      ? { alarmRule: alarm.rule, actionsSuppressor: alarm.suppressor?.reference }
      : {
          ...(metric && {
            namespace: metric.namespace,
            metricName: metric.metricName,
            dimensions: metric.dimensions,
            statistic: metric.statistic,
            period: metric.periodSeconds,
            unit: metric.unit,
          }),
          ...(alarm.source.kind === 'queries' && { metrics: alarm.source.queries }),
          evaluationPeriods: alarm.evaluationPeriods,
          datapointsToAlarm: alarm.datapointsToAlarm,
          threshold: alarm.threshold,
          comparisonOperator: alarm.comparisonOperator,
          treatMissingData: alarm.treatMissingData,
          evaluateLowSampleCountPercentile: alarm.evaluateLowSampleCountPercentile,
        }),
  };
}

/** `data` of an action that was carried out, or was not. */
export function describeAction(outcome: {
  readonly actionArn: string;
  readonly stateUpdatedAt: number;
  readonly published?: string | undefined;
  readonly error?: string | undefined;
}): string {
  return JSON.stringify({
    actionState: outcome.error === undefined ? 'Succeeded' : 'Failed',
    stateUpdateTimestamp: outcome.stateUpdatedAt,
    notificationResource: outcome.actionArn,
    ...(outcome.published !== undefined && { publishedMessage: outcome.published }),
    error: outcome.error ?? null,
  });
}
