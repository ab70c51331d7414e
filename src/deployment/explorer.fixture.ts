/**
 * The world around a deployment, small enough to be walked through whole: an alias, runners that
 * read it, check what is saved, and move it, one step at a time and each of them mortal; alarms,
 * hooks, people, and a stranger who moves the alias too.
 */
import {
  createDeployment,
  type DeploymentSettings,
  type DeploymentState,
  type Hooks,
  type HookStage,
} from './deployment-state.ts';
import { nextEffect, nextTickAt } from './effects.ts';
import type { AlarmReading, DeploymentEvent } from './events.ts';
import { planShift } from './shift-plan.ts';
import { timeLimitMs } from './time-limits.ts';
import { transition } from './transition.ts';

/** Share of the target version; `foreign`: the alias serves neither as this deployment left it. */
export type AliasState = number | 'foreign';

export interface Act {
  /** Whose effect it is. */
  readonly of: 'shift' | 'rollback';
  readonly percent: number;
  /** `read`: the alias was; `checked`: what is saved, too; `landed`: the alias moved, nobody told it yet. */
  readonly stage: 'read' | 'checked' | 'landed';
  /** Something else was saved since it began: its check of what is saved will fail. */
  readonly isOutdated: boolean;
  readonly seen: AliasState;
  /** The alias changed since it was read: the compare-and-set will fail. */
  readonly isStale: boolean;
}

export interface World {
  readonly nowMs: number;
  /** Those that the check finds. */
  readonly hooks: Hooks;
  readonly shift: DeploymentState;
  /** Saved in one write with the end of the shift. */
  readonly rollback?: DeploymentState;
  readonly alias: AliasState;
  readonly acts: readonly Act[];
  readonly alarm: AlarmReading['kind'];
  /** Hooks whose function was called and has not answered. */
  readonly calls: readonly HookStage[];
  readonly outagesLeft: number;
  readonly strangersLeft: number;
}

export interface Move {
  readonly name: string;
  readonly world: World;
}

const hookIds = { before: { executionId: 'before' }, after: { executionId: 'after' } } as const;
const rollbackSettings: DeploymentSettings = {
  steps: planShift({ kind: 'all-at-once' }),
  alarms: 'none',
  ignoresUnreadableAlarms: true,
  rollsBackOn: { failure: false, alarm: false, stopRequest: false },
  awaitsBrokenHooks: false,
};

export interface Scene extends DeploymentSettings {
  /** Those that have a hook. */
  readonly stages: readonly HookStage[];
  readonly outages: number;
  readonly strangers: number;
}

export function firstWorld({ stages, outages, strangers, ...rest }: Scene): World {
  const hooks = Object.fromEntries(stages.map((stage) => [stage, hookIds[stage]]));
  const shift = createDeployment({ kind: 'shift', settings: rest, atMs: 0 });
  return {
    nowMs: 0,
    hooks,
    shift,
    alias: 0,
    acts: [],
    alarm: 'clear',
    calls: [],
    outagesLeft: outages,
    strangersLeft: strangers,
  };
}

/** The share of the target version that a deployment's percentage means: a rollback counts the other way. */
const aliasFor = (act: Pick<Act, 'of' | 'percent'>): number => (act.of === 'shift' ? act.percent : 100 - act.percent);

const reading = (kind: AlarmReading['kind']): AlarmReading =>
  kind === 'active' ? { kind, names: ['errors'] } : kind === 'unreadable' ? { kind, detail: 'no answer' } : { kind };

/** What the deployment becomes when it is told something; where it is taken back, its rollback is saved with it. */
export function tell(world: World, of: Act['of'], event: DeploymentEvent): World {
  const state = of === 'shift' ? world.shift : world.rollback;
  if (state === undefined) return world;
  const outcome = transition(state, event);
  if (outcome.kind !== 'moved') return world;
  const acts = world.acts.map((act) => (act.of === of ? { ...act, isOutdated: true } : act));
  if (of === 'rollback') return { ...world, acts, rollback: outcome.state };
  const { phase } = outcome.state;
  const isTakenBack = phase.kind === 'ended' && phase.isRolledBack;
  const rollback = isTakenBack && createDeployment({ kind: 'rollback', settings: rollbackSettings, atMs: world.nowMs });
  return { ...world, acts, shift: outcome.state, ...(rollback && { rollback }) };
}

