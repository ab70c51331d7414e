import { ApiError } from '../../../aws/api-error.ts';
import { retryConflicts } from '../../../storage/retry-on-conflict.ts';
import type { LogsOperation } from '../context.ts';
import { aborted, groupNotFound, invalidParameter } from '../errors.ts';
import { collect } from '../records.ts';
import { filterKey, filtersPrefix, groupKey } from '../resources/keys.ts';
import { parseTransformation, requirePattern, type MetricFilter } from '../resources/metric-filter.ts';

const filtersMax = 100;

export const putMetricFilter: LogsOperation<'PutMetricFilter'> = async (input, { store, clock }, { caller }) => {
  const { logGroupName: group = '', filterName: name = '', filterPattern: pattern = '' } = input;
  for (const member of ['fieldSelectionCriteria', 'emitSystemFieldDimensions'] as const) {
    if (input[member] !== undefined) throw invalidParameter(`Serin does not support ${member} of metric filters.`);
  }
  const [transformation] = input.metricTransformations ?? [];
  if (transformation === undefined) throw invalidParameter('A metric filter needs a metric transformation.');
  const filter: MetricFilter = {
    name,
    group,
    pattern,
    createdAtMs: clock.now(),
    appliesToTransformed: input.applyOnTransformedLogs ?? false,
    transformation: parseTransformation(transformation, requirePattern(pattern, 'metric filter pattern')),
  };
  const { documents } = store;
  await retryConflicts(async () => {
    const stored = await documents.get(groupKey(caller, group));
    if (stored === undefined) throw groupNotFound();
    const filters = await collect<MetricFilter>(documents, filtersPrefix(caller, group));
    if (filters.length >= filtersMax && !filters.some((other) => other.name === name)) {
      throw new ApiError('LimitExceededException', 'Resource limit exceeded.');
    }
    // The group is written as it is, so that its deletion or another filter meanwhile is a conflict.
    await documents.write([
      { kind: 'put', key: stored.key, value: stored.value, ifRevision: stored.revision },
      { kind: 'put', key: filterKey(caller, group, name), value: filter },
    ]);
  }, aborted);
  return {};
};
