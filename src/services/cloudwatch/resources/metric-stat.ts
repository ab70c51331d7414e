/** The parts of a metric that single metrics and lists of metrics share. */
import { invalidAlarm } from '../alarm-errors.ts';
import { isExtended } from '../alarms/notifications.ts';
import { parseStatistic } from '../statistics.ts';
import type { Dimension } from './alarm.ts';

export const parseDimensions = (
  dimensions: readonly { readonly Name: string | undefined; readonly Value: string | undefined }[] | undefined,
): readonly Dimension[] => (dimensions ?? []).map(({ Name: name = '', Value: value = '' }) => ({ name, value }));

/** `p99.9`, `tm90`, `TM(10%:90%)`, `PR(:300)`, `IQM`; with `isPlainAllowed` also `Sum` and its like. */
export function requireStatistic(statistic: string, parameter: string, { isPlainAllowed = false } = {}): void {
  if (parseStatistic(statistic) !== undefined && (isPlainAllowed || isExtended(statistic))) return;
  throw invalidAlarm(`The value ${statistic} for parameter ${parameter} is not supported.`);
}

export function requirePeriod(seconds: number): void {
  const isValid = [10, 20, 30].includes(seconds) || seconds % 60 === 0;
  if (!isValid) throw invalidAlarm('Period must be 10, 20, 30 or a multiple of 60');
}
