import { beforeEach, describe, expect, test } from 'vitest';
import { Bug } from '../invariant.ts';
import { createDeployment, type DeploymentSettings, type DeploymentState, type Hooks } from './deployment-state.ts';
import { nextEffect, nextTickAt } from './effects.ts';
import type { DeploymentEvent } from './events.ts';
import { assertStep } from './invariants.ts';
import { planShift } from './shift-plan.ts';
import { transition } from './transition.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const settings: DeploymentSettings = {
  steps: planShift({ kind: 'canary', percent: 10, intervalMinutes: 5 }),
  alarms: 'watched',
  ignoresUnreadableAlarms: false,
  rollsBackOn: { failure: true, alarm: true, stopRequest: true },
  awaitsBrokenHooks: false,
};
const clear = { kind: 'clear' } as const;

let state: DeploymentState;
let atMs: number;

beforeEach(() => begin());

function begin(changes: Partial<DeploymentSettings> = {}): void {
  atMs = 1000;
  state = createDeployment({ kind: 'shift', settings: { ...settings, ...changes }, atMs });
}

type Untimed<Event> = Event extends { readonly atMs: number } ? Omit<Event, 'atMs'> : never;

/** Tells the deployment, and gives what it made of it. */
function tell(event: Untimed<DeploymentEvent>): string {
  const outcome = transition(state, { ...event, atMs });
  if (outcome.kind === 'moved') state = outcome.state;
  return outcome.kind === 'refused' ? outcome.refusal : outcome.kind;
}

const check = (hooks: Hooks = {}): string => tell({ kind: 'checked', hooks, alarms: clear });
const tick = (afterMs = 0, alarms: Extract<DeploymentEvent, { kind: 'tick' }>['alarms'] = clear): string => {
  atMs += afterMs;
  return tell({ kind: 'tick', alarms });
};

/** Brings a deployment without hooks to its first step, in force. */
function toFirstStep(): void {
  check();
  tick();
  tell({ kind: 'weight-set', percent: 10 });
}

describe('a canary', () => {
  test('asks for a check, for each step, and for nothing in between', () => {
    expect(nextEffect(state)).toEqual({ kind: 'check' });
    check();
    expect(nextEffect(state)).toBeUndefined();
    expect(nextTickAt(state)).toBeLessThanOrEqual(atMs);
    tick();
    expect(nextEffect(state)).toEqual({ kind: 'set-weight', percent: 10 });
    tell({ kind: 'weight-set', percent: 10 });
    expect(nextEffect(state)).toBeUndefined();
    expect(nextTickAt(state)).toBe(atMs + 5 * minuteMs);
    expect(tick(5 * minuteMs - 1)).toBe('unchanged');
    tick(1);
    expect(nextEffect(state)).toEqual({ kind: 'set-weight', percent: 100 });
    tell({ kind: 'weight-set', percent: 100 });
    expect(state.phase).toEqual({ kind: 'ended', ending: { outcome: 'succeeded' }, atMs, isRolledBack: false });
    expect(nextEffect(state)).toBeUndefined();
    expect(nextTickAt(state)).toBeUndefined();
  });

  test('counts an interval from when the step before it is in force', () => {
    check();
    tick();
    atMs += 7000;
    tell({ kind: 'weight-set', percent: 10 });
    expect(nextTickAt(state)).toBe(atMs + 5 * minuteMs);
  });

  test('takes no report of another weight than the one that is wanted', () => {
    check();
    tick();
    expect(tell({ kind: 'weight-set', percent: 100 })).toBe('unchanged');
    expect(nextEffect(state)).toEqual({ kind: 'set-weight', percent: 10 });
  });

  test('that takes longer than fifty hours ends, and is taken back', () => {
    toFirstStep();
    tell({ kind: 'paused' });
    expect(tick(50 * hourMs - 1)).toBe('unchanged');
    tick(1);
    expect(state.phase).toMatchObject({ ending: { reason: { kind: 'time-limit' } }, isRolledBack: true });
  });
});

describe('a stop', () => {
  test('of what is taken back ends at once, whatever is on its way', () => {
    check();
    tick();
    tell({ kind: 'stop-requested' });
    expect(state.phase).toMatchObject({ kind: 'ended', isRolledBack: true });
  });

  test('of what is not taken back first settles a weight that is on its way', () => {
    begin({ rollsBackOn: { failure: false, alarm: false, stopRequest: false } });
    check();
    tick();
    tell({ kind: 'stop-requested' });
    expect(state.phase.kind).toBe('settling');
    expect(nextEffect(state)).toEqual({ kind: 'set-weight', percent: 0 });
    expect(tell({ kind: 'weight-set', percent: 10 })).toBe('unchanged');
    tell({ kind: 'weight-set', percent: 0 });
    expect(state.phase).toMatchObject({ kind: 'ended', isRolledBack: false });
    expect(state.appliedPercent).toBe(0);
  });

  test('before the check has passed takes nothing back, for nothing is known', () => {
    tell({ kind: 'stop-requested', rollsBack: true });
    expect(state.phase).toMatchObject({ kind: 'ended', isRolledBack: false });
  });

  test('after the end, or of a rollback, is refused', () => {
    toFirstStep();
    tell({ kind: 'stop-requested' });
    expect(tell({ kind: 'stop-requested' })).toBe('completed');
    state = createDeployment({ kind: 'rollback', settings, atMs });
    expect(tell({ kind: 'stop-requested', rollsBack: true })).toBe('not-stoppable');
  });
});

