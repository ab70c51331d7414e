import type { Documents, Stored } from '../../../storage/documents.ts';
import type { AlarmOperation } from '../alarm-context.ts';
import { invalidAlarm } from '../alarm-errors.ts';
import { changeAlarms, findAlarm, listAlarms } from '../alarm-records.ts';
import type { Alarm, AlarmOwner } from '../resources/alarm.ts';
import { configurationChanges } from '../resources/alarm-work.ts';
import { momentOf } from './put-metric-alarm.ts';

/** Deletes all of the alarms or none. Unknown names are passed over. */
export const deleteAlarms: AlarmOperation<'DeleteAlarms'> = async (input, context, { caller }) => {
  const owner = { region: caller.region, account: caller.account };
  const names = [...new Set(input.AlarmNames)];
  await changeAlarms(context, async (documents) => {
    const found: Stored<Alarm>[] = [];
    for (const name of names) {
      const stored = await findAlarm(documents, owner, name);
      if (stored !== undefined) found.push(stored);
    }
    if (found.filter(({ value }) => value.kind === 'composite').length > 1)
      throw invalidAlarm('You can delete at most one composite alarm in one operation.');
    await requireUnused(
      documents,
      owner,
      found.map(({ value }) => value.name),
    );
    return found.flatMap((stored) => configurationChanges('Delete', stored.value, momentOf(context, stored)));
  });
  return {};
};

/** A composite alarm that stays needs the alarms that it speaks of. */
async function requireUnused(documents: Documents, owner: AlarmOwner, names: readonly string[]): Promise<void> {
  const used = new Set<string>();
  for await (const alarm of listAlarms(documents, owner)) {
    if (alarm.kind !== 'composite' || names.includes(alarm.name)) continue;
    for (const child of alarm.children) used.add(child);
    if (alarm.suppressor !== undefined) used.add(alarm.suppressor.name);
  }
  const blocked = names.filter((name) => used.has(name));
  if (blocked.length === 0) return;
  const them = blocked.length === 1 ? 'it' : 'them';
  throw invalidAlarm(`Cannot delete ${blocked.join(',')} as there are composite alarm(s) depending on ${them}.`);
}
