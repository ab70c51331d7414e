/** The values that a metric alarm is judged by, period by period. */
import type { Slot } from './alarms/evaluation.ts';
import { evaluateExpression, readExpression } from './metric-math/evaluate.ts';
import { seriesValue, type TimeSeries, type Value } from './metric-math/value.ts';
import type { MetricReader, MetricValue } from './metric-reader.ts';
import { periodOf, type AlarmOwner, type AlarmQuery, type MetricAlarm, type MetricStat } from './resources/alarm.ts';

interface Range {
  /** Exclusive. */
  readonly endMs: number;
  readonly periods: number;
}

/**
 * The last periods before `endMs`, oldest first. Windows slide: they are counted back from the end,
 * wherever on the clock that is.
 */
export async function readSlots(
  metrics: MetricReader,
  alarm: MetricAlarm,
  { endMs, periods }: Range,
): Promise<readonly Slot[]> {
  const periodMs = periodOf(alarm) * 1000;
  const window = { fromMs: endMs - periods * periodMs, toMs: endMs, anchorMs: endMs };
  const { source, owner } = alarm;
  const values =
    source.kind === 'metric'
      ? await readMetric(metrics, owner, source.metric, window)
      : await readQueries(metrics, owner, source.queries, { ...window, periodSeconds: periodOf(alarm) });
  const byPeriod = new Map(values.map((value) => [Math.floor((value.atMs - window.fromMs) / periodMs), value]));
  return Array.from({ length: periods }, (_, index) => {
    const atMs = window.fromMs + index * periodMs;
    const found = byPeriod.get(index);
    return found === undefined ? { atMs } : { ...found, atMs };
  });
}

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly anchorMs: number;
}

type Point = Pick<MetricValue, 'atMs' | 'value'> & Partial<Pick<MetricValue, 'sampleCount'>>;

function readMetric(
  metrics: MetricReader,
  owner: AlarmOwner,
  { namespace, metricName, dimensions, statistic, periodSeconds, unit }: MetricStat,
  window: Window,
): Promise<readonly MetricValue[]> {
  const query = { owner, namespace, metricName, dimensions, statistic, periodSeconds, ...window };
  return metrics.read(unit === undefined ? query : { ...query, unit });
}

/** The one series of a list that is returned: a metric, or an expression over the others. */
async function readQueries(
  metrics: MetricReader,
  owner: AlarmOwner,
  queries: readonly AlarmQuery[],
  window: Window & { readonly periodSeconds: number },
): Promise<readonly Point[]> {
  const { periodSeconds, ...times } = window;
  const series = new Map<string, TimeSeries>();
  for (const { id, label, metricStat } of queries) {
    if (metricStat === undefined) continue;
    const points = await readMetric(metrics, owner, metricStat, times);
    series.set(id, { label: label ?? metricStat.metricName, periodSeconds, points });
  }
  const surroundings = {
    range: { fromMs: window.fromMs, toMs: window.toMs, periodSeconds },
    metrics: [...series].map(([id, one]) => ({ id, series: one })),
    find: (id: string): Value | undefined => valueOf(id),
  };
  const valueOf = (id: string): Value | undefined => {
    const known = series.get(id);
    if (known !== undefined) return seriesValue(known);
    const expression = queries.find((query) => query.id === id)?.expression;
    if (expression === undefined) return undefined;
    const result = evaluateExpression(expression, surroundings);
    if (result.kind === 'refused') throw new ExpressionFailed(id, result.reason);
    return result.value;
  };
  const returned = queries.find(({ returnData }) => returnData);
  const value = returned === undefined ? undefined : valueOf(returned.id);
  return value === undefined ? [] : pointsOf(value);
}

function pointsOf(value: Value): readonly Point[] {
  switch (value.kind) {
    case 'series':
      return value.series.points;
    case 'array':
      return value.series.length === 1 ? (value.series[0]?.points ?? []) : [];
    case 'scalar':
      return [];
  }
}

/** An alarm's expression could not be worked out over what there is. */
class ExpressionFailed extends Error {
  override readonly name = 'ExpressionFailed';

  constructor(id: string, reason: string) {
    super(`Expression ${id} of an alarm could not be evaluated: ${reason}`);
  }
}

/** Why a list's expressions cannot be evaluated; `undefined`: they can. */
export function findExpressionProblem(queries: readonly AlarmQuery[]): string | undefined {
  const ids = new Set(queries.map(({ id }) => id));
  const uses = new Map<string, readonly string[]>();
  for (const { id, expression } of queries) {
    if (expression === undefined) continue;
    const read = readExpression(expression);
    if (read.kind === 'refused') return `Error in expression '${id}': ${read.reason}`;
    const unknown = [...read.names].find((name) => !ids.has(name));
    if (unknown !== undefined) return `Error in expression '${id}': Undefined variable ${unknown}`;
    uses.set(id, [...read.names]);
  }
  const circular = [...uses.keys()].find((id) => reaches(id, id, uses, new Set()));
  return circular === undefined ? undefined : `Error in expression '${circular}': it refers to itself`;
}

function reaches(from: string, to: string, uses: ReadonlyMap<string, readonly string[]>, seen: Set<string>): boolean {
  for (const next of uses.get(from) ?? []) {
    if (next === to) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    if (reaches(next, to, uses, seen)) return true;
  }
  return false;
}
