/**
 * What a deployment is at a moment. The whole of it is saved before anything is done that follows
 * from it, so that after a crash the saved state alone tells how to go on.
 */
import type { ShiftStep } from './shift-plan.ts';

export interface DeploymentState {
  /** A rollback runs no hooks, watches no alarms, and starts no rollback of its own. */
  readonly kind: 'shift' | 'rollback';
  readonly settings: DeploymentSettings;
  /** Known once the check is done. */
  readonly hooks: Hooks;
  readonly phase: DeploymentPhase;
  readonly lifecycle: Readonly<Record<LifecycleStage, LifecycleEvent>>;
  /** Share of the target version that the alias was last seen to have by our doing. */
  readonly appliedPercent: number;
  readonly createdAtMs: number;
  readonly startedAtMs?: number;
  /** Time stands still for the shift since then; alarms and hooks' time limits do not. */
  readonly pausedAtMs?: number;
  /** Somebody wants all traffic on the target version now. */
  readonly isPromoted: boolean;
  /** Since when the state of the alarms could not be read. */
  readonly blindSinceMs?: number;
}

/** What does not change while a deployment runs. */
export interface DeploymentSettings {
  readonly steps: readonly ShiftStep[];
  readonly alarms: 'none' | 'watched';
  /** Go on where the alarms' states cannot be read. */
  readonly ignoresUnreadableAlarms: boolean;
  readonly rollsBackOn: { readonly failure: boolean; readonly alarm: boolean; readonly stopRequest: boolean };
  /** As AWS: only a hook's own report counts, however its function ended. */
  readonly awaitsBrokenHooks: boolean;
}

export type Hooks = { readonly [Stage in HookStage]?: Hook };

export interface Hook {
  /** Known to the hook alone: whoever reports with it is the hook. */
  readonly executionId: string;
}

export const lifecycleStages = ['before', 'allow', 'after'] as const;
export type LifecycleStage = (typeof lifecycleStages)[number];
export type HookStage = Exclude<LifecycleStage, 'allow'>;

export interface LifecycleEvent {
  readonly status: 'pending' | 'in-progress' | 'succeeded' | 'failed' | 'skipped';
  readonly startedAtMs?: number;
  readonly endedAtMs?: number;
}

export type DeploymentPhase =
  /** Nothing was looked at yet. */
  | { readonly kind: 'created' }
  | { readonly kind: HookStage; readonly hook: HookProgress }
  /** `isApplied`: the alias has the step's weight; the next step is due at `dueAtMs`. */
  | { readonly kind: 'shifting'; readonly step: number; readonly isApplied: false }
  | {
      readonly kind: 'shifting';
      readonly step: number;
      readonly isApplied: true;
      readonly appliedAtMs: number;
      readonly dueAtMs: number;
    }
  /** It is over, but a change of weight is on its way that nobody wants any more. */
  | { readonly kind: 'settling'; readonly ending: Ending }
  | EndedPhase;

export interface EndedPhase {
  readonly kind: 'ended';
  readonly ending: Ending;
  readonly atMs: number;
  /** Another deployment takes the traffic back. */
  readonly isRolledBack: boolean;
}

export type HookProgress =
  | { readonly kind: 'calling' }
  | { readonly kind: 'waiting'; readonly deadlineAtMs: number }
  | { readonly kind: 'passed' };

export type Ending =
  | { readonly outcome: 'succeeded' }
  | { readonly outcome: 'failed'; readonly reason: FailureReason }
  | { readonly outcome: 'stopped'; readonly reason: StopReason };

export type FailureReason =
  /** What the deployment was given cannot be carried out; `code` is one of CodeDeploy's. */
  | { readonly kind: 'refused'; readonly code: string; readonly message: string }
  | { readonly kind: 'hook-reported'; readonly stage: HookStage }
  /** The hook's function did not get as far as to report. */
  | { readonly kind: 'hook-broken'; readonly stage: HookStage; readonly detail: string }
  | { readonly kind: 'hook-silent'; readonly stage: HookStage }
  | { readonly kind: 'time-limit' };

export type StopReason =
  | { readonly kind: 'alarm'; readonly names: readonly string[]; readonly wasActiveAtStart: boolean }
  | { readonly kind: 'unreadable-alarms'; readonly detail: string }
  | { readonly kind: 'request' };

/** What is told of a new deployment, beside its settings. */
export interface NewDeployment {
  readonly kind: DeploymentState['kind'];
  readonly settings: DeploymentSettings;
  readonly atMs: number;
}

const pending: LifecycleEvent = { status: 'pending' };

export function createDeployment({ kind, settings, atMs }: NewDeployment): DeploymentState {
  return {
    kind,
    settings,
    hooks: {},
    phase: { kind: 'created' },
    lifecycle: { before: pending, allow: pending, after: pending },
    appliedPercent: 0,
    createdAtMs: atMs,
    isPromoted: false,
  };
}

/** The share of the target version that the alias is to have, as the state is saved. */
export function wantedPercent({ phase, settings, appliedPercent }: DeploymentState): number {
  if (phase.kind !== 'shifting') return appliedPercent;
  return settings.steps[phase.step]?.weightPercent ?? appliedPercent;
}

export type DeploymentProgress = 'created' | 'in-progress' | 'succeeded' | 'failed' | 'stopped';

export function progressOf({ phase }: DeploymentState): DeploymentProgress {
  if (phase.kind === 'created') return 'created';
  return phase.kind === 'ended' ? phase.ending.outcome : 'in-progress';
}
