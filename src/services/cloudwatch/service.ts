import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import type { LogEvent } from '../../storage/logs.ts';
import { createAlarmOperations } from './alarm-operations.ts';
import type {
  CloudwatchContext,
  CloudwatchDependencies,
  CloudwatchInput,
  CloudwatchOperation,
  CloudwatchOutput,
} from './context.ts';
import { describeEmbedded } from './log-metrics.ts';
import type { MetricReader } from './metric-reader.ts';
import { getMetricData } from './operations/get-metric-data.ts';
import { getMetricStatistics } from './operations/get-metric-statistics.ts';
import { listMetrics } from './operations/list-metrics.ts';
import { putMetricData } from './operations/put-metric-data.ts';
import { StoredMetricReader } from './stored-metric-reader.ts';

/** Peers put metrics, too. */
type CloudwatchTable = ReturnType<typeof createMetricOperations> & ReturnType<typeof createAlarmOperations>;

export interface CloudwatchService {
  readonly operations: CloudwatchTable;
  readonly metrics: MetricReader;
  /** Takes the metrics that log events embed; rejects where they could not be stored. */
  takeLogEvents(events: readonly LogEvent[]): Promise<void>;
}

/** CloudWatch: metrics and what watches them. */
export function createCloudwatchService(dependencies: CloudwatchDependencies): CloudwatchService {
  const { store, clock } = dependencies;
  const writes = new Set<Promise<void>>();
  const flushTelemetry = async (): Promise<void> => {
    await dependencies.flushTelemetry();
    await Promise.allSettled(writes);
  };
  const context = { ...dependencies, flushTelemetry, metrics: new StoredMetricReader(store.series) };
  return {
    operations: { ...createAlarmOperations(context), ...createMetricOperations(context) },
    metrics: context.metrics,
    async takeLogEvents(events) {
      const points = describeEmbedded(events, clock.now());
      if (points.length === 0) return;
      const write = store.series.append(points).finally(() => writes.delete(write));
      writes.add(write);
      await write;
    },
  };
}

function createMetricOperations(context: CloudwatchContext) {
  const serve =
    <Name extends keyof CloudwatchOperations>(operation: CloudwatchOperation<Name>) =>
    (input: CloudwatchInput<Name>, request: RequestContext): Promise<CloudwatchOutput<Name>> =>
      operation(input, context, request);
  return {
    GetMetricData: serve(getMetricData),
    GetMetricStatistics: serve(getMetricStatistics),
    ListMetrics: serve(listMetrics),
    PutMetricData: serve(putMetricData),
  } satisfies Handlers<CloudwatchOperations>;
}
