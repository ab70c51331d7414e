/** What CloudWatch knows of the two versions behind an alias. */
import type { AwsClient } from '../aws-client.ts';
import type { ShiftTarget, VersionMetrics } from './snapshot.ts';

const minuteMs = 60_000;
const periodSeconds = 60;

const metrics = [
  { id: 'invocations', name: 'Invocations', statistic: 'Sum' },
  { id: 'errors', name: 'Errors', statistic: 'Sum' },
  { id: 'duration', name: 'Duration', statistic: 'p99' },
] as const;

/**
 * Metrics of one version exist only while the alias has two, so what lies in the minute before the
 * start belongs to this shift as well, unless another ended in it.
 */
export async function readVersionMetrics(
  client: AwsClient,
  target: ShiftTarget,
  { startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number },
): Promise<readonly VersionMetrics[]> {
  const versions = [
    { role: 'current', version: target.currentVersion },
    { role: 'target', version: target.targetVersion },
  ] as const;
  const { MetricDataResults = [] } = await client.cloudwatch('GetMetricData', {
    StartTime: (Math.floor(startedAt / minuteMs) * minuteMs) / 1000,
    EndTime: ((Math.floor(endedAt / minuteMs) + 1) * minuteMs) / 1000,
    ScanBy: 'TimestampAscending',
    MetricDataQueries: versions.flatMap(({ role, version }) =>
      metrics.map(({ id, name, statistic }) => ({
        Id: `${id}_${role}`,
        MetricStat: {
          Metric: { Namespace: 'AWS/Lambda', MetricName: name, Dimensions: dimensions(target, version) },
          Period: periodSeconds,
          Stat: statistic,
        },
      })),
    ),
  });
  const values = (id: string): readonly number[] => MetricDataResults.find(({ Id }) => Id === id)?.Values ?? [];
  const sum = (id: string): number => values(id).reduce((total, value) => total + value, 0);
  return versions.map(({ role, version }) => {
    const p99Ms = values(`duration_${role}`).at(-1);
    return {
      version,
      role,
      invocations: sum(`invocations_${role}`),
      errors: sum(`errors_${role}`),
      ...(p99Ms !== undefined && { p99Ms }),
    };
  });
}

const dimensions = ({ functionName, functionAlias }: ShiftTarget, version: string) => [
  { Name: 'FunctionName', Value: functionName },
  { Name: 'Resource', Value: `${functionName}:${functionAlias}` },
  { Name: 'ExecutedVersion', Value: version },
];
