import type { GroupActivity } from './deployment-group.ts';
import type { DeploymentRecord } from './deployment.ts';

/** How long after its end a deployment can be undone. */
export const undoWindowMs = 24 * 3_600_000;

/** Why a deployment cannot be taken back by hand; `undefined`: it can. */
export function whyNotUndoable(
  { id, state, target, rollback, groupName }: DeploymentRecord,
  activity: GroupActivity | undefined,
  nowMs: number,
): string | undefined {
  const { phase, appliedPercent } = state;
  if (phase.kind !== 'ended') return `The deployment ${id} is still running: stop it with a rollback instead`;
  if (state.kind === 'rollback') return `The deployment ${id} is itself a rollback`;
  if (rollback?.kind === 'rolled-back-by')
    return `The deployment ${id} was already taken back by the deployment ${rollback.deploymentId}`;
  if (target === undefined || appliedPercent === 0) return `The deployment ${id} moved no traffic`;
  if (activity?.lastAttempted !== id)
    return `The deployment ${id} is no longer the last one of the deployment group ${groupName}`;
  if (nowMs - phase.atMs > undoWindowMs)
    return `The deployment ${id} ended more than ${undoWindowMs / 3_600_000} hours ago`;
  return undefined;
}
