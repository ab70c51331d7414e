import { ApiError } from '../../aws/api-error.ts';
import type { LogEvent } from '../../storage/logs.ts';
import type { SeriesPoint } from '../../storage/series.ts';
import { parseEmbeddedMetrics, type EmbeddedMetrics } from './embedded-metrics.ts';
import { parseDatum } from './resources/datum.ts';

/** Points of the metrics that log events embed. Where one is not as `PutMetricData` would take it, it is left out, as on AWS. */
export function describeEmbedded(events: readonly LogEvent[], nowMs: number): SeriesPoint[] {
  return events.flatMap(({ owner, message }) =>
    parseEmbeddedMetrics(message).flatMap((metrics) => describeMetrics(metrics, owner, nowMs)),
  );
}

function describeMetrics({ namespace, data }: EmbeddedMetrics, owner: string, nowMs: number): SeriesPoint[] {
  return data.flatMap((datum, index) => {
    try {
      return [parseDatum(datum, `Metrics.${index}`, { owner, namespace, nowMs })];
    } catch (error) {
      if (error instanceof ApiError) return [];
      throw error;
    }
  });
}
