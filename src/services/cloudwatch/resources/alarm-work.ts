/**
 * What is left to do after an alarm has changed. Saved together with the change, one document for
 * each thing to do, and removed once it is done: a crash in between leaves it to the next start.
 */
import { describeConfigurationChange, describeStateChange, type StateNotice } from '../alarms/notifications.ts';
import { actionsOf, alarmArn, type Alarm, type AlarmState, type AlarmOwner } from './alarm.ts';
import {
  alarmTypeOf,
  configurationItem,
  describeStateUpdate,
  putHistory,
  type ConfigurationOperation,
} from './alarm-history.ts';
import { alarmKey, workKey, type Moment } from './alarm-keys.ts';

export type AlarmWork = (ActionWork | EventWork) & {
  /** The same each time it is tried, so that those who are called can tell. */
  readonly requestId: string;
};

export interface ActionWork {
  readonly kind: 'action';
  readonly actionArn: string;
  readonly notice: StateNotice;
  readonly moment: Moment;
}

export interface EventWork {
  readonly kind: 'event';
  readonly owner: AlarmOwner;
  readonly detailType: 'CloudWatch Alarm State Change' | 'CloudWatch Alarm Configuration Change';
  readonly alarmArn: string;
  /** JSON. */
  readonly detail: string;
  readonly atMs: number;
}

const putWork = (alarm: Alarm, work: readonly (ActionWork | EventWork)[], moment: Moment) =>
  work.map((value, index) => ({
    kind: 'put' as const,
    key: workKey(alarm.owner, alarm.name, { ...moment, index }),
    value: { ...value, requestId: requestId(moment, index) } satisfies AlarmWork,
  }));

/** A UUID as the change's own, told apart from others of the change by its end. */
const requestId = ({ id }: Moment, index: number): string => id.slice(0, -2) + index.toString(16).padStart(2, '0');

/** The documents that a change of state touches: the alarm, its history, and what is to be done. */
export function stateChanges(notice: StateNotice, moment: Moment) {
  const { alarm, previous } = notice;
  const { owner, name, state } = alarm;
  const item = {
    alarmName: name,
    alarmType: alarmTypeOf(alarm),
    atMs: moment.atMs,
    type: 'StateUpdate',
    summary: `Alarm updated from ${previous.value} to ${state.value}`,
    data: describeStateUpdate(previous, state),
  } as const;
  return [
    { kind: 'put', key: alarmKey(owner, name), value: alarm, ifRevision: moment.order } as const,
    putHistory(owner, item, moment),
    ...putWork(alarm, [stateEvent(notice, moment.atMs), ...dueActions(notice, moment)], moment),
  ];
}

/** The documents that change when actions that were held back are due. */
export function releaseChanges(notice: StateNotice, moment: Moment) {
  const { alarm } = notice;
  return [
    { kind: 'put', key: alarmKey(alarm.owner, alarm.name), value: alarm, ifRevision: moment.order } as const,
    ...putWork(alarm, [stateEvent(notice, moment.atMs), ...dueActions(notice, moment)], moment),
  ];
}

function stateEvent(notice: StateNotice, atMs: number): EventWork {
  const { alarm } = notice;
  return {
    kind: 'event',
    owner: alarm.owner,
    detailType: 'CloudWatch Alarm State Change',
    alarmArn: alarmArn(alarm),
    detail: JSON.stringify(describeStateChange(notice)),
    atMs,
  };
}

function dueActions(notice: StateNotice, moment: Moment): ActionWork[] {
  const { alarm } = notice;
  if (!alarm.actionsEnabled || (alarm.kind === 'composite' && alarm.suppression !== undefined)) return [];
  return actionsOf(alarm, alarm.state.value).map((actionArn) => ({ kind: 'action', actionArn, notice, moment }));
}

/** The documents that a change of configuration touches; a deleted alarm is given as it was. */
export function configurationChanges(operation: ConfigurationOperation, alarm: Alarm, moment: Moment, before?: Alarm) {
  const key = alarmKey(alarm.owner, alarm.name);
  const name = ({ Create: 'create', Update: 'update', Delete: 'delete' } as const)[operation];
  const event: EventWork = {
    kind: 'event',
    owner: alarm.owner,
    detailType: 'CloudWatch Alarm Configuration Change',
    alarmArn: alarmArn(alarm),
    detail: JSON.stringify(describeConfigurationChange(name, alarm, before)),
    atMs: moment.atMs,
  };
  return [
    operation === 'Delete'
      ? ({ kind: 'delete', key, ifRevision: moment.order } as const)
      : ({ kind: 'put', key, value: alarm, ifRevision: moment.order } as const),
    putHistory(alarm.owner, configurationItem(operation, alarm, moment.atMs), moment),
    ...putWork(alarm, [event], moment),
  ];
}

/** A state as it becomes at a moment. */
export function nextState(
  previous: AlarmState,
  next: Pick<AlarmState, 'value' | 'reason' | 'reasonData'>,
  atMs: number,
): AlarmState {
  return {
    value: next.value,
    reason: next.reason,
    ...(next.reasonData !== undefined && { reasonData: next.reasonData }),
    updatedAt: atMs,
    transitionedAt: next.value === previous.value ? previous.transitionedAt : atMs,
  };
}
