/** For tests: a canary of ten percent, 83 seconds after its start. */
import type { DeploymentView, Snapshot } from './snapshot.ts';

export const startedAt = Date.UTC(2026, 10, 28, 19, 47, 26);
const second = 1000;

export const canary: DeploymentView = {
  deploymentId: 'd-75I7MBT7C',
  applicationName: 'shop',
  deploymentGroupName: 'checkout',
  deploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
  status: 'InProgress',
  createdAt: startedAt - second,
  startedAt,
  messages: [],
  target: { functionName: 'checkout', functionAlias: 'live', currentVersion: '1', targetVersion: '2' },
  weightPercent: 10,
  phase: 'shifting',
  isPaused: false,
  plan: [
    { weightPercent: 10, afterSeconds: 0 },
    { weightPercent: 100, afterSeconds: 300 },
  ],
  step: 0,
  nextWeightPercent: 100,
  nextStepAt: startedAt + 300 * second,
  endsAt: startedAt + 300 * second,
  lifecycleEvents: [
    { name: 'BeforeAllowTraffic', status: 'Succeeded', startedAt, endedAt: startedAt + 400 },
    { name: 'AllowTraffic', status: 'InProgress', startedAt: startedAt + 400 },
    { name: 'AfterAllowTraffic', status: 'Pending' },
  ],
  versions: [
    { version: '1', role: 'current', invocations: 903, errors: 0, p99Ms: 4.21 },
    { version: '2', role: 'target', invocations: 97, errors: 2, p99Ms: 12.3 },
  ],
  alarms: [{ name: 'CanaryErrorsAlarm', state: 'OK', reason: 'Threshold not crossed' }],
};

/** A later or other look at it. */
export const look = (
  changes: Partial<DeploymentView> = {},
  more: Partial<Omit<Snapshot, 'deployment'>> = {},
): Snapshot => ({
  observedAt: startedAt + 83 * second,
  isFinal: false,
  deployment: { ...canary, ...changes },
  ...more,
});

/** How a deployment looks that an alarm stopped. */
export const stopped: Partial<DeploymentView> = {
  status: 'Stopped',
  phase: 'ended',
  completedAt: startedAt + 83 * second,
  weightPercent: 0,
  error: {
    code: 'ALARM_ACTIVE',
    message: 'One or more alarms have been activated. Activated alarms: <CanaryErrorsAlarm>',
  },
  alarms: [{ name: 'CanaryErrorsAlarm', state: 'ALARM', reason: 'Threshold Crossed' }],
  lifecycleEvents: [
    { name: 'BeforeAllowTraffic', status: 'Succeeded', startedAt, endedAt: startedAt + 400 },
    { name: 'AllowTraffic', status: 'Failed', startedAt: startedAt + 400, endedAt: startedAt + 83 * second },
    { name: 'AfterAllowTraffic', status: 'Skipped' },
  ],
};

/** The deployment that takes the canary back. */
export const takesBack: DeploymentView = {
  ...canary,
  deploymentId: 'd-AAAAAAAAA',
  status: 'Succeeded',
  phase: 'ended',
  createdAt: startedAt + 83 * second,
  completedAt: startedAt + 84 * second,
  rollsBack: canary.deploymentId,
  target: { functionName: 'checkout', functionAlias: 'live', currentVersion: '2', targetVersion: '1' },
  weightPercent: 100,
};
