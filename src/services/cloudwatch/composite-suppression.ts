/** How a suppressor holds back what a composite alarm would do. Pure. */
import { nextSuppression } from './alarms/suppression.ts';
import type { Alarm, CompositeAlarm } from './resources/alarm.ts';

/** The alarm with its actions held back, or not, after its state has changed. */
export const suppressedAfterTransition = (
  alarm: CompositeAlarm,
  suppressor: Alarm | undefined,
  nowMs: number,
): CompositeAlarm => withSuppression(alarm, suppressor, { isTransition: true, nowMs });

/** The alarm after time has passed, or its suppressor has changed. */
export const suppressedAfterTime = (
  alarm: CompositeAlarm,
  suppressor: Alarm | undefined,
  nowMs: number,
): CompositeAlarm => withSuppression(alarm, suppressor, { isTransition: false, nowMs });

function withSuppression(
  alarm: CompositeAlarm,
  suppressorAlarm: Alarm | undefined,
  event: { readonly isTransition: boolean; readonly nowMs: number },
): CompositeAlarm {
  const { suppressor, suppression: current, ...rest } = alarm;
  if (suppressor === undefined) return rest;
  const suppression = nextSuppression(current, {
    ...event,
    isSuppressorInAlarm: suppressorAlarm?.state.value === 'ALARM',
    waitMs: suppressor.waitSeconds * 1000,
    extensionMs: suppressor.extensionSeconds * 1000,
  });
  return { ...rest, suppressor, ...(suppression !== undefined && { suppression }) };
}
