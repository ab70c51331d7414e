/**
 * The order in which AWS looks for a unit where a metric has several and none is asked for: the
 * first that has data is taken (recorded: `Count` before `Milliseconds` before `Seconds`).
 */
const unitOrder = [
  'Megabits',
  'Terabits',
  'Gigabits',
  'Count',
  'Bytes',
  'Gigabytes',
  'Gigabytes/Second',
  'Kilobytes',
  'Kilobits/Second',
  'Terabytes',
  'Terabits/Second',
  'Bytes/Second',
  'Percent',
  'Megabytes',
  'Megabits/Second',
  'Milliseconds',
  'Microseconds',
  'Kilobytes/Second',
  'Gigabits/Second',
  'Megabytes/Second',
  'Bits',
  'Bits/Second',
  'Count/Second',
  'Seconds',
  'Kilobits',
  'Terabytes/Second',
  'None',
] as const;

export type Unit = (typeof unitOrder)[number];

export const findUnit = (text: string): Unit | undefined => unitOrder.find((unit) => unit === text);

export const parseUnit = (text: string): Unit => findUnit(text) ?? 'None';

export const compareUnits = (left: Unit, right: Unit): number => unitOrder.indexOf(left) - unitOrder.indexOf(right);
