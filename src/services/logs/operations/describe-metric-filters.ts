import type { LogsOperation } from '../context.ts';
import { invalidParameter } from '../errors.ts';
import { formatToken, parseToken } from '../page-token.ts';
import { collect } from '../records.ts';
import { filtersPrefix, ownerFiltersPrefix } from '../resources/keys.ts';
import { describeMetricFilter, type MetricFilter } from '../resources/metric-filter.ts';

const limitDefault = 50;

/** Filters of a group, or of all groups, by name. */
export const describeMetricFilters: LogsOperation<'DescribeMetricFilters'> = async (input, context, { caller }) => {
  const { logGroupName, filterNamePrefix = '', metricName, metricNamespace, limit = limitDefault, nextToken } = input;
  if ((metricName === undefined) !== (metricNamespace === undefined)) {
    throw invalidParameter('metricName and metricNamespace must be given together.');
  }
  if (logGroupName !== undefined) await context.groups.require(caller, logGroupName);
  const prefix = logGroupName === undefined ? ownerFiltersPrefix(caller) : filtersPrefix(caller, logGroupName);
  const after = nextToken === undefined ? undefined : parsePlace(nextToken);
  const filters = (await collect<MetricFilter>(context.store.documents, prefix))
    .filter(
      ({ name, transformation }) =>
        name.startsWith(filterNamePrefix) &&
        (metricName === undefined || transformation.metricName === metricName) &&
        (metricNamespace === undefined || transformation.namespace === metricNamespace),
    )
    .toSorted(compare)
    .filter((filter) => after === undefined || compare(filter, after) > 0);
  const page = filters.slice(0, limit);
  const last = page.at(-1);
  return {
    metricFilters: page.map(describeMetricFilter),
    ...(filters.length > limit && last !== undefined && { nextToken: formatToken(last.name, last.group) }),
  };
};

type Place = Pick<MetricFilter, 'name' | 'group'>;

function parsePlace(token: string): Place {
  const [name, group] = parseToken(token, 2);
  return { name: String(name), group: String(group) };
}

const compare = (left: Place, right: Place): number =>
  compareText(left.name, right.name) || compareText(left.group, right.group);
const compareText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);
