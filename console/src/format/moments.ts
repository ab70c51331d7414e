/** Moments and spans for people. Moments are seconds since 1970, as the API has them. */

/** As `0.4 s`, `42 s`, `5 min 05 s`, `1 h 03 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  const positive = Math.max(0, seconds);
  if (positive < 9.95) return `${positive.toFixed(1).replace(/\.0$/, '')} s`;
  const whole = Math.round(positive);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return withRest(Math.floor(whole / 60), 'min', whole % 60, 's');
  if (whole < 86_400) return withRest(Math.floor(whole / 3600), 'h', Math.floor(whole / 60) % 60, 'min');
  return `${Math.floor(whole / 86_400)} d ${Math.floor(whole / 3600) % 24} h`;
}

const withRest = (count: number, unit: string, rest: number, restUnit: string): string =>
  rest === 0 ? `${count} ${unit}` : `${count} ${unit} ${pad(rest)} ${restUnit}`;

/** As `3:37` or `1:02:03`: what is left of a wait. */
export function formatCountdown(remainingSeconds: number): string {
  const seconds = Math.max(0, Math.ceil(remainingSeconds));
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${pad(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(seconds % 60)}`;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** As `2 min ago`, `in 30 s`, `now`. One unit: who wants it exactly looks at the absolute time. */
export function formatRelative(at: number, now: number): string {
  const distance = at - now;
  const size = Math.abs(distance);
  if (size < 1) return 'now';
  const text = coarse(size);
  return distance < 0 ? `${text} ago` : `in ${text}`;
}

function coarse(seconds: number): string {
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

const clockFormats = new Map<string | undefined, Intl.DateTimeFormat>();
const dayFormats = new Map<string | undefined, Intl.DateTimeFormat>();

const formatIn = (
  formats: Map<string | undefined, Intl.DateTimeFormat>,
  timeZone: string | undefined,
  options: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-GB', { ...options, ...(timeZone !== undefined && { timeZone }) });
  formats.set(timeZone, format);
  return format;
};

/** As `12:08:11`. */
export const formatClock = (at: number, timeZone?: string): string =>
  formatIn(clockFormats, timeZone, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  }).format(at * 1000);

const formatDay = (at: number, timeZone?: string): string =>
  formatIn(dayFormats, timeZone, { day: 'numeric', month: 'short', year: 'numeric' }).format(at * 1000);

/** The clock's time alone on the same day, with the date before it on another. */
export function formatMoment(at: number, now: number, timeZone?: string): string {
  const day = formatDay(at, timeZone);
  return day === formatDay(now, timeZone) ? formatClock(at, timeZone) : `${day}, ${formatClock(at, timeZone)}`;
}

/** For `datetime` attributes and tooltips. */
export const formatIso = (at: number): string => new Date(at * 1000).toISOString();
