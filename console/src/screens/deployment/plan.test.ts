import { describe, expect, test } from 'vitest';
import type { ShiftDescription } from '../../api/serin-operations.ts';
import { describeWait, planMarks, stepsAhead, trafficCurve } from './plan.ts';

const linear: ShiftDescription = {
  deploymentId: 'd-75I7MBT7C',
  status: 'InProgress',
  now: 1030,
  phase: 'shifting',
  isPaused: false,
  targetVersionWeight: 0.1,
  plan: [0.1, 0.2, 0.3].map((targetVersionWeight, index) => ({
    targetVersionWeight,
    afterSeconds: index === 0 ? 0 : 60,
  })),
  step: 0,
  nextWeight: 0.2,
  nextStepAt: 1060,
  endsAt: 1120,
  alarms: [],
  undo: { isPossible: false, reason: 'it runs' },
};

describe('the way ahead', () => {
  test('is a moment for each step that is left', () => {
    expect(stepsAhead(linear)).toEqual([
      { at: 1060, percent: 20 },
      { at: 1120, percent: 30 },
    ]);
  });

  test('is unknown between two weights', () => {
    const { nextStepAt: _, ...between } = linear;
    expect(stepsAhead(between)).toEqual([]);
    expect(describeWait(between)).toBe('Setting 20 %.');
  });

  test('joins the way behind at this moment', () => {
    const weights = [{ at: 1000, targetVersionWeight: 0.1 }];
    const curve = trafficCurve({ weights, steps: stepsAhead(linear), percent: 10, from: 990, until: 1030 });
    expect(curve).toEqual({
      times: [990, 1000, 1030, 1060, 1120],
      behind: [0, 10, 10, undefined, undefined],
      ahead: [undefined, undefined, 10, 20, 30],
    });
  });

  test('marks what is done, what is in force and what is to come', () => {
    expect(planMarks({ ...linear, step: 1, targetVersionWeight: 0.2 }).map(({ state }) => state)).toEqual([
      'done',
      'now',
      'ahead',
    ]);
    expect(describeWait({ ...linear, isPaused: true })).toBe('Paused at 10 %. Alarms go on watching.');
  });
});
