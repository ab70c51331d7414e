/** How a deployment comes to its end. */
import {
  type DeploymentState,
  type Ending,
  type LifecycleEvent,
  type LifecycleStage,
  lifecycleStages,
  wantedPercent,
} from './deployment-state.ts';

export function succeed(state: DeploymentState, atMs: number): DeploymentState {
  return { ...state, phase: { kind: 'ended', ending: { outcome: 'succeeded' }, atMs, isRolledBack: false } };
}

export interface BadEnd {
  readonly ending: Exclude<Ending, { outcome: 'succeeded' }>;
  readonly atMs: number;
  /** Whether the traffic is to go back, where the deployment is one that can. */
  readonly rollsBack: boolean;
}

/**
 * Ends a deployment badly. What is taken back needs no care for a weight that is on its way: the
 * rollback overrides it. What stays as it is does, so that it is known where it stays.
 */
export function endBadly(state: DeploymentState, { ending, atMs, rollsBack }: BadEnd): DeploymentState {
  const ended = { ...state, lifecycle: breakOff(state, atMs) };
  const isRolledBack = rollsBack && canRollBack(state);
  if (!isRolledBack && hasWeightOnItsWay(state)) return { ...ended, phase: { kind: 'settling', ending } };
  return { ...ended, phase: { kind: 'ended', ending, atMs, isRolledBack } };
}

/** The weight on its way was overridden, or somebody else has the alias now: either way it is over. */
export function settle(state: DeploymentState, atMs: number): DeploymentState {
  if (state.phase.kind !== 'settling') return state;
  return { ...state, phase: { kind: 'ended', ending: state.phase.ending, atMs, isRolledBack: false } };
}

/** Before the check has passed nothing is known of the alias, so there is nothing that could be restored. */
const canRollBack = ({ kind, startedAtMs }: DeploymentState): boolean => kind === 'shift' && startedAtMs !== undefined;

const hasWeightOnItsWay = (state: DeploymentState): boolean =>
  state.phase.kind === 'shifting' && !state.phase.isApplied && wantedPercent(state) !== state.appliedPercent;

const currentStages = { before: 'before', shifting: 'allow', settling: 'allow', after: 'after' } as const;

/** The stage that was under way fails, what was to come is skipped. */
function breakOff({ phase, lifecycle }: DeploymentState, atMs: number): DeploymentState['lifecycle'] {
  const current = phase.kind === 'created' || phase.kind === 'ended' ? undefined : currentStages[phase.kind];
  const broken = (stage: LifecycleStage): LifecycleEvent => {
    const event = lifecycle[stage];
    if (stage === current) return { ...event, status: 'failed', endedAtMs: atMs };
    return event.status === 'pending' ? { status: 'skipped' } : event;
  };
  const [before, allow, after] = lifecycleStages.map(broken);
  return { before: before ?? lifecycle.before, allow: allow ?? lifecycle.allow, after: after ?? lifecycle.after };
}
