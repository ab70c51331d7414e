/** How a deployment config moves traffic, as steps. Percentages are whole, as CodeDeploy counts. */
import { invariant } from '../invariant.ts';

/** Intervals in minutes, as deployment configs tell them. */
export type TrafficRouting =
  | { readonly kind: 'all-at-once' }
  /** One step to `percent`, and all the rest after the interval. */
  | { readonly kind: 'canary'; readonly percent: number; readonly intervalMinutes: number }
  /** Equal steps of `percent`, an interval apart; the first at once. */
  | { readonly kind: 'linear'; readonly percent: number; readonly intervalMinutes: number };

export interface ShiftStep {
  /** Share of the target version from this step on. */
  readonly weightPercent: number;
  /** Time between the step before, once it is in force, and this one. */
  readonly afterMs: number;
}

const minuteMs = 60_000;

/** The steps of a shift: weights grow, the first comes at once, the last is 100. */
export function planShift(routing: TrafficRouting): readonly ShiftStep[] {
  switch (routing.kind) {
    case 'all-at-once':
      return [{ weightPercent: 100, afterMs: 0 }];
    case 'canary':
      return [
        { weightPercent: requirePercent(routing.percent), afterMs: 0 },
        { weightPercent: 100, afterMs: routing.intervalMinutes * minuteMs },
      ];
    case 'linear':
      return Array.from({ length: Math.ceil(100 / requirePercent(routing.percent)) }, (_, index) => ({
        weightPercent: Math.min(100, (index + 1) * routing.percent),
        afterMs: index === 0 ? 0 : routing.intervalMinutes * minuteMs,
      }));
  }
}

/** From the first step to the last, in minutes: what CodeDeploy bounds. */
export function shiftMinutes(routing: TrafficRouting): number {
  return planShift(routing).reduce((sum, { afterMs }) => sum + afterMs, 0) / minuteMs;
}

function requirePercent(percent: number): number {
  invariant(Number.isInteger(percent) && percent >= 1 && percent <= 99, 'a step is a whole percentage from 1 to 99');
  return percent;
}