/** Everything that can happen next. */
export function movesOf(world: World): Move[] {
  return [...effectMoves(world), ...actMoves(world), ...timeMoves(world), ...hookMoves(world), ...peopleMoves(world)];
}

/** A runner begins what a saved state asks for, also where another runner has begun it already. */
function effectMoves(world: World): Move[] {
  const { nowMs: atMs, acts, alias } = world;
  return (['shift', 'rollback'] as const).flatMap((of): Move[] => {
    const state = world[of];
    const effect = state && nextEffect(state);
    if (state === undefined || effect === undefined) return [];
    switch (effect.kind) {
      case 'check': {
        const refusal = { code: 'INVALID_LAMBDA_CONFIGURATION', message: 'refused' };
        const checked = (event: object, name: string): Move => ({
          name: `${of}: ${name}`,
          world: tell(world, of, {
            kind: 'checked',
            atMs,
            hooks: of === 'shift' ? world.hooks : {},
            alarms: reading(world.alarm),
            ...event,
          }),
        });
        return of === 'rollback' ? [checked({}, 'checked')] : [checked({}, 'checked'), checked({ refusal }, 'refused')];
      }
      case 'call-hook': {
        const { stage, executionId } = effect;
        const called: World = { ...world, calls: [...new Set([...world.calls, stage])].toSorted() };
        return [
          { name: `${stage} hook called`, world: tell(called, of, { kind: 'hook-called', atMs, executionId }) },
          { name: `${stage} hook called, crash`, world: called },
          {
            name: `${stage} hook unreachable`,
            world: tell(world, of, { kind: 'hook-unreachable', atMs, executionId, detail: 'gone' }),
          },
        ];
      }
      case 'set-weight': {
        if (acts.length >= 2) return [];
        const act: Act = {
          of,
          percent: effect.percent,
          stage: 'read',
          isOutdated: false,
          seen: alias,
          isStale: false,
        };
        return [{ name: `${of}: alias read`, world: { ...world, acts: [...acts, act] } }];
      }
    }
  });
}

function actMoves(world: World): Move[] {
  return world.acts.flatMap((act, index) => {
    const without: World = { ...world, acts: world.acts.toSpliced(index, 1) };
    const advanced = (to: World): Move[] => [
      { name: `${act.of}: ${act.stage} to ${act.percent} %, goes on`, world: to },
      { name: `${act.of}: ${act.stage} to ${act.percent} %, crash`, world: without },
    ];
    switch (act.stage) {
      case 'read':
        return advanced(
          act.isOutdated ? without : { ...world, acts: world.acts.with(index, { ...act, stage: 'checked' }) },
        );
      case 'checked':
        return advanced(land(world, index, act, without));
      case 'landed':
        // What came of an act counts for the state that asked for it alone.
        return act.isOutdated
          ? advanced(without)
          : advanced(tell(without, act.of, { kind: 'weight-set', atMs: world.nowMs, percent: act.percent }));
    }
  });
}

/** Moves the alias, unless it changed meanwhile or is none of those that the deployment may move. */
function land(world: World, index: number, act: Act, without: World): World {
  if (act.isStale) return without;
  const isOurs = act.seen !== 'foreign';
  if (!isOurs) {
    if (act.isOutdated) return without;
    const code = 'INVALID_LAMBDA_CONFIGURATION';
    const event = { kind: 'weight-refused', atMs: world.nowMs, code, message: 'moved', servesTarget: false } as const;
    return tell(without, act.of, event);
  }
  // A write that changes nothing is a write all the same: whoever read the alias before it comes too late.
  const acts = world.acts.map((other) => ({ ...other, isStale: true }));
  return { ...world, alias: aliasFor(act), acts: acts.with(index, { ...act, stage: 'landed' }) };
}

function timeMoves(world: World): Move[] {
  const moves: Move[] = [];
  const atMs = Math.max(world.nowMs, nextTickAt(world.shift) ?? world.nowMs);
  moves.push({ name: 'time passes', world: tick({ ...world, nowMs: atMs }) });
  moves.push({ name: 'alarms polled', world: tick(world) });
  for (const alarm of ['clear', 'active', 'unreadable'] as const)
    if (world.alarm !== alarm && world.shift.settings.alarms === 'watched')
      moves.push({ name: `alarm ${alarm}`, world: { ...world, alarm } });
  if (world.outagesLeft > 0) {
    const later: World = { ...world, nowMs: world.nowMs + 7_000, acts: [], outagesLeft: world.outagesLeft - 1 };
    moves.push({ name: 'outage', world: tell(later, 'shift', { kind: 'outage', gapMs: 7_000 }) });
  }
  return moves;
}

