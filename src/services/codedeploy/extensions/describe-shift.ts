import type { DeploymentState } from '../../../deployment/deployment-state.ts';
import { watchedAlarms } from '../alarm-states.ts';
import type { CodedeployContext } from '../context.ts';
import { requireDeployment } from '../deployments.ts';
import { ownerOf } from '../records.ts';
import { shortName, targetWeight } from '../resources/describe-deployment.ts';
import { statusOf } from '../resources/deployment-status.ts';
import type { DeploymentRecord } from '../resources/deployment.ts';
import type { GroupActivity } from '../resources/deployment-group.ts';
import { activityKey } from '../resources/keys.ts';
import { undoWindowMs, whyNotUndoable } from '../resources/undo.ts';
import { type Extension, requireDeploymentId } from './extension.ts';

/** Where a shift is and what comes next: what AWS's API does not tell. */
export const describeShift: Extension = async (input, context, request) => {
  const { value: deployment } = await requireDeployment(context, ownerOf(request), requireDeploymentId(input));
  return describe(deployment, context);
};

async function describe(deployment: DeploymentRecord, { store, clock }: CodedeployContext): Promise<object> {
  const { state, target } = deployment;
  const key = activityKey(deployment, deployment.groupId);
  const activity = (await store.documents.get<GroupActivity>(key))?.value;
  const nowMs = clock.now();
  return {
    deploymentId: deployment.id,
    status: statusOf(state),
    /** Of the clock that all of this is measured with, which may run faster than the wall's. */
    now: new Date(nowMs),
    phase: state.phase.kind,
    isPaused: isPaused(state),
    ...(target && {
      functionName: shortName(target.functionName),
      functionAlias: target.alias,
      currentVersion: target.currentVersion,
      targetVersion: target.targetVersion,
    }),
    targetVersionWeight: targetWeight(state),
    ...describeAhead(state),
    alarms: watchedAlarms(deployment),
    undo: describeUndo(deployment, activity, nowMs),
  };
}

export const isPaused = ({ pausedAtMs, phase }: DeploymentState): boolean =>
  pausedAtMs !== undefined && phase.kind !== 'ended';

/** The steps with the moments at which they are expected, from the one that is in force on. */
function describeAhead({ settings, phase }: DeploymentState): object {
  const plan = settings.steps.map(({ weightPercent, afterMs }) => ({
    targetVersionWeight: weightPercent / 100,
    afterSeconds: afterMs / 1000,
  }));
  if (phase.kind !== 'shifting') return { plan };
  const next = phase.isApplied ? settings.steps[phase.step + 1] : settings.steps[phase.step];
  return {
    plan,
    step: phase.step,
    ...(next && { nextWeight: next.weightPercent / 100 }),
    ...describeDue({ settings, phase }),
  };
}

/** When the next step and the last one are expected. */
export function describeDue({ settings, phase }: Pick<DeploymentState, 'settings' | 'phase'>) {
  if (phase.kind !== 'shifting' || !phase.isApplied) return {};
  const endsAfterMs = settings.steps.slice(phase.step + 2).reduce((sum, { afterMs }) => sum + afterMs, 0);
  return { nextStepAt: new Date(phase.dueAtMs), endsAt: new Date(phase.dueAtMs + endsAfterMs) };
}

function describeUndo(deployment: DeploymentRecord, activity: GroupActivity | undefined, nowMs: number): object {
  const reason = whyNotUndoable(deployment, activity, nowMs);
  const { phase } = deployment.state;
  if (reason !== undefined) return { isPossible: false, reason };
  return { isPossible: true, ...(phase.kind === 'ended' && { until: new Date(phase.atMs + undoWindowMs) }) };
}
