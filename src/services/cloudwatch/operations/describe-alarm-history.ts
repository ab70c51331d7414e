import type { AlarmInput, AlarmOperation } from '../alarm-context.ts';
import { readAll } from '../../../storage/read-all.ts';
import type { Stored } from '../../../storage/documents.ts';
import { historyKeptMs, type HistoryItem } from '../resources/alarm-history.ts';
import { historyPrefixOf, ownedHistoryPrefix } from '../resources/alarm-keys.ts';
import { parseToken, writeToken } from '../resources/alarm-token.ts';

const pageDefault = 100;

/** What happened to an alarm, or to all, in the last two weeks: of deleted ones too. */
export const describeAlarmHistory: AlarmOperation<'DescribeAlarmHistory'> = async (
  input,
  { store, clock },
  { caller },
) => {
  const owner = { region: caller.region, account: caller.account };
  const prefix = input.AlarmName === undefined ? ownedHistoryPrefix(owner) : historyPrefixOf(owner, input.AlarmName);
  const items: Stored<HistoryItem>[] = [];
  const sinceMs = clock.now() - historyKeptMs;
  for await (const stored of readAll<HistoryItem>(store.documents, prefix))
    if (stored.value.atMs >= sinceMs && isWanted(stored.value, input)) items.push(stored);
  const isAscending = input.ScanBy === 'TimestampAscending';
  const sorted = items.toSorted((left, right) => (isAscending ? 1 : -1) * compare(left, right));
  const after = input.NextToken === undefined ? undefined : parseToken(input.NextToken);
  const start = after === undefined ? 0 : sorted.findIndex((item) => isBeyond(orderOf(item), after, isAscending));
  const rest = start < 0 ? [] : sorted.slice(start);
  const page = rest.slice(0, input.MaxRecords ?? pageDefault);
  const last = page.at(-1);
  return {
    AlarmHistoryItems: page.map(({ value }) => describeItem(value)),
    ...(page.length < rest.length && last !== undefined && { NextToken: writeToken(orderOf(last)) }),
  };
};

function isWanted(item: HistoryItem, input: AlarmInput<'DescribeAlarmHistory'>): boolean {
  const types = input.AlarmTypes === undefined || input.AlarmTypes.length === 0 ? ['MetricAlarm'] : input.AlarmTypes;
  // An alarm that is named needs no type to be found by.
  if ((input.AlarmName === undefined || input.AlarmTypes !== undefined) && !types.includes(item.alarmType))
    return false;
  if (input.HistoryItemType !== undefined && item.type !== input.HistoryItemType) return false;
  if (input.StartDate !== undefined && item.atMs < input.StartDate.getTime()) return false;
  return input.EndDate === undefined || item.atMs <= input.EndDate.getTime();
}

/** By time first: within a key it stands behind the alarm's name. */
function orderOf({ key }: Stored<HistoryItem>): string {
  const nameEnd = key.lastIndexOf('/');
  return `${key.slice(nameEnd + 1)}/${key.slice(0, nameEnd)}`;
}

function compare(left: Stored<HistoryItem>, right: Stored<HistoryItem>): number {
  const [one, other] = [orderOf(left), orderOf(right)];
  return one < other ? -1 : one > other ? 1 : 0;
}

const isBeyond = (order: string, after: string, isAscending: boolean): boolean =>
  isAscending ? order > after : order < after;

const describeItem = ({ alarmName, alarmType, atMs, type, summary, data }: HistoryItem) => ({
  AlarmName: alarmName,
  AlarmType: alarmType,
  Timestamp: new Date(atMs),
  HistoryItemType: type,
  HistorySummary: summary,
  HistoryData: data,
});
