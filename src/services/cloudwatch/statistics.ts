/**
 * CloudWatch's statistics by their names, and their values. Pure.
 *
 * Those of the percentile family are told from how the values are spread: within one percent where
 * that is known from a sketch, exactly where each value is known, and not at all where a statistic
 * set hides them.
 */
import type { Bucket } from '../../storage/sketch.ts';
import type { Aggregate } from './aggregate.ts';

const simpleNames = ['SampleCount', 'Average', 'Sum', 'Minimum', 'Maximum'] as const;
export type SimpleStatistic = (typeof simpleNames)[number];

export type Statistic =
  | { readonly kind: 'simple'; readonly name: SimpleStatistic }
  | { readonly kind: 'percentile'; readonly percent: number }
  | { readonly kind: 'trimmed'; readonly trim: Trim; readonly bounds: Bounds }
  | { readonly kind: 'rank'; readonly low: number; readonly high: number };

/** Mean, winsorized mean, count and sum of what lies within bounds. */
type Trim = 'TM' | 'WM' | 'TC' | 'TS';

/** In percent of the samples, or as values: above the lower, up to the upper. */
interface Bounds {
  readonly unit: 'percent' | 'value';
  readonly low: number;
  readonly high: number;
}

export const isSimple = (name: string): name is SimpleStatistic => simpleNames.some((simple) => simple === name);

/** `undefined`: there is no such statistic. */
export function parseStatistic(text: string): Statistic | undefined {
  if (isSimple(text)) return { kind: 'simple', name: text };
  if (text === 'IQM') return { kind: 'trimmed', trim: 'TM', bounds: { unit: 'percent', low: 25, high: 75 } };
  const short = /^(p|tm|wm|tc|ts)(\d{1,2}(?:\.\d{0,10})?|100)$/.exec(text);
  if (short !== null) {
    const percent = Number(short[2]);
    if (short[1] === 'p') return { kind: 'percentile', percent };
    const trim = parseTrim(short[1]?.toUpperCase());
    return trim && { kind: 'trimmed', trim, bounds: { unit: 'percent', low: 0, high: percent } };
  }
  const long = /^(TM|WM|TC|TS|PR)\(([^:()]*):([^:()]*)\)$/.exec(text);
  return long === null ? undefined : parseBounded(long[1] ?? '', long[2] ?? '', long[3] ?? '');
}

const parseTrim = (text: string | undefined): Trim | undefined =>
  text === 'TM' || text === 'WM' || text === 'TC' || text === 'TS' ? text : undefined;

const percentText = /^(?:\d{1,2}(?:\.\d{0,10})?|100(?:\.0{0,10})?)%$/;
const valueText = /^\d+(?:\.\d{0,10})?(?:[Ee][+-]?\d+)?$/;

function parseBounded(name: string, low: string, high: string): Statistic | undefined {
  const given = [low, high].filter((bound) => bound !== '');
  if (given.length === 0) return undefined;
  if (given.every((bound) => valueText.test(bound))) {
    const bounds = { low: low === '' ? -Infinity : Number(low), high: high === '' ? Infinity : Number(high) };
    if (bounds.low >= bounds.high) return undefined;
    if (name === 'PR') return { kind: 'rank', ...bounds };
    const trim = parseTrim(name);
    return trim && { kind: 'trimmed', trim, bounds: { unit: 'value', ...bounds } };
  }
  const trim = parseTrim(name);
  if (trim === undefined || !given.every((bound) => percentText.test(bound))) return undefined;
  const bounds = { low: low === '' ? 0 : Number.parseFloat(low), high: high === '' ? 100 : Number.parseFloat(high) };
  return bounds.low >= bounds.high ? undefined : { kind: 'trimmed', trim, bounds: { unit: 'percent', ...bounds } };
}

/** `undefined`: it cannot be told of these samples. */
export function computeStatistic(statistic: Statistic, aggregate: Aggregate): number | undefined {
  if (statistic.kind === 'simple') return simpleStatistic(statistic.name, aggregate);
  const buckets = aggregate.buckets();
  if (buckets === undefined || buckets.length === 0) return undefined;
  switch (statistic.kind) {
    case 'percentile':
      // The extremes are known better than any sketch tells them.
      if (statistic.percent === 0) return aggregate.minimum;
      return statistic.percent === 100 ? aggregate.maximum : valueAtPercent(buckets, statistic.percent);
    case 'rank':
      return (100 * countOf(between(buckets, statistic.low, statistic.high))) / countOf(buckets);
    case 'trimmed':
      return trimmedStatistic(statistic.trim, statistic.bounds, buckets);
  }
}

function simpleStatistic(name: SimpleStatistic, aggregate: Aggregate): number {
  switch (name) {
    case 'SampleCount':
      return aggregate.sampleCount;
    case 'Sum':
      return aggregate.sum;
    case 'Average':
      return aggregate.sum / aggregate.sampleCount;
    case 'Minimum':
      return aggregate.minimum;
    case 'Maximum':
      return aggregate.maximum;
  }
}

/** The smallest value that so many percent of the samples do not exceed. */
function valueAtPercent(buckets: readonly Bucket[], percent: number): number {
  const wanted = (percent / 100) * countOf(buckets);
  let seen = 0;
  for (const { value, count } of buckets) {
    seen += count;
    // Counts add up with an error in their last digits.
    if (seen >= wanted - 1e-9) return value;
  }
  return buckets.at(-1)?.value ?? Number.NaN;
}

function trimmedStatistic(trim: Trim, bounds: Bounds, buckets: readonly Bucket[]): number | undefined {
  const kept = bounds.unit === 'value' ? between(buckets, bounds.low, bounds.high) : share(buckets, bounds);
  const count = countOf(kept);
  switch (trim) {
    case 'TC':
      return count;
    case 'TS':
      return sumOf(kept);
    case 'TM':
      return count === 0 ? undefined : sumOf(kept) / count;
    case 'WM': {
      const low = bounds.unit === 'value' ? bounds.low : valueAtPercent(buckets, bounds.low);
      const high = bounds.unit === 'value' ? bounds.high : valueAtPercent(buckets, bounds.high);
      const pressed = buckets.map((bucket) => ({
        count: bucket.count,
        value: Math.min(Math.max(bucket.value, low), high),
      }));
      return sumOf(pressed) / countOf(pressed);
    }
  }
}

const between = (buckets: readonly Bucket[], low: number, high: number): readonly Bucket[] =>
  buckets.filter(({ value }) => value > low && value <= high);

/** The samples from one rank to another; of those that lie across a bound, the part within. */
function share(buckets: readonly Bucket[], { low, high }: Bounds): readonly Bucket[] {
  const total = countOf(buckets);
  const [from, to] = [(low / 100) * total, (high / 100) * total];
  let seen = 0;
  return buckets.flatMap(({ value, count }) => {
    const [start, end] = [seen, (seen += count)];
    const within = Math.min(end, to) - Math.max(start, from);
    return within > 0 ? [{ value, count: within }] : [];
  });
}

const countOf = (buckets: readonly Bucket[]): number => buckets.reduce((sum, { count }) => sum + count, 0);
const sumOf = (buckets: readonly Bucket[]): number => buckets.reduce((sum, { value, count }) => sum + value * count, 0);
