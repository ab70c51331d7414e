import type { Series, SeriesKey } from '../../storage/series.ts';
import { invariant } from '../../invariant.ts';
import { Aggregate } from './aggregate.ts';
import type { MetricQuery, MetricReader, MetricValue } from './metric-reader.ts';
import { ownerOf } from './resources/owner.ts';
import { compareUnits, parseUnit, type Unit } from './resources/units.ts';
import { computeStatistic, parseStatistic } from './statistics.ts';

/** The samples of one unit, by period, oldest first. */
export interface UnitPeriods {
  readonly unit: Unit;
  readonly periods: readonly { readonly atMs: number; readonly aggregate: Aggregate }[];
}

/** Reads metrics from the store's series: all points of a period are put together. */
export class StoredMetricReader implements MetricReader {
  readonly #series: Pick<Series, 'list' | 'query'>;

  constructor(series: Pick<Series, 'list' | 'query'>) {
    this.#series = series;
  }

  /** Of several units, where none is asked for, the first in AWS's order. */
  async read(query: MetricQuery): Promise<readonly MetricValue[]> {
    const statistic = parseStatistic(query.statistic);
    invariant(statistic !== undefined, `a statistic is checked before it is read: ${query.statistic}`);
    const [first] = await this.readUnits(query);
    if (first === undefined) return [];
    return first.periods.flatMap(({ atMs, aggregate }) => {
      const value = computeStatistic(statistic, aggregate);
      return value === undefined ? [] : [{ atMs, value, sampleCount: aggregate.sampleCount, unit: first.unit }];
    });
  }

  /** The units that have data in the range, in AWS's order. */
  async readUnits(query: Omit<MetricQuery, 'statistic'>): Promise<readonly UnitPeriods[]> {
    const keys = await this.#findSeries(query);
    const units = await Promise.all(
      keys.map(async (series) => {
        const points = await this.#series.query({ series, fromMs: query.fromMs, toMs: query.toMs });
        return { unit: parseUnit(series.unit), periods: intoPeriods(points, query) };
      }),
    );
    return units.filter(({ periods }) => periods.length > 0).sort((left, right) => compareUnits(left.unit, right.unit));
  }

  async #findSeries(query: Omit<MetricQuery, 'statistic'>): Promise<readonly SeriesKey[]> {
    const { namespace, metricName: metric, unit } = query;
    const owner = ownerOf(query.owner);
    if (unit !== undefined) {
      const dimensions = query.dimensions.map(({ name, value }) => [name, value] as const);
      return [{ owner, namespace, metric, dimensions, unit }];
    }
    // There are not a page of units.
    const { series } = await this.#series.list({
      owner,
      namespace,
      metric,
      dimensions: query.dimensions,
      hasNoOtherDimensions: true,
      limit: 100,
    });
    return series;
  }
}

function intoPeriods(
  points: Awaited<ReturnType<Series['query']>>,
  { periodSeconds, anchorMs = 0 }: Pick<MetricQuery, 'periodSeconds' | 'anchorMs'>,
): UnitPeriods['periods'] {
  const periodMs = periodSeconds * 1000;
  const periods: { atMs: number; aggregate: Aggregate }[] = [];
  for (const point of points) {
    const atMs = anchorMs + Math.floor((point.atMs - anchorMs) / periodMs) * periodMs;
    let last = periods.at(-1);
    if (last?.atMs !== atMs) {
      last = { atMs, aggregate: new Aggregate() };
      periods.push(last);
    }
    last.aggregate.add(point);
  }
  return periods;
}
