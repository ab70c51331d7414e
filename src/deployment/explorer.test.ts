/**
 * Walks through everything that can happen to a deployment: all interleavings of time, alarms, hooks,
 * people, strangers and runners that die between any two steps. On each state that can be reached the
 * invariants hold.
 */
import { expect, test } from 'vitest';
import { wantedPercent } from './deployment-state.ts';
import { nextEffect, nextTickAt } from './effects.ts';
import { firstWorld, movesOf, nameOf, placeOf, type Scene, tell, type World } from './explorer.fixture.ts';
import { planShift } from './shift-plan.ts';

interface Case {
  readonly name: string;
  readonly scene: Scene;
}

const always = { failure: true, alarm: true, stopRequest: true };
const never = { failure: false, alarm: false, stopRequest: false };
const canary = planShift({ kind: 'canary', percent: 10, intervalMinutes: 5 });
const base = { alarms: 'watched', ignoresUnreadableAlarms: false, awaitsBrokenHooks: false } as const;

const cases: readonly Case[] = [
  {
    name: 'a canary with hooks and alarms',
    scene: { ...base, steps: canary, rollsBackOn: always, stages: ['before', 'after'], outages: 0, strangers: 0 },
  },
  {
    name: 'a canary that is never taken back, and an alias that others move too',
    scene: { ...base, steps: canary, rollsBackOn: never, stages: [], outages: 0, strangers: 1 },
  },
  {
    name: 'a linear shift without alarms, with an outage and an alias that others move too',
    scene: {
      ...base,
      alarms: 'none',
      steps: planShift({ kind: 'linear', percent: 40, intervalMinutes: 1 }),
      rollsBackOn: always,
      stages: [],
      outages: 1,
      strangers: 1,
    },
  },
  {
    name: 'all at once with alarms that need not be readable, an awaited hook, and an outage',
    scene: {
      steps: planShift({ kind: 'all-at-once' }),
      alarms: 'watched',
      ignoresUnreadableAlarms: true,
      awaitsBrokenHooks: true,
      rollsBackOn: always,
      stages: ['after'],
      outages: 1,
      strangers: 0,
    },
  },
];

/** Of a state that was reached alone, and of a step from one state to the next. */
const invariants: Readonly<Record<string, (world: World, before: World) => boolean>> = {
  'the weights are those of the last saved state, or of the one before where that is not carried out yet': ({
    shift,
    rollback,
    alias,
  }) =>
    alias === 'foreign' ||
    rollback !== undefined ||
    alias === shift.appliedPercent ||
    alias === wantedPercent(shift) ||
    shift.phase.kind === 'settling',
  'there is exactly one terminal state': ({ shift }, before) =>
    before.shift.phase.kind !== 'ended' || JSON.stringify(shift) === JSON.stringify(before.shift),
  'once all has ended, no step that is still under way reaches the alias': ({ alias }, before) =>
    !hasEnded(before) || alias === before.alias || alias === 'foreign',
  'a rollback is there exactly where the shift is taken back': ({ shift, rollback }) =>
    (shift.phase.kind === 'ended' && shift.phase.isRolledBack) === (rollback !== undefined),
  'a rollback never starts a rollback': ({ rollback }) =>
    rollback?.phase.kind !== 'ended' || !rollback.phase.isRolledBack,
  'once a rollback has succeeded, no traffic is on the bad version': ({ rollback, alias }) =>
    rollback?.phase.kind !== 'ended' ||
    rollback.phase.ending.outcome !== 'succeeded' ||
    alias === 0 ||
    alias === 'foreign',
  'where nothing is taken back, the alias stays as the deployment last had it': ({ shift, rollback, alias }) =>
    shift.phase.kind !== 'ended' || rollback !== undefined || alias === 'foreign' || alias === shift.appliedPercent,
  'there is always something that moves it on': ({ shift, rollback }) =>
    [shift, rollback].every(
      (state) =>
        state === undefined ||
        state.phase.kind === 'ended' ||
        nextEffect(state) !== undefined ||
        nextTickAt(state) !== undefined,
    ),
};

const hasEnded = ({ shift, rollback }: World): boolean =>
  [shift, rollback].every((state) => state === undefined || state.phase.kind === 'ended');

const rules = Object.entries(invariants);

/** Left alone, with runners that live and hooks that keep silent, everything comes to its end. */
function leaveAlone(start: World): World {
  let world: World = { ...start, acts: [], calls: [], alarm: 'clear' };
  for (let turn = 0; turn < 60; turn += 1) {
    if (hasEnded(world)) return world;
    const next = movesOf(world).find(({ name }) => /checked$|goes on$|alias read$|hook called$/.test(name));
    world = next?.world ?? tickOn(world);
  }
  return world;
}

function tickOn(world: World): World {
  const nowMs = Math.max(world.nowMs, nextTickAt(world.shift) ?? world.nowMs);
  return tell({ ...world, nowMs }, 'shift', { kind: 'tick', atMs: nowMs, alarms: { kind: 'clear' } });
}

test.each(cases)('$name: every reachable state keeps the invariants, and comes to its end', ({ name, scene }) => {
  const start = firstWorld(scene);
  const seen = new Set([nameOf(start)]);
  const places = new Set<string>();
  const open: World[] = [start];
  const counts = { steps: 0, violations: 0, ended: 0 };
  for (let world = open.pop(); world !== undefined; world = open.pop()) {
    if (world.shift.phase.kind === 'ended') counts.ended += 1;
    for (const move of movesOf(world)) {
      counts.steps += 1;
      for (const [invariant, holds] of rules) {
        if (holds(move.world, world)) continue;
        counts.violations += 1;
        expect.fail(`${invariant}\nafter: ${move.name}\n${JSON.stringify(world)}\n${JSON.stringify(move.world)}`);
      }
      const key = nameOf(move.world);
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(move.world);
    }
    const place = placeOf(world);
    if (places.has(place)) continue;
    places.add(place);
    const end = leaveAlone(world);
    expect(end.shift.phase.kind).toBe('ended');
    expect(end.rollback?.phase.kind ?? 'ended').toBe('ended');
    if (end.rollback !== undefined && world.alias !== 'foreign') expect(end.alias).toBe(0);
  }
  console.log(
    `${name}: ${seen.size} states, ${counts.steps} steps, ${counts.ended} of the states ended; ` +
      `${Object.keys(invariants).length} invariants, ${counts.violations} violations`,
  );
  expect(seen.size).toBeGreaterThan(500);
});
