/** Moments as CloudWatch writes them, each in its place. */

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const twoDigits = (value: number): string => String(value).padStart(2, '0');

function clockTime(date: Date): string {
  return [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()].map(twoDigits).join(':');
}

/** In events and messages: `2025-03-01T12:35:10.123+0000`. */
export const offsetTime = (atMs: number): string => new Date(atMs).toISOString().replace('Z', '+0000');

/** Of a datapoint within a reason: `01/03/25 12:34:00`, the day first. */
export function datapointTime(atMs: number): string {
  const date = new Date(atMs);
  const day = [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCFullYear() % 100].map(twoDigits).join('/');
  return `${day} ${clockTime(date)}`;
}

/** In the reason of a composite alarm: `Friday 22 July, 2022 15:57:45 UTC`. */
export function spokenTime(atMs: number): string {
  const date = new Date(atMs);
  const day = `${days[date.getUTCDay()]} ${twoDigits(date.getUTCDate())} ${months[date.getUTCMonth()]}`;
  return `${day}, ${date.getUTCFullYear()} ${clockTime(date)} UTC`;
}
