import type { Suppression } from '../resources/alarm.ts';

export interface SuppressionEvent {
  /** The composite alarm's state has just changed; otherwise time passed or the suppressor changed. */
  readonly isTransition: boolean;
  readonly isSuppressorInAlarm: boolean;
  readonly nowMs: number;
  readonly waitMs: number;
  readonly extensionMs: number;
}

/**
 * What holds a composite alarm's actions back after an event; `undefined`: nothing. Actions that
 * were held back are due when something turns into nothing, those of a transition when there is
 * nothing to begin with. Pure.
 *
 * After a transition the suppressor gets the wait period to go into ALARM; after it has left ALARM,
 * the composite alarm gets the extension period to calm down.
 */
export function nextSuppression(current: Suppression | undefined, event: SuppressionEvent): Suppression | undefined {
  const { isTransition, isSuppressorInAlarm, nowMs, waitMs, extensionMs } = event;
  if (isSuppressorInAlarm) return isTransition || current !== undefined ? { by: 'Alarm' } : undefined;
  switch (current?.by) {
    case 'Alarm':
      return extensionMs > 0 ? { by: 'ExtensionPeriod', untilMs: nowMs + extensionMs } : undefined;
    case 'ExtensionPeriod':
      return nowMs < current.untilMs ? current : undefined;
    case 'WaitPeriod':
      if (isTransition) return waitPeriod(nowMs, waitMs);
      return nowMs < current.untilMs ? current : undefined;
    case undefined:
      return isTransition ? waitPeriod(nowMs, waitMs) : undefined;
  }
}

const waitPeriod = (nowMs: number, waitMs: number): Suppression | undefined =>
  waitMs > 0 ? { by: 'WaitPeriod', untilMs: nowMs + waitMs } : undefined;
