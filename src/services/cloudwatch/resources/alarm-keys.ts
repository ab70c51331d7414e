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

/** By time; of one moment, first the configuration, then the state, then the actions. */
export function historyKey(
  owner: AlarmOwner,
  name: string,
  moment: { atMs: number; rank: number; id: string },
): string {
  return `${historyPrefixOf(owner, name)}${padded(moment.atMs)}-${moment.rank}-${moment.id}`;
}

/** When the item of a history key came to be. */
export const historyTime = (key: string): number => Number(key.slice(key.lastIndexOf('/') + 1).split('-')[0]);

export const workPrefixOf = (owner: AlarmOwner, name: string): string =>
  `${alarmWorkPrefix}${ownerPart(owner)}${encodeURIComponent(name)}/`;

/** By time, then in the order in which it is to be done. */
export function workKey(owner: AlarmOwner, name: string, moment: { atMs: number; index: number; id: string }): string {
  return `${workPrefixOf(owner, name)}${padded(moment.atMs)}-${padded(moment.index, 3)}-${moment.id}`;
}

/** The part of a work key that all work of one alarm shares. */
export const workLane = (key: string): string => key.slice(0, key.lastIndexOf('/') + 1);

const padded = (value: number, digits = 15): string => String(value).padStart(digits, '0');
