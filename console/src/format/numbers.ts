/** Numbers with their units, for people. A number that is not there is an en dash. */

export const nothing = '–';

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const oneDigit = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });

export const formatCount = (count: number | undefined): string =>
  count === undefined ? nothing : Number.isInteger(count) ? whole.format(count) : oneDigit.format(count);

/** `1 version`, `3 versions`. */
export const formatPlural = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** Whole percents where they are whole: a weight is `10 %`, a rate is `9.7 %`. */
export function formatPercent(percent: number | undefined): string {
  if (percent === undefined) return nothing;
  const rounded = Math.round(percent * 10) / 10;
  if (rounded === 0 && percent > 0) return '< 0.1 %';
  if (rounded === 100 && percent < 100) return '> 99.9 %';
  return `${oneDigit.format(rounded)} %`;
}

/** A part of a whole; nothing of nothing is no share. */
export const formatShare = (part: number, total: number): string =>
  total === 0 ? nothing : formatPercent((part / total) * 100);

/** A weight as the API has it, a fraction of 1. */
export const weightPercent = (weight: number): number => Math.round(weight * 1000) / 10;

/** As `7.5 ms`, `12 ms` or `1.25 s`. */
export function formatLatency(durationMs: number | undefined): string {
  if (durationMs === undefined) return nothing;
  if (durationMs < 9.95) return `${durationMs.toFixed(1)} ms`;
  return durationMs < 999.5 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(2)} s`;
}

const sizeUnits = ['B', 'KiB', 'MiB', 'GiB'] as const;

export function formatBytes(bytes: number | undefined): string {
  if (bytes === undefined) return nothing;
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < sizeUnits.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? whole.format(size) : oneDigit.format(size)} ${sizeUnits[unit] ?? ''}`;
}
