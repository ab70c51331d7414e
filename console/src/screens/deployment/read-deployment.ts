/** A deployment as its screen shows it: what CodeDeploy tells, and how far the shift is. */
import type { Call } from '../../api/call.ts';
import type { Answer } from '../../api/operations.ts';
import type { ShiftDescription } from '../../api/serin-operations.ts';

export type DeploymentInfo = NonNullable<Answer<'codedeploy', 'GetDeployment'>['deploymentInfo']>;

type Target = NonNullable<Answer<'codedeploy', 'GetDeploymentTarget'>['deploymentTarget']>;
type WireEvent = NonNullable<NonNullable<Target['lambdaTarget']>['lifecycleEvents']>[number];

export interface DeploymentView {
  readonly id: string;
  readonly info: DeploymentInfo;
  readonly shift: ShiftDescription;
  readonly status: string;
  /** Absent until the AppSpec file was read. */
  readonly target?: ShiftTarget;
  readonly lifecycle: readonly LifecycleEvent[];
}

export interface ShiftTarget {
  readonly functionName: string;
  readonly functionAlias: string;
  readonly currentVersion: string;
  readonly targetVersion: string;
}

export interface LifecycleEvent {
  readonly name: string;
  readonly status: string;
  readonly startedAt?: number;
  readonly endedAt?: number;
  /** Why it failed. */
  readonly message?: string;
  /** The function that is called, where the event has a hook. */
  readonly hook?: string;
}

export const hasEnded = (status: string): boolean =>
  status === 'Succeeded' || status === 'Failed' || status === 'Stopped';

export const isRollback = ({ info }: DeploymentView): boolean =>
  info.rollbackInfo?.rollbackTriggeringDeploymentId !== undefined;

/** Two answers that do not belong together were given around a change: asked again, they do. */
const attemptsMax = 3;

export async function readDeployment(call: Call, id: string, attempt = 1): Promise<DeploymentView> {
  const [{ deploymentInfo: info = {} }, shift] = await Promise.all([
    call('codedeploy', 'GetDeployment', { deploymentId: id }),
    call('serin', 'DescribeShift', { deploymentId: id }),
  ]);
  if (info.status !== shift.status && attempt < attemptsMax) return readDeployment(call, id, attempt + 1);
  const target = targetOf(shift);
  if (target === undefined) return { id, info, shift, status: shift.status, lifecycle: [] };
  const [events, hooks] = await Promise.all([readLifecycle(call, id, target), readHooks(call, info)]);
  const lifecycle = events.map((event) => describeEvent(event, hooks));
  return { id, info, shift, status: shift.status, target, lifecycle };
}

function targetOf(shift: ShiftDescription): ShiftTarget | undefined {
  const { functionName, functionAlias, currentVersion, targetVersion } = shift;
  if (functionName === undefined || functionAlias === undefined) return undefined;
  if (currentVersion === undefined || targetVersion === undefined) return undefined;
  return { functionName, functionAlias, currentVersion, targetVersion };
}

async function readLifecycle(call: Call, deploymentId: string, target: ShiftTarget): Promise<readonly WireEvent[]> {
  const targetId = `${target.functionName}:${target.functionAlias}`;
  const { deploymentTarget } = await call('codedeploy', 'GetDeploymentTarget', { deploymentId, targetId });
  return deploymentTarget?.lambdaTarget?.lifecycleEvents ?? [];
}

function describeEvent(event: WireEvent, hooks: Readonly<Record<string, string>>): LifecycleEvent {
  const { lifecycleEventName: name = '', status = '', startTime, endTime, diagnostics } = event;
  const message = diagnostics?.message ?? '';
  const hook = hooks[name];
  return {
    name,
    status,
    ...(startTime !== undefined && { startedAt: startTime }),
    ...(endTime !== undefined && { endedAt: endTime }),
    ...(message !== '' && status === 'Failed' && { message }),
    ...(hook !== undefined && { hook }),
  };
}

/** Hooks stand in the AppSpec file alone. It never changes, so it is asked for once. */
const hooksRead = new Map<string, Promise<Readonly<Record<string, string>>>>();

async function readHooks(
  call: Call,
  { applicationName, revision }: DeploymentInfo,
): Promise<Readonly<Record<string, string>>> {
  const sha256 = revision?.appSpecContent?.sha256 ?? revision?.string?.sha256;
  // What lies in S3 is left there: hooks are then shown without their functions.
  if (applicationName === undefined || revision === undefined || sha256 === undefined) return {};
  const key = `${applicationName} ${sha256}`;
  const known = hooksRead.get(key);
  if (known !== undefined) return known;
  const reading = call('codedeploy', 'GetApplicationRevision', { applicationName, revision }).then(
    ({ revision: found }) => parseHooks(found?.appSpecContent?.content ?? found?.string?.content ?? ''),
    () => {
      // The application is gone, and with it what its deployments ran. The deployment is still shown.
      hooksRead.delete(key);
      return {};
    },
  );
  hooksRead.set(key, reading);
  return reading;
}

/** From an AppSpec file in JSON or YAML: which function each lifecycle event calls. */
export function parseHooks(appSpec: string): Readonly<Record<string, string>> {
  const found = appSpec.matchAll(/["']?\b(BeforeAllowTraffic|AfterAllowTraffic)\b["']?\s*:\s*["']?([^"'\s,}]+)/g);
  return Object.fromEntries([...found].map(([, event = '', name = '']) => [event, shortName(name)]));
}

/** Of a function that is named by its ARN. */
const shortName = (name: string): string => (name.startsWith('arn:') ? (name.split(':')[6] ?? name) : name);
