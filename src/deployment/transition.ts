/**
 * Shifts an alias from its current version to the target version, a step at a time.
 *
 * Pure: from a state and an event follow the next state, and from that what is to be done (see
 * `effects.ts`). A crash between two steps loses nothing: whoever goes on loads the last saved state,
 * does what it asks for, and tells the outcome again.
 */
import type { DeploymentState, StopReason } from './deployment-state.ts';
import { endBadly } from './endings.ts';
import type { AlarmReading, DeploymentEvent, Refusal } from './events.ts';
import { hookBroke, hookCalled, hookReported } from './hooks.ts';
import { assertStep } from './invariants.ts';
import { blindLimitMs, timeLimitMs } from './time-limits.ts';
import { enterBefore, enterShift, passBefore, passTime, weightRefused, weightSet } from './traffic.ts';

export type Transition =
  | { readonly kind: 'moved'; readonly state: DeploymentState }
  /** The event says nothing new. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

export function transition(state: DeploymentState, event: DeploymentEvent): Transition {
  const outcome = decide(state, event);
  if (typeof outcome === 'string') return { kind: 'refused', refusal: outcome };
  if (outcome === state) return { kind: 'unchanged' };
  assertStep(state, event, outcome);
  return { kind: 'moved', state: outcome };
}

function decide(state: DeploymentState, event: DeploymentEvent): DeploymentState | Refusal {
  switch (event.kind) {
    case 'checked':
      return checked(state, event);
    case 'tick':
      return tick(state, event);
    case 'hook-called':
      return hookCalled(state, event);
    case 'hook-unreachable':
    case 'hook-broke':
      return hookBroke(state, event);
    case 'hook-reported':
      return hookReported(state, event);
    case 'weight-set':
      return weightSet(state, event);
    case 'weight-refused':
      return weightRefused(state, event);
    case 'stop-requested':
      return stop(state, event);
    case 'promoted':
      return promote(state, event.atMs);
    case 'paused':
      return pause(state, event.atMs);
    case 'resumed':
      return state.pausedAtMs === undefined || isOver(state) ? 'not-paused' : resume(state, event.atMs);
    case 'outage':
      return postpone(state, event.gapMs);
  }
}

const isOver = ({ phase }: DeploymentState): boolean => phase.kind === 'ended' || phase.kind === 'settling';

function checked(state: DeploymentState, event: Extract<DeploymentEvent, { kind: 'checked' }>): DeploymentState {
  if (state.phase.kind !== 'created') return state;
  const { atMs, refusal, hooks, alarms } = event;
  if (refusal !== undefined) {
    const ending = { outcome: 'failed', reason: { kind: 'refused', ...refusal } } as const;
    return endBadly(state, { ending, atMs, rollsBack: false });
  }
  const begun: DeploymentState = { ...state, hooks, startedAtMs: atMs };
  // A rollback is never held up: not by alarms, which its deployment may have set off, nor by hooks.
  if (state.kind === 'rollback') return enterShift(passBefore(begun, atMs), atMs);
  const judged = judgeAlarms(begun, alarms, { atMs, isStart: true });
  return isOver(judged) ? judged : enterBefore(judged, atMs);
}

function tick(state: DeploymentState, { atMs, alarms }: Extract<DeploymentEvent, { kind: 'tick' }>): DeploymentState {
  if (isOver(state) || state.phase.kind === 'created') return state;
  const judged = judgeAlarms(state, alarms, { atMs, isStart: false });
  if (isOver(judged)) return judged;
  if (state.kind === 'shift' && atMs >= (state.startedAtMs ?? state.createdAtMs) + timeLimitMs) {
    const ending = { outcome: 'failed', reason: { kind: 'time-limit' } } as const;
    return endBadly(judged, { ending, atMs, rollsBack: judged.settings.rollsBackOn.failure });
  }
  return passTime(judged, atMs);
}

/** Only ALARM stops a deployment; alarms without data do not. Those that cannot be read stop it after a while. */
function judgeAlarms(
  state: DeploymentState,
  reading: AlarmReading,
  { atMs, isStart }: { readonly atMs: number; readonly isStart: boolean },
): DeploymentState {
  const { alarms, ignoresUnreadableAlarms, rollsBackOn } = state.settings;
  if (alarms === 'none') return state;
  const stopWith = (reason: StopReason): DeploymentState =>
    stopBecause(state, reason, { atMs, rollsBack: rollsBackOn.alarm });
  switch (reading.kind) {
    case 'active':
      return stopWith({ kind: 'alarm', names: reading.names, wasActiveAtStart: isStart });
    case 'clear': {
      const { blindSinceMs, ...seeing } = state;
      return blindSinceMs === undefined ? state : seeing;
    }
    case 'unreadable': {
      if (ignoresUnreadableAlarms) return state;
      const { blindSinceMs = atMs } = state;
      // At the start nothing is lost by not beginning.
      if (isStart || atMs - blindSinceMs >= blindLimitMs)
        return stopWith({ kind: 'unreadable-alarms', detail: reading.detail });
      return state.blindSinceMs === undefined ? { ...state, blindSinceMs } : state;
    }
  }
}

