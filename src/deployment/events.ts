import type { Hooks } from './deployment-state.ts';

/** What a deployment is told. `atMs`: when it was, by the clock. */
export type DeploymentEvent =
  /** The check's outcome. `refusal`: why it cannot be carried out; `hooks`: those that were asked for. */
  | {
      readonly kind: 'checked';
      readonly atMs: number;
      readonly refusal?: { readonly code: string; readonly message: string };
      readonly hooks: Hooks;
      readonly alarms: AlarmReading;
    }
  /** Time has passed. The alarms were read just before: traffic never moves on older news. */
  | { readonly kind: 'tick'; readonly atMs: number; readonly alarms: AlarmReading }
  | { readonly kind: 'hook-called'; readonly atMs: number; readonly executionId: string }
  /** There is no way to call the hook. */
  | { readonly kind: 'hook-unreachable'; readonly atMs: number; readonly executionId: string; readonly detail: string }
  /** The hook itself says how it went. */
  | { readonly kind: 'hook-reported'; readonly atMs: number; readonly executionId: string; readonly hasPassed: boolean }
  /** The hook's function crashed, timed out or is gone, whatever the hook may have wanted to say. */
  | { readonly kind: 'hook-broke'; readonly atMs: number; readonly executionId: string; readonly detail: string }
  | { readonly kind: 'weight-set'; readonly atMs: number; readonly percent: number }
  /**
   * The alias cannot be given the weight. `servesTarget`: it still sends calls to the target
   * version, by whoever's doing.
   */
  | {
      readonly kind: 'weight-refused';
      readonly atMs: number;
      readonly code: string;
      readonly message: string;
      readonly servesTarget: boolean;
    }
  /** `rollsBack`: whether traffic is to go back; absent: as the deployment's settings have it. */
  | { readonly kind: 'stop-requested'; readonly atMs: number; readonly rollsBack?: boolean }
  | { readonly kind: 'promoted'; readonly atMs: number }
  | { readonly kind: 'paused'; readonly atMs: number }
  | { readonly kind: 'resumed'; readonly atMs: number }
  /** For `gapMs` until now nobody looked after the deployment, and no call was answered. */
  | { readonly kind: 'outage'; readonly gapMs: number };

export type AlarmReading =
  | { readonly kind: 'clear' }
  | { readonly kind: 'active'; readonly names: readonly string[] }
  | { readonly kind: 'unreadable'; readonly detail: string };

/** Why what somebody asked for is not done. */
export type Refusal =
  | 'completed'
  | 'not-stoppable'
  | 'hook-unknown'
  | 'hook-completed'
  | 'not-shifting'
  | 'not-pausable'
  | 'not-paused';
