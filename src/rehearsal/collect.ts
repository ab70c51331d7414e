/** Asks the platform, once a stack's update has ended, what its deployments were and did. */
import type { CodedeployOperations } from '../api/codedeploy.ts';
import type { ObservedDeployment, ObservedGroup, ObservedLifecycleEvent, ObservedRouting } from './evidence.ts';
import type { Observer } from './observer.ts';
import type { ShiftedAlias } from './shifted-aliases.ts';

type GroupInfo = NonNullable<CodedeployOperations['GetDeploymentGroup']['output']['deploymentGroupInfo']>;

interface Collected {
  readonly deployments: readonly ObservedDeployment[];
  readonly group?: ObservedGroup;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** By logical ID of the alias. */
export async function collectDeployments(
  { codedeploy }: Observer,
  aliases: readonly ShiftedAlias[],
): Promise<ReadonlyMap<string, Collected>> {
  const collected = new Map<string, Collected>();
  const { deployments: ids = [] } = await codedeploy('ListDeployments', {});
  for (const id of ids.toReversed()) {
    const { deploymentInfo: info = {} } = await codedeploy('GetDeployment', { deploymentId: id });
    const { targetIds: [targetId] = [] } = await codedeploy('ListDeploymentTargets', { deploymentId: id });
    if (targetId === undefined) continue;
    const { deploymentTarget } = await codedeploy('GetDeploymentTarget', { deploymentId: id, targetId });
    const { lambdaFunctionInfo: shifted, lifecycleEvents = [] } = deploymentTarget?.lambdaTarget ?? {};
    const alias = aliases.find(
      ({ functionName, alias: name }) =>
        shifted?.functionName?.split(':').at(-1) === functionName && shifted.functionAlias === name,
    );
    if (alias === undefined) continue;
    const { errorInformation: error } = info;
    const deployment: ObservedDeployment = {
      deploymentId: id,
      status: info.status ?? '',
      isRollback: info.creator === 'codeDeployRollback',
      config: info.deploymentConfigName ?? '',
      targetVersion: shifted?.targetVersion ?? '',
      createdAtMs: info.createTime?.getTime() ?? 0,
      ...(error !== undefined && { error: { code: error.code ?? '', message: error.message ?? '' } }),
      messages: info.deploymentStatusMessages ?? [],
      lifecycleEvents: lifecycleEvents.map(describeEvent),
    };
    const known = collected.get(alias.resource);
    const group =
      known?.group ?? (await collectGroup(codedeploy, info.applicationName ?? '', info.deploymentGroupName ?? ''));
    collected.set(alias.resource, { deployments: [...(known?.deployments ?? []), deployment], group });
  }
  return collected;
}

function describeEvent(event: {
  readonly lifecycleEventName?: string | undefined;
  readonly status?: string | undefined;
  readonly startTime?: Date | undefined;
  readonly endTime?: Date | undefined;
}): ObservedLifecycleEvent {
  return {
    name: event.lifecycleEventName ?? '',
    status: event.status ?? '',
    ...(event.startTime !== undefined && { startedAtMs: event.startTime.getTime() }),
    ...(event.endTime !== undefined && { endedAtMs: event.endTime.getTime() }),
  };
}

async function collectGroup(
  codedeploy: Observer['codedeploy'],
  applicationName: string,
  deploymentGroupName: string,
): Promise<ObservedGroup> {
  const { deploymentGroupInfo: info = {} } = await codedeploy('GetDeploymentGroup', {
    applicationName,
    deploymentGroupName,
  });
  const config = info.deploymentConfigName ?? 'CodeDeployDefault.LambdaAllAtOnce';
  const { alarmConfiguration, autoRollbackConfiguration }: GroupInfo = info;
  return {
    name: deploymentGroupName,
    config,
    routing: await collectRouting(codedeploy, config),
    alarms: (alarmConfiguration?.alarms ?? []).flatMap(({ name }) => name ?? []),
    areAlarmsOn: alarmConfiguration?.enabled === true,
    rollbackEvents: autoRollbackConfiguration?.enabled === true ? (autoRollbackConfiguration.events ?? []) : [],
  };
}

async function collectRouting(codedeploy: Observer['codedeploy'], name: string): Promise<ObservedRouting> {
  const { deploymentConfigInfo } = await codedeploy('GetDeploymentConfig', { deploymentConfigName: name });
  const { timeBasedCanary: canary, timeBasedLinear: linear } = deploymentConfigInfo?.trafficRoutingConfig ?? {};
  if (canary !== undefined)
    return {
      kind: 'canary',
      percent: canary.canaryPercentage ?? 0,
      waitMs: (canary.canaryInterval ?? 0) * minuteMs,
    };
  if (linear !== undefined) {
    const percent = linear.linearPercentage ?? 100;
    return {
      kind: 'linear',
      percent,
      waitMs: (Math.ceil(100 / percent) - 1) * (linear.linearInterval ?? 0) * minuteMs,
    };
  }
  return { kind: 'all-at-once', percent: 100, waitMs: 0 };
}

/** What CloudWatch knows of how long the versions took, over all of the time. */
export async function collectLatencies(
  { cloudwatch }: Observer,
  { functionName, alias }: ShiftedAlias,
  range: { readonly fromMs: number; readonly untilMs: number; readonly versions: readonly string[] },
): Promise<ReadonlyMap<string, { readonly p50Ms: number; readonly p99Ms: number }>> {
  const statistics = ['p50', 'p99'] as const;
  const { MetricDataResults = [] } = await cloudwatch('GetMetricData', {
    StartTime: new Date(Math.floor(range.fromMs / dayMs) * dayMs),
    EndTime: new Date((Math.floor(range.untilMs / dayMs) + 1) * dayMs),
    MetricDataQueries: range.versions.flatMap((version, index) =>
      statistics.map((Stat) => ({
        Id: `${Stat}_${index}`,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/Lambda',
            MetricName: 'Duration',
            Dimensions: [
              { Name: 'FunctionName', Value: functionName },
              { Name: 'Resource', Value: `${functionName}:${alias}` },
              { Name: 'ExecutedVersion', Value: version },
            ],
          },
          // One period over all: percentiles of several could not be put together.
          Period: dayMs / 1000,
          Stat,
        },
      })),
    ),
  });
  // Two days where a rehearsal begins before midnight.
  const valueOf = (id: string): number | undefined =>
    MetricDataResults.find(({ Id }) => Id === id)?.Values?.reduce((most, value) => Math.max(most, value), 0);
  const found = new Map<string, { readonly p50Ms: number; readonly p99Ms: number }>();
  for (const [index, version] of range.versions.entries()) {
    const [p50Ms, p99Ms] = [valueOf(`p50_${index}`), valueOf(`p99_${index}`)];
    if (p50Ms !== undefined && p99Ms !== undefined) found.set(version, { p50Ms, p99Ms });
  }
  return found;
}
