/** The queries of one `GetMetricData`: metrics read from the store, expressions worked out over them. */
import { evaluateExpression, readExpression } from './metric-math/evaluate.ts';
import type { MathRange } from './metric-math/series-functions.ts';
import { seriesValue, type TimeSeries, type Value } from './metric-math/value.ts';
import { validationError } from './errors.ts';
import { defaultLabel } from './resources/labels.ts';
import type { ExpressionQuery, ParsedQuery, StatQuery } from './resources/metric-queries.ts';
import { roundStart } from './resources/time-range.ts';
import { computeStatistic } from './statistics.ts';
import type { StoredMetricReader } from './stored-metric-reader.ts';

export interface DataRange {
  readonly startMs: number;
  readonly endMs: number;
  readonly nowMs: number;
}

export interface MetricDataRequest {
  readonly owner: { readonly region: string; readonly account: string };
  readonly queries: readonly ParsedQuery[];
  readonly range: DataRange;
}

/** A metric as it was read. */
export interface ReadMetric {
  readonly series: TimeSeries;
  /** More than one where none was asked for and the metric has several. */
  readonly units: readonly string[];
  readonly isForbidden: boolean;
}

/** What a query came to: an expression can be several series. */
export interface QueryResult {
  readonly query: ParsedQuery;
  readonly series: readonly TimeSeries[];
  readonly units: readonly string[];
  readonly isForbidden: boolean;
}

/** Throws `ApiError` where an expression cannot be worked out. */
export async function readMetricData(
  request: MetricDataRequest,
  reader: StoredMetricReader,
): Promise<readonly QueryResult[]> {
  const stats = request.queries.filter((query) => query.kind === 'stat');
  const read = await Promise.all(
    stats.map(async (query) => [query.id, await readStat(query, request, reader)] as const),
  );
  const evaluation = new Evaluation(request, new Map(read));
  return request.queries
    .filter(({ returnsData }) => returnsData)
    .map((query) => {
      const value = evaluation.valueOf(query);
      const metric = evaluation.metrics.get(query.id);
      const { units = [], isForbidden = false } = metric ?? {};
      return { query, series: seriesOf(value, query), units, isForbidden };
    });
}

async function readStat(
  query: StatQuery,
  { owner, queries, range }: MetricDataRequest,
  reader: StoredMetricReader,
): Promise<ReadMetric> {
  const label = defaultLabel(query, queries);
  const { periodSeconds } = query;
  // There is no other account's data here.
  const isForbidden = query.account !== undefined && query.account !== owner.account;
  if (isForbidden) return { series: { label, periodSeconds, points: [] }, units: [], isForbidden };
  const fromMs = roundStart(range.startMs, periodSeconds, range.nowMs);
  const units = await reader.readUnits({
    owner,
    namespace: query.namespace,
    metricName: query.metricName,
    dimensions: query.dimensions,
    periodSeconds,
    ...(query.unit !== undefined && { unit: query.unit }),
    fromMs,
    toMs: range.endMs,
    anchorMs: fromMs,
  });
  const points = (units[0]?.periods ?? []).flatMap(({ atMs, aggregate }) => {
    const value = computeStatistic(query.statistic, aggregate);
    return value === undefined ? [] : [{ atMs, value }];
  });
  return { series: { label, periodSeconds, points }, units: units.map(({ unit }) => unit), isForbidden };
}

class Evaluation {
  readonly metrics: ReadonlyMap<string, ReadMetric>;
  readonly #request: MetricDataRequest;
  readonly #queries: ReadonlyMap<string, ParsedQuery>;
  readonly #values = new Map<string, Value>();
  readonly #visiting = new Set<string>();

  constructor(request: MetricDataRequest, metrics: ReadonlyMap<string, ReadMetric>) {
    this.#request = request;
    this.#queries = new Map(request.queries.map((query) => [query.id, query]));
    this.metrics = metrics;
  }

  valueOf(query: ParsedQuery): Value {
    const known = this.#values.get(query.id);
    if (known !== undefined) return known;
    const metric = this.metrics.get(query.id);
    const value = query.kind === 'expression' ? this.#evaluate(query) : metric && seriesValue(metric.series);
    if (value === undefined) throw validationError(`Nothing was read for ${query.id}`);
    this.#values.set(query.id, value);
    return value;
  }

  #evaluate(query: ExpressionQuery): Value {
    if (this.#visiting.has(query.id)) throw expressionError(query, 'The expression refers to itself');
    this.#visiting.add(query.id);
    const result = evaluateExpression(query.expression, {
      range: this.#rangeOf(query),
      find: (name) => {
        const found = this.#queries.get(name);
        return found && this.valueOf(found);
      },
      metrics: [...this.metrics].map(([id, { series }]) => ({ id, series })),
    });
    this.#visiting.delete(query.id);
    if (result.kind === 'refused') throw expressionError(query, result.reason);
    return result.value;
  }

  /** Constants and what is filled have the period of the metrics that the expression names. */
  #rangeOf(query: ExpressionQuery): MathRange {
    const { range } = this.#request;
    const periodSeconds = query.periodSeconds ?? this.#longestPeriod(query);
    return { fromMs: roundStart(range.startMs, periodSeconds, range.nowMs), toMs: range.endMs, periodSeconds };
  }

  #longestPeriod({ expression }: ExpressionQuery): number {
    const read = readExpression(expression);
    const names = read.kind === 'expression' ? read.names : new Set<string>();
    const all = [...this.metrics].map(([id, { series }]) => ({ id, periodSeconds: series.periodSeconds }));
    const named = all.filter(({ id }) => names.has(id));
    const periods = (named.length > 0 ? named : all).map(({ periodSeconds }) => periodSeconds);
    return periods.length === 0 ? 60 : Math.max(...periods);
  }
}

function seriesOf(value: Value, query: ParsedQuery): readonly TimeSeries[] {
  switch (value.kind) {
    case 'series':
      return [query.kind === 'expression' ? { ...value.series, label: query.id } : value.series];
    case 'array':
      return value.series.map((series) => ({ ...series, label: `${query.id} ${series.label}`.trim() }));
    case 'scalar':
      throw expressionError(query, 'The result is a number, and a time series is wanted: see TIME_SERIES');
  }
}

const expressionError = ({ id }: ParsedQuery, reason: string) =>
  validationError(`Error in expression '${id}': ${reason}`);
