import type { RequestContext } from '../../../aws/caller.ts';
import type { AlarmContext, AlarmOperation } from '../alarm-context.ts';
import { changeAlarms, findAlarm } from '../alarm-records.ts';
import { configurationChanges } from '../resources/alarm-work.ts';
import { momentOf } from './put-metric-alarm.ts';

export const enableAlarmActions: AlarmOperation<'EnableAlarmActions'> = async (input, context, request) => {
  await setActionsEnabled(input.AlarmNames ?? [], true, context, request);
  return {};
};

/** Lets alarms change their state without acting on it, or act again. Names without an alarm are passed over. */
export async function setActionsEnabled(
  names: readonly string[],
  actionsEnabled: boolean,
  context: AlarmContext,
  { caller }: RequestContext,
): Promise<void> {
  const owner = { region: caller.region, account: caller.account };
  for (const name of new Set(names)) {
    await changeAlarms(context, async (documents) => {
      const stored = await findAlarm(documents, owner, name);
      if (stored === undefined || stored.value.actionsEnabled === actionsEnabled) return [];
      const moment = momentOf(context, stored);
      const alarm = { ...stored.value, actionsEnabled, configuredAt: moment.atMs };
      return configurationChanges('Update', alarm, moment, stored.value);
    });
  }
}
