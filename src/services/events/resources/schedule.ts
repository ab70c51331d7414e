/** Schedule expressions of rules: `rate(5 minutes)`, `cron(0 12 * * ? *)`, in UTC. Pure. */
import { type CronFields, nextCronMoment, parseCron } from './cron.ts';

export type Schedule =
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly fields: CronFields };

const minuteMs = 60_000;
const units: Readonly<Record<string, number>> = { minute: minuteMs, hour: 60 * minuteMs, day: 24 * 60 * minuteMs };

/** The schedule, or why there is none, in a sentence. */
export function parseSchedule(expression: string): Schedule | string {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate !== null) {
    const [, count = '', unit = '', plural] = rate;
    const value = Number(count);
    const everyMs = value * (units[unit] ?? 0);
    if (value < 1 || (value === 1) !== (plural === '') || !Number.isSafeInteger(everyMs)) return notValid;
    return { kind: 'rate', everyMs };
  }
  const cron = /^cron\((.+)\)$/.exec(expression)?.[1];
  if (cron === undefined) return notValid;
  const fields = parseCron(cron);
  if (fields === 'not-served') return `${notValid} Reason: Serin serves no L, W or # in cron expressions.`;
  return fields === undefined ? notValid : { kind: 'cron', fields };
}

const notValid = 'Parameter ScheduleExpression is not valid.';

/** The next moment after the given one; `undefined`: there is none. A rate counts from the moment. */
export function nextMoment(schedule: Schedule, afterMs: number): number | undefined {
  return schedule.kind === 'rate' ? afterMs + schedule.everyMs : nextCronMoment(schedule.fields, afterMs);
}

/** The moment after one that has come; those that were missed meanwhile are not made up for. */
export function followingMoment(schedule: Schedule, atMs: number, nowMs: number): number | undefined {
  if (schedule.kind === 'cron') return nextCronMoment(schedule.fields, Math.max(atMs, nowMs));
  const missed = Math.max(0, Math.floor((nowMs - atMs) / schedule.everyMs));
  return atMs + (missed + 1) * schedule.everyMs;
}
