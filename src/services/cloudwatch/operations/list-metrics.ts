import { InvalidCursor } from '../../../storage/cursor.ts';
import type { SeriesKey, SeriesQuery } from '../../../storage/series.ts';
import type { CloudwatchContext, CloudwatchInput, CloudwatchOperation, CloudwatchOutput } from '../context.ts';
import { invalidToken } from '../errors.ts';
import { ownerOf } from '../resources/owner.ts';

const pageSize = 500;
const hourMs = 3_600_000;
const listedForMs = 14 * 24 * hourMs;
const recentlyMs = 3 * hourMs;

/** Lists metrics that had data of late. Units are no part of a metric: its series of all units are one. */
export const listMetrics: CloudwatchOperation<'ListMetrics'> = async (input, context, { caller }) => {
  await context.flushTelemetry();
  const owner = ownerOf(caller);
  const query = describeQuery(input, owner, context);
  const { series, next } = await list(query, context);
  const isPaged = next !== undefined;
  const metrics = distinct(series);
  const output = {
    Metrics: metrics.map((key) => describeMetric(key)),
    ...(isPaged && { NextToken: next }),
  };
  return input.IncludeLinkedAccounts === true
    ? { ...output, OwningAccounts: metrics.map(() => caller.account) }
    : output;
};

function describeQuery(
  input: CloudwatchInput<'ListMetrics'>,
  owner: string,
  { clock }: CloudwatchContext,
): SeriesQuery {
  const dimensions = (input.Dimensions ?? []).map(({ Name = '', Value }) =>
    Value === undefined ? { name: Name } : { name: Name, value: Value },
  );
  const activeSinceMs = clock.now() - (input.RecentlyActive === undefined ? listedForMs : recentlyMs);
  return {
    owner,
    ...(input.Namespace !== undefined && { namespace: input.Namespace }),
    ...(input.MetricName !== undefined && { metric: input.MetricName }),
    ...(input.NextToken !== undefined && { after: input.NextToken }),
    dimensions,
    activeSinceMs,
    limit: pageSize,
  };
}

async function list(
  query: SeriesQuery,
  { store }: CloudwatchContext,
): ReturnType<CloudwatchContext['store']['series']['list']> {
  try {
    return await store.series.list(query);
  } catch (error) {
    if (error instanceof InvalidCursor) throw invalidToken();
    throw error;
  }
}

/** Series that differ in their unit alone stand beside each other. */
function distinct(series: readonly SeriesKey[]): SeriesKey[] {
  const seen = new Set<string>();
  return series.filter(({ namespace, metric, dimensions }) => {
    const key = JSON.stringify([namespace, metric, dimensions]);
    return seen.size < seen.add(key).size;
  });
}

type Metric = NonNullable<CloudwatchOutput<'ListMetrics'>['Metrics']>[number];

function describeMetric({ namespace, metric, dimensions }: SeriesKey): Metric {
  return {
    Namespace: namespace,
    MetricName: metric,
    Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
  };
}
