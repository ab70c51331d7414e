/** What hooks and their functions do to a deployment. */
import type { DeploymentState, FailureReason, HookProgress, HookStage } from './deployment-state.ts';
import { endBadly, succeed } from './endings.ts';
import type { DeploymentEvent, Refusal } from './events.ts';
import { hookTimeLimitMs } from './time-limits.ts';

type Event<Kind extends DeploymentEvent['kind']> = Extract<DeploymentEvent, { kind: Kind }>;

export function hookCalled(state: DeploymentState, { atMs, executionId }: Event<'hook-called'>): DeploymentState {
  const open = openHook(state, executionId);
  if (open?.progress.kind !== 'calling') return state;
  return withHook(state, open.stage, { kind: 'waiting', deadlineAtMs: atMs + hookTimeLimitMs });
}

/** A hook that broke while its report is still awaited fails the deployment, unless patience was asked for. */
export function hookBroke(
  state: DeploymentState,
  { kind, atMs, executionId, detail }: Event<'hook-broke' | 'hook-unreachable'>,
): DeploymentState {
  const open = openHook(state, executionId);
  if (open === undefined || (kind === 'hook-broke' && state.settings.awaitsBrokenHooks)) return state;
  return failHook(state, { kind: 'hook-broken', stage: open.stage, detail }, atMs);
}

/** The first report counts. It may come before it is known that the call has gone out. */
export function hookReported(
  state: DeploymentState,
  { atMs, executionId, hasPassed }: Event<'hook-reported'>,
): DeploymentState | Refusal {
  const open = openHook(state, executionId);
  if (open === undefined) return isKnown(state, executionId) ? 'hook-completed' : 'hook-unknown';
  if (!hasPassed) return failHook(state, { kind: 'hook-reported', stage: open.stage }, atMs);
  return passHook(state, open.stage, atMs);
}

/** Before traffic moves, a hook that has passed waits for the next tick, which knows the alarms. */
export function passHook(state: DeploymentState, stage: HookStage, atMs: number): DeploymentState {
  const passed: DeploymentState = {
    ...withHook(state, stage, { kind: 'passed' }),
    lifecycle: {
      ...state.lifecycle,
      [stage]: { startedAtMs: atMs, ...state.lifecycle[stage], status: 'succeeded', endedAtMs: atMs },
    },
  };
  return stage === 'after' ? succeed(passed, atMs) : passed;
}

/** Begins a stage: without a hook it is over at once. */
export function enterHook(state: DeploymentState, stage: HookStage, atMs: number): DeploymentState {
  if (state.hooks[stage] === undefined) return passHook(state, stage, atMs);
  return {
    ...withHook(state, stage, { kind: 'calling' }),
    lifecycle: { ...state.lifecycle, [stage]: { status: 'in-progress', startedAtMs: atMs } },
  };
}

export function failHook(state: DeploymentState, reason: FailureReason, atMs: number): DeploymentState {
  const ending = { outcome: 'failed', reason } as const;
  return endBadly(state, { ending, atMs, rollsBack: state.settings.rollsBackOn.failure });
}

const withHook = (state: DeploymentState, stage: HookStage, hook: HookProgress): DeploymentState => ({
  ...state,
  phase: { kind: stage, hook },
});

/** The hook of this ID, if its report is still awaited. */
function openHook({ phase, hooks }: DeploymentState, executionId: string) {
  if (phase.kind !== 'before' && phase.kind !== 'after') return undefined;
  if (phase.hook.kind === 'passed' || hooks[phase.kind]?.executionId !== executionId) return undefined;
  return { stage: phase.kind, progress: phase.hook };
}

/** A hook that was never called, because the deployment ended before, has nothing to report either. */
function isKnown({ hooks }: DeploymentState, executionId: string): boolean {
  return hooks.before?.executionId === executionId || hooks.after?.executionId === executionId;
}
