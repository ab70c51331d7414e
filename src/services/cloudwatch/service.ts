import type { CloudwatchOperations } from '../../api/cloudwatch.ts';
import type { Client, Handlers } from '../../api/service.ts';
import type { RequestContext } from '../../aws/caller.ts';
import { createAlarmOperations } from './alarm-operations.ts';
import type {
  CloudwatchContext,
  CloudwatchDependencies,
  CloudwatchInput,
  CloudwatchOperation,
  CloudwatchOutput,
} from './context.ts';
import type { MetricReader } from './metric-reader.ts';
import { getMetricData } from './operations/get-metric-data.ts';
import { getMetricStatistics } from './operations/get-metric-statistics.ts';
import { listMetrics } from './operations/list-metrics.ts';
import { putMetricData } from './operations/put-metric-data.ts';
import { StoredMetricReader } from './stored-metric-reader.ts';

/** Peers put metrics, too. */
type CloudwatchTable = Handlers<CloudwatchOperations> & Pick<Client<CloudwatchOperations>, 'PutMetricData'>;

export interface CloudwatchService {
  readonly operations: CloudwatchTable;
  readonly metrics: MetricReader;
}

/** CloudWatch: metrics and what watches them. */
export function createCloudwatchService(dependencies: CloudwatchDependencies): CloudwatchService {
  const context: CloudwatchContext = { ...dependencies, metrics: new StoredMetricReader(dependencies.store.series) };
  return {
    operations: { ...createAlarmOperations(context), ...createMetricOperations(context) },
    metrics: context.metrics,
  };
}

function createMetricOperations(context: CloudwatchContext): CloudwatchTable {
  const serve =
    <Name extends keyof CloudwatchOperations>(operation: CloudwatchOperation<Name>) =>
    (input: CloudwatchInput<Name>, request: RequestContext): Promise<CloudwatchOutput<Name>> =>
      operation(input, context, request);
  return {
    GetMetricData: serve(getMetricData),
    GetMetricStatistics: serve(getMetricStatistics),
    ListMetrics: serve(listMetrics),
    PutMetricData: serve(putMetricData),
  };
}
