/** The way of the traffic: behind, as it was, and ahead, as it is planned. Pure. */
import type { ShiftDescription, WeightChange } from '../../api/serin-operations.ts';
import { formatPercent, weightPercent } from '../../format/numbers.ts';

export interface PlanPoint {
  readonly at: number;
  readonly percent: number;
}

/** What is to come, from the next step on; nothing where no moment is known. */
export function stepsAhead({ plan, step, nextStepAt, nextWeight }: ShiftDescription): readonly PlanPoint[] {
  if (step === undefined || nextStepAt === undefined || nextWeight === undefined) return [];
  const points: PlanPoint[] = [];
  let at = nextStepAt;
  for (const [index, { targetVersionWeight, afterSeconds }] of plan.slice(step + 1).entries()) {
    if (index > 0) at += afterSeconds;
    points.push({ at, percent: weightPercent(targetVersionWeight) });
  }
  return points;
}

export interface TrafficCurve {
  readonly times: readonly number[];
  readonly behind: readonly (number | undefined)[];
  readonly ahead: readonly (number | undefined)[];
}

interface CurveOptions {
  readonly weights: readonly WeightChange[];
  readonly steps: readonly PlanPoint[];
  /** What the target version has now. */
  readonly percent: number;
  /** Where what was ends and what will be begins. */
  readonly until: number;
  readonly from: number;
}

/** Both as values at common times: what holds until the next change is drawn as steps. */
export function trafficCurve({ weights, steps, percent, until, from }: CurveOptions): TrafficCurve {
  const changes = weights.map(({ at, targetVersionWeight }) => ({
    at: Math.max(at, from),
    percent: weightPercent(targetVersionWeight),
  }));
  const past = changes.filter(({ at }) => at <= until);
  const future = steps.map(({ at, percent }) => ({ at: Math.max(at, until), percent }));
  const times = [...new Set([from, ...past.map(({ at }) => at), until, ...future.map(({ at }) => at)])].sort(
    (one, other) => one - other,
  );
  const lastOf = (points: readonly PlanPoint[], at: number): number | undefined =>
    points.findLast((point) => point.at <= at)?.percent;
  return {
    times,
    behind: times.map((at) => (at > until ? undefined : at === until ? percent : (lastOf(past, at) ?? 0))),
    ahead: times.map((at) => (future.length === 0 || at < until ? undefined : (lastOf(future, at) ?? percent))),
  };
}

/** What comes next where it has no moment, in words. */
export function describeWait({ phase, isPaused, nextWeight, targetVersionWeight }: ShiftDescription): string {
  if (isPaused) return `Paused at ${formatPercent(weightPercent(targetVersionWeight))}. Alarms go on watching.`;
  switch (phase) {
    case 'created':
      return 'About to start.';
    case 'before':
      return 'Waiting for the hook BeforeAllowTraffic.';
    case 'shifting':
      return nextWeight === undefined ? 'Shifting.' : `Setting ${formatPercent(weightPercent(nextWeight))}.`;
    case 'after':
      return 'All traffic has moved. Waiting for the hook AfterAllowTraffic.';
    case 'settling':
      return 'Ending.';
    case 'ended':
      return '';
  }
}

export interface PlannedMark {
  readonly percent: number;
  readonly state: 'done' | 'now' | 'ahead';
}

/** All steps, and which of them is in force. */
export function planMarks(shift: ShiftDescription): readonly PlannedMark[] {
  const { plan, phase, step, targetVersionWeight } = shift;
  return plan.map((planned, index) => {
    const percent = weightPercent(planned.targetVersionWeight);
    const isReached = targetVersionWeight > 0 && planned.targetVersionWeight <= targetVersionWeight;
    const isNow = phase === 'shifting' && index === step;
    return { percent, state: isNow ? 'now' : isReached ? 'done' : 'ahead' };
  });
}
