import type { AlarmOperation } from '../alarm-context.ts';
import { setActionsEnabled } from './enable-alarm-actions.ts';

export const disableAlarmActions: AlarmOperation<'DisableAlarmActions'> = async (input, context, request) => {
  await setActionsEnabled(input.AlarmNames ?? [], false, context, request);
  return {};
};
