/** How traffic moves, and what time does to a deployment that was told that its alarms are quiet. */
import type { DeploymentPhase, DeploymentState } from './deployment-state.ts';
import { wantedPercent } from './deployment-state.ts';
import { endBadly, settle } from './endings.ts';
import type { DeploymentEvent } from './events.ts';
import { enterHook, failHook } from './hooks.ts';

type Event<Kind extends DeploymentEvent['kind']> = Extract<DeploymentEvent, { kind: Kind }>;
type Shifting = Extract<DeploymentPhase, { kind: 'shifting' }>;

export const enterBefore = (state: DeploymentState, atMs: number): DeploymentState => enterHook(state, 'before', atMs);

/** A rollback's first stage is over as soon as it begins. */
export const passBefore = (state: DeploymentState, atMs: number): DeploymentState => ({
  ...state,
  lifecycle: { ...state.lifecycle, before: { status: 'succeeded', startedAtMs: atMs, endedAtMs: atMs } },
});

export function enterShift(state: DeploymentState, atMs: number): DeploymentState {
  return {
    ...state,
    phase: { kind: 'shifting', step: firstStep(state), isApplied: false },
    lifecycle: { ...state.lifecycle, allow: { status: 'in-progress', startedAtMs: atMs } },
  };
}

const lastStep = ({ settings }: DeploymentState): number => settings.steps.length - 1;
const firstStep = (state: DeploymentState): number => (state.isPromoted ? lastStep(state) : 0);

/** What is due at this moment: a step, or the end of a hook's patience. */
export function passTime(state: DeploymentState, atMs: number): DeploymentState {
  const { phase } = state;
  const isPaused = state.pausedAtMs !== undefined;
  // While nobody can tell how the target version fares, it gets no more traffic.
  const canMove = !isPaused && state.blindSinceMs === undefined;
  switch (phase.kind) {
    case 'before':
    case 'after':
      if (phase.hook.kind === 'waiting' && atMs >= phase.hook.deadlineAtMs)
        return failHook(state, { kind: 'hook-silent', stage: phase.kind }, atMs);
      return phase.kind === 'before' && phase.hook.kind === 'passed' && canMove ? enterShift(state, atMs) : state;
    case 'shifting':
      return phase.isApplied && canMove ? takeStep(state, phase, atMs) : state;
    case 'created':
    case 'settling':
    case 'ended':
      return state;
  }
}

function takeStep(state: DeploymentState, phase: Shifting & { isApplied: true }, atMs: number): DeploymentState {
  if (state.isPromoted) return { ...state, phase: { kind: 'shifting', step: lastStep(state), isApplied: false } };
  if (atMs < phase.dueAtMs) return state;
  return { ...state, phase: { kind: 'shifting', step: phase.step + 1, isApplied: false } };
}

/** The alias has the weight that was asked for: the next interval begins, or the shift is over. */
export function weightSet(state: DeploymentState, { atMs, percent }: Event<'weight-set'>): DeploymentState {
  const { phase, settings } = state;
  if (phase.kind === 'settling') return percent === state.appliedPercent ? settle(state, atMs) : state;
  if (phase.kind !== 'shifting' || phase.isApplied || percent !== wantedPercent(state)) return state;
  const applied = { ...state, appliedPercent: percent };
  const next = settings.steps[phase.step + 1];
  if (next === undefined) {
    const allow = { ...state.lifecycle.allow, status: 'succeeded', endedAtMs: atMs } as const;
    return enterHook({ ...applied, lifecycle: { ...state.lifecycle, allow } }, 'after', atMs);
  }
  return {
    ...applied,
    phase: { kind: 'shifting', step: phase.step, isApplied: true, appliedAtMs: atMs, dueAtMs: atMs + next.afterMs },
  };
}

/**
 * The alias is not as this deployment left it, or cannot be moved. Where it still serves the target
 * version that is taken back; where it does not, somebody has taken it over, and keeps it.
 */
export function weightRefused(
  state: DeploymentState,
  { atMs, code, message, servesTarget }: Event<'weight-refused'>,
): DeploymentState {
  const { phase, settings } = state;
  if (phase.kind === 'settling') return settle(state, atMs);
  if (phase.kind !== 'shifting' || phase.isApplied) return state;
  const ending = { outcome: 'failed', reason: { kind: 'refused', code, message } } as const;
  const rollsBack = settings.rollsBackOn.failure && servesTarget;
  const ended = endBadly(state, { ending, atMs, rollsBack });
  // A weight that was refused is not on its way.
  return settle(ended, atMs);
}
