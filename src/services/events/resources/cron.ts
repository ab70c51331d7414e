/** Cron expressions of AWS: minutes, hours, day of month, month, day of week, year. Pure. */

export interface CronFields {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  /** `undefined`: the other field of days says it. */
  readonly monthDays: ReadonlySet<number> | undefined;
  readonly months: ReadonlySet<number>;
  /** 1 is Sunday. */
  readonly weekDays: ReadonlySet<number> | undefined;
  readonly years: ReadonlySet<number>;
}

const monthNames = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const dayNames = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const yearMin = 1970;
const yearMax = 2199;

export function parseCron(text: string): CronFields | 'not-served' | undefined {
  const parts = text.trim().toUpperCase().split(/\s+/);
  if (parts.length !== 6) return undefined;
  const [minute = '', hour = '', monthDay = '', month = '', weekDay = '', year = ''] = parts;
  if (/[LW#]/.test(monthDay) || /(\dL|^L$|#)/.test(weekDay)) return 'not-served';
  // Exactly one of the two says which days.
  if ((monthDay === '?') === (weekDay === '?')) return undefined;
  const minutes = parseField(minute, 0, 59);
  const hours = parseField(hour, 0, 23);
  const monthDays = parseField(monthDay, 1, 31);
  const months = parseField(month, 1, 12, monthNames);
  const weekDays = parseField(weekDay, 1, 7, dayNames);
  const years = parseField(year, yearMin, yearMax);
  if (minutes === undefined || hours === undefined || months === undefined || years === undefined) return undefined;
  if ((monthDay !== '?' && monthDays === undefined) || (weekDay !== '?' && weekDays === undefined)) return undefined;
  return { minutes, hours, monthDays, months, weekDays, years };
}

function parseField(
  text: string,
  min: number,
  max: number,
  names: readonly string[] = [],
): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const range = parseRange(part, { min, max, names });
    if (range === undefined) return undefined;
    for (let value = range.from; value <= range.to; value += range.step) values.add(value);
  }
  return values;
}

function parseRange(part: string, { min, max, names }: { min: number; max: number; names: readonly string[] }) {
  const match = /^(\*|[A-Z0-9]+)(?:-([A-Z0-9]+))?(?:\/(\d+))?$/.exec(part);
  if (match === null) return undefined;
  const [, first = '', last, every] = match;
  const value = (text: string): number => {
    const index = names.indexOf(text);
    return index === -1 ? (/^\d+$/.test(text) ? Number(text) : Number.NaN) : index + min;
  };
  const step = every === undefined ? 1 : Number(every);
  const from = first === '*' ? min : value(first);
  const isOpen = first === '*' || every !== undefined;
  const to = last === undefined ? (isOpen ? max : from) : value(last);
  const isValid = from >= min && to <= max && from <= to && step >= 1 && !(first === '*' && last !== undefined);
  return isValid ? { from, to, step } : undefined;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The first whole minute after the moment that fits; `undefined`: none does until the last year. */
export function nextCronMoment(fields: CronFields, afterMs: number): number | undefined {
  const firstMs = Math.floor(afterMs / 60_000) * 60_000 + 60_000;
  const yearLast = Math.max(...fields.years);
  for (let dayAt = Math.floor(firstMs / dayMs) * dayMs; new Date(dayAt).getUTCFullYear() <= yearLast; dayAt += dayMs) {
    if (!fitsDay(fields, new Date(dayAt))) continue;
    for (const hour of sorted(fields.hours)) {
      for (const minute of sorted(fields.minutes)) {
        const atMs = dayAt + (hour * 60 + minute) * 60_000;
        if (atMs >= firstMs) return atMs;
      }
    }
  }
  return undefined;
}

function fitsDay({ years, months, monthDays, weekDays }: CronFields, day: Date): boolean {
  return (
    years.has(day.getUTCFullYear()) &&
    months.has(day.getUTCMonth() + 1) &&
    (monthDays?.has(day.getUTCDate()) ?? true) &&
    (weekDays?.has(day.getUTCDay() + 1) ?? true)
  );
}

const sorted = (values: ReadonlySet<number>): readonly number[] => [...values].toSorted((one, other) => one - other);
