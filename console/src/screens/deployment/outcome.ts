/** How a deployment ended and where its traffic is now, in sentences. Pure. */
import { formatDuration } from '../../format/moments.ts';
import { formatPercent, weightPercent } from '../../format/numbers.ts';
import { hasEnded, type DeploymentView } from './read-deployment.ts';

export interface Outcome {
  readonly tone: 'good' | 'bad' | 'warn';
  readonly headline: string;
  readonly sentences: readonly string[];
}

/** The deployment that takes the traffic back. */
export interface RollbackView {
  readonly id: string;
  readonly status: string;
  readonly message?: string;
  readonly tookSeconds?: number;
}

const headlines: Readonly<Record<string, string>> = {
  ALARM_ACTIVE: 'an alarm went off',
  CODEDEPLOY_RESOURCE_CANNOT_BE_FOUND: 'its alarms could not be read',
  HOOK_EXECUTION_FAILURE: 'a hook did not let it pass',
  IAM_ROLE_MISSING: 'its service role cannot be used',
  IAM_ROLE_PERMISSIONS: 'its service role may not do what it needs',
  INVALID_LAMBDA_CONFIGURATION: 'its AppSpec file does not fit the function',
  INVALID_LAMBDA_FUNCTION: 'function, alias or version does not exist',
  MANUAL_STOP: 'somebody stopped it',
  REVISION_MISSING: 'its AppSpec file could not be read',
  TIMEOUT: 'it took too long',
};

/** An error code in a few words. */
export const reasonInShort = (code: string): string => headlines[code] ?? code;

/** `undefined` while it runs. */
export function describeOutcome(
  deployment: DeploymentView,
  { reason, rollback }: { readonly reason: string | undefined; readonly rollback: RollbackView | undefined },
): Outcome | undefined {
  const { status, info } = deployment;
  if (!hasEnded(status)) return undefined;
  const took = formatDuration((info.completeTime ?? 0) - (info.createTime ?? 0));
  if (status === 'Succeeded') return succeeded(deployment, took, rollback);
  const { code = '', message = '' } = info.errorInformation ?? {};
  const why = reason ?? message;
  return {
    tone: isHarmless(deployment, rollback) ? 'warn' : 'bad',
    headline: `${status} after ${took}${code === '' ? '' : `: ${reasonInShort(code)}`}`,
    sentences: [...(why === '' ? [] : [why]), whereTrafficIs(deployment, rollback)],
  };
}

/** Somebody wanted it so, and nothing is left half-way. */
function isHarmless({ info, shift }: DeploymentView, rollback: RollbackView | undefined): boolean {
  const isBack = rollback?.status === 'Succeeded' || shift.targetVersionWeight === 0;
  return info.errorInformation?.code === 'MANUAL_STOP' && isBack;
}

function succeeded({ target }: DeploymentView, took: string, rollback: RollbackView | undefined): Outcome {
  const version = target?.targetVersion;
  if (rollback !== undefined)
    return {
      tone: rollback.status === 'Failed' ? 'bad' : 'warn',
      headline: `Succeeded in ${took}, and was undone`,
      sentences: [describeRollback(rollback, target?.currentVersion)],
    };
  const all = version === undefined ? 'The alias is where it was to be.' : `All traffic is on version ${version}.`;
  return { tone: 'good', headline: `Succeeded in ${took}`, sentences: [all] };
}

function whereTrafficIs({ shift, target }: DeploymentView, rollback: RollbackView | undefined): string {
  if (rollback !== undefined) return describeRollback(rollback, target?.currentVersion);
  if (target === undefined) return 'No traffic was moved.';
  const percent = weightPercent(shift.targetVersionWeight);
  if (percent === 0) return `All traffic is on version ${target.currentVersion}.`;
  if (percent === 100) return `All traffic stays on version ${target.targetVersion}: undo takes it back.`;
  const { currentVersion, targetVersion } = target;
  return `The traffic stays split: ${formatPercent(100 - percent)} on version ${currentVersion}, ${formatPercent(percent)} on version ${targetVersion}. Undo takes it back.`;
}

function describeRollback({ id, status, message, tookSeconds }: RollbackView, version: string | undefined): string {
  const whole = version === undefined ? '' : `: all traffic is on version ${version}`;
  if (status === 'Succeeded')
    return `${id} took the traffic back${tookSeconds === undefined ? '' : ` in ${formatDuration(tookSeconds)}`}${whole}.`;
  if (!hasEnded(status)) return `${id} is taking the traffic back.`;
  return `${id} could not take the traffic back: ${message ?? status}`;
}
