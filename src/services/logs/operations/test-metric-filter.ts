import type { LogsOperation } from '../context.ts';
import { requirePattern } from '../resources/metric-filter.ts';

/** Tells which of the messages a pattern matches, and what it finds in them. */
export const testMetricFilter: LogsOperation<'TestMetricFilter'> = async (input) => {
  const pattern = requirePattern(input.filterPattern ?? '', 'metric filter pattern');
  const matches = (input.logEventMessages ?? []).flatMap((eventMessage, index) => {
    const match = pattern.match(eventMessage);
    return match === undefined
      ? []
      : [{ eventNumber: index + 1, eventMessage, extractedValues: { ...match.extracted } }];
  });
  return { matches };
};