describe('a rollback', () => {
  test('asks for all traffic, whatever alarms say, and only ends when it has it', () => {
    state = createDeployment({
      kind: 'rollback',
      settings: { ...settings, steps: planShift({ kind: 'all-at-once' }) },
      atMs,
    });
    tell({ kind: 'checked', hooks: {}, alarms: { kind: 'active', names: ['errors'] } });
    expect(nextEffect(state)).toEqual({ kind: 'set-weight', percent: 100 });
    expect(tick(100 * hourMs)).toBe('unchanged');
    tell({ kind: 'weight-set', percent: 100 });
    expect(state.phase).toMatchObject({ kind: 'ended', ending: { outcome: 'succeeded' } });
  });

  test('that Lambda refuses fails, and starts no other', () => {
    state = createDeployment({
      kind: 'rollback',
      settings: { ...settings, steps: planShift({ kind: 'all-at-once' }) },
      atMs,
    });
    tell({ kind: 'checked', hooks: {}, alarms: clear });
    tell({ kind: 'weight-refused', code: 'INVALID_LAMBDA_FUNCTION', message: 'gone', servesTarget: true });
    expect(state.phase).toMatchObject({ kind: 'ended', ending: { outcome: 'failed' }, isRolledBack: false });
  });
});

describe('an alias that cannot be moved', () => {
  test.each([
    ['is taken back where it still serves the new version', true],
    ['is left to whoever has taken it over where it does not', false],
  ])('%s', (_, servesTarget) => {
    toFirstStep();
    tick(5 * minuteMs);
    tell({ kind: 'weight-refused', code: 'INVALID_LAMBDA_CONFIGURATION', message: 'moved', servesTarget });
    expect(state.phase).toMatchObject({ kind: 'ended', ending: { outcome: 'failed' }, isRolledBack: servesTarget });
  });
});

describe('alarms', () => {
  test('that cannot be read hold the shift, and stop it after a minute', () => {
    toFirstStep();
    const blind = { kind: 'unreadable', detail: 'no answer' } as const;
    tick(5 * minuteMs, blind);
    expect(nextEffect(state)).toBeUndefined();
    tick(minuteMs - 1, blind);
    expect(state.phase.kind).toBe('shifting');
    tick(1, blind);
    expect(state.phase).toMatchObject({ ending: { outcome: 'stopped', reason: { kind: 'unreadable-alarms' } } });
  });

  test('that can be read again let the shift go on', () => {
    toFirstStep();
    tick(5 * minuteMs, { kind: 'unreadable', detail: 'no answer' });
    tick(1000);
    expect(state.blindSinceMs).toBeUndefined();
    expect(nextEffect(state)).toEqual({ kind: 'set-weight', percent: 100 });
  });
});

describe('an outage', () => {
  test('counts neither for the interval nor for a hook', () => {
    toFirstStep();
    const dueAtMs = atMs + 5 * minuteMs;
    state = movedBy({ kind: 'outage', gapMs: hourMs });
    expect(nextTickAt(state)).toBe(dueAtMs + hourMs);
    begin();
    check({ before: { executionId: 'b' } });
    tell({ kind: 'hook-called', executionId: 'b' });
    state = movedBy({ kind: 'outage', gapMs: minuteMs });
    expect(nextTickAt(state)).toBe(atMs + hourMs + minuteMs);
  });

  const movedBy = (event: DeploymentEvent): DeploymentState => {
    const outcome = transition(state, event);
    if (outcome.kind !== 'moved') throw new Error('The outage was to postpone something.');
    return outcome.state;
  };
});

describe('a hook', () => {
  test('may report before it is known that its call went out', () => {
    check({ before: { executionId: 'b' } });
    tell({ kind: 'hook-reported', executionId: 'b', hasPassed: true });
    expect(tell({ kind: 'hook-called', executionId: 'b' })).toBe('unchanged');
    tick();
    expect(nextEffect(state)).toEqual({ kind: 'set-weight', percent: 10 });
  });

  test('is heard once, and only by its own ID', () => {
    check({ before: { executionId: 'b' }, after: { executionId: 'a' } });
    expect(tell({ kind: 'hook-reported', executionId: 'x', hasPassed: true })).toBe('hook-unknown');
    expect(tell({ kind: 'hook-reported', executionId: 'a', hasPassed: true })).toBe('hook-completed');
    tell({ kind: 'hook-reported', executionId: 'b', hasPassed: true });
    expect(tell({ kind: 'hook-reported', executionId: 'b', hasPassed: false })).toBe('hook-completed');
  });

  test('that breaks after its report breaks nothing', () => {
    check({ before: { executionId: 'b' } });
    tell({ kind: 'hook-reported', executionId: 'b', hasPassed: true });
    expect(tell({ kind: 'hook-broke', executionId: 'b', detail: 'exit 1' })).toBe('unchanged');
  });
});

describe('promotion', () => {
  test('during the first hook lets the hook finish, and then takes one step', () => {
    check({ before: { executionId: 'b' } });
    tell({ kind: 'promoted' });
    expect(nextEffect(state)).toMatchObject({ kind: 'call-hook' });
    tell({ kind: 'hook-reported', executionId: 'b', hasPassed: true });
    tick();
    expect(nextEffect(state)).toEqual({ kind: 'set-weight', percent: 100 });
  });

  test('of a paused deployment ends the pause', () => {
    toFirstStep();
    tell({ kind: 'paused' });
    tell({ kind: 'promoted' });
    tick();
    expect(nextEffect(state)).toEqual({ kind: 'set-weight', percent: 100 });
  });
});

test('a step that breaks an invariant is a bug, not a state', () => {
  toFirstStep();
  const leap: DeploymentState = { ...state, appliedPercent: 100 };
  expect(() => assertStep(state, { kind: 'tick', atMs, alarms: clear }, leap)).toThrow(Bug);
});
