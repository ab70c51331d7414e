/** Where alarms, what happened to them, and what is left to be done lie in the store. */
import type { AlarmOwner } from './alarm.ts';

export const alarmsPrefix = 'cloudwatch/alarm/';
export const alarmHistoryPrefix = 'cloudwatch/alarm-history/';
export const alarmWorkPrefix = 'cloudwatch/alarm-work/';

const ownerPart = ({ region, account }: AlarmOwner): string => `${region}/${account}/`;

/** The name stands last and as it is, so that a prefix of names is a prefix of keys. */
export const ownedAlarmsPrefix = (owner: AlarmOwner): string => alarmsPrefix + ownerPart(owner);
export const alarmKey = (owner: AlarmOwner, name: string): string => ownedAlarmsPrefix(owner) + name;

export const ownedHistoryPrefix = (owner: AlarmOwner): string => alarmHistoryPrefix + ownerPart(owner);
export const historyPrefixOf = (owner: AlarmOwner, name: string): string =>
  `${ownedHistoryPrefix(owner)}${encodeURIComponent(name)}/`;

/** Where something stands among what happened to an alarm: by time, then in the order of the writes. */
export interface Moment {
  readonly atMs: number;
  /** The revision of the alarm that was changed. */
  readonly order: number;
  /** Tells it from others of the same time and order. */
  readonly id: string;
}

const momentPart = ({ atMs, order }: Moment): string => `${padded(atMs)}-${padded(order)}`;

/** Of one change, first the configuration, then the state, then the actions: by rank. */
export const historyKey = (owner: AlarmOwner, name: string, moment: Moment & { readonly rank: number }): string =>
  `${historyPrefixOf(owner, name)}${momentPart(moment)}-${moment.rank}-${moment.id}`;

/** When the item of a history key came to be. */
export const historyTime = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1).split('-')[0]);

export const workPrefixOf = (owner: AlarmOwner, name: string): string =>
  `${alarmWorkPrefix}${ownerPart(owner)}${encodeURIComponent(name)}/`;

/** In the order in which it is to be done: by index within a change. */
export const workKey = (owner: AlarmOwner, name: string, moment: Moment & { readonly index: number }): string =>
  `${workPrefixOf(owner, name)}${momentPart(moment)}-${padded(moment.index, 3)}-${moment.id}`;

/** The part of a work key that all work of one alarm shares. */
export const workLane = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

const padded = (value: number, digits = 15): string => String(value).padStart(digits, '0');