function stop(
  state: DeploymentState,
  { atMs, rollsBack = state.settings.rollsBackOn.stopRequest }: Extract<DeploymentEvent, { kind: 'stop-requested' }>,
): DeploymentState | Refusal {
  if (isOver(state)) return 'completed';
  // It brings traffic to where it is safe: there is no better place to stop at.
  if (state.kind === 'rollback') return 'not-stoppable';
  return stopBecause(state, { kind: 'request' }, { atMs, rollsBack });
}

function stopBecause(
  state: DeploymentState,
  reason: StopReason,
  end: { readonly atMs: number; readonly rollsBack: boolean },
): DeploymentState {
  return endBadly(state, { ending: { outcome: 'stopped', reason }, ...end });
}

function promote(state: DeploymentState, atMs: number): DeploymentState | Refusal {
  if (isOver(state)) return 'completed';
  if (state.kind === 'rollback' || state.phase.kind === 'after') return 'not-shifting';
  const moving = state.pausedAtMs === undefined ? state : resume(state, atMs);
  return moving.isPromoted ? moving : { ...moving, isPromoted: true };
}

function pause(state: DeploymentState, atMs: number): DeploymentState | Refusal {
  if (isOver(state)) return 'completed';
  if (state.kind === 'rollback' || state.phase.kind === 'after') return 'not-pausable';
  return state.pausedAtMs === undefined ? { ...state, pausedAtMs: atMs } : state;
}

/** Of the interval that was running, as much is left as when it was paused. */
function resume({ pausedAtMs = 0, ...state }: DeploymentState, atMs: number): DeploymentState {
  const { phase } = state;
  if (phase.kind !== 'shifting' || !phase.isApplied) return state;
  const sinceMs = Math.max(pausedAtMs, phase.appliedAtMs);
  return { ...state, phase: { ...phase, dueAtMs: phase.dueAtMs + (atMs - sinceMs) } };
}

/** A version proves itself only while it answers calls: time without them does not count for it. */
function postpone(state: DeploymentState, gapMs: number): DeploymentState {
  const { phase, pausedAtMs } = state;
  if (gapMs <= 0) return state;
  if (phase.kind === 'shifting' && phase.isApplied && pausedAtMs === undefined)
    return { ...state, phase: { ...phase, dueAtMs: phase.dueAtMs + gapMs } };
  if ((phase.kind === 'before' || phase.kind === 'after') && phase.hook.kind === 'waiting') {
    const hook = { ...phase.hook, deadlineAtMs: phase.hook.deadlineAtMs + gapMs };
    return { ...state, phase: { ...phase, hook } };
  }
  return state;
}
