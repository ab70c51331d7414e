/** What holds of every deployment at every step, whatever it is told. */
import { invariant } from '../invariant.ts';
import { type DeploymentState, wantedPercent } from './deployment-state.ts';
import type { DeploymentEvent } from './events.ts';

export function assertStep(before: DeploymentState, event: DeploymentEvent, after: DeploymentState): void {
  invariant(before.phase.kind !== 'ended', 'a deployment that has ended stays as it ended');
  assertWeights(before, event, after);
  assertEnd(after);
}

function assertWeights(before: DeploymentState, event: DeploymentEvent, after: DeploymentState): void {
  const [from, to] = [wantedPercent(before), wantedPercent(after)];
  const isEnding = after.phase.kind === 'ended' || after.phase.kind === 'settling';
  invariant(to >= from || isEnding, 'the target version loses traffic only when the deployment ends');
  invariant(after.appliedPercent >= before.appliedPercent, 'what was applied was wanted, and grows');
  invariant(
    after.appliedPercent === before.appliedPercent || after.appliedPercent === from,
    'the alias gets the weights of a saved state only',
  );
  invariant(
    to <= from || event.kind === 'tick' || before.kind === 'rollback',
    'traffic moves on only where the alarms were just read',
  );
  invariant(to <= from || after.pausedAtMs === undefined, 'traffic does not move while the deployment is paused');
  invariant(to <= from || after.blindSinceMs === undefined, 'traffic does not move on while the alarms cannot be read');
}

function assertEnd({ kind, phase, appliedPercent, lifecycle }: DeploymentState): void {
  if (phase.kind !== 'ended') return;
  const { outcome } = phase.ending;
  invariant(outcome !== 'succeeded' || appliedPercent === 100, 'a success has all traffic on the target version');
  invariant(!phase.isRolledBack || outcome !== 'succeeded', 'a success is not rolled back');
  invariant(!phase.isRolledBack || kind === 'shift', 'a rollback never starts a rollback');
  invariant(
    Object.values(lifecycle).every(({ status }) => status !== 'in-progress' && status !== 'pending'),
    'nothing is under way after the end',
  );
}
