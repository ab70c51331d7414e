/** Reading and writing alarms in the store. */
import type { Change, Documents, Stored } from '../../storage/documents.ts';
import { readAll } from '../../storage/read-all.ts';
import { retryConflicts } from '../../storage/retry-on-conflict.ts';
import type { AlarmContext } from './alarm-context.ts';
import { alarmNotFound, tooManyWriters } from './alarm-errors.ts';
import type { Alarm, AlarmOwner } from './resources/alarm.ts';
import { alarmKey, ownedAlarmsPrefix } from './resources/alarm-keys.ts';

export function findAlarm(documents: Documents, owner: AlarmOwner, name: string): Promise<Stored<Alarm> | undefined> {
  return documents.get<Alarm>(alarmKey(owner, name));
}

/** The owner's alarms by name, from `prefix` on; `after` leaves out names up to that one. */
export async function* listAlarms(
  documents: Documents,
  owner: AlarmOwner,
  { prefix = '', after }: { readonly prefix?: string; readonly after?: string | undefined } = {},
): AsyncGenerator<Alarm> {
  for await (const { value } of readAll<Alarm>(documents, ownedAlarmsPrefix(owner) + prefix, {
    after: after === undefined ? undefined : alarmKey(owner, after),
  }))
    yield value;
}

/** Reads, decides and writes until nobody wrote in between; no changes: nothing is written. */
export function changeAlarms(
  { store }: Pick<AlarmContext, 'store'>,
  decide: (documents: Documents) => Promise<readonly Change[]>,
): Promise<void> {
  return retryConflicts(async () => {
    const changes = await decide(store.documents);
    if (changes.length > 0) await store.documents.write(changes);
  }, tooManyWriters);
}

export async function requireAlarm(documents: Documents, owner: AlarmOwner, name: string): Promise<Stored<Alarm>> {
  const found = await findAlarm(documents, owner, name);
  if (found === undefined) throw alarmNotFound();
  return found;
}
