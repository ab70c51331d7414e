/** What a saved state asks for, and when it next wants to be told the time. */
import { type DeploymentState, type HookStage, wantedPercent } from './deployment-state.ts';
import { timeLimitMs } from './time-limits.ts';

/** Each can be carried out twice with no more effect than once. */
export type Effect =
  /** Hold what was asked for against how things are; answer with `checked`. */
  | { readonly kind: 'check' }
  /** Answer with `hook-called` or `hook-unreachable`. */
  | { readonly kind: 'call-hook'; readonly stage: HookStage; readonly executionId: string }
  /** Give the alias this share of the target version; answer with `weight-set` or `weight-refused`. */
  | { readonly kind: 'set-weight'; readonly percent: number };

/** The one thing that is to be done now; `undefined`: only time or somebody's word moves it on. */
export function nextEffect(state: DeploymentState): Effect | undefined {
  const { phase, hooks } = state;
  switch (phase.kind) {
    case 'created':
      return { kind: 'check' };
    case 'before':
    case 'after': {
      const hook = hooks[phase.kind];
      if (phase.hook.kind !== 'calling' || hook === undefined) return undefined;
      return { kind: 'call-hook', stage: phase.kind, executionId: hook.executionId };
    }
    case 'shifting':
      return phase.isApplied ? undefined : { kind: 'set-weight', percent: wantedPercent(state) };
    case 'settling':
      return { kind: 'set-weight', percent: wantedPercent(state) };
    case 'ended':
      return undefined;
  }
}

/** The moment from which a tick changes something, in the past where one is due; `undefined`: none will. */
export function nextTickAt(state: DeploymentState): number | undefined {
  if (state.phase.kind === 'ended' || state.kind === 'rollback') return undefined;
  const limit = (state.startedAtMs ?? state.createdAtMs) + timeLimitMs;
  return Math.min(limit, phaseTickAt(state) ?? limit);
}

function phaseTickAt({ phase, pausedAtMs, isPromoted, createdAtMs }: DeploymentState): number | undefined {
  const isPaused = pausedAtMs !== undefined;
  switch (phase.kind) {
    case 'before':
    case 'after':
      if (phase.hook.kind === 'waiting') return phase.hook.deadlineAtMs;
      // A hook that has passed lets the shift begin at once: any moment so far will do.
      return phase.hook.kind === 'passed' && !isPaused ? createdAtMs : undefined;
    case 'shifting':
      if (!phase.isApplied || isPaused) return undefined;
      return isPromoted ? createdAtMs : phase.dueAtMs;
    case 'created':
    case 'settling':
    case 'ended':
      return undefined;
  }
}
