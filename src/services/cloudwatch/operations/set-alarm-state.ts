import type { AlarmOperation } from '../alarm-context.ts';
import { invalidAlarm } from '../alarm-errors.ts';
import { changeAlarms, findAlarm, requireAlarm } from '../alarm-records.ts';
import { suppressedAfterTransition } from '../composite-suppression.ts';
import { alarmKey } from '../resources/alarm-keys.ts';
import { nextState, stateChanges } from '../resources/alarm-work.ts';
import { momentOf } from './put-metric-alarm.ts';

/** Sets a state by hand, with the actions that go with it. The next evaluation that differs overwrites it. */
export const setAlarmState: AlarmOperation<'SetAlarmState'> = async (input, context, { caller }) => {
  const owner = { region: caller.region, account: caller.account };
  const {
    AlarmName: name = '',
    StateValue: value = 'OK',
    StateReason: reason = '',
    StateReasonData: reasonData,
  } = input;
  if (reasonData !== undefined && !isJson(reasonData)) throw invalidAlarm('StateReasonData is not valid JSON');
  await changeAlarms(context, async (documents) => {
    const stored = await requireAlarm(documents, owner, name);
    const before = stored.value;
    const moment = momentOf(context, stored);
    const state = nextState(before.state, { value, reason, reasonData }, moment.atMs);
    if (value === before.state.value)
      return [{ kind: 'put', key: alarmKey(owner, name), value: { ...before, state }, ifRevision: stored.revision }];
    const changed = { ...before, state };
    if (changed.kind === 'metric') return stateChanges({ alarm: changed, previous: before.state }, moment);
    const suppressor = changed.suppressor && (await findAlarm(documents, owner, changed.suppressor.name))?.value;
    const previousSuppression = changed.suppression;
    const alarm = suppressedAfterTransition(changed, suppressor, moment.atMs);
    return stateChanges({ alarm, previous: before.state, previousSuppression }, moment);
  });
  return {};
};

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
