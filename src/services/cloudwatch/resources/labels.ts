/** The labels of what `GetMetricData` answers. Pure. */
import type { TimeSeries } from '../metric-math/value.ts';
import { parseReduction, reduceSeries } from '../metric-math/reductions.ts';
import type { ParsedQuery, StatQuery } from './metric-queries.ts';

/**
 * The label that a query gets where it brings none: a metric's name, with what tells the queries of
 * that name apart (recorded: statistic and period, neither unit), or an expression's id.
 */
export function defaultLabel(query: ParsedQuery, all: readonly ParsedQuery[]): string {
  if (query.kind === 'expression') return query.id;
  const namesakes = all.filter(
    (other): other is StatQuery => other.kind === 'stat' && other.metricName === query.metricName,
  );
  const differ = (part: (of: StatQuery) => unknown): boolean => new Set(namesakes.map((of) => part(of))).size > 1;
  return [
    query.metricName,
    ...(differ(({ statisticName }) => statisticName) ? [query.statisticName] : []),
    ...(differ(({ periodSeconds }) => periodSeconds) ? [String(query.periodSeconds)] : []),
  ].join(' ');
}

export interface LabelSurroundings {
  readonly query: ParsedQuery;
  readonly label: string;
  readonly series: TimeSeries;
  readonly account: string;
  readonly region: string;
  /** Minutes that the label's clock is ahead of Greenwich. */
  readonly offsetMinutes: number;
}

/** Puts in place what a label says between `${` and `}`; what AWS does not know stays as it is. */
export function expandLabel(written: string, surroundings: LabelSurroundings): string {
  return written.replaceAll(
    /\$\{([^{}]+)\}/g,
    (whole, name: string) => dynamicPart(name.trim(), surroundings) ?? whole,
  );
}

function dynamicPart(name: string, surroundings: LabelSurroundings): string | undefined {
  if (name === 'LABEL') return surroundings.label;
  const property = /^PROP\(\s*(["'])(.+)\1\s*\)$/.exec(name)?.[2];
  if (property !== undefined) return propertyOf(property, surroundings);
  const timed = /^(FIRST|LAST|MIN|MAX)_(TIME|DATE)$/.exec(name);
  if (timed !== null) return momentOf(timed[1] ?? '', timed[2] ?? '', surroundings);
  const value = valueOf(name, surroundings.series);
  return value === undefined ? undefined : String(Number(value.toPrecision(6)));
}

function valueOf(name: string, series: TimeSeries): number | undefined {
  if (name === 'FIRST') return series.points[0]?.value;
  if (name === 'LAST') return series.points.at(-1)?.value;
  const reduction = parseReduction(name);
  return reduction && reduceSeries(reduction, series);
}

function propertyOf(property: string, { query, account, region }: LabelSurroundings): string | undefined {
  if (property === 'AccountId') return account;
  if (property === 'Region') return region;
  if (query.kind === 'expression') return undefined;
  switch (property) {
    case 'MetricName':
      return query.metricName;
    case 'Namespace':
      return query.namespace;
    case 'Period':
      return String(query.periodSeconds);
    case 'Stat':
      return query.statisticName;
    default:
      return query.dimensions.find(({ name }) => property === `Dim.${name}`)?.value;
  }
}

function momentOf(which: string, form: string, { series, offsetMinutes }: LabelSurroundings): string | undefined {
  const value = valueOf(which, series);
  const point = which === 'LAST' ? series.points.at(-1) : series.points.find((candidate) => candidate.value === value);
  if (point === undefined) return undefined;
  const iso = new Date(point.atMs + offsetMinutes * 60_000).toISOString();
  return form === 'TIME' ? iso.slice(11, 19) : iso.slice(0, 10);
}

/** `+0130` is an hour and a half ahead; `undefined`: it is written otherwise. */
export function parseTimezone(text: string): number | undefined {
  const match = /^([+-])([01]\d|2[0-3])([0-5]\d)$/.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}