const tick = (world: World): World =>
  tell(world, 'shift', { kind: 'tick', atMs: world.nowMs, alarms: reading(world.alarm) });

function hookMoves(world: World): Move[] {
  const { nowMs: atMs } = world;
  return world.calls.flatMap((stage): Move[] => {
    const answered: World = { ...world, calls: world.calls.filter((other) => other !== stage) };
    const report = (hasPassed: boolean): World =>
      tell(answered, 'shift', { kind: 'hook-reported', atMs, executionId: stage, hasPassed });
    return [
      { name: `${stage} hook passes`, world: report(true) },
      { name: `${stage} hook fails`, world: report(false) },
      {
        name: `${stage} hook breaks`,
        world: tell(answered, 'shift', { kind: 'hook-broke', atMs, executionId: stage, detail: 'exit 1' }),
      },
    ];
  });
}

function peopleMoves(world: World): Move[] {
  const { nowMs: atMs } = world;
  const asks: readonly DeploymentEvent[] = [
    { kind: 'stop-requested', atMs },
    { kind: 'stop-requested', atMs, rollsBack: true },
    { kind: 'stop-requested', atMs, rollsBack: false },
    { kind: 'promoted', atMs },
    { kind: 'paused', atMs },
    { kind: 'resumed', atMs },
  ];
  const moves: Move[] = asks.map((event) => ({ name: event.kind, world: tell(world, 'shift', event) }));
  if (world.strangersLeft > 0) {
    const acts = world.acts.map((act) => ({ ...act, isStale: true }));
    const moved: World = { ...world, alias: 'foreign', acts, strangersLeft: world.strangersLeft - 1 };
    moves.push({ name: 'a stranger moves the alias', world: moved });
  }
  return moves;
}

/** Worlds that differ only in how late it is are one: moments count from now. */
export function nameOf(world: World): string {
  const { nowMs, acts, alias, alarm, calls, outagesLeft, strangersLeft } = world;
  const actNames = acts.map((act) => [act.of, act.percent, act.stage, act.seen, act.isOutdated, act.isStale].join());
  const rest = [alias, alarm, calls.join(), outagesLeft, strangersLeft, ...actNames];
  return [placeOf(world), blindFor(world.shift, nowMs), ...rest].join(' ');
}

/** Where the deployments are, without what goes on around them. */
export function placeOf({ nowMs, shift, rollback, alias }: World): string {
  return [stateName(shift, nowMs), rollback === undefined ? '' : stateName(rollback, nowMs), alias].join(' ');
}

const blindFor = ({ blindSinceMs }: DeploymentState, nowMs: number): number | undefined =>
  blindSinceMs === undefined ? undefined : nowMs - blindSinceMs;

function stateName(state: DeploymentState, nowMs: number): string {
  const { phase, lifecycle, appliedPercent, isPromoted, pausedAtMs, startedAtMs = nowMs } = state;
  const statuses = `${lifecycle.before.status} ${lifecycle.allow.status} ${lifecycle.after.status}`;
  const isLate = nowMs - startedAtMs >= timeLimitMs;
  return [
    phaseName(phase, nowMs),
    statuses,
    appliedPercent,
    isPromoted,
    nowMs - (pausedAtMs ?? nowMs),
    pausedAtMs !== undefined,
    isLate,
  ].join();
}

function phaseName(phase: DeploymentState['phase'], nowMs: number): string {
  switch (phase.kind) {
    case 'created':
      return phase.kind;
    case 'before':
    case 'after':
      return `${phase.kind} ${phase.hook.kind} ${phase.hook.kind === 'waiting' ? phase.hook.deadlineAtMs - nowMs : ''}`;
    case 'shifting':
      return `${phase.kind} ${phase.step} ${phase.isApplied ? `${phase.dueAtMs - nowMs} ${phase.appliedAtMs - nowMs}` : ''}`;
    case 'settling':
      return `${phase.kind} ${phase.ending.outcome}`;
    case 'ended':
      return `${phase.kind} ${phase.ending.outcome} ${phase.isRolledBack}`;
  }
}
