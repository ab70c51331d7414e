import type { AlarmOperation } from '../alarm-context.ts';
import { findAlarm } from '../alarm-records.ts';
import { nameInArn } from '../resources/alarm.ts';

/** An alarm's tags. AWS shows none, rather than an error, of an alarm that is not there. */
export const listTagsForResource: AlarmOperation<'ListTagsForResource'> = async (input, { store }, { caller }) => {
  const owner = { region: caller.region, account: caller.account };
  const name = nameInArn(input.ResourceARN ?? '', owner);
  const stored = name === undefined ? undefined : await findAlarm(store.documents, owner, name);
  return { Tags: (stored?.value.tags ?? []).map(({ key, value }) => ({ Key: key, Value: value })) };
};
