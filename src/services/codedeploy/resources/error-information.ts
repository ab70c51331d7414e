/** What CodeDeploy says of a deployment that ended badly. */
import type { Ending, HookStage } from '../../../deployment/deployment-state.ts';

export interface ErrorInformation {
  readonly code: string;
  readonly message: string;
}

const hookFailed = 'The deployment failed because one or more of the lifecycle event validation functions failed.';
const hookSilent =
  'The deployment timed out while waiting for a status callback. CodeDeploy expects a status callback within one hour after a deployment hook is invoked.';
const alarmsActive =
  'One or more alarms have been activated according to the Amazon CloudWatch metrics you selected, and the affected deployments have been stopped. Activated alarms:';

export const lifecycleEventNames: Readonly<Record<HookStage | 'allow', string>> = {
  before: 'BeforeAllowTraffic',
  allow: 'AllowTraffic',
  after: 'AfterAllowTraffic',
};

/**
 * The texts for alarms, hooks and stop requests were observed; the codes `TIMEOUT` and `MANUAL_STOP`,
 * and all that AWS has no case for, are inferred.
 */
export function errorInformationOf(ending: Ending): ErrorInformation | undefined {
  switch (ending.outcome) {
    case 'succeeded':
      return undefined;
    case 'failed':
      return failureOf(ending.reason);
    case 'stopped':
      return stopOf(ending.reason);
  }
}

function failureOf(reason: Extract<Ending, { outcome: 'failed' }>['reason']): ErrorInformation {
  switch (reason.kind) {
    case 'refused':
      return { code: reason.code, message: reason.message };
    case 'hook-reported':
      return { code: 'HOOK_EXECUTION_FAILURE', message: hookFailed };
    case 'hook-broken':
      return {
        code: 'HOOK_EXECUTION_FAILURE',
        message: `${hookFailed} ${lifecycleEventNames[reason.stage]}: ${reason.detail}`,
      };
    case 'hook-silent':
      return { code: 'TIMEOUT', message: hookSilent };
    case 'time-limit':
      return {
        code: 'TIMEOUT',
        message: 'The deployment timed out: a deployment to AWS Lambda takes 50 hours at most.',
      };
  }
}

function stopOf(reason: Extract<Ending, { outcome: 'stopped' }>['reason']): ErrorInformation {
  switch (reason.kind) {
    case 'alarm':
      return { code: 'ALARM_ACTIVE', message: `${alarmsActive} ${reason.names.map((name) => `<${name}>`).join(' ')}` };
    case 'unreadable-alarms':
      return {
        code: 'CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND',
        message: `The state of the alarms could not be retrieved from Amazon CloudWatch, and the deployment has been stopped. ${reason.detail}`,
      };
    case 'request':
      return { code: 'MANUAL_STOP', message: 'the deployment is cancelled due to an abort request' };
  }
}
