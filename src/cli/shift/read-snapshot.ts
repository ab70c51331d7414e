/** Asks a platform how a deployment stands. */
import type { AwsClient, OnTheWire } from '../aws-client.ts';
import { AwsRefusal } from '../aws-refusal.ts';
import type { ShiftDescription } from '../extension-operations.ts';
import { readVersionMetrics } from './version-metrics.ts';
import {
  hasEnded,
  type AlarmView,
  type DeploymentView,
  type LifecycleEventView,
  type ShiftTarget,
  type Snapshot,
} from './snapshot.ts';

type Shift = OnTheWire<ShiftDescription>;

export async function readSnapshot(client: AwsClient, deploymentId: string): Promise<Snapshot> {
  const { view, shift } = await readDeployment(client, deploymentId);
  const { target, startedAt, completedAt, rolledBackBy } = view;
  const [alarms, versions, rollback] = await Promise.all([
    readAlarms(client, shift.alarms),
    target === undefined || startedAt === undefined
      ? []
      : readVersionMetrics(client, target, { startedAt, endedAt: completedAt ?? shift.now * 1000 }),
    rolledBackBy === undefined ? undefined : readDeployment(client, rolledBackBy),
  ]);
  const deployment = { ...view, alarms, versions };
  const observedAt = shift.now * 1000;
  if (rollback === undefined) return { observedAt, isFinal: hasEnded(view), deployment };
  return {
    observedAt,
    isFinal: hasEnded(view) && hasEnded(rollback.view),
    deployment: { ...deployment, weightPercent: await readWeight(client, target, rollback.view) },
    rollback: rollback.view,
  };
}

/**
 * Where the traffic is that a rollback takes back. CodeDeploy calls it gone from the moment on at which
 * the deployment ended; the alias knows better.
 */
async function readWeight(
  client: AwsClient,
  target: ShiftTarget | undefined,
  rollback: DeploymentView,
): Promise<number> {
  if (target === undefined || rollback.status === 'Succeeded') return 0;
  const { FunctionVersion, RoutingConfig } = await client.getAlias(target.functionName, target.functionAlias);
  if (FunctionVersion === target.targetVersion) return 100;
  return percentOf(RoutingConfig?.AdditionalVersionWeights?.[target.targetVersion] ?? 0);
}

interface Read {
  readonly view: DeploymentView;
  readonly shift: Shift;
}

/** Two answers that do not belong together were given around a change: asked again, they do. */
const attemptsMax = 3;

async function readDeployment(client: AwsClient, deploymentId: string, attempt = 1): Promise<Read> {
  const { deploymentInfo = {} } = await client.codedeploy('GetDeployment', { deploymentId });
  const shift = await client.extension('DescribeShift', { deploymentId });
  if (shift.status !== deploymentInfo.status && attempt < attemptsMax)
    return readDeployment(client, deploymentId, attempt + 1);
  const target = targetOf(shift);
  const lifecycleEvents = target === undefined ? [] : await readLifecycle(client, deploymentId, target);
  return { view: describe(deploymentInfo, shift, { target, lifecycleEvents }), shift };
}

type Info = NonNullable<Awaited<ReturnType<typeof getDeployment>>['deploymentInfo']>;
const getDeployment = (client: AwsClient, deploymentId: string) => client.codedeploy('GetDeployment', { deploymentId });

function describe(
  info: Info,
  shift: Shift,
  { target, lifecycleEvents }: { target: ShiftTarget | undefined; lifecycleEvents: readonly LifecycleEventView[] },
): DeploymentView {
  const { errorInformation: error, rollbackInfo = {} } = info;
  const { rollbackDeploymentId: rolledBackBy, rollbackTriggeringDeploymentId: rollsBack } = rollbackInfo;
  return {
    deploymentId: info.deploymentId ?? '',
    applicationName: info.applicationName ?? '',
    deploymentGroupName: info.deploymentGroupName ?? '',
    deploymentConfigName: info.deploymentConfigName ?? '',
    status: info.status ?? '',
    ...(info.description !== undefined && { description: info.description }),
    createdAt: (info.createTime ?? 0) * 1000,
    ...moment('startedAt', info.startTime),
    ...moment('completedAt', info.completeTime),
    ...(error && { error: { code: error.code ?? '', message: error.message ?? '' } }),
    messages: info.deploymentStatusMessages ?? [],
    ...(rolledBackBy !== undefined && { rolledBackBy }),
    ...(rollsBack !== undefined && { rollsBack }),
    ...(target && { target }),
    weightPercent: percentOf(shift.targetVersionWeight),
    phase: shift.phase,
    isPaused: shift.isPaused,
    plan: shift.plan.map(({ targetVersionWeight, afterSeconds }) => ({
      weightPercent: percentOf(targetVersionWeight),
      afterSeconds,
    })),
    ...(shift.step !== undefined && { step: shift.step }),
    ...(shift.nextWeight !== undefined && { nextWeightPercent: percentOf(shift.nextWeight) }),
    ...moment('nextStepAt', shift.nextStepAt),
    ...moment('endsAt', shift.endsAt),
    lifecycleEvents,
    versions: [],
    alarms: [],
  };
}

/** CodeDeploy counts in whole percents; as fractions they are not exact. */
const percentOf = (fraction: number): number => Math.round(fraction * 100);

function moment<Name extends string>(name: Name, seconds: number | undefined): { readonly [Key in Name]?: number } {
  // A computed name widens to any text.
  return (seconds === undefined ? {} : { [name]: seconds * 1000 }) as { readonly [Key in Name]?: number };
}

function targetOf({ functionName, functionAlias, currentVersion, targetVersion }: Shift): ShiftTarget | undefined {
  if (functionName === undefined || functionAlias === undefined) return undefined;
  if (currentVersion === undefined || targetVersion === undefined) return undefined;
  return { functionName, functionAlias, currentVersion, targetVersion };
}

async function readLifecycle(
  client: AwsClient,
  deploymentId: string,
  { functionName, functionAlias }: ShiftTarget,
): Promise<readonly LifecycleEventView[]> {
  const targetId = `${functionName}:${functionAlias}`;
  const { deploymentTarget } = await client.codedeploy('GetDeploymentTarget', { deploymentId, targetId });
  return (deploymentTarget?.lambdaTarget?.lifecycleEvents ?? []).map((event) => ({
    name: event.lifecycleEventName ?? '',
    status: event.status ?? '',
    ...moment('startedAt', event.startTime),
    ...moment('endedAt', event.endTime),
  }));
}

async function readAlarms(client: AwsClient, names: readonly string[]): Promise<readonly AlarmView[]> {
  if (names.length === 0) return [];
  const AlarmTypes = ['MetricAlarm', 'CompositeAlarm'] as const;
  try {
    // A deployment group names fifty at most, which is less than a page.
    const answer = await client.cloudwatch('DescribeAlarms', { AlarmNames: names, AlarmTypes, MaxRecords: 100 });
    const found = [...(answer.MetricAlarms ?? []), ...(answer.CompositeAlarms ?? [])];
    return names.map((name) => {
      const { StateValue: state = 'MISSING', StateReason: reason = '' } =
        found.find(({ AlarmName }) => AlarmName === name) ?? {};
      return { name, state, reason };
    });
  } catch (error) {
    // Somebody who watches loses sight of the alarms, not of the deployment.
    if (!(error instanceof AwsRefusal)) throw error;
    return names.map((name) => ({ name, state: 'UNKNOWN', reason: error.message }));
  }
}
